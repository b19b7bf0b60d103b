//! What a picture for sharing's SVG may hold: a closed list, so that drawing it ends soon and reads nothing else.

use resvg::usvg::roxmltree::{Document, Node, NodeType};

use super::{Fonts, HEIGHT_PX, WIDTH_PX};

const SVG: &str = "http://www.w3.org/2000/svg";
/// Elements that are drawn from what they hold alone. `use`, `image`, `pattern`, `filter`, `style` and others are not
/// among them: they copy, blur, read or hide.
const ELEMENTS: [&str; 18] = [
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "g",
    "line",
    "linearGradient",
    "metadata",
    "path",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "stop",
    "svg",
    "text",
    "title",
];
const INSIDE_TEXT: &str = "tspan";
const LONGEST_BYTES: usize = 64 << 10;
const MOST_ELEMENTS: usize = 2_000;
const DEEPEST: usize = 32;

/// Holds a picture for sharing against the list.
pub fn check(svg: &str, fonts: &Fonts) -> Result<(), String> {
    if svg.len() > LONGEST_BYTES {
        return Err(format!("the picture is longer than {} KiB of SVG", LONGEST_BYTES >> 10));
    }
    // Without a DTD, which could make much of little.
    let document = Document::parse(svg).map_err(|error| format!("this is no XML: {error}"))?;
    let root = document.root_element();
    let is_size = |name: &str, size: u32| root.attribute(name).is_some_and(|written| written == size.to_string());
    if !root.has_tag_name((SVG, "svg")) || !is_size("width", WIDTH_PX) || !is_size("height", HEIGHT_PX) {
        return Err(format!(
            "the picture must begin with <svg xmlns=\"{SVG}\" width=\"{WIDTH_PX}\" height=\"{HEIGHT_PX}\">"
        ));
    }
    let mut elements = 0;
    let mut next = vec![(root, 1)];
    while let Some((node, depth)) = next.pop() {
        elements += 1;
        if elements > MOST_ELEMENTS || depth > DEEPEST {
            return Err(format!("the picture has more than {MOST_ELEMENTS} elements, or {DEEPEST} inside each other"));
        }
        element(node, fonts)?;
        next.extend(node.children().filter(Node::is_element).map(|child| (child, depth + 1)));
        if node.children().any(|child| child.node_type() == NodeType::PI) {
            return Err("the picture holds an instruction for programs (<?…?>)".to_owned());
        }
    }
    Ok(())
}

fn element(node: Node, fonts: &Fonts) -> Result<(), String> {
    let name = node.tag_name().name();
    let is_known = node.tag_name().namespace() == Some(SVG) && (ELEMENTS.contains(&name) || name == INSIDE_TEXT);
    if !is_known {
        return Err(format!("the picture has an element that pictures may not have: <{name}>"));
    }
    if name == "svg" && node.parent_element().is_some() {
        return Err("the picture has a second <svg> inside the first".to_owned());
    }
    for attribute in node.attributes() {
        let (name, value) = (attribute.name(), attribute.value());
        if matches!(name, "style" | "href" | "filter") {
            return Err(format!("the picture has an attribute that pictures may not have: {name}"));
        }
        if let Some((_, target)) = value.split_once("url(")
            && !target.trim_start_matches(['"', '\'', ' ']).starts_with('#')
        {
            return Err(format!("the picture asks for something outside of it: {value}"));
        }
        if name == "font-family" {
            fonts.find(value, None)?;
        }
    }
    if name == "text" && fonts.first_family().is_none() {
        return Err(fonts.unknown(""));
    }
    Ok(())
}
