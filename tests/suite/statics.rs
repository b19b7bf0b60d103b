//! What was never meant to be public: nothing of it goes from any folder of a project into a site.

use std::fs;
use std::path::Path;

use escale::output::Output;
use escale::sources::Sources;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use super::project::{built, lines, minimal, page, photo, replace, with};

/// What a visitor must never find.
const SECRET: &str = "43.6045N-1.4440E";
const STATIC: &str = "themes/mini/static/";

fn file(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    image.write_to(&mut file, format).unwrap();
    file.into_inner()
}

fn drawing() -> DynamicImage {
    RgbaImage::from_fn(6, 4, |x, y| Rgba([20, 80, u8::try_from(x * 40).unwrap(), u8::try_from(40 + y * 60).unwrap()]))
        .into()
}

/// A chunk of a PNG, with its checksum.
fn png_chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let body = [&name[..], content].concat();
    let mut crc = u32::MAX;
    for byte in &body {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&length[..], &body, &(!crc).to_be_bytes()].concat()
}

/// With a text and a comment of an editor before the pixels, and more behind the end.
fn told_png() -> Vec<u8> {
    let png = file(&drawing(), ImageFormat::Png);
    let text = png_chunk(b"tEXt", format!("Comment\0{SECRET}").as_bytes());
    let xmp = png_chunk(b"iTXt", format!("XML:com.adobe.xmp\0\0\0\0\0{SECRET}").as_bytes());
    let exif = png_chunk(b"eXIf", format!("MM\0*{SECRET}").as_bytes());
    [&png[..33], &text, &xmp, &exif, &png[33..], SECRET.as_bytes()].concat()
}

/// With what a camera adds, a comment, and a film behind the end.
fn told_jpeg(orientation: u8) -> Vec<u8> {
    let image = RgbImage::from_fn(64, 32, |x, _| if x < 32 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) });
    let jpeg = file(&image.into(), ImageFormat::Jpeg);
    let mut tiff = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.extend([orientation, 0, 0, 0, 0, 0, 0]);
    tiff.extend(SECRET.as_bytes());
    let segment = |marker: u8, content: &[u8]| {
        [&[0xff, marker][..], &u16::try_from(content.len() + 2).unwrap().to_be_bytes(), content].concat()
    };
    let comment = segment(0xfe, SECRET.as_bytes());
    [&jpeg[..2], &segment(0xe1, &tiff), &comment, &jpeg[2..], b"\0\0\0\x18ftypmp42", SECRET.as_bytes()].concat()
}

/// A picture that moves, with a comment, an editor's extension, and a program behind the end.
fn told_gif() -> Vec<u8> {
    let block = |text: &str| [&[u8::try_from(text.len()).unwrap()][..], text.as_bytes(), &[0]].concat();
    let mut gif = b"GIF89a\x02\0\x01\0\x80\0\0\0\0\0\xff\xff\xff".to_vec();
    gif.extend(b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0");
    gif.extend([&b"!\xfe"[..], &block(SECRET)].concat());
    gif.extend([&b"!\xff\x0bXMP DataXMP"[..], &block(SECRET)].concat());
    for _ in 0..2 {
        gif.extend(b"!\xf9\x04\0\x0a\0\0\0,\0\0\0\0\x02\0\x01\0\0\x02\x02\x44\x0a\0");
    }
    gif.push(b';');
    gif.extend(format!("<?php echo '{SECRET}';").as_bytes());
    gif
}

fn riff(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_le_bytes();
    [&name[..], &length, content, &[0][..content.len() % 2]].concat()
}

fn webp_file(chunks: &[u8]) -> Vec<u8> {
    let length = u32::try_from(chunks.len() + 4).unwrap().to_le_bytes();
    [b"RIFF", &length[..], b"WEBP", chunks].concat()
}

/// A picture that stands or moves, with what a camera and an editor added.
fn told_webp(moves: bool) -> Vec<u8> {
    let still = webp::Encoder::from_rgba(drawing().as_bytes(), 6, 4).encode_lossless();
    let pixels = &still[12..];
    let pixels = if pixels.starts_with(b"VP8X") { &pixels[18..] } else { pixels };
    let flags = 0x10 | 0x08 | 0x04 | if moves { 0x02 } else { 0 };
    let mut chunks = riff(b"VP8X", &[flags, 0, 0, 0, 5, 0, 0, 3, 0, 0]);
    if moves {
        chunks.extend(riff(b"ANIM", &[0; 6]));
        for _ in 0..2 {
            let head = [0, 0, 0, 0, 0, 0, 5, 0, 0, 3, 0, 0, 100, 0, 0, 0];
            chunks.extend(riff(b"ANMF", &[&head[..], pixels, &riff(b"note", SECRET.as_bytes())].concat()));
        }
    } else {
        chunks.extend(pixels);
    }
    chunks.extend(riff(b"EXIF", SECRET.as_bytes()));
    chunks.extend(riff(b"XMP ", SECRET.as_bytes()));
    [webp_file(&chunks), SECRET.as_bytes().to_vec()].concat()
}

/// An icon of one size, which is the PNG of an editor, and something between.
fn told_ico() -> Vec<u8> {
    let png = told_png();
    let length = u32::try_from(png.len()).unwrap().to_le_bytes();
    let offset = u32::try_from(22 + SECRET.len()).unwrap().to_le_bytes();
    let entry = [&[6, 4, 0, 0, 1, 0, 32, 0][..], &length, &offset].concat();
    [&[0, 0, 1, 0, 1, 0][..], &entry, SECRET.as_bytes(), &png].concat()
}

fn avif(item: &[u8]) -> Vec<u8> {
    let part = |name: &[u8; 4], content: &[u8]| {
        [&u32::try_from(content.len() + 8).unwrap().to_be_bytes()[..], name, content].concat()
    };
    let meta = [b"\0\0\0\0infe\x02\0\0\0\0\x01\0\0", item].concat();
    [part(b"ftyp", b"avif\0\0\0\0mif1"), part(b"meta", &meta), part(b"mdat", b"pixels")].concat()
}

/// The font of the programme, with what its maker keeps for himself.
fn told_font() -> Vec<u8> {
    let font = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/declics/static/titres.woff2")).unwrap();
    let length = u32::try_from(font.len()).unwrap().to_be_bytes();
    let whole = u32::try_from(font.len() + SECRET.len()).unwrap().to_be_bytes();
    let size = u32::try_from(SECRET.len()).unwrap().to_be_bytes();
    [&font[..8], &whole, &font[12..40], &length, &size, &font[48..], SECRET.as_bytes()].concat()
}

fn svg(inside: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
         xmlns:i=\"http://www.inkscape.org/namespaces/inkscape\" viewBox=\"0 0 9 9\">{inside}</svg>"
    )
}

/// Files that nobody means to publish, and true ones with something in them that nobody means to.
fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let program = || format!("<?php echo '{SECRET}';").into_bytes();
    let html = || format!("<!doctype html><script>'{SECRET}'</script>").into_bytes();
    let plain = || format!("À dire à l'imprimeur : {SECRET}").into_bytes();
    vec![
        ("shell.php", program()),
        ("shell.PHP", program()),
        ("shell.phtml", program()),
        ("x.php.png", program()),
        ("x.png.php", file(&drawing(), ImageFormat::Png)),
        ("photo.png", html()),
        ("photo.jpg", program()),
        ("style2.css", program()),
        ("page.css", html()),
        ("outil.js", html()),
        ("police.woff2", plain()),
        ("titres.ttf", plain()),
        ("favicon.ico", plain()),
        ("carte.svg", plain()),
        ("action.svg", svg(&format!("<script>'{SECRET}'</script>")).into_bytes()),
        ("clic.svg", svg(&format!("<path onclick=\"alert('{SECRET}')\"/>")).into_bytes()),
        ("app.webmanifest", html()),
        ("LOGO.PSD", plain()),
        ("logo.ai", plain()),
        ("script.js.map", plain()),
        ("style.css.map", plain()),
        ("x.css.bak", plain()),
        ("notes.txt", plain()),
        ("à faire.md", plain()),
        ("mon fichier é.php", program()),
        (".htaccess", plain()),
        (".env", plain()),
        ("sans-extension", plain()),
        ("page.html", html()),
        ("LICENSE.txt", program()),
        ("pub.avif", plain()),
        ("lieu.avif", [avif(b"Exif"), SECRET.as_bytes().to_vec()].concat()),
        ("dit.png", told_png()),
        ("DIT 2.PNG", told_png()),
        ("dit.php.jpg", told_jpeg(1)),
        ("couché.jpeg", told_jpeg(6)),
        ("dit.gif", told_gif()),
        ("dit.webp", told_webp(false)),
        ("bouge.webp", told_webp(true)),
        ("icon.ico", told_ico()),
        ("titres.woff2", told_font()),
        (
            "dessin.svg",
            svg(&format!("<!-- {SECRET} --><metadata>{SECRET}</metadata><path d=\"M0 0h9\" i:label=\"{SECRET}\"/>"))
                .into_bytes(),
        ),
        ("outil2.js", format!("run();\n//# sourceMappingURL={SECRET}.map\n").into_bytes()),
        ("style3.css", format!("b{{}} /*# sourceMappingURL={SECRET}.map */").into_bytes()),
    ]
}

/// Every folder that somebody may put a file into, where what is in it keeps no site back.
const FOLDERS: [&str; 12] = [
    "themes/mini/static/",
    "themes/mini/static/Sous dossier/",
    "themes/mini/",
    "themes/",
    "content/",
    "content/hub/",
    "content/pages/",
    "content/partenaires/",
    "content/lieux/",
    "regions/occitanie/evenements/",
    "regions/occitanie/",
    "regions/",
];
/// Folders whose files are pictures, or fonts: each other one keeps the sites back.
const OF_PICTURES: [&str; 4] =
    ["content/images/", "content/images/été/", "regions/occitanie/images/", "themes/mini/partage/"];

fn holds(bytes: &[u8], words: &str) -> bool {
    memchr::memmem::find(bytes, words.as_bytes()).is_some()
}

#[track_caller]
fn check_public(output: &Output, of: &str) {
    for (path, file) in output.iter() {
        assert!(!holds(&file.bytes, SECRET), "{of}: {path} tells");
        let name = path.rsplit('/').next().unwrap();
        let is_known = ["css", "js", "svg", "png", "jpg", "webp", "gif", "ico", "woff2", "html", "ics", "xml", "json"];
        let is_of_hosts = [".escale-announced", ".htaccess", "_headers", "_redirects", "robots.txt"].contains(&name);
        let end = name.rsplit_once('.').map_or("", |(_, end)| end);
        assert!(
            is_of_hosts || is_known.contains(&end) || ["csv", "jsonld", "txt", "atom"].contains(&end),
            "{of}: {path}"
        );
        for part in ["php", ".psd", ".map", ".bak", ".env"] {
            let dotted = format!(".{}.", part.trim_start_matches('.'));
            assert!(!name.ends_with(part) && !name.contains(&dotted), "{of}: {path}");
        }
    }
}

#[test]
fn what_was_never_meant_to_be_public_goes_out_from_no_folder() {
    for folder in FOLDERS {
        let mut sources = minimal();
        for (name, bytes) in hostile().into_iter().filter(|(name, _)| !name.ends_with(".md")) {
            sources.insert(format!("{folder}{name}"), bytes);
        }
        let (output, problems) = built(&sources);
        assert!(output.get("occitanie/index.html").is_some(), "{folder}: {}", lines(&problems));
        check_public(&output, folder);
    }
}

#[test]
fn pictures_that_a_page_names_are_pictures_and_nothing_else() {
    let mut published = 0;
    for folder in OF_PICTURES {
        for (name, bytes) in hostile() {
            let path = format!("{folder}{name}");
            let named = path.replace("content/", "").replace("regions/occitanie/", "");
            let mut sources = with(&[("regions/occitanie/pages/p.md", &format!("![Une image](<../{named}>)\n"))]);
            sources.insert(path.as_str(), bytes);
            let (output, _) = built(&sources);
            check_public(&output, &path);
            published += output.paths().filter(|path| path.contains("/images/")).count();
        }
    }
    assert!(published > 15, "{published}");
}

/// What a page of the small theme is told of the theme's files.
fn files(sources: &mut Sources) -> (Output, String) {
    let template = "themes/mini/templates/home.html";
    replace(
        sources,
        template,
        "<footer>",
        "{% for name, address in site.files %}[{{ name }}={{ address }}]{% endfor %}<footer>",
    );
    let (output, problems) = built(sources);
    (output, lines(&problems))
}

fn published<'o>(output: &'o Output, start: &str) -> Vec<(&'o str, &'o [u8])> {
    let own = output.iter().filter(|(path, _)| path.starts_with(&format!("assets/{start}")));
    own.map(|(path, file)| (path, &*file.bytes)).collect()
}

/// The one file of a theme whose name begins so, as it is published.
#[track_caller]
fn one(name: &str, bytes: Vec<u8>, start: &str) -> Vec<u8> {
    let mut sources = minimal();
    sources.insert(format!("{STATIC}{name}"), bytes);
    let (output, _) = built(&sources);
    let found = published(&output, start);
    assert_eq!(found.len(), 1, "{name}: {found:?}");
    found[0].1.to_vec()
}

#[test]
fn files_of_other_kinds_are_told_one_by_one() {
    let mut sources = minimal();
    for (name, _) in hostile().into_iter().filter(|(name, _)| ["LOGO.PSD", "notes.txt", "police.woff2"].contains(name))
    {
        sources.insert(format!("{STATIC}{name}"), *b"n'importe quoi");
    }
    sources.insert(format!("{STATIC}clic.svg"), svg("<path onclick=\"a()\"/>").into_bytes());
    sources.insert(format!("{STATIC}lieu.avif"), avif(b"Exif"));
    let (output, problems) = built(&sources);
    assert_eq!(published(&output, "").len(), 1, "the style sheet alone");
    let told: Vec<(&str, &str)> =
        problems.iter().map(|problem| (problem.kind.code(), &problem.place.file[STATIC.len()..])).collect();
    let names = ["LOGO.PSD", "clic.svg", "lieu.avif", "notes.txt", "police.woff2"];
    assert_eq!(told, names.map(|name| ("E173", name)));
    assert!(output.get("occitanie/index.html").is_some(), "nothing is kept back");
}

#[test]
fn pictures_of_a_theme_keep_their_pixels_and_what_shows_through() {
    let pixels = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().into_rgba8();
    for (name, bytes) in [("a.png", told_png()), ("a.webp", told_webp(false)), ("a.ico", told_ico())] {
        let clean = one(name, bytes, "a.");
        let clean = if name == "a.ico" { clean[22..].to_vec() } else { clean };
        assert_eq!(pixels(&clean), drawing().into_rgba8(), "{name}");
    }
    let upright = told_jpeg(1);
    assert_eq!(pixels(&one("a.jpg", upright.clone(), "a.")), pixels(&upright));
    // Held so that left is up.
    let turned = pixels(&one("a.jpeg", told_jpeg(6), "a."));
    assert_eq!(turned.dimensions(), (32, 64));
    assert!(turned.get_pixel(16, 8)[0] > 180 && turned.get_pixel(16, 56)[2] > 180);
    let gif = one("a.gif", told_gif(), "a.");
    assert!(holds(&gif, "NETSCAPE2.0") && gif.ends_with(b";"));
    assert_eq!(memchr::memchr_iter(b',', &gif).count(), 2);
    let moving = one("b.webp", told_webp(true), "b.");
    assert_eq!(memchr::memmem::find_iter(&moving, b"ANMF").count(), 2);
    // What is clean stays byte for byte.
    let clean = photo(30, 20);
    assert_eq!(one("c.jpg", clean.clone(), "c."), clean);
    let font = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/declics/static/titres.woff2")).unwrap();
    assert_eq!(one("t.woff2", told_font(), "t."), font);
    assert_eq!(one("p.avif", avif(b"av01"), "p."), avif(b"av01"));
}

#[test]
fn staffs_pictures_that_move_say_nothing_either() {
    for (name, bytes) in [("a.gif", told_gif()), ("a.webp", told_webp(true))] {
        let mut sources = with(&[("regions/occitanie/pages/p.md", &format!("![Une salle](../images/{name})\n"))]);
        sources.insert(format!("content/images/{name}"), bytes);
        let (output, problems) = built(&sources);
        assert_eq!(lines(&problems), "", "{name}");
        let found = output.iter().filter(|(path, _)| path.contains("/images/a.")).count();
        assert_eq!(found, 1, "{name}");
        check_public(&output, name);
    }
}

#[test]
fn drawings_are_written_anew_or_refused() {
    let kept = "<style>path{stroke:red}</style><path id=\"a\" d=\"M0 0h9\" fill=\"url(#b)\"/><use xlink:href=\"#a\"/><title>A &amp; B</title>";
    let clean = String::from_utf8(one("d.svg", svg(kept).into_bytes(), "d.")).unwrap();
    assert!(clean.contains(kept), "{clean}");
    let noted = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">{}",
        svg(
            "<!-- Camille --><i:view id=\"x\"/><metadata>Camille</metadata><g i:label=\"Camille\" data-name=\"Camille\"><path d=\"M0 0\"/></g>"
        )
    );
    let clean = String::from_utf8(one("d.svg", noted.into_bytes(), "d.")).unwrap();
    assert!(clean.contains("<g><path d=\"M0 0\"/></g>") && !clean.contains("Camille"), "{clean}");
    for inside in [
        "<script/>",
        "<script href=\"https://evil.example/a.js\"/>",
        "<g onload=\"a()\"/>",
        "<g ONLOAD=\"a()\"/>",
        "<foreignObject><b xmlns=\"http://www.w3.org/1999/xhtml\"/></foreignObject>",
        "<image href=\"https://evil.example/a.png\"/>",
        "<image href=\"data:image/png;base64,AAAA\"/>",
        "<use href=\"https://evil.example/a.svg#b\"/>",
        "<use xlink:href=\"javascript:a()\"/>",
        "<a href=\"https://evil.example/\"><path/></a>",
        "<style>@import 'https://evil.example/a.css';</style>",
        "<style>b{fill:url( 'https://evil.example/a')}</style>",
        "<style>b{fill:\\75rl(https://evil.example/a)}</style>",
        "<path style=\"fill:url(//evil.example/a)\"/>",
        "<path fill=\"URL(https://evil.example/a)\"/>",
        "<set attributeName=\"href\" to=\"javascript:a()\"/>",
        "<animate attributeName=\"xlink:href\" values=\"javascript:a()\"/>",
        "<feImage href=\"https://evil.example/a.png\"/>",
        "<iframe xmlns=\"http://www.w3.org/2000/svg\"/>",
    ] {
        let mut sources = minimal();
        sources.insert(format!("{STATIC}d.svg"), svg(inside).into_bytes());
        let (output, problems) = built(&sources);
        assert_eq!(published(&output, "d."), [], "{inside}");
        assert!(lines(&problems).starts_with("E173 themes/mini/static/d.svg"), "{inside}: {}", lines(&problems));
    }
    let entity = "<!DOCTYPE svg [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><svg xmlns=\"http://www.w3.org/2000/svg\"><title>&b;</title></svg>";
    let mut sources = minimal();
    sources.insert(format!("{STATIC}d.svg"), entity.as_bytes());
    assert!(lines(&built(&sources).1).starts_with("E173"));
}

#[test]
fn scripts_and_styles_do_not_lead_to_what_they_were_made_from() {
    let script = "const a = \"//# sourceMappingURL=\" + b;\nrun();//# sourceMappingURL=a.js.map\n//@ sourceURL=x\n/*# sourceMappingURL=a.map */\n";
    let clean = String::from_utf8(one("a.js", script.as_bytes().to_vec(), "a.")).unwrap();
    assert_eq!(clean, "const a = \"//# sourceMappingURL=\" + b;\nrun();\n\n\n");
    let clean = one("a.css", b"b { color: red } /*# sourceMappingURL=a.css.map */\n".to_vec(), "a.");
    assert_eq!(clean, b"b{color: red}".to_vec());
}

#[test]
fn names_are_those_of_addresses_and_templates_know_files_by_their_own() {
    let mut sources = minimal();
    for name in
        ["Été à Lyon.PNG", "Sous dossier/con.css", "titres.OFL.txt", "LICENSE", "日本.js", "a.css", "A.css", "ä.css"]
    {
        let bytes = if name.ends_with("PNG") { file(&drawing(), ImageFormat::Png) } else { b"b{}".to_vec() };
        sources.insert(format!("{STATIC}{name}"), bytes);
    }
    let (output, told) = files(&mut sources);
    assert_eq!(told, "");
    let home = page(&output, "occitanie/index.html");
    for (name, start) in [
        ("Été à Lyon.PNG", "ete-a-lyon."),
        ("Sous dossier/con.css", "sous-dossier/asset-con."),
        ("titres.OFL.txt", "titres-ofl."),
        ("LICENSE", "license."),
        ("日本.js", "asset."),
        ("A.css", "a."),
    ] {
        let address = home.split_once(&format!("[{name}=")).unwrap().1.split(']').next().unwrap();
        assert!(address.starts_with(&format!("assets/{start}")), "{name}: {address}");
        assert!(output.get(&format!("occitanie/{address}")).is_some(), "{address}");
    }
    assert!(output.paths().all(|path| path.is_ascii() && path.to_ascii_lowercase() == path));
    // A name that says another format than the bytes: the bytes are right.
    let mut sources = minimal();
    sources.insert(format!("{STATIC}photo.png"), photo(9, 9));
    let (output, problems) = built(&sources);
    assert!(lines(&problems).starts_with("E093 themes/mini/static/photo.png"));
    assert!(published(&output, "photo.")[0].0.ends_with(".jpg"));
}

#[test]
fn a_licence_among_the_files_of_a_theme_is_read() {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in
        [("themes/mini/static/LICENSE", "Licence"), ("content/LICENSE", "Autre"), ("escale.yaml", "nom: x")]
    {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let sources = escale::read::read(folder.path()).unwrap();
    assert!(sources.get("themes/mini/static/LICENSE").is_some() && sources.get("content/LICENSE").is_none());
}
