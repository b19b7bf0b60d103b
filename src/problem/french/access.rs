//! What is poor for readers, in French.

use crate::model::colour::Ground;
use crate::problem::access::tenths;
use crate::problem::{Access, Message, PageFault};

/// The problem in words.
pub fn message(problem: &Access) -> Message {
    match problem {
        Access::EmptyHeading => Message::new("Ce titre est vide.")
            .why("Les personnes qui parcourent la page de titre en titre s'arrêteraient sur rien.")
            .say("Écrivez le titre après les « # », ou supprimez cette ligne."),
        Access::BoldHeading { text } => Message::new("Cette ligne en gras sert de titre, et n'en est pas un.")
            .why("Un lecteur d'écran ne la trouve pas dans la liste des titres, et le sommaire non plus.")
            .say(format!("Si c'est un titre, écrivez :  ## {text}")),
        Access::UnpairedTag { element, is_closing: false } => {
            Message::new(format!("La balise <{element}> n'est jamais fermée."))
                .why("Tout ce qui suit se retrouve à l'intérieur.")
                .say(format!("Ajoutez </{element}> là où elle doit s'arrêter."))
        }
        Access::UnpairedTag { element, is_closing: true } => {
            Message::new(format!("La balise </{element}> ferme ce qui n'a pas été ouvert."))
                .why("Elle est sans effet.")
                .say(format!("Supprimez-la, ou ajoutez <{element}> là où elle doit commencer."))
        }
        Access::UnfinishedTag { is_comment: false } => Message::new("Cette balise n'est pas terminée.")
            .why("Elle est retirée, avec ce qui la suit jusqu'à la prochaine ligne vide.")
            .say("Fermez ses guillemets et terminez-la par « > » avant cette ligne vide, ou supprimez-la."),
        Access::UnfinishedTag { is_comment: true } => Message::new("Ce commentaire n'est pas terminé.")
            .why("Personne ne voit ce qui le suit.")
            .say("Écrivez « --> » là où il doit s'arrêter."),
        Access::VagueLink { text } => match text.as_str() {
            "" => Message::new("Ce lien n'a pas de texte.").why("Personne ne peut le voir ni l'activer."),
            text => Message::new(format!("« {text} » ne dit pas où mène ce lien.")).why(
                "Beaucoup de personnes lisent les liens hors de leur phrase ; un lecteur d'écran épelle les adresses.",
            ),
        }
        .say("Dites entre les crochets ce qu'on y trouve :  [Programme du forum de Dijon](…)"),
        Access::SameText { text, first } => {
            Message::new(format!("Deux liens « {text} » mènent à deux endroits différents."))
                .why(format!("Lus hors de leur phrase, ils se confondent. L'autre est ligne {}.", first.line))
                .say("Précisez l'un des deux :  [S'inscrire au forum de Dijon](…)")
        }
        Access::NamelessColumn { column } => {
            Message::new(format!("La colonne {column} de ce tableau n'a pas de titre."))
                .why("Un lecteur d'écran annonce chaque case par le titre de sa colonne.")
                .say("Écrivez un titre dans chaque case de la première ligne :  | Date | Ville | Horaire |")
        }
        Access::Capitals { lowered } => Message::new("Cette phrase est tout en majuscules.")
            .why("Elle se lit plus lentement, et certains lecteurs d'écran l'épellent lettre à lettre.")
            .say(format!("Écrivez-la en minuscules, en gras s'il le faut :  **{lowered}**")),
        Access::PoorDescription { description, is_file_name } => {
            let message = if *is_file_name {
                Message::new(format!("« {description} » est le nom du fichier, pas une description."))
                    .why("Les personnes qui ne voient pas l'image n'en sauront rien.")
            } else {
                Message::new(format!("« {description} » : inutile de dire que c'est une image."))
                    .why("Le lecteur d'écran l'annonce déjà.")
            };
            message.say("Dites ce qu'on y voit, en une phrase :  Des participantes devant un ordinateur")
        }
        Access::Contrast { colour, ground, nearest } => {
            let (page, change) = match ground {
                Ground::Light => ("claires", "assombrie"),
                Ground::Dark => ("sombres", "éclaircie"),
            };
            Message::new(format!("La couleur {colour} ne se lit pas sur les pages {page}."))
                .mark(format!("contraste de {}, il faut au moins 4,5", tenths(colour.contrast_on(*ground)).replace('.', ",")))
                .why("Les titres, les liens et les boutons ont cette couleur : beaucoup de personnes ne les verraient pas.")
                .replace(format!("\"{nearest}\""))
                .say(format!("C'est la même couleur, {change} juste ce qu'il faut."))
        }
        Access::ContactLink { written } => {
            Message::new(format!("Ce lien ne permet ni d'écrire ni d'appeler : {written}"))
                .why("L'adresse de courriel ou le numéro de téléphone ne se lit pas.")
                .say("Écrivez par exemple :  mailto:contact@example.org  ou  tel:+33199001234")
        }
        Access::OtherAddress { text, target } => {
            Message::new(format!("Le texte de ce lien est une adresse, et le lien mène ailleurs : {target}"))
                .why(format!("Le public croit aller à « {text} ». Les courriels frauduleux procèdent ainsi."))
                .say("Corrigez l'adresse, ou donnez pour texte au lien ce qu'il permet de lire ou de faire.")
        }
        Access::SameTitle { title, other } => Message::new(format!("Deux pages ont le même titre : {title}"))
            .why(format!("Dans les onglets et les moteurs de recherche, on les confond. L'autre page : /{other}"))
            .say("Précisez l'un des deux titres, par la ville ou par la date."),
        Access::Page { page, fault } => of_page(fault)
            .why(format!("Les pages doivent pouvoir être lues par tous. Voir la page /{page}"))
            .say("C'est le thème qui le veut ainsi : la correction est à faire dans themes/, pas dans les textes."),
    }
}

fn of_page(fault: &PageFault) -> Message {
    Message::new(match fault {
        PageFault::MainHeadings(0) => "Une page n'a pas de titre principal (h1).".to_owned(),
        PageFault::MainHeadings(count) => format!("Une page a {count} titres principaux (h1)."),
        PageFault::SkippedHeading { found, after } => {
            format!("Une page saute un niveau de titre : h{found} après h{after}.")
        }
        PageFault::NoLanguage => "Une page ne dit pas sa langue (lang).".to_owned(),
        PageFault::NoTitle => "Une page n'a pas de titre dans l'onglet (title).".to_owned(),
        PageFault::NoAlternative => "Une image d'une page n'a pas d'attribut alt.".to_owned(),
        PageFault::EmptyLink => "Un lien d'une page n'a pas de texte.".to_owned(),
        PageFault::NoHeaderCells => "Un tableau d'une page n'a pas de titres de colonnes (th).".to_owned(),
        PageFault::NoScope => "Un titre de colonne n'a pas d'attribut scope.".to_owned(),
        PageFault::NamelessTable => "Un tableau d'une page n'a ni légende ni nom.".to_owned(),
        PageFault::Forbidden(what) => format!("Une page contient ce qu'aucune ne doit contenir : {what}"),
    })
}
