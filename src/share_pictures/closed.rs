//! What a picture for sharing's SVG may hold: a closed list, so that drawing it ends soon and reads nothing else.

use std::collections::{HashMap, HashSet};

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
const MOST_CHARACTERS: usize = 20_000;
/// Colours of all gradients together.
const MOST_STOPS: usize = 100;
/// Elements that a gradient may paint: it looks at each pixel.
const MOST_PAINTED: usize = 200;
/// Pictures of full size that are made and laid over each other.
const MOST_LAYERS: usize = 64;
/// Attributes for which an element is drawn apart first.
const LAYERS: [&str; 5] = ["clip-path", "isolation", "mask", "mix-blend-mode", "opacity"];

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
    let characters: usize =
        document.descendants().filter_map(|node| node.text()).map(|text| text.chars().count()).sum();
    if characters > MOST_CHARACTERS {
        return Err(format!("the picture has more than {MOST_CHARACTERS} characters of text"));
    }
    if document.descendants().filter(|node| node.has_tag_name((SVG, "stop"))).count() > MOST_STOPS {
        return Err(format!("the picture has gradients of more than {MOST_STOPS} colours together"));
    }
    if painted(&document) > MOST_PAINTED {
        return Err(format!("the picture has more than {MOST_PAINTED} elements that gradients paint"));
    }
    if Layers::of(&document) > MOST_LAYERS {
        return Err(format!("the picture has more than {MOST_LAYERS} elements that are clipped or shine through"));
    }
    Ok(())
}

/// How many elements a gradient may paint: what an element says holds for those inside it.
fn painted(document: &Document) -> usize {
    let is_painted = |node: &Node| ["fill", "stroke"].iter().any(|name| reference(*node, name).is_some());
    document.descendants().filter(is_painted).map(|node| node.descendants().filter(Node::is_element).count()).sum()
}

/// The id that an attribute refers to: `url(#id)`.
fn reference<'d>(node: Node<'d, '_>, name: &str) -> Option<&'d str> {
    let (_, target) = node.attribute(name)?.split_once("url(")?;
    Some(target.trim_start_matches(['"', '\'', ' ', '#']).trim_end_matches([')', '"', '\'', ' ']))
}

/// Counts layers. A clip that refers to other clips is drawn with them each time: what it stands for is counted.
struct Layers<'d, 'i> {
    clips: HashMap<&'d str, Node<'d, 'i>>,
    counted: HashMap<&'d str, usize>,
    /// Clips that are being counted: a circle of them draws nothing.
    open: HashSet<&'d str>,
}

impl<'d, 'i> Layers<'d, 'i> {
    fn of(document: &'d Document<'i>) -> usize {
        let is_clip = |node: &Node| node.has_tag_name((SVG, "clipPath"));
        let clips = document.descendants().filter(is_clip).filter_map(|clip| Some((clip.attribute("id")?, clip)));
        let mut layers = Self { clips: clips.collect(), counted: HashMap::new(), open: HashSet::new() };
        let drawn = document.descendants().filter(|node| !node.ancestors().any(|outer| is_clip(&outer)));
        drawn.fold(0, |sum, node| sum.saturating_add(layers.of_element(node)))
    }

    fn of_element(&mut self, node: Node<'d, 'i>) -> usize {
        let own = node.attributes().filter(|attribute| LAYERS.contains(&attribute.name())).count();
        let of_clip = reference(node, "clip-path").map_or(0, |id| self.of_clip(id));
        own.saturating_add(of_clip)
    }

    fn of_clip(&mut self, id: &'d str) -> usize {
        if let Some(known) = self.counted.get(id) {
            return *known;
        }
        let Some(clip) = self.clips.get(id).copied().filter(|_| self.open.insert(id)) else { return 0 };
        let sum = clip.descendants().fold(0_usize, |sum, node| sum.saturating_add(self.of_element(node)));
        self.open.remove(id);
        self.counted.insert(id, sum);
        sum
    }
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
