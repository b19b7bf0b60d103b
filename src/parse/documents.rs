//! Every Markdown and YAML file taken apart, by what its folder says it is.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use super::header::{self, FileText, Node, Value};
use super::memory::{AT_ONCE, Answered, PerFile, lock};
use super::{characters, markdown, merges};
use crate::french::slug::{LONGEST_BYTES, slug};
use crate::french::typography::ProperNames;
use crate::model::address::{Slug, is_portable_segment};
use crate::model::picture::{Picture, Pictures};
use crate::model::prose::Prose;
use crate::model::store::Store;
use crate::pictures;
use crate::problem::{Fix, Kind, Problem, Problems, Writing};
use crate::schema::FileKind;
use crate::sources::encoding::{self, Encoding};
use crate::sources::{Place, Sources};

/// What a file is, by its folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// `pages/`
    Page,
    /// `hub/`
    HubPage,
    /// `partenaires/`
    Partner,
    /// `lieux/`
    Venue,
    /// `evenements/`
    Event,
    /// `region.yaml`
    Region,
}

impl Role {
    /// What its header may hold.
    fn kind(self) -> FileKind {
        match self {
            Self::Page | Self::HubPage => FileKind::Page,
            Self::Partner => FileKind::Partner,
            Self::Venue => FileKind::Venue,
            Self::Event => FileKind::Event,
            Self::Region => FileKind::Region,
        }
    }
}

/// Whose a file is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// `content/`
    Nation,
    /// `regions/<id>/`
    Region(Slug),
}

/// A file taken apart.
#[derive(Debug)]
pub struct Document {
    /// Its path.
    pub file: Arc<str>,
    /// What it is called: an id for a partner, a venue or an event; an address for a page.
    pub name: String,
    /// Its header, or the whole of a `.yaml` file.
    pub header: Node,
    text: String,
    body: usize,
    /// Its text as it was read last, and among which names.
    read: Mutex<Option<(Arc<ProperNames>, Arc<ReadText>)>>,
}

/// A text, and what is wrong in it.
pub(super) type ReadText = (Arc<Prose>, Problems);

impl Document {
    /// Its text, below the header.
    pub fn body(&self) -> &str {
        &self.text[self.body..]
    }

    /// The line on which its text begins, from 1.
    pub fn body_line(&self) -> u32 {
        u32::try_from(self.text[..self.body].matches('\n').count() + 1).unwrap_or(u32::MAX)
    }

    /// Its text, read: once, as long as the proper names are the same.
    pub(super) fn prose(&self, names: &Arc<ProperNames>) -> Arc<ReadText> {
        let mut read = lock(&self.read);
        match &*read {
            Some((own, text)) if own == names => Arc::clone(text),
            _ => {
                let text = Arc::new(self.read_prose(names));
                *read = Some((Arc::clone(names), Arc::clone(&text)));
                text
            }
        }
    }

    /// Should the Markdown library stumble over a text, that is this text's problem alone.
    fn read_prose(&self, names: &ProperNames) -> ReadText {
        let read = || markdown::read(&self.file, self.body(), self.body_line(), names);
        let (prose, problems) = std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).unwrap_or_else(|_| {
            let mut problems = Problems::new();
            problems.push(Place::line(&self.file, self.body_line()), Kind::TextNotUnderstood);
            (Prose::default(), problems)
        });
        (Arc::new(prose), problems)
    }
}

/// Files by owner, role and name.
#[derive(Debug, Default)]
pub struct Documents {
    /// Those that could be taken apart.
    pub read: BTreeMap<Arc<Key>, Arc<Document>>,
    /// Those that could not: what refers to one that has a problem of its own is no second problem.
    unread: BTreeSet<Arc<Key>>,
    /// The nation's, which every region asks for, by role and name.
    national: HashMap<Role, HashMap<String, Arc<Document>>>,
}

impl Documents {
    /// The files of one owner and role.
    pub fn of(&self, owner: &Owner, role: Role) -> impl Iterator<Item = &Arc<Document>> {
        self.of_owner(owner, role).map(|(_, document)| document)
    }

    fn of_owner(&self, owner: &Owner, role: Role) -> impl Iterator<Item = (&Arc<Key>, &Arc<Document>)> {
        let from = (owner.clone(), role, String::new());
        self.read.range(Arc::new(from)..).take_while(move |(key, _)| key.0 == *owner && key.1 == role)
    }

    /// One of the nation's files.
    pub fn national(&self, role: Role, name: &str) -> Option<&Arc<Document>> {
        self.national.get(&role)?.get(name)
    }

    /// One file.
    pub fn get(&self, owner: &Owner, role: Role, name: &str) -> Option<&Arc<Document>> {
        self.read.get(&(owner.clone(), role, name.to_owned()))
    }

    /// Whether there is such a file, of this owner or of the nation, even one that cannot be read.
    pub fn exists(&self, owner: &Owner, role: Role, name: &str) -> bool {
        [owner, &Owner::Nation].iter().any(|owner| {
            let key = ((*owner).clone(), role, name.to_owned());
            self.read.contains_key(&key) || self.unread.contains(&key)
        })
    }

    /// The names of the files of one owner and role, those included that cannot be read, in no order.
    pub fn every(&self, owner: &Owner, role: Role) -> impl Iterator<Item = &str> {
        let unread = self.unread.iter().filter(move |key| key.0 == *owner && key.1 == role);
        self.of_owner(owner, role).map(|(key, _)| key).chain(unread).map(|key| key.2.as_str())
    }

    /// The names of all partners, whose typography is never touched.
    pub fn partner_names(&self) -> Vec<String> {
        let is_name = |entry: &&header::Entry| entry.key == "nom";
        self.read
            .iter()
            .filter(|(key, _)| key.1 == Role::Partner)
            .filter_map(|(_, document)| match &document.header.value {
                Value::Map(entries) => entries.iter().find(is_name),
                _ => None,
            })
            .filter_map(|entry| if let Value::Text(name) = &entry.node.value { Some(name.clone()) } else { None })
            .collect()
    }
}

/// Where a file stands in the content: whose it is, and its path in the owner's folder.
fn owner(path: &str) -> Option<(Owner, &str)> {
    if let Some(inside) = path.strip_prefix("content/") {
        return Some((Owner::Nation, inside));
    }
    let (folder, inside) = path.strip_prefix("regions/")?.split_once('/')?;
    Slug::parse(folder).map(|id| (Owner::Region(id), inside))
}

/// What one file comes to: whose and what it is, the file taken apart, and what is wrong with it.
#[derive(Debug, Default)]
pub struct Taken {
    key: Option<Arc<Key>>,
    document: Option<Arc<Document>>,
    problems: Problems,
}

/// Takes every file apart, side by side; problems come in the order of the paths.
pub fn read(sources: &Sources, taken: &PerFile<Taken>, problems: &mut Problems) -> Documents {
    let is_content = |path: &str| path.starts_with("content/") || path.starts_with("regions/");
    let taken = taken.of(sources, is_content, AT_ONCE, one);
    let mut read: Vec<(Arc<Key>, Arc<Document>)> = Vec::with_capacity(taken.len());
    let mut unread = BTreeSet::new();
    for file in taken.iter() {
        let Taken { key, document, problems: own } = &*file.answer;
        problems.absorb(own.clone());
        match (key, document) {
            (Some(key), Some(document)) => read.push((Arc::clone(key), Arc::clone(document))),
            (Some(key), None) => {
                unread.insert(Arc::clone(key));
            }
            (None, _) => {}
        }
    }
    // Among those of one key, the first of the paths stays the first. What is sorted makes a map at once.
    read.sort_by(|one, other| one.0.cmp(&other.0));
    read.dedup_by(|second, first| {
        let is_second = second.0 == first.0;
        if is_second {
            let kind = Kind::DuplicateAddress { address: address(&second.0), other: first.1.file.to_string() };
            problems.push(Place::file(&second.1.file), kind);
        }
        is_second
    });
    let mut national: HashMap<Role, HashMap<String, Arc<Document>>> = HashMap::new();
    // The nation comes before every region.
    for (key, document) in read.iter().take_while(|(key, _)| key.0 == Owner::Nation) {
        national.entry(key.1).or_default().insert(key.2.clone(), Arc::clone(document));
    }
    let documents = Documents { read: read.into_iter().collect(), unread, national };
    region_folders(sources, &documents, problems);
    documents
}

/// Whose it is, what it is, what it is called.
type Key = (Owner, Role, String);

/// Where a document would be read.
fn address((owner, role, name): &Key) -> String {
    let site = if let Owner::Region(id) = owner { format!("{id}/") } else { String::new() };
    let folder = match role {
        Role::Partner => "partenaires/",
        Role::Venue => "lieux/",
        Role::Event => "evenements/",
        Role::Page | Role::HubPage | Role::Region => "",
    };
    format!("{site}{folder}{}/", name.trim_end_matches('/'))
}

fn one(path: &Arc<str>, bytes: &Arc<[u8]>) -> Taken {
    let mut taken = Taken::default();
    let Some((owner, inside)) = owner(path).filter(|(_, inside)| !is_picture_folder(inside)) else { return taken };
    let Some(role) = role(&owner, inside) else {
        taken.problems.push(Place::file(path), Kind::Unread);
        return taken;
    };
    let Some((name, is_changed)) = name(role, inside) else {
        taken.problems.push(Place::file(path), Kind::FileName);
        return taken;
    };
    if is_changed {
        taken.problems.push(Place::file(path), Kind::FileNameChanged { address: name.clone() });
    }
    taken.document = document(path, bytes, role, name.clone(), &mut taken.problems).map(Arc::new);
    taken.key = Some(Arc::new((owner, role, name)));
    taken
}

fn is_picture_folder(inside: &str) -> bool {
    inside.starts_with("images/")
}

fn role(owner: &Owner, inside: &str) -> Option<Role> {
    let (folder, _) = inside.split_once('/').unwrap_or((inside, ""));
    let extension = inside.rsplit_once('.').map_or("", |(_, extension)| extension);
    match (owner, folder, extension) {
        (_, "pages", "md") => Some(Role::Page),
        (Owner::Nation, "hub", "md") => Some(Role::HubPage),
        (_, "partenaires", "md") => Some(Role::Partner),
        (_, "lieux", "yaml" | "yml") => Some(Role::Venue),
        (_, "evenements", "md") => Some(Role::Event),
        (Owner::Region(_), "region.yaml", _) => Some(Role::Region),
        _ => None,
    }
}

/// The id or address that a file's path gives, and whether a part of its name could not be used as it is.
fn name(role: Role, inside: &str) -> Option<(String, bool)> {
    if role == Role::Region {
        return Some((String::new(), false));
    }
    let path = inside.split_once('/')?.1;
    let stem = path.rsplit_once('.')?.0;
    let mut is_changed = false;
    let mut segments = Vec::new();
    for written in stem.split('/') {
        let mut segment = slug(written);
        if segment.is_empty() {
            return None;
        }
        // Cut, or a name that Windows keeps for itself.
        is_changed |= segment.len() >= LONGEST_BYTES - 1 && written.len() > LONGEST_BYTES;
        if !is_portable_segment(&segment) {
            segment.push_str("-page");
            is_changed = true;
        }
        segments.push(segment);
    }
    let name = match role {
        Role::Page | Role::HubPage => {
            let mut address = String::new();
            let last = segments.len() - 1;
            for (index, segment) in segments.iter().enumerate() {
                if index < last || segment != "index" {
                    address.push_str(segment);
                    address.push('/');
                }
            }
            Some(address).filter(|address| !address.is_empty())
        }
        _ => segments.into_iter().next_back(),
    };
    name.map(|name| (name, is_changed))
}

/// The file of an event taken apart; `None` when there is no telling where its header begins and ends.
pub fn event_file(file: &Arc<str>, bytes: &[u8]) -> Option<Document> {
    document(file, bytes, Role::Event, String::new(), &mut Problems::new())
}

fn document(file: &Arc<str>, bytes: &[u8], role: Role, name: String, problems: &mut Problems) -> Option<Document> {
    let text = text_of(file, bytes, problems)?;
    let fields = role.kind().fields();
    let known = FileText::new(file, &text);
    let (header, body) = match role {
        Role::Venue | Role::Region => (0..text.len(), text.len()),
        _ => {
            let parts = header::split(&known, fields, problems)?;
            (parts.header, parts.body)
        }
    };
    let header = header::read(&known, header, fields, problems);
    let (file, text) = (Arc::clone(file), text.into_owned());
    Some(Document { file, name, header, text, body, read: Mutex::default() })
}

/// A file's text, with what is wrong in its characters; `None` when there is no telling what it says.
pub fn text_of<'s>(file: &Arc<str>, bytes: &'s [u8], problems: &mut Problems) -> Option<Cow<'s, str>> {
    let decoded = match encoding::decode(bytes) {
        Ok(decoded) => decoded,
        Err(line) => {
            problems.push(Place::line(file, line), Kind::NotUtf8);
            return None;
        }
    };
    let text = FileText::new(file, &decoded.text);
    // A file in pieces: what the pieces say is told when they are one again.
    if let Some(problem) = merges::first(&text) {
        problems.add(problem);
        return None;
    }
    if decoded.encoding != Encoding::Utf8 {
        let kind = Writing::Converted { encoding: decoded.encoding };
        problems.add(Problem { fix: Some(Fix::default()), ..Problem::new(Place::file(file), kind) });
    }
    characters::check(&text, problems);
    Some(decoded.text)
}

/// Every folder of `regions/` is a region: its name is an address, and it has a `region.yaml`.
fn region_folders(sources: &Sources, documents: &Documents, problems: &mut Problems) {
    for (path, _) in sources.below("regions/").filter(|(path, _)| !path["regions/".len()..].contains('/')) {
        problems.push(Place::file(path), Kind::Unread);
    }
    // A file that was refused is told already, whatever it would have said.
    let is_refused = |folder: &str| {
        let own = format!("regions/{folder}");
        sources.refused().any(|(path, _)| **path == own || **path == format!("{own}/region.yaml"))
    };
    for folder in folder_names(sources) {
        let place = Place::file(&format!("regions/{folder}").into());
        match Slug::parse(folder).filter(|id| is_portable_segment(id.as_str())) {
            None => {
                let suggestion = Slug::from_name(folder).map(|id| id.to_string());
                problems.push(place, Kind::RegionFolderName { suggestion });
            }
            Some(id) => {
                let has_file = sources.get(&format!("regions/{folder}/region.yaml")).is_some();
                let is_read = documents.get(&Owner::Region(id), Role::Region, "").is_some();
                if !has_file && !is_read && !is_refused(folder) {
                    problems.push(place, Kind::NoRegionFile);
                }
            }
        }
    }
}

/// The folders of `regions/`, those included of which every file was refused.
fn folder_names(sources: &Sources) -> BTreeSet<&str> {
    let taken = sources.below("regions/").filter_map(|(path, _)| path["regions/".len()..].split_once('/'));
    let refused = sources.refused().filter_map(|(path, _)| path.strip_prefix("regions/"));
    let refused = refused.filter_map(|path| path.split('/').next()).filter(|name| Slug::parse(name).is_some());
    taken.map(|(folder, _)| folder).chain(refused).collect()
}

/// The ids that the folders of `regions/` give.
pub fn region_ids(sources: &Sources) -> Vec<Slug> {
    folder_names(sources).into_iter().filter_map(Slug::parse).collect()
}

/// Every picture of the project, made ready; one that cannot be read is a problem where it is used.
pub fn pictures(
    sources: &Sources,
    store: &dyn Store,
    known: &PerFile<Option<Arc<Picture>>>,
    problems: &mut Problems,
) -> Pictures {
    // Most files are told apart by the cheaper question.
    let is_picture =
        |path: &str| path.contains("/images/") && owner(path).is_some_and(|(_, inside)| is_picture_folder(inside));
    let mut all = Pictures::default();
    let memory = pictures::DecoderMemory::default();
    let ready = |path: &Arc<str>, bytes: &Arc<[u8]>| {
        pictures::picture(&picture_name(path), bytes, store, &memory).map(Arc::new)
    };
    for Answered { path, answer, .. } in known.of(sources, is_picture, 1, ready).iter() {
        match &**answer {
            Some(picture) => {
                all.by_file.insert(Arc::clone(path), Arc::clone(picture));
            }
            None => {
                problems.push(Place::file(path), Kind::UnreadableImage { file: file_name(path).to_owned() });
                all.unreadable.insert(Arc::clone(path));
            }
        }
    }
    all
}

/// What a picture's addresses begin with.
fn picture_name(path: &str) -> String {
    let stem = file_name(path).rsplit_once('.').map_or(path, |(stem, _)| stem);
    match slug(stem) {
        name if name.is_empty() => "image".to_owned(),
        name => name,
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
