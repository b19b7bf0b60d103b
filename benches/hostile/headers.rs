//! Headers and YAML: bombs, depths, lengths, encodings, and damage.

use super::project::{BASE, Chance, EVENT, Input, PAGE, PARTNER, REGION, SETTINGS, VENUE, file, many, with_line};

/// Just below the largest file that is read.
const MOST: usize = 1_000_000;

pub fn all() -> Vec<Input> {
    [values(), shapes(), lists(), encodings(), damage()].into_iter().flatten().collect()
}

/// A value that no field expects.
fn values() -> Vec<Input> {
    let long = "x".repeat(MOST);
    let digits = "9".repeat(MOST);
    let steps = "../".repeat(MOST / 3);
    let lines = [
        ("a title of one million letters", EVENT, format!("titre: {long}")),
        ("a date of one million digits", EVENT, format!("date_fin: {digits}")),
        ("an hour of one million digits", EVENT, format!("heure: {digits}")),
        ("a price of one million digits", EVENT, format!("tarif: {digits} €")),
        ("a revision of one million digits", EVENT, format!("revision: {digits}")),
        ("an address of one million letters", EVENT, format!("lien_direct: https://example.org/{long}")),
        ("an address of one million steps up", EVENT, format!("anciennes_adresses: [/{steps}]")),
        ("a host of 250,000 labels", EVENT, format!("lien_direct: https://{}fr/", "a.".repeat(MOST / 4))),
        (
            "a host of 100,000 letters that are no ASCII",
            EVENT,
            format!("lien_direct: https://{}.fr/", "é".repeat(100_000)),
        ),
        ("an e-mail of one million @", PARTNER, format!("courriel: {}", "@".repeat(MOST))),
        ("a telephone of one million digits", REGION, format!("contact: {{telephone: {digits}}}")),
        ("a colour of one million digits", REGION, format!("couleurs: {{accent: \"#{digits}\"}}")),
        ("a zone of one million letters", REGION, format!("fuseau: {long}")),
        ("a name of a venue of one million letters", EVENT, format!("lieu: {long}")),
        ("a name of a field of one million letters", EVENT, format!("{long}: oui")),
        ("a picture whose name is a path of one million steps", EVENT, format!("image: {{fichier: {steps}a.png}}")),
        ("a postcode of one million digits", VENUE, format!("code_postal: {digits}")),
        ("one million signs that join letters", EVENT, format!("titre: a{}", "\u{301}".repeat(MOST / 2))),
        ("one million changes of direction", EVENT, format!("titre: a{}", "\u{202e}\u{202c}".repeat(MOST / 6))),
        ("one million spaces that do not break", EVENT, format!("titre:{}a", "\u{a0}".repeat(MOST / 2))),
        ("a summary of one million quotation marks", EVENT, format!("resume: {}", "«\"'".repeat(MOST / 4))),
        ("a boolean of one million letters", EVENT, format!("brouillon: {}", "o".repeat(MOST))),
        ("a web address of the programme with one million letters", SETTINGS, format!("url: https://a.fr/{long}")),
    ];
    lines.into_iter().map(|(name, path, line)| file(name, path, with_line(path, &line))).collect()
}

/// Headers that are no list of fields.
fn shapes() -> Vec<Input> {
    let nine = |level: usize| vec![format!("*a{level}"); 9].join(", ");
    let laughs = many(59, |level| format!("a{}: &a{} [{}]\n", level + 1, level + 1, nine(level)));
    let headers = [
        ("a billion laughs", format!("a0: &a0 [lol]\n{laughs}titre: *a59")),
        ("an alias of itself", "titre: &a [*a]".to_owned()),
        ("300,000 opened lists", format!("titre: {}", "[".repeat(300_000))),
        ("300,000 opened groups", format!("titre: {}", "{a: ".repeat(250_000))),
        ("lists within lists, closed", format!("partenaires: {}{}", "[".repeat(200_000), "]".repeat(200_000))),
        ("1,300 levels of indentation", many(1_300, |depth| format!("{}a:\n", " ".repeat(depth)))),
        ("500,000 dashes", format!("partenaires:\n{}", "- ".repeat(500_000))),
        ("500,000 questions", "? ".repeat(500_000)),
        ("a quotation that nobody closes", format!("titre: \"{}", "a\n".repeat(400_000))),
        ("a block of one million spaces", format!("titre: |\n{}a", " ".repeat(MOST))),
        ("one million colons", ":".repeat(MOST)),
        ("one million comments", "#\n".repeat(MOST / 2)),
        ("one million tabs", format!("titre: a\n{}b: c", "\t".repeat(MOST))),
        ("20,000 beginnings of a header", "---\n".repeat(200_000)),
        ("100,000 conflicts of a merge", "<<<<<<< a\ntitre: a\n=======\ntitre: b\n>>>>>>> b\n".repeat(20_000)),
        ("tags of other languages", "titre: !!python/object/apply:os.system [\"true\"]".to_owned()),
        ("one million escapes", format!("titre: \"{}\"", "\\x41".repeat(MOST / 4))),
        ("escapes of nothing", format!("titre: \"{}\"", "\\u".repeat(MOST / 2))),
    ];
    let of_event = |(name, header): (&str, String)| file(name, EVENT, format!("---\n{header}\n---\nTexte\n"));
    headers.into_iter().map(of_event).collect()
}

/// Much of what is allowed once.
fn lists() -> Vec<Input> {
    let lines = [
        ("50,000 unknown fields", EVENT, many(50_000, |at| format!("titr{at}: a\n"))),
        ("50,000 times the same field", EVENT, "titre: a\n".repeat(50_000)),
        ("50,000 unknown partners", EVENT, format!("partenaires: [{}]", many(50_000, |at| format!("agefip{at}, ")))),
        ("50,000 speakers", EVENT, format!("intervenants:\n{}", many(50_000, |at| format!("  - Personne {at}\n")))),
        (
            "20,000 former addresses",
            EVENT,
            format!("anciennes_adresses:\n{}", many(20_000, |at| format!("  - /a{at}/\n"))),
        ),
        (
            "10,000 editions",
            REGION,
            format!(
                "editions:\n{}",
                many(10_000, |at| format!("  - {{id: e{at}, titre: E, debut: 2027, ville: V}}\n"))
            ),
        ),
        (
            "10,000 figures",
            REGION,
            format!("chiffres:\n{}", many(10_000, |at| format!("  - {{valeur: \"{at}\", libelle: a}}\n"))),
        ),
        ("30,000 proper names", SETTINGS, format!("noms_propres: [{}]", many(30_000, |at| format!("Nom{at}, ")))),
    ];
    lines.into_iter().map(|(name, path, line)| file(name, path, with_line(path, line.trim_end()))).collect()
}

/// Bytes that are no text, or another one than it seems.
fn encodings() -> Vec<Input> {
    let text = with_line(EVENT, "public: Élèves");
    let wide = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let marked = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
    let files = [
        ("UTF-16 that says so", marked(&[0xff, 0xfe], wide(u16::to_le_bytes))),
        ("UTF-16 the other way round", marked(&[0xfe, 0xff], wide(u16::to_be_bytes))),
        ("UTF-16 that does not say so", wide(u16::to_le_bytes)),
        ("UTF-16 cut within a letter", marked(&[0xff, 0xfe], wide(u16::to_le_bytes)[1..].to_vec())),
        ("UTF-16 of half pairs", marked(&[0xff, 0xfe], [0x00, 0xd8].repeat(MOST / 2))),
        ("1,000 marks of UTF-8", marked(&"\u{feff}".repeat(1_000).into_bytes(), text.clone().into_bytes())),
        ("one million bytes of 0xff", vec![0xff; MOST]),
        ("one million NULs", vec![0; MOST]),
        (
            "Windows-1252 of all its bytes",
            [b"---\ntitre: ".to_vec(), (0x80..=0xff).collect(), b"\n---\n".to_vec()].concat(),
        ),
        ("UTF-8 longer than need be", [b"---\ntitre: ", [0xc0, 0xaf].repeat(1_000).as_slice(), b"\n---\n"].concat()),
        ("line breaks of old Macs", text.replace('\n', "\r").into_bytes()),
        ("line breaks of every kind", text.replace('\n', "\r\n\u{85}\u{2028}\u{b}").into_bytes()),
        ("bytes by chance", Chance(1).bytes(MOST)),
    ];
    files.into_iter().map(|(name, bytes)| file(name, EVENT, bytes)).collect()
}

/// Each file of the project with a few bytes that are others.
fn damage() -> Vec<Input> {
    let mut chance = Chance(2_027);
    let mut inputs = Vec::new();
    for round in 0..4 {
        for (path, text) in BASE {
            inputs.push(file(&format!("damage {round} of {path}"), path, chance.damaged(text.as_bytes())));
        }
    }
    inputs.push(file("a file of the programme that is empty", SETTINGS, ""));
    inputs.push(file("a page that is empty", PAGE, ""));
    inputs
}
