//! Pictures: what visitors are sent of a photograph or a drawing, and what is kept from one build to the next.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use escale::cache::DiskStore;
use escale::model::picture::{Format, Picture, Variant};
use escale::model::store::{Key, NoStore, Store};
use escale::pictures::{DecoderMemory, picture};
use escale::{Options, build};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ExtendedColorType, ImageEncoder, Rgb, RgbImage, Rgba, RgbaImage};

use super::heavy::{jpeg_with, profile_of_many_languages, profile_of_many_tables, progressive};
use super::project::{Shelf, at, built, lines, page, partner, photo, with, with_real_theme};

/// Where the camera stood.
const SECRET: &[u8] = b"43.6045N 1.4440E";

fn drawn(name: &str, bytes: &Arc<[u8]>, store: &dyn Store) -> Option<Picture> {
    picture(name, bytes, store, &DecoderMemory::default())
}

fn ready(bytes: &[u8]) -> Option<Picture> {
    drawn("salle", &Arc::from(bytes), &NoStore)
}

fn jpeg(image: &RgbImage) -> Vec<u8> {
    let mut file = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut file, 95);
    encoder.write_image(image, image.width(), image.height(), ExtendedColorType::Rgb8).unwrap();
    file
}

fn png(image: &DynamicImage) -> Vec<u8> {
    let mut file = Vec::new();
    image.write_with_encoder(PngEncoder::new(&mut file)).unwrap();
    file
}

fn pixels(variant: &Variant) -> DynamicImage {
    let image = image::load_from_memory(&variant.bytes).unwrap();
    assert_eq!((image.width(), image.height()), (variant.width_px, variant.height_px));
    image
}

fn widths(variants: &[Variant]) -> Vec<u32> {
    variants.iter().map(|variant| variant.width_px).collect()
}

/// With what a camera adds: how it was held, and where it was.
fn with_exif(file: &[u8], orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    // Another field with an own text: ImageDescription.
    tiff.extend([0x01, 0x0e, 0, 2, 0, 0, 0, u8::try_from(SECRET.len()).unwrap(), 0, 0, 0, 38]);
    tiff.extend([0; 4]);
    tiff.extend(SECRET);
    let mut out = file[..2].to_vec();
    out.extend([0xff, 0xe1]);
    out.extend(u16::try_from(tiff.len() + 8).unwrap().to_be_bytes());
    out.extend(b"Exif\0\0");
    out.extend(tiff);
    out.extend(&file[2..]);
    out
}

fn holds(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}

#[test]
fn a_photograph_is_turned_made_narrow_and_says_nothing_of_its_camera() {
    // Red on the left, blue on the right; held so that left is up.
    let image = RgbImage::from_fn(1_500, 1_000, |x, _| if x < 750 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) });
    let file = with_exif(&jpeg(&image), 6);
    assert!(holds(&file, SECRET));
    let picture = ready(&file).unwrap();
    assert_eq!((picture.format, widths(&picture.plain)), (Format::Jpeg, vec![480, 1_000]));
    assert_eq!(widths(&picture.webp), [480, 1_000]);
    for variant in picture.plain.iter().chain(&picture.webp) {
        let image = pixels(variant).into_rgb8();
        assert_eq!(image.height(), image.width() * 3 / 2);
        let (up, down) = (image.get_pixel(100, 50), image.get_pixel(100, image.height() - 50));
        assert!(up[0] > 180 && up[2] < 70 && down[2] > 180 && down[0] < 70, "{up:?} {down:?} {}", variant.address);
        for words in [SECRET, b"Exif", b"EXIF"] {
            assert!(!holds(&variant.bytes, words), "{}", variant.address);
        }
    }
    assert!(picture.plain[0].address.starts_with("images/salle.480.") && picture.plain[0].address.ends_with(".jpg"));
    assert!(picture.webp[1].address.starts_with("images/salle.1000.") && picture.webp[1].address.ends_with(".webp"));
    assert_eq!(ready(&file).unwrap(), picture);
}

#[test]
fn however_a_camera_was_held_up_is_up() {
    // A red corner; where it is when each of the eight ways is undone.
    let image = RgbImage::from_fn(64, 32, |x, y| if x < 16 && y < 16 { Rgb([220, 20, 20]) } else { Rgb([240; 3]) });
    let corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0), (1, 0), (1, 1), (0, 1)];
    for (orientation, (right, down)) in (1..=8).zip(corners) {
        let shown = pixels(&ready(&with_exif(&jpeg(&image), orientation)).unwrap().plain[0]).into_rgb8();
        assert_eq!(shown.width() > shown.height(), orientation <= 4, "{orientation}");
        let at = |side: u32, far: u32| if far == 1 { side - 5 } else { 5 };
        let corner = shown.get_pixel(at(shown.width(), right), at(shown.height(), down));
        assert!(corner[1] < 80, "{orientation}: {corner:?}");
    }
}

#[test]
fn nothing_is_enlarged_and_what_shows_through_stays() {
    let small = ready(&photo(300, 200)).unwrap();
    assert_eq!((widths(&small.plain), widths(&small.webp)), (vec![300], vec![300]));
    let wide = ready(&photo(3_000, 60)).unwrap();
    assert_eq!(widths(&wide.plain), [480, 960, 1_344]);
    let logo = RgbaImage::from_fn(700, 100, |x, _| Rgba([20, 80, 160, if x < 350 { 0 } else { 255 }]));
    let logo = ready(&png(&logo.into())).unwrap();
    assert_eq!((logo.format, widths(&logo.plain)), (Format::Png, vec![480, 700]));
    for variant in logo.plain.iter().chain(&logo.webp) {
        let image = pixels(variant).into_rgba8();
        let (left, right) = (image.get_pixel(5, 50), image.get_pixel(image.width() - 5, 50));
        assert_eq!((left[3], right[3], right[2]), (0, 255, 160), "{}", variant.address);
    }
    // A photograph in a PNG becomes JPEG; a drawing, and one whose ground is opaque, stays PNG.
    let photo = image::load_from_memory(&photo(200, 200)).unwrap();
    assert!(ready(&png(&photo)).unwrap().plain[0].address.ends_with(".jpg"));
    let opaque = RgbaImage::from_pixel(50, 50, Rgba([1, 2, 3, 255]));
    assert!(ready(&png(&opaque.into())).unwrap().plain[0].address.ends_with(".png"));
    let fine = image::ImageBuffer::<image::Rgb<u16>, _>::from_pixel(40, 40, image::Rgb([65_535, 32_768, 0]));
    assert_eq!(pixels(&ready(&png(&fine.into())).unwrap().plain[0]).into_rgb8().get_pixel(9, 9).0, [255, 128, 0]);
}

#[test]
fn colours_are_those_that_were_meant() {
    let red = pixels(&ready(include_bytes!("pictures/cmyk.jpg")).unwrap().plain[0]).into_rgb8();
    assert!(red.get_pixel(8, 8)[0] > 200 && red.get_pixel(8, 8)[1] < 60, "{:?}", red.get_pixel(8, 8));
    let image = RgbImage::from_pixel(32, 32, Rgb([200, 90, 90]));
    let mut file = Vec::new();
    let mut encoder = PngEncoder::new(&mut file);
    encoder.set_icc_profile(moxcms::ColorProfile::new_display_p3().encode().unwrap()).unwrap();
    encoder.write_image(&image, 32, 32, ExtendedColorType::Rgb8).unwrap();
    let shown = pixels(&ready(&file).unwrap().plain[0]).into_rgb8();
    // The same red needs larger numbers on a screen of fewer colours.
    assert!(shown.get_pixel(9, 9)[0] > 208 && shown.get_pixel(9, 9)[1] < 88, "{:?}", shown.get_pixel(9, 9));
}

#[test]
fn what_is_no_whole_picture_is_none() {
    let (photo, drawing) = (photo(400, 300), png(&RgbImage::from_pixel(60, 60, Rgb([9, 9, 9])).into()));
    let declared = |width: u32, height: u32| {
        let mut bomb = drawing.clone();
        bomb[16..20].copy_from_slice(&width.to_be_bytes());
        bomb[20..24].copy_from_slice(&height.to_be_bytes());
        bomb
    };
    for (name, bytes) in [
        ("nothing", Vec::new()),
        ("text", b"Ceci n'est pas une image.".to_vec()),
        ("half a JPEG", photo[..photo.len() / 2].to_vec()),
        ("a JPEG without its end", photo[..photo.len() - 2].to_vec()),
        ("half a PNG", drawing[..drawing.len() / 2].to_vec()),
        (
            "the head of a JPEG",
            vec![0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0, 2, 0, 3, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1],
        ),
        ("30,000 pixels a side", declared(30_000, 30_000)),
        ("four thousand millions", declared(u32::MAX, u32::MAX)),
        ("no pixel", declared(0, 10)),
        ("one by 50 millions", declared(1, 50_000_001)),
        ("one row too long", png(&RgbImage::from_pixel(32_769, 1, Rgb([9, 9, 9])).into())),
        ("one column too high", png(&RgbImage::from_pixel(1, 32_769, Rgb([9, 9, 9])).into())),
    ] {
        assert!(ready(&bytes).is_none(), "{name}");
    }
    assert!(ready(&png(&RgbImage::from_pixel(32_768, 1, Rgb([9, 9, 9])).into())).is_some());
    // Whatever lies at the end of a file, a film of a second for instance.
    assert!(ready(&[&photo[..], b"\0\0\0\x18ftypmp42"].concat()).is_some());
}

#[test]
fn any_damage_is_survived() {
    let file = photo(24, 16);
    for at in 2..file.len() {
        let mut damaged = file.clone();
        damaged[at] ^= [0x01, 0x80, 0xff][at % 3];
        let _ = ready(&damaged);
    }
}

#[test]
fn a_page_lets_the_browser_choose_and_only_what_a_page_names_is_published() {
    let sources = with_real_theme(with(&[
        ("regions/occitanie/pages/p.md", "---\ntitre: P\n---\n![Une salle](../images/salle.jpg)\n"),
        ("content/partenaires/agefiph.md", &partner("logo: {fichier: ../images/logo.jpg, description: Agefiph}")),
    ]));
    let mut sources = sources;
    sources.insert("content/images/salle.jpg", photo(1_500, 900));
    sources.insert("content/images/logo.jpg", photo(1_400, 700));
    let (output, problems) = built(&sources);
    assert_eq!(lines(&problems), "E091 content/partenaires/agefiph.md:0:0 0 Ce partenaire ne participe à rien.\n");
    let html = page(&output, "occitanie/p/index.html");
    let picture = html.split_once("<picture>").unwrap().1.split_once("</picture>").unwrap().0;
    for part in [
        "<source type=\"image/webp\" srcset=\"../images/salle.480.",
        ".webp 480w, ../images/salle.960.",
        ".webp 1344w\" sizes=\"",
        "><img src=\"../images/salle.960.",
        ".jpg 1344w\" sizes=\"",
        "alt=\"Une salle\" width=\"960\" height=\"576\" loading=\"lazy\" decoding=\"async\">",
    ] {
        assert!(picture.contains(part), "no {part} in {picture}");
    }
    let named = |html: &str| -> usize { html.matches("images/salle.").count() };
    let published: Vec<&str> = output.paths().filter(|path| path.starts_with("occitanie/images/")).collect();
    assert_eq!(published.iter().filter(|path| path.contains("salle.")).count(), 6);
    assert_eq!(named(picture), 7);
    let logos: Vec<&str> = output.paths().filter(|path| path.contains("logo.")).collect();
    assert!(logos.len() == 2 && logos.iter().all(|path| path.contains("logo.480.")), "{logos:?}");
    assert!(page(&output, "partenaires/agefiph/index.html").contains("alt=\"Agefiph\""));
}

#[test]
fn a_picture_is_drawn_once_whatever_its_name_and_another_one_anew() {
    let memory = Shelf::default();
    let (one, other): (Arc<[u8]>, Arc<[u8]>) = (Arc::from(photo(500, 300)), Arc::from(photo(501, 300)));
    let first = drawn("a", &one, &memory).unwrap();
    assert_eq!(drawn("a", &one, &memory).unwrap(), first);
    let renamed = drawn("b", &one, &memory).unwrap();
    assert!(renamed.plain[0].address.starts_with("images/b.") && renamed.plain[0].bytes == first.plain[0].bytes);
    assert_eq!(*memory.missed.lock().unwrap(), 1);
    assert_ne!(drawn("a", &other, &memory).unwrap(), first);
    assert_eq!(*memory.missed.lock().unwrap(), 2);
    // What is kept and does not read is drawn again.
    let nonsense: [&[u8]; 5] = [b"", b"\n\n", b"jpg 1 1 9\n\nx", b"webp 1 1 1\n\nx", b"gif 1 1 1\n\nx"];
    for bytes in nonsense {
        memory.kept.lock().unwrap().values_mut().for_each(|kept| *kept = Arc::from(bytes));
        assert_eq!(drawn("a", &one, &memory).unwrap(), first);
    }
}

#[test]
fn a_damaged_cache_changes_nothing_but_the_time() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("a/b");
    let key = Key::new("t", &[b"x"]);
    let store = || DiskStore::new(place.clone());
    assert!(store().get(&key).is_none());
    store().put(&key, b"answer");
    assert_eq!(store().get(&key).as_deref(), Some(&b"answer"[..]));
    assert!(store().get(&Key::new("t", &[b"", b"x"])).is_none() && store().get(&Key::new("tx", &[])).is_none());
    let file = store().path(&key);
    let whole = fs::read(&file).unwrap();
    for length in 0..whole.len() {
        fs::write(&file, &whole[..length]).unwrap();
        assert!(store().get(&key).is_none(), "cut at {length}");
    }
    for at in 0..whole.len() {
        let mut other = whole.clone();
        other[at] ^= 0x20;
        fs::write(&file, &other).unwrap();
        assert!(store().get(&key).is_none(), "another byte at {at}");
    }
    fs::write(&file, [&whole[..], b"more"].concat()).unwrap();
    assert!(store().get(&key).is_none());
    store().put(&key, b"answer");
    assert_eq!(store().get(&key).as_deref(), Some(&b"answer"[..]));
    // A folder stands where the file should; a file, where the folder should.
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    store().put(&key, b"answer");
    assert!(store().get(&key).is_none());
    fs::remove_dir_all(&place).unwrap();
    fs::write(&place, b"a file").unwrap();
    store().put(&key, b"answer");
    assert!(store().get(&key).is_none() && fs::read(&place).unwrap() == b"a file");
}

#[test]
fn what_nobody_asked_for_goes_and_the_rest_stays() {
    let folder = tempfile::tempdir().unwrap();
    let store = DiskStore::new(folder.path().to_owned());
    let (old, young) = (Key::new("t", &[b"old"]), Key::new("t", &[b"young"]));
    fs::write(folder.path().join("notes.txt"), b"mine").unwrap();
    for key in [&old, &young] {
        store.put(key, b"answer");
    }
    let now = std::time::SystemTime::now();
    let file = store.path(&old);
    let long_ago = now - std::time::Duration::from_hours(24 * 61);
    fs::File::options().append(true).open(file).unwrap().set_modified(long_ago).unwrap();
    store.tidy(now);
    assert!(store.get(&old).is_none() && store.get(&young).is_some());
    assert_eq!(fs::read(folder.path().join("notes.txt")).unwrap(), b"mine");
}

#[test]
fn a_build_is_the_same_with_a_store_that_is_empty_full_or_none() {
    let mut sources = with(&[("regions/occitanie/pages/p.md", "---\ntitre: P\n---\n![a](../images/a.jpg)\n")]);
    sources.insert("content/images/a.jpg", photo(600, 400));
    let memory: Arc<dyn Store> = Arc::new(Shelf::default());
    let made = |store: &Arc<dyn Store>| {
        build(&sources, &Options { store: Arc::clone(store), ..Options::at(at("2027-01-15T09:00:00Z")) }).0
    };
    let none: Arc<dyn Store> = Arc::new(NoStore);
    let (first, second, third) = (made(&memory), made(&memory), made(&none));
    assert!(first == second && second == third);
}

#[test]
fn a_photograph_that_becomes_clearer_too_often_is_no_picture() {
    let usual = ready(&progressive(64, 64, 9)).unwrap();
    assert_eq!((usual.format, widths(&usual.plain)), (Format::Jpeg, vec![64]));
    assert!(ready(&progressive(64, 64, 3_000)).is_none());
}

#[test]
fn a_profile_keeps_only_what_colours_are_computed_from() {
    // The texts of this one are two hundred times as long as the file, if each is read.
    let plain = ready(&jpeg_with(&[])).unwrap();
    assert_eq!(ready(&jpeg_with(&profile_of_many_languages(20_000))).unwrap().plain[0].bytes, plain.plain[0].bytes);
    let twice = profile_of_many_tables(2);
    assert_eq!(ready(&jpeg_with(&profile_of_many_tables(1))), ready(&jpeg_with(&twice)));
}

#[test]
fn decoders_share_the_memory_that_there_is() {
    let memory = DecoderMemory::default();
    let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || {
        let others = now.fetch_add(1, Ordering::SeqCst);
        most.fetch_max(others + 1, Ordering::SeqCst);
        std::thread::yield_now();
        now.fetch_sub(1, Ordering::SeqCst);
    };
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..50).for_each(|_| memory.with(100 << 20, work)));
            // More than there is: alone.
            scope.spawn(|| (0..50).for_each(|_| memory.with(u64::MAX, || assert_eq!(now.load(Ordering::SeqCst), 0))));
        }
    });
    let most = most.load(Ordering::SeqCst);
    assert!((1..=2).contains(&most), "{most}");
}
