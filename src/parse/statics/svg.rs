//! Drawings: a closed list of what draws, written anew; what acts or loads is refused.

use resvg::usvg::roxmltree::{Document, Node, ParsingOptions};

use super::css::for_readers;
use crate::problem::Unpublished;

const SVG: &str = "http://www.w3.org/2000/svg";
const LINKS: &str = "http://www.w3.org/1999/xlink";
const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// Elements that draw, beside filters (`fe…`).
const ELEMENTS: [&str; 32] = [
    "animate",
    "animateMotion",
    "animateTransform",
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "filter",
    "g",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "mpath",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "text",
    "textPath",
    "title",
    "tspan",
    "use",
    "view",
];
const MOST_NODES: u32 = 100_000;
const DEEPEST: usize = 64;

/// A drawing as it is published: what editors and their users wrote beside it is gone.
pub fn cleaned(text: &str) -> Result<String, Unpublished> {
    // Editors announce the rules of their drawings; what makes texts of others is refused.
    let allow_dtd = !text.contains("<!ENTITY");
    let options = ParsingOptions { nodes_limit: MOST_NODES, allow_dtd, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options)
        .ok()
        .filter(|document| document.root_element().has_tag_name((SVG, "svg")))
        .ok_or_else(|| Unpublished::Content { extension: "svg".to_owned() })?;
    let has_links =
        document.descendants().any(|node| node.attributes().any(|attribute| attribute.namespace() == Some(LINKS)));
    let mut out = String::with_capacity(text.len());
    element(document.root_element(), has_links, 1, &mut out)?;
    out.push('\n');
    Ok(out)
}

fn element(node: Node, declares_links: bool, depth: usize, out: &mut String) -> Result<(), Unpublished> {
    let name = node.tag_name().name();
    let is_known = ELEMENTS.contains(&name) || name.starts_with("fe") && name != "feImage";
    if !is_known || depth > DEEPEST {
        return Err(Unpublished::Acts { part: format!("<{name}>") });
    }
    out.push_str(&format!("<{name}"));
    if depth == 1 {
        out.push_str(&format!(" xmlns=\"{SVG}\""));
        if declares_links {
            out.push_str(&format!(" xmlns:xlink=\"{LINKS}\""));
        }
    }
    for attribute in node.attributes() {
        let (name, value) = (attribute.name(), attribute.value());
        let prefix = match attribute.namespace() {
            None => "",
            Some(LINKS) => "xlink:",
            Some(XML) if name != "base" => "xml:",
            // An editor's own.
            Some(_) => continue,
        };
        if name.starts_with("data-") {
            continue;
        }
        let is_handler = name.len() > 2 && name[..2].eq_ignore_ascii_case("on");
        let is_link = name == "href" && !value.trim_start().starts_with('#');
        let changes_link = name == "attributeName" && value.trim().ends_with("href");
        if is_handler || is_link || changes_link || loads(value) {
            return Err(Unpublished::Acts { part: format!("{prefix}{name}") });
        }
        let value = value.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        let value = value.replace('\n', "&#10;").replace('\t', "&#9;");
        out.push_str(&format!(" {prefix}{name}=\"{value}\""));
    }
    if !node.has_children() {
        out.push_str("/>");
        return Ok(());
    }
    out.push('>');
    for child in node.children() {
        if child.is_element() {
            let is_drawn = child.tag_name().namespace() == Some(SVG) && child.tag_name().name() != "metadata";
            if is_drawn {
                element(child, false, depth + 1, out)?;
            }
        } else if let Some(words) = child.text().filter(|_| child.is_text()) {
            let is_style = name == "style";
            if is_style && loads(words) {
                return Err(Unpublished::Acts { part: "<style>".to_owned() });
            }
            let words = if is_style { for_readers(words) } else { words.to_owned() };
            out.push_str(&words.replace('&', "&amp;").replace('<', "&lt;").replace("]]>", "]]&gt;"));
        }
    }
    out.push_str(&format!("</{name}>"));
    Ok(())
}

/// Whether a style asks for anything outside of the drawing, or hides what it says.
fn loads(style: &str) -> bool {
    let lower = style.to_ascii_lowercase();
    let is_inside =
        |rest: &str| rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'')).starts_with('#');
    let leads_out = lower.split("url(").skip(1).any(|rest| !is_inside(rest));
    let words = ["@import", "image-set(", "image(", "src(", "javascript:", "data:", "\\"];
    leads_out || words.iter().any(|word| lower.contains(word))
}
