//! The template engine with a theme in it: loaded, checked, confined to pure filters.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tera::{Context, ErrorKind, Kwargs, Limit, Limits, State, StringInput, Tera, TeraResult, Value};

use super::values::{self, map};
use crate::model::theme::Theme;
use crate::problem::{Kind, PageLimit, Problems, ThemeLimit};
use crate::share_pictures::Fonts;
use crate::share_pictures::wrap::{self, Room};
use crate::sources::Place;

/// Templates that pages are made with.
pub const NEEDED: [&str; 28] = [
    "home.html",
    "hub.html",
    "events.html",
    "poster.html",
    "event.html",
    "partners.html",
    "partner.html",
    "venues.html",
    "venue.html",
    "editions.html",
    "edition.html",
    "path.html",
    "news.html",
    "page.html",
    "sitemap.html",
    "contact.html",
    "legal.html",
    "privacy.html",
    "accessibility.html",
    "404.html",
    "redirect.html",
    "blocks/events.html",
    "blocks/partners.html",
    "blocks/path.html",
    "blocks/register.html",
    "blocks/contact.html",
    "blocks/figures.html",
    "blocks/editions.html",
];

/// The template that the pictures for other sites are made with; a theme may do without.
pub const SHARE_PICTURE: &str = "partage.svg";

/// The engine's own name for all that a template is given: it comes in another order each time.
const EVERYTHING: &str = "__tera_context";

/// What a page may take of its templates: less than a second, far more than the pages of any project that we know.
const LIMITS: Limits = Limits { steps: 10_000_000, bytes: 64 << 20, depth: 50 };
/// Templates of a theme, at the most. The engine compares each with those that it extends and includes.
const MOST_TEMPLATES: usize = 500;
/// Bytes of all templates together, at the most.
const MOST_TEMPLATE_BYTES: usize = 4 << 20;
/// Fonts of a theme's pictures, at the most: each is measured, and a small file can name a million characters.
const MOST_FONTS: usize = 20;
/// Components of a theme, at the most: each is followed to those that it calls.
const MOST_COMPONENTS: usize = 1_000;

/// A theme ready to render.
pub struct Templates {
    tera: Tera,
    /// Fonts of its pictures, when it has a template for them.
    fonts: Option<Arc<Fonts>>,
    /// The templates that each one may ask for, itself among them.
    closures: BTreeMap<String, BTreeSet<String>>,
    /// The fields of `site` that each one may read, with those that it may ask for; `None`: any of them.
    of_site: BTreeMap<String, Option<BTreeSet<String>>>,
}

/// Why a page could not be made.
pub struct Failure {
    /// Where in the theme.
    pub place: Place,
    /// What the engine says.
    pub detail: String,
    /// The limit that the page went beyond, if that is why.
    pub limit: Option<PageLimit>,
}

/// Loads the templates of a theme; every one that does not parse is a problem, at once.
pub fn load(theme: &Theme) -> (Option<Templates>, Problems) {
    let mut problems = Problems::new();
    if let Some(limit) = too_large(theme) {
        problems.push(Place::file(&theme.folder), Kind::ThemeTooLarge(limit));
        return (None, problems);
    }
    let (fonts, broken) = Fonts::read(&theme.fonts);
    let fonts = Arc::new(fonts);
    for file in broken {
        problems.push(Place::file(&file), Kind::BrokenFont);
    }
    for (name, (path, text)) in &theme.templates {
        if let Some(at) = text.find(EVERYTHING) {
            let line = u32::try_from(text[..at].split('\n').count()).unwrap_or(0);
            problems.push(Place::line(path, line), Kind::TemplateVariable { name: EVERYTHING.to_owned() });
        }
        let mut alone = engine(&fonts);
        if let Err(error) = alone.add_raw_template(name, text)
            && matches!(error.kind(), ErrorKind::SyntaxError(_))
        {
            let Failure { place, detail, .. } = failure(theme, &error);
            problems.push(place, Kind::TemplateSyntax { detail });
        }
    }
    for name in NEEDED.into_iter().filter(|name| !theme.templates.contains_key(*name)) {
        problems.push(Place::file(&theme.folder), Kind::NoTemplate { name });
    }
    for (file, line, name) in component_cycles(theme) {
        let detail = format!("the component `{name}` calls itself");
        problems.push(Place::line(&file, line), Kind::TemplateSyntax { detail });
    }
    if !problems.is_empty() {
        return (None, problems);
    }
    let mut tera = engine(&fonts);
    let all = theme.templates.iter().map(|(name, (_, text))| (name.as_str(), text.as_str()));
    if let Err(error) = tera.add_raw_templates(all) {
        let Failure { place, detail, .. } = failure(theme, &error);
        problems.push(place, Kind::TemplateSyntax { detail });
        return (None, problems);
    }
    let fonts = theme.templates.contains_key(SHARE_PICTURE).then_some(fonts);
    let closures = closures(theme);
    let own: BTreeMap<&String, _> =
        theme.templates.iter().map(|(name, (_, text))| (name, fields_of_site(text))).collect();
    let all_of = |(name, closure): (&String, &BTreeSet<String>)| {
        let fields: Option<Vec<_>> = closure.iter().map(|name| own.get(name)?.clone()).collect();
        (name.clone(), fields.map(|fields| fields.into_iter().flatten().map(str::to_owned).collect()))
    };
    let of_site = closures.iter().map(all_of).collect();
    (Some(Templates { tera, fonts, closures, of_site }), problems)
}

/// The limit that a theme goes beyond, if any.
fn too_large(theme: &Theme) -> Option<ThemeLimit> {
    let texts = || theme.templates.values().map(|(_, text)| text);
    let components = texts().map(|text| text.matches(COMPONENT).count()).sum::<usize>();
    if theme.templates.len() > MOST_TEMPLATES {
        Some(ThemeLimit::Templates(MOST_TEMPLATES))
    } else if texts().map(String::len).sum::<usize>() > MOST_TEMPLATE_BYTES {
        Some(ThemeLimit::TemplateBytes(MOST_TEMPLATE_BYTES))
    } else if components > MOST_COMPONENTS {
        Some(ThemeLimit::Components(MOST_COMPONENTS))
    } else if theme.fonts.len() > MOST_FONTS {
        Some(ThemeLimit::Fonts(MOST_FONTS))
    } else {
        None
    }
}

/// How a template begins the definition of a component.
const COMPONENT: &str = "{% component ";

/// Components that call themselves, directly or through others: they would never end. The engine refuses
/// such cycles of `include` and `extends` by itself.
fn component_cycles(theme: &Theme) -> Vec<(std::sync::Arc<str>, u32, String)> {
    let mut calls: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut places = BTreeMap::new();
    for (path, text) in theme.templates.values() {
        for (at, _) in text.match_indices(COMPONENT) {
            let rest = &text[at + COMPONENT.len()..];
            let name = component_name(rest);
            let body = rest.split("endcomponent").next().unwrap_or_default();
            let called =
                body.split(['{', '%', ' ', '\n']).filter_map(|word| word.strip_prefix('<')).map(component_name);
            calls.entry(name).or_default().extend(called);
            let line = text[..at].split('\n').count();
            places.insert(name, (path.clone(), u32::try_from(line).unwrap_or(0)));
        }
    }
    let reaches_itself = |name: &&str| {
        let mut seen = BTreeSet::new();
        let mut next: Vec<&str> = calls.get(*name).into_iter().flatten().copied().collect();
        while let Some(called) = next.pop() {
            if called == *name {
                return true;
            }
            if seen.insert(called) {
                next.extend(calls.get(called).into_iter().flatten());
            }
        }
        false
    };
    let cyclic = calls.keys().copied().filter(reaches_itself);
    cyclic.filter_map(|name| places.get(name).map(|(file, line)| (file.clone(), *line, name.to_owned()))).collect()
}

/// The templates that each template may ask for, near or far: wherever a template names another's file, or says the
/// name of one of its components. More than it asks for does no harm.
fn closures(theme: &Theme) -> BTreeMap<String, BTreeSet<String>> {
    let offers = theme.templates.iter().map(|(name, (_, text))| {
        let components = text.split("component").skip(1).map(|rest| component_name(rest.trim_start()));
        let words: BTreeSet<&str> = components.chain([name.as_str()]).filter(|word| !word.is_empty()).collect();
        (name, words)
    });
    let offers: Vec<_> = offers.collect();
    let asks = |text: &str| -> Vec<&String> {
        offers.iter().filter(|(_, words)| words.iter().any(|word| text.contains(word))).map(|(name, _)| *name).collect()
    };
    let near: BTreeMap<&String, Vec<&String>> =
        theme.templates.iter().map(|(name, (_, text))| (name, asks(text))).collect();
    let closure = |name: &String| {
        let mut closure = BTreeSet::new();
        let mut next = vec![name];
        while let Some(name) = next.pop() {
            if closure.insert(name.clone()) {
                next.extend(near.get(name).into_iter().flatten());
            }
        }
        closure
    };
    theme.templates.keys().map(|name| (name.clone(), closure(name))).collect()
}

/// The fields of `site` that a template reads by itself, as far as its text says it beyond doubt; `None`: it may be any.
fn fields_of_site(text: &str) -> Option<BTreeSet<&str>> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut fields = BTreeSet::new();
    for (at, word) in text.match_indices("site") {
        let rest = &text[at + word.len()..];
        let before = &text[..at];
        // A part of another word, a field of something else (three dots are all fields of this), or what a component asks for.
        let is_field = before.ends_with('.') && !before.ends_with("...");
        let is_another = is_field || before.ends_with(|c| is_part(c) || c == '@') || rest.starts_with(is_part);
        let rest = rest.trim_start();
        // What something is called for a filter or a component.
        let is_named = rest.starts_with('=') && !rest.starts_with("==");
        if is_another || is_named {
            continue;
        }
        let field = rest.strip_prefix('.')?.trim_start();
        let field = &field[..field.find(|c| !is_part(c)).unwrap_or(field.len())];
        fields.insert(Some(field).filter(|field| !field.is_empty())?);
    }
    Some(fields)
}

fn component_name(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))).unwrap_or(text.len());
    &text[..end]
}

fn engine(fonts: &Arc<Fonts>) -> Tera {
    let mut tera = Tera::new();
    tera.set_limits(LIMITS);
    tera.autoescape_on(vec![".html", ".xml", ".svg", ".txt"]);
    tera.register_filter("relative", relative);
    tera.register_filter("fill", fill);
    tera.register_filter("count", count);
    let fonts = Arc::clone(fonts);
    tera.register_filter("wrap", move |text: &str, kwargs: Kwargs, _: &State| wrap(text, &kwargs, &fonts));
    tera.register_filter("safe", |_: &str, _: Kwargs, _: &State| -> TeraResult<String> {
        Err(tera::Error::message("the filter `safe` is not allowed: what is HTML is marked as such by escale"))
    });
    tera.register_function("range", range);
    tera
}

impl Templates {
    /// Makes a page.
    ///
    /// # Errors
    /// When a template asks for something that the page does not have.
    pub fn render(&self, theme: &Theme, name: &str, context: &Context) -> Result<String, Failure> {
        self.rendered(name, context).map_err(|error| failure(theme, &error))
    }

    /// The same, where nobody asks where in the theme it fails.
    ///
    /// # Errors
    /// What the engine says.
    pub fn rendered(&self, name: &str, context: &Context) -> tera::TeraResult<String> {
        self.tera.render(name, context)
    }

    /// The fonts of the theme's pictures; `None` when it draws none.
    pub fn share_picture_fonts(&self) -> Option<&Arc<Fonts>> {
        self.fonts.as_ref()
    }

    /// Templates that may make something else of the same view in another theme.
    pub fn changed<'t>(&self, theme: &Theme, other: &'t Self, its: &Theme) -> BTreeSet<&'t str> {
        let are_fonts_alike = theme.fonts == its.fonts;
        if theme.templates == its.templates && are_fonts_alike {
            return BTreeSet::new();
        }
        let is_alike = |(name, closure): &(&'t String, &BTreeSet<String>)| {
            (are_fonts_alike || *name != SHARE_PICTURE)
                && self.closures.get(*name) == Some(*closure)
                && closure.iter().all(|name| theme.templates.get(name) == its.templates.get(name))
        };
        let all = other.closures.iter();
        all.filter(|template| !is_alike(template)).map(|(name, _)| name.as_str()).collect()
    }

    /// Whether a template may make something else where these fields of `site` are others.
    pub fn may_read(&self, name: &str, of_site: &BTreeSet<&str>) -> bool {
        let Some(Some(fields)) = self.of_site.get(name) else { return !of_site.is_empty() };
        fields.iter().any(|field| of_site.contains(field.as_str()))
    }

    /// Top-level variables that a template asks for and no page has (a misspelt `{% if %}` would be
    /// silently false).
    pub fn unknown_variables(&self, name: &str, known: &BTreeSet<&str>) -> Vec<String> {
        let asked = self.tera.get_template_variables(name).unwrap_or_default();
        let mut unknown: Vec<String> = asked
            .into_iter()
            .filter(|asked| !known.contains(asked) && !asked.starts_with("__"))
            .map(str::to_owned)
            .collect();
        unknown.sort();
        unknown
    }
}

fn failure(theme: &Theme, error: &tera::Error) -> Failure {
    let report = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) | ErrorKind::LimitReached(_, report) => {
            Some(report)
        }
        _ => None,
    };
    let limit = match error.kind() {
        ErrorKind::LimitReached(Limit::Steps, _) => Some(PageLimit::Steps(LIMITS.steps)),
        ErrorKind::LimitReached(Limit::Bytes, _) => Some(PageLimit::Bytes(LIMITS.bytes)),
        ErrorKind::LimitReached(Limit::Depth, _) => Some(PageLimit::Depth(LIMITS.depth)),
        _ => None,
    };
    let path = report.and_then(|report| theme.templates.get(report.filename())).map(|(path, _)| path);
    let place = match (report, path) {
        (Some(report), Some(path)) => {
            let span = report.span();
            let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            let is_one_line = span.start_line == span.end_line;
            Place {
                file: path.clone(),
                line: small(span.start_line),
                column: small(span.start_col + 1),
                length: if is_one_line { small(span.end_col.saturating_sub(span.start_col)).max(1) } else { 1 },
            }
        }
        _ => Place::file(&theme.folder),
    };
    let detail = report.map_or_else(|| error.to_string(), |report| report.message().to_owned());
    Failure { place, detail, limit }
}

/// `{{ event.address | relative(to=root) }}`: a site's address as a link of this page.
fn relative(address: &str, kwargs: Kwargs, _: &State) -> TeraResult<String> {
    let root: &str = kwargs.must_get("to")?;
    let is_whole = address.starts_with("https://") || address.starts_with("http://");
    Ok(if is_whole { address.to_owned() } else { format!("{root}{address}") })
}

/// `{{ words.until | fill(date=…) }}`: « {date} » replaced; what is safe HTML stays so.
fn fill(word: StringInput, kwargs: Kwargs, state: &State) -> TeraResult<Value> {
    let mut out = if word.is_safe() { word.as_str().to_owned() } else { values::escaped(word.as_str()) };
    for (name, value) in kwargs.iter() {
        let Some(name) = name.as_str() else { continue };
        let text = state.formatted(value)?;
        let text = if value.is_safe() { text } else { values::escaped(&text) };
        let hole = format!("{{{name}}}");
        let holes = out.matches(&hole).count();
        state.charge(1 + out.len() / 64, holes.saturating_mul(text.len()))?;
        out = out.replace(&hole, &text);
    }
    Ok(Value::safe_string(&out))
}

/// Numbers of one loop, at the most.
const LONGEST_RANGE: u64 = 10_000;

/// `range(start=1, end=5)`, within bounds: a slip in a template must not fill the memory.
fn range(kwargs: Kwargs, _: &State) -> TeraResult<Vec<u64>> {
    let start: u64 = kwargs.get("start")?.unwrap_or(0);
    let end: u64 = kwargs.must_get("end")?;
    if end.saturating_sub(start) > LONGEST_RANGE {
        return Err(tera::Error::message(format!("a range has at most {LONGEST_RANGE} numbers")));
    }
    Ok((start..end).collect())
}

/// `{{ total | count(one=words.one_event, many=words.many_events) }}`: one, or « {n} » of many; French
/// counts zero as one does.
fn count(number: u64, kwargs: Kwargs, _: &State) -> TeraResult<String> {
    let one: &str = kwargs.must_get("one")?;
    let many: &str = kwargs.must_get("many")?;
    Ok(if number < 2 { one } else { many }.replace("{n}", &number.to_string()))
}

/// Sizes that a text may be tried in.
const MOST_SIZES: usize = 20;

/// `{{ share_picture.title | wrap(family="Serif", weight=800, sizes=[90, 60], width=900, height=300) }}`: the text in lines of
/// a picture, with `size`, and `lines` that have a `text` and a `width` each.
fn wrap(text: &str, kwargs: &Kwargs, fonts: &Fonts) -> TeraResult<Value> {
    let family: &str = kwargs.must_get("family")?;
    let face = fonts.find(family, kwargs.get("weight")?).map_err(tera::Error::message)?;
    let room = Room {
        sizes: kwargs.must_get("sizes")?,
        width: kwargs.must_get("width")?,
        height: kwargs.get("height")?.unwrap_or_default(),
        leading: kwargs.get("leading")?.unwrap_or(1.0),
        spacing: kwargs.get("spacing")?.unwrap_or_default(),
    };
    if room.sizes.is_empty() || room.sizes.len() > MOST_SIZES {
        return Err(tera::Error::message(format!("sizes are 1 to {MOST_SIZES} numbers")));
    }
    let wrapped = wrap::wrap(text, face, &room);
    let line = |(text, width): (String, f32)| Value::from(map! { "text": text, "width": width });
    Ok(Value::from(map! {
        "size": wrapped.size,
        "lines": wrapped.lines.into_iter().map(line).collect::<Vec<_>>(),
    }))
}
