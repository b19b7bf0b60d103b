//! Each problem in French, the language staff write in.

mod access;
mod upkeep;
mod writing;

use super::{
    Death, Doubt, Finding, Kind, Level, Message, PageLimit, Shape, Successor, ThemeLimit, Unpublished, Visited,
};
use crate::schema::Scalar;
use crate::sources::{Place, Refusal};

/// « BLOQUANT »
pub fn level(level: Level) -> &'static str {
    match level {
        Level::Blocking => "BLOQUANT",
        Level::ToCorrect => "À CORRIGER",
        Level::Advice => "CONSEIL",
    }
}

/// What the field holds, then an example.
fn expected(expected: Scalar) -> (&'static str, &'static str) {
    match expected {
        Scalar::Text => ("un texte", "Forum des métiers"),
        Scalar::Date => ("une date : année-mois-jour", "2027-05-17"),
        Scalar::PartialDate => ("une date, un mois ou une année", "2027-05-17, 2027-05 ou 2027"),
        Scalar::Moment => ("une date, suivie ou non d'une heure", "2027-05-17 18:00"),
        Scalar::Time => ("une heure, de 00:00 à 23:59", "09:30"),
        Scalar::WebUrl => ("une adresse web complète", "https://example.org/inscription"),
        Scalar::Email => ("une adresse de courriel", "contact@example.org"),
        Scalar::Telephone => ("un numéro de téléphone", "01 99 00 12 34"),
        Scalar::Postcode => ("un code postal de cinq chiffres", "21000"),
        Scalar::Commune => ("le code INSEE de la commune, cinq caractères (ce n'est pas le code postal)", "\"21231\""),
        Scalar::Department => ("le code d'un département", "\"21\""),
        Scalar::Zone => ("un fuseau horaire", "Europe/Paris, Indian/Reunion"),
        Scalar::Slug => {
            ("des lettres minuscules sans accent et des chiffres, séparés par des tirets", "lancement-dijon")
        }
        Scalar::Colour => ("une couleur en six chiffres hexadécimaux", "\"#1f5fa8\""),
        Scalar::Count => ("un nombre entier", "40"),
        Scalar::Percent => ("un nombre entier de 0 à 100", "73"),
        Scalar::YesNo => ("oui ou non", "oui"),
        Scalar::Phase => ("le numéro d'une étape du parcours, de 1 à 4", "2"),
    }
}

fn did_you_mean(suggestion: Option<&str>) -> Option<String> {
    suggestion.map(|name| format!("vouliez-vous dire « {name} » ?"))
}

fn list(items: &[impl AsRef<str>]) -> String {
    items.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ")
}

/// The problem in words.
pub fn message(kind: &Kind) -> Message {
    match kind {
        Kind::NoSettings => Message::new("Il n'y a pas de fichier escale.yaml ici.")
            .why("C'est lui qui dit le nom du programme, son adresse et son thème : sans lui, rien ne peut être construit.")
            .say("Placez-vous dans le dossier du projet (celui qui contient escale.yaml, content et regions), puis relancez la commande."),
        Kind::NoRegion => Message::new("Le dossier regions ne contient aucune région.")
            .why("Chaque région du programme a son dossier, avec un fichier region.yaml.")
            .run("Créez la première :", "escale new region occitanie --name Occitanie --iso OCC --preposition en"),
        Kind::NoRegionFile => Message::new("Ce dossier de région n'a pas de fichier region.yaml.")
            .why("Sans lui, on ne connaît ni le nom de la région ni ses codes : son site ne peut pas être construit.")
            .say("Ajoutez region.yaml à ce dossier (copiez celui d'une autre région et changez-le), ou supprimez le dossier."),
        Kind::RegionFolderName { suggestion } => {
            let message = Message::new("Le nom de ce dossier ne peut pas devenir une adresse web.")
                .why("Il faut des lettres minuscules sans accent, des chiffres et des tirets.");
            match suggestion {
                Some(name) => message.say(format!("Renommez-le : regions/{name}")),
                None => message.say("Renommez-le, par exemple : regions/grand-est"),
            }
        }
        Kind::Refused(refusal) => refused(*refusal),
        Kind::Unread => Message::new("Ce fichier n'est utilisé nulle part.")
            .why("Il n'est pas dans un dossier que le site lit (pages, partenaires, lieux, evenements, images), ou son nom ne finit pas par .md ou .yaml.")
            .say("Déplacez-le dans le bon dossier, corrigez la fin de son nom, ou supprimez-le."),
        Kind::NotUtf8 => Message::new("Ce fichier n'est pas enregistré en UTF-8.")
            .why("Les lettres accentuées seraient fausses sur le site.")
            .say("Ouvrez-le dans votre éditeur, choisissez « Enregistrer sous », puis l'encodage UTF-8."),
        Kind::Yaml { detail: None } => Message::new("Cette ligne n'est pas comprise.")
            .why("Elle ne commence pas par le nom d'une information suivi de « : », et ne continue pas un texte.")
            .say("Écrivez une information par ligne, « nom: valeur », ou supprimez cette ligne."),
        Kind::Yaml { detail: Some(detail) } => Message::new("Ce fichier n'est pas lisible à partir d'ici.")
            .why(format!("Il manque sans doute un guillemet fermant, ou l'alignement est faux (détail technique : {detail})."))
            .say("Cela concerne le thème, pas vos textes : prévenez la personne qui s'en occupe."),
        Kind::HeaderNotOpened { has_fields: true } => Message::new("L'en-tête n'est pas ouvert.")
            .why("Les informations y sont, mais pas la ligne « --- » qui les annonce : tout serait pris pour du texte.")
            .insert_first("---"),
        Kind::HeaderNotOpened { has_fields: false } => Message::new("Ce fichier n'a pas d'en-tête.")
            .why("Un fichier commence par une ligne « --- », puis les informations (titre, date…), puis une seconde ligne « --- ».")
            .say("Ajoutez tout en haut du fichier une ligne « --- », vos informations, puis une ligne « --- »."),
        Kind::HeaderNotClosed { after_line } => Message::new("L'en-tête n'est pas fermé.")
            .why("La seconde ligne « --- » manque : on ne sait pas où commence le texte.")
            .insert_after(*after_line, "---"),
        Kind::Missing { field, example, after_line } => {
            Message::new(format!("Il manque « {field} ».")).why("Cette information est obligatoire.").insert_after(*after_line, example)
        }
        Kind::UnknownField { field, suggestion } => Message::new(format!("« {field} » n'est pas une information connue ici."))
            .mark(did_you_mean(*suggestion))
            .why("Ce qui est écrit sur cette ligne n'apparaît pas sur le site.")
            .replace(suggestion.map(str::to_owned)),
        Kind::MisspeltField { field, meant } => Message::new(format!("Il manque « {meant} » ; « {field} » est écrit à la place."))
            .mark(did_you_mean(Some(meant)))
            .why("Cette information est obligatoire.")
            .replace((*meant).to_owned()),
        Kind::DuplicateField { field, first_line } => Message::new(format!("« {field} » est écrit deux fois."))
            .mark(format!("déjà écrit ligne {first_line}"))
            .why("On ne sait pas laquelle des deux valeurs est la bonne.")
            .say("Gardez la bonne ligne et supprimez l'autre."),
        Kind::WrongShape { field, expected } => {
            let message = Message::new(format!("« {field} » n'a pas la forme attendue."));
            match expected {
                Shape::Text => message.say(format!("Écrivez une seule valeur sur la ligne, par exemple :  {field}: texte")),
                Shape::List => message.say(format!("Écrivez une liste entre crochets, par exemple :  {field}: [premier, deuxième]")),
                Shape::Map => message.say(format!("Écrivez « {field}: » seul, puis une information par ligne en dessous, décalée de deux espaces.")),
            }
        }
        Kind::Invalid { field, value, expected: what, suggestion } => {
            let (words, example) = expected(*what);
            Message::new(format!("« {field} » ne se lit pas : « {value} »."))
                .mark(format!("on attend {words}"))
                .replace(suggestion.clone())
                .say(format!("Par exemple :  {field}: {example}"))
        }
        Kind::NotOneOf { field, value, choices, suggestion } => {
            Message::new(format!("« {value} » n'est pas un choix possible pour « {field} »."))
                .mark(did_you_mean(suggestion.as_deref()))
                .replace(suggestion.clone())
                .say(format!("Les choix possibles : {}.", list(choices)))
        }
        Kind::PhaseCount { found } => Message::new(format!("Le parcours compte quatre étapes ; « phases » en contient {found}."))
            .say("Écrivez exactement quatre étapes, chacune avec un titre et un resume."),
        Kind::CodesDisagree { insee } => Message::new("Les codes « iso » et « insee » ne désignent pas la même région.")
            .replace(format!("\"{insee}\"")),
        Kind::UnknownPartner { id, suggestion } => Message::new(format!("Le partenaire « {id} » n'est pas dans la liste."))
            .mark(did_you_mean(suggestion.as_deref()))
            .replace(suggestion.clone())
            .run("Ou créez sa fiche :", format!("escale new partenaire {id}")),
        Kind::UnknownVenue { id, suggestion } => Message::new(format!("Le lieu « {id} » n'est pas dans la liste."))
            .mark(did_you_mean(suggestion.as_deref()))
            .replace(suggestion.clone())
            .run("Ou créez sa fiche :", format!("escale new lieu {id}")),
        Kind::UnknownRegion { id, suggestion } => Message::new(format!("La région « {id} » n'existe pas."))
            .mark(did_you_mean(suggestion.as_deref()))
            .why("On attend le nom d'un dossier de regions/.")
            .replace(suggestion.clone()),
        Kind::UnknownEdition { id, suggestion, known } => {
            let message = Message::new(format!("L'édition « {id} » n'existe pas dans cette région."))
                .mark(did_you_mean(suggestion.as_deref()))
                .replace(suggestion.clone());
            if known.is_empty() {
                message.say("Ajoutez-la à « editions » dans region.yaml, ou supprimez cette ligne.")
            } else {
                message.say(format!("Les éditions de cette région : {}.", list(known)))
            }
        }
        Kind::NoVenue => Message::new("On ne sait pas où l'évènement a lieu.")
            .why("Un évènement sur place ou hybride a un lieu : sans lui, les visiteurs ne peuvent pas venir.")
            .insert("lieu: nom-du-lieu")
            .say("Ou, s'il a lieu à distance :  mode: en-ligne"),
        Kind::EndBeforeStart { start, end } => Message::new(format!("La fin ({end}) est avant le début ({start})."))
            .say("Corrigez la date ou l'heure de début, ou celle de fin."),
        Kind::ClosesAfterEvent => Message::new("Les inscriptions ferment après la fin de l'évènement.")
            .why("Les visiteurs pourraient s'inscrire à un évènement terminé.")
            .say("Corrigez « cloture », ou la date de l'évènement."),
        Kind::OpensAfterClosing => Message::new("Les inscriptions ouvrent après leur clôture.")
            .say("Corrigez « ouverture » ou « cloture »."),
        Kind::RetiredBeforePublished => Message::new("« retirer_le » n'est pas après « publier_le ».")
            .why("La page ne serait jamais visible.")
            .say("Corrigez l'une des deux dates."),
        Kind::HourSkipped { value } => Message::new(format!("Cette heure n'existe pas : {value}."))
            .why("Cette nuit-là, on passe à l'heure d'été : les horloges sautent de 2 h à 3 h.")
            .say("Écrivez une heure avant 02:00 ou à partir de 03:00."),
        Kind::HourRepeated { value } => Message::new(format!("Cette heure existe deux fois : {value}."))
            .why("Cette nuit-là, on passe à l'heure d'hiver : l'heure de 2 h à 3 h a lieu deux fois.")
            .say("Écrivez une heure avant 02:00 ou à partir de 03:00."),
        Kind::NeedsField { field, needs } => Message::new(format!("« {field} » ne va pas sans « {needs} »."))
            .insert(format!("{needs}: "))
            .say(format!("Ou supprimez la ligne « {field} ».")),
        Kind::NoRegistration => Message::new("On ne sait pas comment s'inscrire à cet évènement à venir.")
            .why("Les visiteurs doivent trouver un lien, un téléphone ou un courriel, ou savoir que l'entrée est libre.")
            .insert("inscription: {lien: https://example.org/inscription}")
            .say("Ou, s'il ne faut pas s'inscrire :  inscription: libre"),
        Kind::DuplicateId { id, first } => Message::new(format!("L'identifiant « {id} » est déjà pris."))
            .mark(format!("déjà dans {}, ligne {}", first.file, first.line))
            .why("Les agendas des visiteurs reconnaissent un évènement à son identifiant : deux évènements ne peuvent pas avoir le même.")
            .replace(format!("{id}-2")),
        Kind::DuplicateEdition { id } => Message::new(format!("Deux éditions de cette région ont l'identifiant « {id} »."))
            .why("La page d'une édition a son identifiant pour adresse.")
            .replace(format!("{id}-2")),
        Kind::DuplicateAddress { address, other } => Message::new(format!("Deux pages auraient la même adresse : /{address}"))
            .why(format!("L'autre vient de {other}."))
            .say("Renommez l'un des deux fichiers."),
        Kind::LedgerLine { others } => {
            let message = Message::new("Cette ligne n'est pas une adresse publiée.")
                .why("Tant qu'elle est là, escale n'ajoute plus rien à cette liste, et ne surveille pas cette ligne.")
                .say("Écrivez une adresse par ligne, par exemple :  /occitanie/evenements/2027-05-17-forum/")
                .say("Si ce sont des marques de fusion (<<<<<<<, =======, >>>>>>>), supprimez-les et gardez toutes les adresses.");
            if *others == 0 { message } else { message.mark(Some(format!("et {others} autres lignes comme celle-ci"))) }
        }
        Kind::LostAddress { address, others, written, successor, unpublished } => {
            let mut message = Message::new(format!("Cette adresse a été publiée et ne mène plus nulle part : /{address}"))
                .why("Des affiches, des QR codes ou d'autres sites y mènent peut-être : leurs visiteurs ne trouveraient rien.");
            if *others > 0 {
                message = message.mark(Some(format!("comme dans {others} autres sites")));
            }
            if let Some(file) = unpublished {
                message = message.say(format!("Le fichier {file} existe, mais il n'est pas publié ici : c'est un brouillon, il est masqué, ou il est pour d'autres régions."));
            }
            match successor {
                Some(Successor { file, has_list: true }) => message.say(format!("Si la page a changé d'adresse, ajoutez {written} à « anciennes_adresses » dans l'en-tête de {file}.")),
                Some(Successor { file, has_list: false }) => message.say(format!("Si la page a changé d'adresse, ajoutez dans l'en-tête de {file} :  anciennes_adresses: [{written}]")),
                None => message.say(format!("Si la page a changé d'adresse, ajoutez dans l'en-tête de son fichier :  anciennes_adresses: [{written}]")),
            }
            .say(format!("Si elle a disparu pour de bon, écrivez « disparue » à la fin de cette ligne :  /{address}  disparue"))
        }
        Kind::LostAddresses { folder, count } => match folder {
            Some(folder) => Message::new(format!("Plus rien ne se trouve sous /{folder} : {count} adresses publiées ne mènent plus nulle part."))
                .say(format!("Remettez le dossier à sa place ; ou, si tout a disparu pour de bon, écrivez « disparue » à la fin de cette ligne :  /{folder}  disparue")),
            None => Message::new(format!("À partir de celle-ci, {count} autres adresses publiées ne mènent plus nulle part."))
                .say("Corrigez d'abord celles qui sont dites une par une : les suivantes seront dites ensuite."),
        }
        .why("Des affiches, des QR codes ou d'autres sites y mènent peut-être : leurs visiteurs ne trouveraient rien."),
        Kind::FormerAddress { written } => Message::new(format!("Cette ancienne adresse ne peut pas être celle d'une page de ce site : {written}"))
            .why("Une ancienne adresse reste dans le site de sa région ; elle est faite de mots en minuscules sans accent, de chiffres, de tirets et de « / ».")
            .say("Écrivez-la comme dans un lien, avec ou sans la région : /occitanie/evenements/2027-05-17-forum/ ou /evenements/2027-05-17-forum/"),
        Kind::FormerAddressTaken { address, other } => Message::new(format!("Une page existe à cette ancienne adresse : /{address}"))
            .mark(Some(format!("son fichier : {other}")))
            .why("C'est cette page que les visiteurs voient : l'ancienne adresse n'est pas redirigée.")
            .say("Retirez cette adresse d'« anciennes_adresses », ou renommez l'autre fichier."),
        Kind::FormerAddressTwice { address, first } => Message::new(format!("Deux pages disent avoir eu la même ancienne adresse : /{address}"))
            .mark(Some(format!("déjà dans {}, ligne {}", first.file, first.line)))
            .why("On ne sait pas vers laquelle mener les visiteurs : pour l'instant, c'est vers la première.")
            .say("Gardez cette adresse dans un seul des deux fichiers."),
        Kind::FileName => Message::new("Le nom de ce fichier ne peut pas devenir une adresse web.")
            .why("Il faut au moins une lettre ou un chiffre.")
            .say("Renommez-le, par exemple : 2027-05-17-lancement-dijon.md"),
        Kind::FileNameChanged { address } => Message::new(format!("Le nom de ce fichier ne peut pas être repris tel quel : l'adresse finit par « {address} »."))
            .why("Il est réservé par Windows (con, aux, nul…), ou dépasse 120 caractères.")
            .say("Renommez-le, par exemple : 2027-05-17-lancement-dijon.md"),
        Kind::Writing(problem) => writing::message(problem),
        Kind::Access(problem) => access::message(problem),
        Kind::Upkeep(problem) => upkeep::message(problem),
        Kind::BrokenLink { target, suggestion } => Message::new(format!("Ce lien ne mène nulle part : {target}"))
            .mark(did_you_mean(suggestion.as_deref()))
            .why("Le texte reste, mais sans lien.")
            .replace(suggestion.clone())
            .say("Sinon, corrigez l'adresse : un fichier du projet (../pages/parcours.md) ou une page du site (/parcours/)."),
        Kind::BrokenAnchor { target } => Message::new(format!("Le lien « {target} » vise un endroit qui n'existe pas dans la page."))
            .why("Le lien mène en haut de la page, pas au bon endroit.")
            .say("Après #, écrivez l'ancre d'un titre de cette page (visible au survol du titre)."),
        Kind::BrokenReference { page, target } => Message::new(format!("La page /{page} renvoie à « {target} », qui n'existe pas dans le site."))
            .why("Cela vient du thème, pas de votre texte.")
            .say("Prévenez la personne qui s'occupe du thème."),
        Kind::UnsafeLink { target } => Message::new(format!("Ce lien n'est pas permis : {target}"))
            .why("Seules les adresses qui commencent par https://, http://, mailto: ou tel: et les pages du site sont sûres pour les visiteurs. Le texte reste, mais sans lien.")
            .say("Corrigez l'adresse, ou retirez le lien."),
        Kind::MissingImage { file, suggestion } => Message::new(format!("L'image « {file} » n'existe pas."))
            .mark(did_you_mean(suggestion.as_deref()))
            .replace(suggestion.clone())
            .say("Sinon, déposez-la dans le dossier images, à côté de pages et d'evenements."),
        Kind::UnreadableImage { file } => Message::new(format!("L'image « {file} » ne se lit pas."))
            .why("On attend une image PNG, JPEG, WebP ou GIF ; celle-ci est abîmée, ou d'un autre format.")
            .say(match file.rsplit('.').next().unwrap_or_default().to_lowercase().as_str() {
                "heic" | "heif" => "C'est une photo d'iPhone. Exportez-la en JPEG : dans Photos, Fichier > Exporter.",
                "pdf" => "C'est un document. Faites-en une image : ouvrez-le, capturez la page, enregistrez-la en PNG.",
                "svg" => "C'est un dessin vectoriel. Exportez-le en PNG depuis le logiciel qui l'a fait (Inkscape, Illustrator).",
                _ => "Ouvrez-la dans un logiciel d'image (Aperçu, Photos, Paint) et exportez-la en JPEG ou en PNG.",
            }),
        Kind::NoDescription => Message::new("Cette image n'a pas de description.")
            .why("Les personnes qui ne voient pas l'image n'en sauront rien.")
            .say("Décrivez-la en une phrase entre les crochets :  ![Des participantes devant un ordinateur](image.jpg)"),
        Kind::Visited(visited) => of_visit(visited),
        Kind::UnsafeHtml { element } => Message::new(format!("La balise <{element}> n'est pas permise."))
            .why("Elle pourrait casser la page, ou la rendre inutilisable pour certaines personnes : elle est retirée.")
            .say(match element.as_str() {
                "a" => "Écrivez le lien en Markdown :  [texte](https://example.org/)",
                "img" => "Écrivez l'image en Markdown :  ![description](../images/photo.jpg)",
                "iframe" | "video" | "audio" | "object" | "embed" => "Mettez à la place un lien vers la page qui montre ce contenu.",
                _ => "Écrivez la même chose en Markdown.",
            }),
        Kind::UnknownBlock { name, suggestion } => Message::new(format!("Le bloc « {name} » n'existe pas."))
            .mark(did_you_mean(*suggestion))
            .replace(suggestion.map(|name| format!("[[{name}]]")))
            .say("Les blocs : [[événements]], [[prochains événements : 3]], [[partenaires]], [[parcours]], [[inscription]], [[contact]], [[chiffres]], [[éditions]]."),
        Kind::BlockArgument { argument, choices } => Message::new(format!("Ce bloc ne connaît pas « {argument} »."))
            .say(format!("Après « : », on peut écrire : {}.", list(choices))),
        Kind::BlockNotAlone => Message::new("Un bloc [[…]] doit être seul sur sa ligne.")
            .why("Au milieu d'une phrase, il reste écrit tel quel.")
            .say("Mettez-le sur une ligne à lui, avec une ligne vide avant et après."),
        Kind::SkippedHeading { found, expected } => Message::new(format!("Ce titre saute un niveau : {} après un titre plus haut.", "#".repeat(usize::from(*found))))
            .why("Les personnes qui écoutent la page se repèrent au niveau des titres.")
            .replace("#".repeat(usize::from(*expected))),
        Kind::TextNotUnderstood => Message::new("Ce texte n'a pas pu être lu.")
            .why("Une combinaison de signes dans le texte dépasse ce qu'escale sait lire.")
            .say("Simplifiez le texte sous l'en-tête, par exemple en retirant le dernier passage ajouté, puis réessayez."),
        Kind::CodeTooLong => Message::new("Cet extrait de code est trop long pour être mis en couleurs.")
            .why("Au-delà de 2 000 lignes ou de 64 Ko, il est affiché sans couleurs."),
        Kind::MissingLegal { field, .. } => Message::new(format!("Il manque « {field} » aux mentions légales."))
            .why("La loi demande à l'éditeur d'un site de le dire aux visiteurs : sans cela, le site peut être essayé, pas publié.")
            .say(format!("Ajoutez « {field} » à « mentions_legales » dans escale.yaml, ou dans region.yaml pour une seule région.")),
        Kind::NoTheme { name, known } => {
            let message = Message::new(format!("Le thème « {name} » n'existe pas."))
                .why("Un thème est un dossier de themes/ avec des modèles de pages (templates).");
            if known.is_empty() {
                message.say("Remettez le dossier themes/ à sa place.")
            } else {
                message.say(format!("Dans escale.yaml, écrivez l'un de ceux-ci : {}.", list(known)))
            }
        }
        Kind::NoTemplate { name } => Message::new(format!("Le thème n'a pas de modèle « {name} »."))
            .why("Il en faut un pour chaque genre de page.")
            .say(format!("Ajoutez templates/{name} au thème.")),
        Kind::NoWord { key } => Message::new(format!("Le thème ne dit pas comment écrire « {key} »."))
            .why("Ce mot apparaît sur les pages.")
            .insert(format!("{key}: …")),
        Kind::UnpublishedFile(reason) => {
            let message = Message::new("Ce fichier du thème n'est pas publié.");
            match reason {
                Unpublished::Sort { extension } => {
                    let message = message.why(match extension.as_str() {
                        "" => "Son nom n'indique aucun format : rien ne garantit que tout le monde puisse le lire.".to_owned(),
                        _ => format!("Les pages n'ont pas besoin d'un fichier .{extension}, que tout le monde pourrait lire."),
                    });
                    let message = match extension.as_str() {
                        "ttf" | "otf" | "woff" => message.say("Convertissez cette police au format woff2."),
                        _ => message.say("Rangez-le hors du dossier « static », ou supprimez-le."),
                    };
                    message.say(
                        "Sont publiés : css, js, svg, png, jpg, webp, avif, gif, ico, woff2, webmanifest, et les licences (LICENSE, OFL.txt).",
                    )
                }
                Unpublished::Content { extension } => message
                    .why(format!("Son contenu n'est pas celui d'un fichier .{extension} entier."))
                    .say("Enregistrez-le de nouveau dans ce format, ou supprimez-le."),
                Unpublished::Acts { part } => message
                    .why(format!("Ce dessin contient « {part} », qui peut agir sur la page ou charger un autre fichier."))
                    .say("Exportez-le en « SVG simple », sans script, sans lien ni image, ou supprimez-le."),
                Unpublished::Described => message
                    .why("Cette image contient d'autres informations que ses couleurs, par exemple le lieu de la prise de vue.")
                    .say("Enregistrez-la sans métadonnées, ou en png, jpg ou webp : escale les retire alors."),
            }
        }
        Kind::BrokenFont => Message::new("Cette police de caractères ne se lit pas.")
            .why("Les images de partage sont dessinées avec elle. Il faut un fichier .ttf ou .otf entier.")
            .say("Cela concerne le thème, pas vos textes : prévenez la personne qui s'en occupe."),
        Kind::TemplateSyntax { detail } => Message::new("Ce modèle de page est mal écrit.")
            .why(format!("Détail technique : {detail}"))
            .say("Cela concerne le thème, pas vos textes : prévenez la personne qui s'en occupe."),
        Kind::TemplateFailure { page, detail } => Message::new(format!("Ce modèle n'a pas pu faire la page /{page}"))
            .why(format!("Détail technique : {detail}"))
            .say("Cela concerne le thème, pas vos textes : prévenez la personne qui s'en occupe."),
        Kind::PageTooLarge { page, limit } => Message::new(match limit {
            PageLimit::Steps(most) => {
                format!("Ce modèle demande plus de {} millions d'opérations pour la page /{page}", most / 1_000_000)
            }
            PageLimit::Bytes(most) => {
                format!("Ce modèle écrit plus de {} Mo de texte pour la page /{page}", most >> 20)
            }
            PageLimit::Depth(most) => {
                format!("Ce modèle imbrique plus de {most} modèles ou listes les uns dans les autres pour la page /{page}")
            }
        })
        .why("Une page se construit en une fraction de cette limite : une boucle ou un texte n'a sans doute pas de fin.")
        .say("Cela concerne le thème, pas vos textes : prévenez la personne qui s'en occupe."),
        Kind::ThemeTooLarge(limit) => Message::new(match limit {
            ThemeLimit::Templates(most) => format!("Ce thème a plus de {most} modèles de pages."),
            ThemeLimit::TemplateBytes(most) => format!("Les modèles de pages de ce thème dépassent {} Mo en tout.", most >> 20),
            ThemeLimit::Components(most) => format!("Les modèles de pages de ce thème définissent plus de {most} composants."),
            ThemeLimit::Fonts(most) => format!("Ce thème a plus de {most} polices dans son dossier partage."),
        })
        .why("Au-delà, escale mettrait trop de temps et de mémoire à lire le thème.")
        .say("Cela concerne le thème, pas vos textes : prévenez la personne qui s'en occupe."),
        Kind::TemplateVariable { name } => Message::new(format!("Ce modèle demande « {name} », que les pages n'ont pas."))
            .say("Cela concerne le thème, pas vos textes : prévenez la personne qui s'en occupe."),
    }
}

fn of_visit(visited: &Visited) -> Message {
    let target = &visited.target;
    let message = match &visited.finding {
        Finding::Dead(death) => Message::new(format!("Ce lien ne mène nulle part : {target}"))
            .mark(match death {
                Death::Status(code) => format!("la page n'existe pas (réponse {code})"),
                Death::NoSuchHost => "ce site n'existe pas".to_owned(),
            })
            .why(if visited.is_registration {
                "Plus personne ne peut s'inscrire à cet évènement."
            } else {
                "Les visiteurs qui le suivent ne trouvent rien."
            })
            .say("Ouvrez-le dans votre navigateur, cherchez la nouvelle adresse et écrivez-la ici ; sinon, retirez le lien."),
        Finding::ToCheck(doubt) => Message::new(format!("Ce lien est à vérifier à la main : {target}"))
            .why(match doubt {
                Doubt::Status(code @ (404 | 410)) => format!("Le site a répondu une seule fois que la page n'existe pas (réponse {code})."),
                Doubt::Status(code @ 500..=599) => format!("Le site répond qu'il a un problème (réponse {code}), peut-être passager."),
                Doubt::Status(code) => format!("Le site refuse les vérifications automatiques (réponse {code}). Cela ne dit rien de ce que voient les visiteurs."),
                Doubt::TimedOut => "Le site n'a pas répondu à temps.".to_owned(),
                Doubt::NoAnswer => "Le site n'a pas répondu, ou pas comme un site web.".to_owned(),
                Doubt::Unresolved => "Le nom du site n'a pas pu être cherché.".to_owned(),
                Doubt::Certificate => "Le certificat du site n'est pas accepté (périmé, ou d'un autre nom) : les navigateurs affichent peut-être un avertissement.".to_owned(),
                Doubt::Redirects => "Le site renvoie d'adresse en adresse, sans arriver à une page.".to_owned(),
                Doubt::Internal => "C'est une adresse d'un réseau interne : les visiteurs ne peuvent pas l'ouvrir.".to_owned(),
            })
            .say(match doubt {
                Doubt::Internal => "Écrivez l'adresse que tout le monde peut ouvrir, ou retirez le lien.",
                _ => "Ouvrez-le dans votre navigateur. S'il s'ouvre, il n'y a rien à faire.",
            }),
        Finding::Moved(to) => Message::new(format!("Ce lien a changé d'adresse : {target}"))
            .mark(format!("maintenant {to}"))
            .why("Le site renvoie encore vers la nouvelle adresse ; un jour, il ne le fera plus.")
            .replace(to.clone()),
    };
    if visited.others.is_empty() {
        return message;
    }
    let places: Vec<String> = visited.others.iter().take(5).map(place).collect();
    let rest = visited.others.len() - places.len();
    let rest = if rest == 0 { String::new() } else { format!(" ; {rest} de plus") };
    message.say(format!("Il est écrit aussi ici : {}{rest}.", places.join(" ; ")))
}

fn place(place: &Place) -> String {
    if place.line == 0 { place.file.to_string() } else { format!("{}, ligne {}", place.file, place.line) }
}

fn refused(refusal: Refusal) -> Message {
    match refusal {
        Refusal::Link => Message::new("C'est un lien vers un autre endroit, il n'est pas suivi.")
            .why("Ce qui est hors du projet ne doit pas se retrouver sur le site.")
            .say("Remplacez le lien par le fichier lui-même."),
        Refusal::NotAFile => {
            Message::new("Ce n'est pas un fichier ordinaire.").say("Supprimez-le, ou remplacez-le par un fichier.")
        }
        Refusal::Folder => Message::new("C'est un dossier, là où l'on attend un fichier.")
            .say("Renommez ou supprimez ce dossier, et remettez le fichier à sa place."),
        Refusal::TooLarge { limit_bytes } => {
            Message::new(format!("Ce fichier est trop gros : {} Mo au plus.", limit_bytes / 1_048_576))
                .say("Réduisez-le, ou partagez-le autrement qu'en le mettant dans le projet.")
        }
        Refusal::Unreadable => Message::new("Ce fichier n'a pas pu être lu.")
            .say("Vérifiez que vous avez le droit de le lire, et qu'il n'est pas ouvert ailleurs."),
        Refusal::Name => Message::new("Le nom de ce fichier contient des caractères illisibles.").say("Renommez-le."),
        Refusal::Twin => Message::new("Deux fichiers portent ce nom.")
            .why("À l'écran les deux noms sont les mêmes, mais leurs accents sont enregistrés de deux façons : seul l'un des deux est lu.")
            .say("Gardez le bon fichier et supprimez l'autre."),
        Refusal::TooDeep => Message::new("Ce dossier est rangé dans trop d'autres dossiers : il n'est pas lu.")
            .say("Rangez-le moins profondément."),
        Refusal::Empty => Message::new("Ce dossier de région est vide.")
            .why("Sans fichier region.yaml, son site ne peut pas être construit.")
            .say("Ajoutez region.yaml à ce dossier (copiez celui d'une autre région et changez-le), ou supprimez le dossier."),
    }
}
