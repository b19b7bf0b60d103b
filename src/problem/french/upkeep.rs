//! What is stale, useless or heavy, in French.

use crate::french::date;
use crate::problem::{EventChange, Message, Secret, Unused, Upkeep};

/// The problem in words.
pub fn message(problem: &Upkeep) -> Message {
    match problem {
        Upkeep::Unused(unused) => match unused {
            Unused::Partner => Message::new("Ce partenaire ne participe à rien.")
                .why("Aucun évènement, aucune édition d'aucune région ne le cite.")
                .say("Citez-le dans « partenaires: » d'un évènement ou d'une édition, ou supprimez sa fiche."),
            Unused::Venue => Message::new("Aucun évènement n'a lieu ici.")
                .why("Une fiche qui ne sert plus vieillit sans que personne la relise.")
                .say("Citez ce lieu dans « lieu: » d'un évènement, ou supprimez sa fiche."),
            Unused::Image => Message::new("Cette image n'est utilisée nulle part.")
                .why("Aucun texte, aucun en-tête ne la cite : elle n'est pas publiée.")
                .say("Citez-la dans un texte, ou supprimez-la."),
        },
        Upkeep::HeavyImage { bytes } => {
            Message::new(format!("Cette image est lourde, et publiée telle quelle : {} Ko.", bytes.div_ceil(1_000)))
                .why("Une image GIF ou animée ne peut pas être réduite. Sur un téléphone, elle tarde à s'afficher.")
                .say("Enregistrez-la en JPEG ou en PNG : escale la réduira.")
        }
        Upkeep::ImageExtension { format } => {
            Message::new(format!("Le nom de cette image ne dit pas son vrai format : {}.", format.to_uppercase()))
                .why("Elle est publiée sous le bon nom ; d'autres outils pourraient la refuser.")
                .say(format!("Renommez-la pour qu'elle finisse par « .{format} », ici et là où elle est citée."))
        }
        Upkeep::NothingToCome => Message::new("Cette région n'annonce plus rien.")
            .why("Tous ses évènements et toutes ses éditions sont passés : le visiteur ne sait pas s'il y aura une suite.")
            .say("Ajoutez un évènement ou une édition à venir, ou dites-le dans le texte d'accueil."),
        Upkeep::OldUpdate { day } => {
            Message::new(format!("Cette page a été relue pour la dernière fois le {}.", date::long(*day)))
                .why("Cette date se lit en bas de la page : plus de six mois après, le visiteur doute du reste.")
                .say("Relisez la page, puis changez la date de « mis_a_jour ».")
        }
        Upkeep::OpensAfterEvent => Message::new("L'inscription doit ouvrir, mais l'évènement est déjà passé.")
            .why("L'une des deux dates est sans doute fausse.")
            .say("Vérifiez « date » et « ouverture »."),
        Upkeep::OldEdition { title } => {
            Message::new(format!("La dernière édition de la région est finie depuis plus d'un an : {title}"))
                .why("La région annonce des évènements qui ne sont d'aucune édition.")
                .say("Ajoutez à « editions » celle qui est en préparation.")
        }
        Upkeep::HidesNothing => Message::new("Il n'y a rien à masquer ici.")
            .why("Aucune page nationale ne porte ce nom.")
            .say("Vérifiez le nom du fichier (c'est celui de la page nationale), ou supprimez ce fichier."),
        Upkeep::Unrevised { change, revision } => Message::new(match change {
            EventChange::When => "Cet évènement a changé de date ou d'heure depuis la dernière publication.",
            EventChange::Place => "Cet évènement a changé de lieu depuis la dernière publication.",
            EventChange::Standing => "Cet évènement a été annulé, reporté ou rétabli depuis la dernière publication.",
        })
        .why("Des agendas gardent ce qu'ils savaient tant que « revision » n'augmente pas.")
        .say(format!("Écrivez « revision: {revision} » dans l'en-tête.")),
        Upkeep::Secret { kind, beginning } => {
            let begins = if beginning.is_empty() { String::new() } else { format!(" ({beginning}…)") };
            Message::new(match kind {
                Secret::PrivateKey => "Une clé privée se trouve ici.".to_owned(),
                Secret::Token => format!("La clé d'accès d'un service se trouve ici{begins}."),
                Secret::Password => "Un mot de passe se trouve ici.".to_owned(),
            })
            .why("Publié, il donnerait à n'importe qui l'accès à ce qu'il protège. Escale ne le montre pas.")
            .say("Supprimez-le de ce fichier.")
            .say("Puis changez-le dans le service : il reste lisible dans l'historique du projet.")
        }
    }
}
