//! Inputs that ask for far more than they weigh, each of a size that is read: themes, pictures, fonts, tables.
//!
//! [`all`] answers whole projects, for programs that are spawned; the other functions answer what is hostile alone.

use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Files by path.
pub type Files = Vec<(String, Vec<u8>)>;

/// What every project here has: the real theme, one region, one event with a picture.
const SETTINGS: &str = r##"nom: Tour
signature: Un tour de France
association: Asso
url: https://tour.example.org/
theme: mini
couleurs: {accent: "#1d4ed8"}
presentation: {quoi: Un parcours., pour_qui: Pour tous., tarif: Gratuit}
phases:
  - {titre: Un, resume: Premier.}
  - {titre: Deux, resume: Second.}
  - {titre: Trois, resume: Troisième.}
  - {titre: Quatre, resume: Quatrième.}
mentions_legales:
  editeur: Asso
  siege: Paris
  telephone: 01 99 00 12 34
  courriel: mentions@example.org
  directeur_publication: Présidence
  hebergeur: {nom: Hôte, adresse: Paris, telephone: 01 99 00 56 78}
"##;
const REGION: &str = "nom: Occitanie\npreposition: en\niso: OCC\ninsee: \"76\"\ncouleurs: {accent: \"#1d4ed8\"}\n";
const EVENT: &str = "---\nid: e\ntitre: Forum\ntype: forum\nresume: Un forum.\ndate: 2027-05-17\nmode: en-ligne\n\
    inscription: {lien: https://example.org/i}\n---\n";

/// Every input as a project: its name, its files. One that has a file `tableau.*` is for `escale import tableau.*`,
/// every other one for `escale build`.
pub fn all() -> Vec<(String, Files)> {
    let named = |kind: &'static str| move |(name, files): (&'static str, Files)| (format!("{kind}: {name}"), files);
    let parts = themes().into_iter().map(named("theme"));
    let parts = parts.chain(share_pictures().into_iter().map(named("share picture")));
    let parts = parts.chain(descriptions().into_iter().map(named("picture")));
    let parts = parts.chain(pictures().into_iter().map(named("picture")));
    let parts = parts.chain(fonts().into_iter().map(named("font")));
    let parts = parts.chain(tables().into_iter().map(named("table")));
    parts.map(|(name, files)| (name, [project(), files].concat())).collect()
}

/// The project that every input is laid over.
pub fn project() -> Files {
    let mut files: Files = [
        ("escale.yaml", SETTINGS),
        ("regions/occitanie/region.yaml", REGION),
        ("regions/occitanie/evenements/2027-05-17-forum.md", EVENT),
    ]
    .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
    .into();
    let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/declics");
    add_folder(&theme, "themes/mini", &mut files);
    files
}

fn add_folder(folder: &Path, name: &str, files: &mut Files) {
    for entry in fs::read_dir(folder).expect("the theme is there") {
        let path = entry.expect("the theme is read").path();
        let name = format!("{name}/{}", path.file_name().expect("it has a name").to_string_lossy());
        if path.is_dir() {
            add_folder(&path, &name, files);
        } else {
            files.push((name, fs::read(&path).expect("the theme is read")));
        }
    }
}

fn template(name: &str, text: &str) -> (String, Vec<u8>) {
    (format!("themes/mini/templates/{name}"), text.as_bytes().to_vec())
}

/// Templates of events that never end, or write and keep without a bound.
pub fn themes() -> Vec<(&'static str, Files)> {
    let ten = "{% set r = range(end=10000) %}\n";
    let long = "{% set x = \"0123456789012345678901234567890123456789\" %}\n";
    let event = |text: String| vec![template("event.html", &text)];
    let twice = |what: &str, times: usize| what.repeat(times);
    let chain_of = |length: usize, each: &dyn Fn(usize) -> String| -> Files {
        let mut files: Files = (0..length).map(|n| template(&format!("chain/{n:04}.html"), &each(n))).collect();
        files.push(template(&format!("chain/{length:04}.html"), "end"));
        files
    };
    vec![
        (
            "loops in loops that print nothing",
            event(format!("{ten}{}{}", twice("{% for a in r %}", 6), twice("{% endfor %}", 6))),
        ),
        (
            "loops in loops that print",
            event(format!("{ten}{}{{{{ a }}}}{}", twice("{% for a in r %}", 6), twice("{% endfor %}", 6))),
        ),
        (
            "a thousand million characters",
            event(format!("{ten}{}{}{}", twice("{% for a in r %}", 3), twice("a", 1_000), twice("{% endfor %}", 3))),
        ),
        ("a text added to itself", event(format!("{long}{}", twice("{% set x = x ~ x %}\n", 60)))),
        (
            "a text added to itself in a loop",
            event(format!("{long}{ten}{{% for a in r %}}{{% set_global x = x ~ x %}}{{% endfor %}}")),
        ),
        (
            "a text added to itself in one expression",
            event(format!("{long}{}", twice(&format!("{{% set x = x{} %}}\n", twice(" ~ x", 120)), 10))),
        ),
        ("a text captured twice", event(format!("{long}{}", twice("{% set x %}{{ x }}{{ x }}{% endset %}\n", 60)))),
        (
            "a loop in a capture",
            event(format!(
                "{ten}{long}{{% set y %}}{{% for a in r %}}{{% for b in r %}}{{{{ x }}}}{{% endfor %}}{{% endfor %}}{{% endset %}}"
            )),
        ),
        (
            "a loop in a section of a filter",
            event(format!(
                "{ten}{long}{{% filter upper %}}{{% for a in r %}}{{% for b in r %}}{{{{ x }}}}{{% endfor %}}{{% endfor %}}{{% endfilter %}}"
            )),
        ),
        (
            "a loop in the body of a component",
            vec![
                template("hostile.html", "{% component box() %}{{ body }}{% endcomponent box %}"),
                template(
                    "event.html",
                    &format!(
                        "{ten}{long}{{% <box> %}}{{% for a in r %}}{{% for b in r %}}{{{{ x }}}}{{% endfor %}}{{% endfor %}}{{% </box> %}}"
                    ),
                ),
            ],
        ),
        (
            "replacements that grow",
            event(format!("{long}{}", twice("{% set x = x | replace(from=\"1\", to=\"1111111111\") %}\n", 40))),
        ),
        (
            "a replacement between all characters",
            event(format!("{long}{}", twice("{% set x = x | replace(from=\"\", to=x) %}\n", 20))),
        ),
        (
            "indented lines",
            event(format!(
                "{{% set x = \"\\n\\n\\n\\n\" %}}{}",
                twice(
                    "{% set x = x | indent(width=1000, blank=true, first=true) | replace(from=\" \", to=\"\\n\") %}\n",
                    20
                )
            )),
        ),
        (
            "holes that are filled with holes",
            event(format!("{{% set x = \"{{a}}{{a}}{{a}}{{a}}\" %}}{}", twice("{% set x = x | fill(a=x) %}\n", 40))),
        ),
        (
            "escaped in a doubled text",
            event(format!("{{% set x = \"'\" %}}{}{{{{ x }}}}", twice("{% set x = x ~ x %}\n", 24))),
        ),
        (
            "a list that holds itself twice, printed",
            event(format!("{{% set x = [1] %}}{}{{{{ x }}}}", twice("{% set x = [x, x] %}\n", 60))),
        ),
        (
            "a list that holds itself twice, compared",
            event(format!(
                "{{% set x = [1] %}}{{% set y = [1] %}}{}{{% if x == y %}}a{{% endif %}}",
                twice("{% set x = [x, x] %}{% set y = [y, y] %}\n", 60)
            )),
        ),
        (
            "a list that holds itself twice, added to a text",
            event(format!("{{% set x = [1] %}}{}{{% set y = x ~ \"\" %}}", twice("{% set x = [x, x] %}\n", 60))),
        ),
        (
            "a list that holds itself twice, joined",
            event(format!(
                "{{% set x = [1] %}}{}{{% set y = x | join(sep=\",\") %}}",
                twice("{% set x = [x, x] %}\n", 60)
            )),
        ),
        (
            "a map that holds itself twice",
            event(format!(
                "{{% set x = {{\"a\": 1}} %}}{}{{{{ x }}}}",
                twice("{% set x = {\"a\": x, \"b\": x} %}\n", 60)
            )),
        ),
        (
            "a list in a list in a list",
            event(format!("{ten}{{% set x = [] %}}{{% for a in r %}}{{% set_global x = [x] %}}{{% endfor %}}a")),
        ),
        (
            "a list spread into itself",
            event(format!("{{% set x = [1, 2] %}}{}", twice("{% set x = [...x, ...x] %}\n", 60))),
        ),
        ("lists in one comprehension", event(format!("{ten}{{% set x = [[b for b in r] for a in r] %}}"))),
        (
            "ten thousand lists kept",
            event(format!(
                "{ten}{{% set x = [] %}}{{% for a in r %}}{{% set_global x = [...x, ...r] %}}{{% endfor %}}"
            )),
        ),
        ("no two alike among many", event(format!("{ten}{}", twice("{% set x = r | unique %}\n", 1_000)))),
        ("sorted in a loop", event(format!("{ten}{{% for a in r %}}{{% set x = r | reverse | sort %}}{{% endfor %}}"))),
        (
            "found in a long list",
            event(format!(
                "{ten}{{% for a in r %}}{{% for b in r %}}{{% if \"a\" in r %}}{{% endif %}}{{% endfor %}}{{% endfor %}}"
            )),
        ),
        (
            "split into characters",
            event(format!("{long}{}{{% set y = x | split(pat=\"\") %}}", twice("{% set x = x ~ x %}\n", 19))),
        ),
        (
            "characters of a long text",
            event(format!(
                "{long}{}{{% for a in range(end=10000) %}}{{% if x[5] == \"a\" %}}{{% endif %}}{{% endfor %}}",
                twice("{% set x = x ~ x %}\n", 17)
            )),
        ),
        (
            "slices of a long text",
            event(format!(
                "{long}{}{{% for a in range(end=10000) %}}{{% set y = x[1:] %}}{{% endfor %}}",
                twice("{% set x = x ~ x %}\n", 17)
            )),
        ),
        (
            "a long text in capitals",
            event(format!(
                "{long}{}{{% for a in range(end=10000) %}}{{% set y = x | upper %}}{{% endfor %}}",
                twice("{% set x = x ~ x %}\n", 17)
            )),
        ),
        (
            "components that call two",
            vec![
                template(
                    "hostile.html",
                    &(0..18).fold("{% component c18() %}a{% endcomponent c18 %}".to_owned(), |mut text, n| {
                        let next = n + 1;
                        write!(
                            text,
                            "{{% component c{n}() %}}{}{{% endcomponent c{n} %}}",
                            twice(&format!("{{{{ <c{next} /> }}}}"), 8)
                        )
                        .expect("text takes all");
                        text
                    }),
                ),
                template("event.html", "{{ <c0 /> }}"),
            ],
        ),
        ("templates that include two", {
            let mut files = chain_of(40, &|n| twice(&format!("{{% include \"chain/{:04}.html\" %}}", n + 1), 2));
            files.push(template("event.html", "{% include \"chain/0000.html\" %}"));
            files
        }),
        ("templates inside each other", {
            let mut files = chain_of(400, &|n| format!("{{% include \"chain/{:04}.html\" %}}", n + 1));
            files.push(template("event.html", "{% include \"chain/0000.html\" %}"));
            files
        }),
        ("blocks that call the one below twice", {
            let block = |n: usize| {
                format!(
                    "{{% extends \"chain/{:04}.html\" %}}{{% block a %}}{}{{% endblock a %}}",
                    n + 1,
                    twice("{{ super() }}", 8)
                )
            };
            let mut files = chain_of(18, &block);
            files.retain(|(path, _)| !path.ends_with("0018.html"));
            files.push(template("chain/0018.html", "{% block a %}a{% endblock a %}"));
            files.push(template("event.html", "{% extends \"chain/0000.html\" %}"));
            files
        }),
        ("templates that extend each other", {
            let mut files = chain_of(400, &|n| format!("{{% extends \"chain/{:04}.html\" %}}", n + 1));
            files.push(template("event.html", "{% extends \"chain/0000.html\" %}"));
            files
        }),
        ("thousands of templates", {
            let mut files = chain_of(3_000, &|n| format!("{{% include \"chain/{:04}.html\" %}}", n + 1));
            files.push(template("event.html", "a"));
            files
        }),
        ("megabytes of templates", {
            let text = twice("{% if page %}{{ page.title }}{% endif %}", 26_000);
            (0..40).map(|n| template(&format!("heavy/{n}.html"), &text)).collect()
        }),
        (
            "thousands of components",
            vec![template(
                "hostile.html",
                &(0..15_000).fold(String::new(), |mut text, n| {
                    write!(text, "{{% component c{n}() %}}{{{{ <c{} /> }}}}{{% endcomponent c{n} %}}", n + 1)
                        .expect("text takes all");
                    text
                }),
            )],
        ),
    ]
}

/// Pictures for sharing that take far longer to draw than to write.
pub fn share_pictures() -> Vec<(&'static str, Files)> {
    let svg = |inside: &str| {
        let svg = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"630\">{inside}</svg>");
        vec![template("partage.svg", &svg)]
    };
    let family = "font-family=\"Bricolage Grotesque\"";
    let all = "<rect width=\"1200\" height=\"630\"";
    let clips = |last: usize, each: &dyn Fn(usize) -> String| -> String {
        (0..last).map(|n| format!("<clipPath id=\"c{n}\">{}</clipPath>", each(n + 1))).collect::<Vec<_>>().concat()
            + &format!("<clipPath id=\"c{last}\">{all}/></clipPath>")
    };
    let twenty = clips(20, &|next| format!("{all} clip-path=\"url(#c{next})\"/>").repeat(2));
    vec![
        (
            "a million characters",
            svg(&format!(
                "<text y=\"50\" {family}>{{% for a in range(end=10000) %}}{}{{% endfor %}}</text>",
                "a".repeat(100)
            )),
        ),
        ("sixty thousand characters", svg(&format!("<text y=\"50\" {family}>{}</text>", "éa ".repeat(15_000)))),
        ("huge letters", svg(&format!("<text y=\"50\" font-size=\"1e30\" {family}>{}</text>", "a".repeat(1_000)))),
        ("clips in clips, twice each", svg(&format!("{twenty}{all} clip-path=\"url(#c0)\"/>"))),
        (
            "clips of clips",
            svg(&format!(
                "{}{all} clip-path=\"url(#c0)\"/>",
                (0..200)
                    .map(|n| format!("<clipPath id=\"c{n}\" clip-path=\"url(#c{})\">{all}/></clipPath>", n + 1))
                    .collect::<Vec<_>>()
                    .concat()
            )),
        ),
        (
            "two thousand clipped",
            svg(&format!(
                "<clipPath id=\"c\"><circle r=\"500\"/></clipPath>{}",
                format!("{all} clip-path=\"url(#c)\"/>").repeat(1_100)
            )),
        ),
        ("two thousand that shine through", svg(&format!("<g opacity=\"0.9\">{all}/></g>").repeat(900))),
        (
            "thousands of dashes",
            svg(&format!(
                "<path d=\"M0 0{}\" stroke=\"#000\" stroke-width=\"2\" stroke-dasharray=\"0.001\"/>",
                "L1200 630L0 0".repeat(3_000)
            )),
        ),
        (
            "thousands of thick curves",
            svg(&format!(
                "<path d=\"M0 0{}\" stroke=\"#000\" stroke-width=\"900\" stroke-linejoin=\"round\"/>",
                "C9 999 1200 0 5 630".repeat(3_000)
            )),
        ),
        (
            "a thousand gradients",
            svg(&format!(
                "<radialGradient id=\"g\">{}</radialGradient>{}",
                "<stop offset=\"0.5\"/>".repeat(900),
                format!("{all} fill=\"url(#g)\"/>").repeat(900)
            )),
        ),
        (
            "coordinates without end",
            svg(&format!("<path d=\"M-1e38 -1e38L1e38 1e38{}Z\"/>", "L1e38 -1e38L-1e38 1e38".repeat(2_500))),
        ),
    ]
}

fn picture(name: &str, bytes: Vec<u8>) -> Files {
    vec![
        (format!("regions/occitanie/images/{name}"), bytes),
        (
            "regions/occitanie/pages/page.md".to_owned(),
            format!("---\ntitre: Page\n---\n![Une salle]({name})\n").into_bytes(),
        ),
    ]
}

/// A PNG of pixels that are all the same, with chunks before them.
fn png(
    width: u32,
    height: u32,
    colour: png::ColorType,
    depth: png::BitDepth,
    before: &[(&[u8; 4], Vec<u8>)],
) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(colour);
    encoder.set_depth(depth);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header().expect("the size is one");
    for (kind, data) in before {
        writer.write_chunk(png::chunk::ChunkType(**kind), data).expect("memory takes all");
    }
    let samples = colour.samples() * if depth == png::BitDepth::Sixteen { 2 } else { 1 };
    let row = vec![0x40; width as usize * samples];
    let mut stream = writer.stream_writer().expect("there are rows");
    for _ in 0..height {
        stream.write_all(&row).expect("memory takes all");
    }
    stream.finish().expect("all rows are there");
    writer.finish().expect("memory takes all");
    file
}

/// So many bytes of zeros, compressed as zlib does: the pixels of a PNG are nothing else.
fn deflated(bytes: usize) -> Vec<u8> {
    // A row begins with a byte that names its filter: one row, one grey sample less.
    let file =
        png(u32::try_from(bytes - 1).expect("it is a size"), 1, png::ColorType::Grayscale, png::BitDepth::Eight, &[]);
    let mut data = Vec::new();
    let mut rest = &file[8..];
    while let [a, b, c, d, kind @ ..] = rest {
        let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        if kind.starts_with(b"IDAT") {
            data.extend_from_slice(&kind[4..4 + length]);
        }
        rest = &kind[4 + length + 4..];
    }
    data
}

/// A profile of colours with these tags.
fn profile(tags: &[([u8; 4], u32, u32)], data: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0; 128];
    bytes[8..12].copy_from_slice(&[4, 0x20, 0, 0]);
    bytes[12..24].copy_from_slice(b"mntrRGB XYZ ");
    bytes[36..40].copy_from_slice(b"acsp");
    bytes[68..80].copy_from_slice(&[0, 0, 0xf6, 0xd6, 0, 1, 0, 0, 0, 0, 0xd3, 0x2d]);
    bytes.extend(u32::try_from(tags.len()).expect("few tags").to_be_bytes());
    let start = u32::try_from(132 + 12 * tags.len()).expect("few tags");
    for (name, offset, length) in tags {
        bytes.extend(name);
        bytes.extend((start + offset).to_be_bytes());
        bytes.extend(length.to_be_bytes());
    }
    bytes.extend(data);
    let length = u32::try_from(bytes.len()).expect("a profile is small");
    bytes[..4].copy_from_slice(&length.to_be_bytes());
    bytes
}

/// A profile whose description is in very many languages, each of which is all of its text.
pub fn profile_of_many_languages(bytes: usize) -> Vec<u8> {
    let records = bytes / 24;
    let text = u32::try_from(bytes / 2).expect("a profile is small");
    let mut data = b"mluc\0\0\0\0".to_vec();
    let count = u32::try_from(records).expect("a profile is small");
    data.extend(count.to_be_bytes());
    data.extend(12_u32.to_be_bytes());
    for _ in 0..records {
        data.extend(b"frFR");
        data.extend(text.to_be_bytes());
        data.extend((16 + 12 * count).to_be_bytes());
    }
    data.extend(b"\0a".repeat(bytes / 4));
    let length = u32::try_from(data.len()).expect("a profile is small");
    let names = [*b"desc", *b"cprt", *b"dmnd", *b"dmdd", *b"vued"];
    profile(&names.map(|name| (name, 0, length)), &data)
}

/// A profile that names the same large table of colours so many times.
pub fn profile_of_many_tables(times: usize) -> Vec<u8> {
    let grid = 50_u8;
    let mut data = b"mft1\0\0\0\0\x03\x03".to_vec();
    data.extend([grid, 0]);
    for cell in 0..9 {
        data.extend(if cell % 4 == 0 { [0, 1, 0, 0] } else { [0; 4] });
    }
    data.extend((0..3).flat_map(|_| 0..=255_u8));
    data.extend(vec![0x40; 3 * usize::from(grid).pow(3)]);
    data.extend((0..3).flat_map(|_| 0..=255_u8));
    let length = u32::try_from(data.len()).expect("a profile is small");
    profile(&vec![(*b"A2B0", 0, length); times], &data)
}

/// A JPEG with a profile in front of its pixels.
pub fn jpeg_with(profile: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    image::RgbImage::from_pixel(64, 64, image::Rgb([120, 80, 40]))
        .write_to(&mut Cursor::new(&mut plain), image::ImageFormat::Jpeg)
        .expect("memory takes all");
    let mut file = plain[..2].to_vec();
    let parts: Vec<&[u8]> = profile.chunks(65_000).collect();
    let count = u8::try_from(parts.len()).expect("a profile has 255 parts at most");
    for (number, part) in (1..=count).zip(parts) {
        file.extend([0xff, 0xe2]);
        file.extend(u16::try_from(part.len() + 16).expect("a part is short").to_be_bytes());
        file.extend(b"ICC_PROFILE\0");
        file.extend([number, count]);
        file.extend(part);
    }
    file.extend(&plain[2..]);
    file
}

/// A PNG whose profile is compressed: the name, a zero, the method, the data.
pub fn png_with(compressed: &[u8]) -> Vec<u8> {
    let data = [b"a\0\0", compressed].concat();
    png(64, 64, png::ColorType::Rgb, png::BitDepth::Eight, &[(b"iCCP", data)])
}

/// A progressive JPEG of three colours, all of it grey, that is drawn over so many times.
pub fn progressive(width: u16, height: u16, scans: usize) -> Vec<u8> {
    let mut file = vec![0xff, 0xd8];
    let mut segment = |marker: u8, data: &[u8]| {
        file.extend([0xff, marker]);
        file.extend(u16::try_from(data.len() + 2).expect("a segment is short").to_be_bytes());
        file.extend(data);
    };
    segment(0xdb, &[&[0_u8][..], &[1; 64]].concat());
    let [width, height] = [width, height].map(u16::to_be_bytes);
    let frame = [8, height[0], height[1], width[0], width[1], 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0];
    segment(0xc2, &frame);
    // One code of one bit for each: no difference, and 32,767 blocks without anything (a run of 2^14, and 14 bits).
    let one_code = |class: u8, symbol: u8| [&[class, 1][..], &[0; 15], &[symbol]].concat();
    segment(0xc4, &one_code(0x00, 0));
    segment(0xc4, &one_code(0x10, 0xe0));
    let [width, height] = [width, height].map(|side| usize::from(u16::from_be_bytes(side)).div_ceil(8));
    let blocks = width * height;
    let bits = |out: &mut Vec<u8>, count: usize, of: &dyn Fn(usize) -> bool| {
        for start in (0..count).step_by(8) {
            let byte = (start..start + 8).fold(0, |byte, at| byte << 1 | u8::from(at >= count || of(at)));
            out.push(byte);
            if byte == 0xff {
                out.push(0);
            }
        }
    };
    file.extend([0xff, 0xda, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 0, 0]);
    bits(&mut file, 3 * blocks, &|_| false);
    // A code of one bit, then fourteen that are all set.
    let runs = blocks.div_ceil(32_767);
    let mut scan = Vec::new();
    bits(&mut scan, 15 * runs, &|at| at % 15 != 0);
    for number in 0..scans {
        let colour = u8::try_from(1 + number % 3).expect("three colours");
        let at = u8::try_from(1 + number / 3 % 63).expect("63 coefficients");
        file.extend([0xff, 0xda, 0, 8, 1, colour, 0, at, at, 0]);
        file.extend(&scan);
    }
    file.extend([0xff, 0xd9]);
    file
}

/// Bits as WebP's lossless pictures have them, the lowest first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    count: usize,
}

impl Bits {
    fn put(&mut self, value: u32, count: usize) {
        for at in 0..count {
            if self.count.is_multiple_of(8) {
                self.bytes.push(0);
            }
            if value >> at & 1 == 1 {
                *self.bytes.last_mut().expect("a byte was pushed") |= 1 << (self.count % 8);
            }
            self.count += 1;
        }
    }

    /// A code of one symbol, which takes no bits.
    fn single(&mut self, symbol: u32) {
        self.put(1, 1);
        self.put(0, 1);
        self.put(1, 1);
        self.put(symbol, 8);
    }

    /// A code of two symbols, of a bit each.
    fn pair(&mut self, one: u32, other: u32) {
        self.put(1, 1);
        self.put(1, 1);
        self.put(1, 1);
        self.put(one, 8);
        self.put(other, 8);
    }

    /// A code of eleven symbols, of 1, 2, 3 … 9, 10 and 10 bits: the longest that fill a table of 1,024.
    fn lengths_to_ten(&mut self) {
        self.put(0, 1);
        // How lengths themselves are told, in the order 17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10: six by three
        // bits, four by four.
        self.put(10, 4);
        for bits in [0, 0, 0, 3, 3, 3, 3, 3, 0, 3, 4, 4, 4, 4] {
            self.put(bits, 3);
        }
        // Eleven lengths: nine more than the two that are always told.
        self.put(1, 1);
        self.put(1, 3);
        self.put(9, 4);
        for length in [1_u32, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10] {
            let (code, bits) = if length <= 6 { (length - 1, 3) } else { (length + 5, 4) };
            for at in (0..bits).rev() {
                self.put(code >> at & 1, 1);
            }
        }
    }
}

/// A lossless WebP with 65,536 sets of codes.
pub fn webp_of_many_codes(width: u32, height: u32) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.put(0x2f, 8);
    bits.put(width - 1, 14);
    bits.put(height - 1, 14);
    bits.put(0, 1);
    bits.put(0, 3);
    // No transform, no cache of colours, and which set of codes each block of 4 × 4 pixels takes.
    bits.put(0, 1);
    bits.put(0, 1);
    bits.put(1, 1);
    bits.put(0, 3);
    bits.put(0, 1);
    bits.pair(0, 255);
    bits.pair(0, 255);
    bits.single(0);
    bits.single(0);
    bits.single(0);
    let blocks = width.div_ceil(4) * height.div_ceil(4);
    for block in 0..blocks {
        let is_last = u32::from(block + 1 == blocks);
        bits.put(is_last, 1);
        bits.put(is_last, 1);
    }
    for _ in 0..65_536 {
        for _ in 0..5 {
            bits.lengths_to_ten();
        }
    }
    for _ in 0..width * height {
        bits.put(0, 4);
    }
    let mut data = bits.bytes;
    let length = u32::try_from(data.len()).expect("it is small");
    if data.len() % 2 == 1 {
        data.push(0);
    }
    let mut file = b"RIFF".to_vec();
    file.extend(u32::try_from(data.len() + 12).expect("it is small").to_le_bytes());
    file.extend(b"WEBPVP8L");
    file.extend(length.to_le_bytes());
    file.extend(data);
    file
}

/// Pixels that look like nothing, the same each time.
fn noise(width: u32, height: u32) -> image::RgbImage {
    let mut state = 1_u64;
    image::RgbImage::from_fn(width, height, |_, _| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let [a, b, c, ..] = state.to_be_bytes();
        image::Rgb([a, b, c])
    })
}

fn encoded(image: &image::RgbImage, format: image::ImageFormat) -> Vec<u8> {
    let mut file = Vec::new();
    image.write_to(&mut Cursor::new(&mut file), format).expect("memory takes all");
    file
}

/// Small pictures with much beside their pixels.
pub fn descriptions() -> Vec<(&'static str, Files)> {
    use png::{BitDepth, ColorType};
    let text = |kind: &'static [u8; 4], data: Vec<u8>| png(64, 64, ColorType::Rgb, BitDepth::Eight, &[(kind, data)]);
    vec![
        ("a profile in many languages", picture("a.jpg", jpeg_with(&profile_of_many_languages(500_000)))),
        ("a profile of many tables", picture("a.jpg", jpeg_with(&profile_of_many_tables(10_000)))),
        ("a profile that unpacks to 500 MB", picture("a.png", png_with(&deflated(500 << 20)))),
        (
            "a text that unpacks to 500 MB",
            picture("a.png", text(b"zTXt", [b"a\0\0", &deflated(500 << 20)[..]].concat())),
        ),
        (
            "what XMP unpacks to 500 MB",
            picture("a.png", text(b"iTXt", [b"XML:com.adobe.xmp\0\x01\0\0\0", &deflated(500 << 20)[..]].concat())),
        ),
    ]
}

/// Pictures of few bytes and many pixels.
pub fn pictures() -> Vec<(&'static str, Files)> {
    use png::{BitDepth, ColorType};
    let drawing = image::RgbImage::from_fn(1_300, 16_000, |x, y| {
        image::Rgb([(x % 7) as u8 * 30, (y % 11) as u8 * 20, ((x * y) % 13) as u8 * 9])
    });
    vec![
        (
            "a PNG of 50 million pixels of eight bytes",
            picture("a.png", png(10_000, 5_000, ColorType::Rgba, BitDepth::Sixteen, &[])),
        ),
        (
            "a PNG of 50 million pixels of four bytes",
            picture("a.png", png(10_000, 5_000, ColorType::Rgba, BitDepth::Eight, &[])),
        ),
        (
            "a PNG of 50 million pixels of three bytes",
            picture("a.png", png(10_000, 5_000, ColorType::Rgb, BitDepth::Eight, &[])),
        ),
        ("a PNG of one column", picture("a.png", png(1, 50_000_000, ColorType::Rgb, BitDepth::Eight, &[]))),
        ("a PNG of one row", picture("a.png", png(50_000_000, 1, ColorType::Rgb, BitDepth::Eight, &[]))),
        (
            "a PNG that says it is larger than any",
            picture("a.png", {
                let mut file = png(64, 64, ColorType::Rgb, BitDepth::Eight, &[]);
                file[16..24].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]);
                file
            }),
        ),
        ("a high photograph", picture("a.jpg", encoded(&noise(1_300, 16_000), image::ImageFormat::Jpeg))),
        ("a high drawing", picture("a.png", encoded(&drawing, image::ImageFormat::Png))),
        ("high noise", picture("a.png", encoded(&noise(1_300, 9_000), image::ImageFormat::Png))),
        (
            "a JPEG of 50 million pixels",
            picture(
                "a.jpg",
                encoded(&image::RgbImage::from_pixel(10_000, 5_000, image::Rgb([9; 3])), image::ImageFormat::Jpeg),
            ),
        ),
        ("a progressive JPEG of 50 million pixels", picture("a.jpg", progressive(10_000, 5_000, 9))),
        ("a JPEG of thousands of scans", picture("a.jpg", progressive(10_000, 5_000, 3_000))),
        ("a WebP of many codes", picture("a.webp", webp_of_many_codes(64, 64))),
        (
            "a WebP of 50 million pixels",
            picture(
                "a.webp",
                encoded(&image::RgbImage::from_pixel(10_000, 5_000, image::Rgb([9; 3])), image::ImageFormat::WebP),
            ),
        ),
        ("eight photographs of 48 million pixels", {
            let file =
                encoded(&image::RgbImage::from_pixel(8_000, 6_000, image::Rgb([9; 3])), image::ImageFormat::Jpeg);
            // Another byte at the end makes each a picture of its own.
            (0..8).flat_map(|n| picture(&format!("{n}.jpg"), [&file[..], &[n]].concat())).collect()
        }),
        ("a GIF that says it is large", picture("a.gif", b"GIF89a\xff\xff\xff\xff\0\0\0;".to_vec())),
    ]
}

/// Fonts that say far more than they hold.
pub fn fonts() -> Vec<(&'static str, Files)> {
    let font = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/declics/partage/textes.ttf"));
    let font = font.expect("the theme has its font");
    let named = |n: usize, bytes: Vec<u8>| (format!("themes/mini/partage/z{n:04}.ttf"), bytes);
    vec![
        ("a font that names every character", vec![named(0, font_of_all_characters(&font))]),
        ("two hundred fonts", (0..200).map(|n| named(n, font_of_all_characters(&font))).collect()),
    ]
}

/// The font with a table of characters that gives each of a million the first glyph.
fn font_of_all_characters(font: &[u8]) -> Vec<u8> {
    let mut file = font.to_vec();
    let tables = usize::from(u16::from_be_bytes([font[4], font[5]]));
    let at = file.len();
    let mut cmap = vec![0, 0, 0, 1, 0, 3, 0, 10, 0, 0, 0, 12];
    cmap.extend([0, 12, 0, 0]);
    for number in [28_u32, 0, 1, 0, 0x0010_ffff, 1] {
        cmap.extend(number.to_be_bytes());
    }
    for table in 0..tables {
        let record = 12 + 16 * table;
        if &font[record..record + 4] == b"cmap" {
            file[record + 8..record + 12].copy_from_slice(&u32::try_from(at).expect("it is small").to_be_bytes());
            file[record + 12..record + 16]
                .copy_from_slice(&u32::try_from(cmap.len()).expect("it is small").to_be_bytes());
        }
    }
    file.extend(cmap);
    file
}

/// An archive of these files.
fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in files {
        zip.start_file(*name, options).expect("memory takes all");
        zip.write_all(bytes).expect("memory takes all");
    }
    zip.finish().expect("memory takes all").into_inner()
}

/// A workbook of Excel with these shared texts and rows.
fn xlsx(shared: &str, rows: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let texts = [
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"a\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"b\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"b\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"c\" Type=\"{relations}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
            ),
        ),
        ("xl/sharedStrings.xml", format!("<sst xmlns=\"{main}\">{shared}</sst>")),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>")),
    ];
    let texts = texts.iter().map(|(name, text)| (*name, text.as_bytes()));
    archive(&texts.chain(more.iter().copied()).collect::<Vec<_>>())
}

/// A table of LibreOffice with these rows.
fn ods(rows: &str) -> Vec<u8> {
    let name = "urn:oasis:names:tc:opendocument:xmlns";
    let content = format!(
        "<office:document-content xmlns:office=\"{name}:office:1.0\" xmlns:table=\"{name}:table:1.0\" xmlns:text=\"{name}:text:1.0\"><office:body><office:spreadsheet><table:table table:name=\"a\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    archive(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())])
}

/// Tables that unpack to far more than they weigh.
pub fn tables() -> Vec<(&'static str, Files)> {
    let table = |end: &str, bytes: Vec<u8>| vec![(format!("tableau.{end}"), bytes)];
    let cell = "<c t=\"s\"><v>0</v></c>";
    let one_cell = format!("<row>{cell}</row>");
    vec![
        ("millions of shared texts", table("xlsx", xlsx(&"<si><t/></si>".repeat(7_000_000), &one_cell, &[]))),
        (
            "one shared text in every cell",
            table(
                "xlsx",
                xlsx(
                    &format!("<si><t>{}</t></si>", "a".repeat(900_000)),
                    &format!("<row>{}</row>", cell.repeat(400)).repeat(5_000),
                    &[],
                ),
            ),
        ),
        (
            "millions of cells",
            table("xlsx", xlsx("<si><t>a</t></si>", &format!("<row>{}</row>", cell.repeat(400)).repeat(9_000), &[])),
        ),
        (
            "a part that unpacks to a thousand million",
            table("xlsx", xlsx("", &one_cell, &[("xl/media/a.bin", &vec![0; 1 << 30])])),
        ),
        (
            "a styles part of 90 MB",
            table(
                "xlsx",
                xlsx(
                    "",
                    &one_cell,
                    &[(
                        "xl/styles.xml",
                        format!(
                            "<styleSheet><numFmts>{}</numFmts></styleSheet>",
                            "<numFmt numFmtId=\"1\" formatCode=\"a\"/>".repeat(2_300_000)
                        )
                        .as_bytes(),
                    )],
                ),
            ),
        ),
        (
            "ten thousand parts",
            table("xlsx", {
                let names: Vec<String> = (0..9_900).map(|n| format!("a/{n}.xml")).collect();
                let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"<a/>"[..])).collect();
                xlsx("", &one_cell, &parts)
            }),
        ),
        (
            "a part with one attribute of 90 MB",
            table("xlsx", xlsx(&format!("<si a=\"{}\"/>", "a".repeat(90 << 20)), &one_cell, &[])),
        ),
        ("a part with one name of 90 MB", table("xlsx", xlsx(&format!("<{}/>", "a".repeat(90 << 20)), &one_cell, &[]))),
        (
            "millions of elements in each other",
            table("xlsx", xlsx(&format!("{}{}", "<a>".repeat(12_000_000), "</a>".repeat(12_000_000)), &one_cell, &[])),
        ),
        (
            "a row repeated",
            table(
                "ods",
                ods(
                    "<table:table-row table:number-rows-repeated=\"40000\"><table:table-cell table:number-columns-repeated=\"400\" office:value-type=\"string\"><text:p>a</text:p></table:table-cell></table:table-row>",
                ),
            ),
        ),
        (
            "millions of empty cells",
            table(
                "ods",
                ods(&format!("<table:table-row>{}</table:table-row>", "<table:table-cell/>".repeat(400)).repeat(12_000)),
            ),
        ),
        (
            "millions of paragraphs",
            table(
                "ods",
                ods(&format!(
                    "<table:table-row><table:table-cell office:value-type=\"string\">{}</table:table-cell></table:table-row>",
                    "<text:p/>".repeat(9_000_000)
                )),
            ),
        ),
        ("a CSV of one cell", table("csv", [b"titre\n\"".to_vec(), vec![b'a'; 19 << 20], b"\"\n".to_vec()].concat())),
        (
            "a CSV of ten million cells",
            table(
                "csv",
                [
                    b"titre".to_vec(),
                    vec![b','; 450],
                    b"\n".to_vec(),
                    [vec![b','; 450], b"\n".to_vec()].concat().repeat(40_000),
                ]
                .concat(),
            ),
        ),
        ("a CSV of empty rows", table("csv", [b"titre\n".to_vec(), b"a\n".repeat(9_000_000)].concat())),
        (
            "a CSV in UTF-16",
            table(
                "csv",
                [
                    vec![0xff, 0xfe],
                    "titre;date\n".encode_utf16().flat_map(u16::to_le_bytes).collect(),
                    "é;é\n".repeat(2_400_000).encode_utf16().flat_map(u16::to_le_bytes).collect(),
                ]
                .concat(),
            ),
        ),
        ("a CSV of one long name of a column", table("csv", [vec![b'a'; 19 << 20], b"\na\n".to_vec()].concat())),
    ]
}
