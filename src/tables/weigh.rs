//! Weighs a workbook before it is opened: how much it unpacks to, whether every element in it ends, how many cells and how much
//! text its repeats come to. What reads it afterwards trusts it in all of this.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::{LONGEST_CELL, MOST_CELLS, MOST_COLUMNS, MOST_ROWS, MOST_TEXT, Unusable};

/// The most that the files within one may come to, in bytes.
const MOST_UNPACKED: u64 = 100 << 20;
/// The most files within one.
const MOST_PARTS: usize = 10_000;
/// The files within one that are looked at here.
const KEPT: [&str; 2] = ["content.xml", "xl/workbook.xml"];

/// Unpacks every file within, each byte counted, whatever the archive says of its size; answers those of [`KEPT`].
pub fn unpacked(bytes: &[u8], kind: &'static str) -> Result<BTreeMap<String, Vec<u8>>, Unusable> {
    let not_one = || Unusable::NotA(kind);
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| not_one())?;
    if archive.len() > MOST_PARTS {
        return Err(Unusable::Size);
    }
    let mut parts = BTreeMap::new();
    let mut left = MOST_UNPACKED;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| not_one())?;
        let name = part.name().map_err(|_| not_one())?.into_owned();
        let mut part = part.take(left + 1);
        let is_whole = if KEPT.contains(&name.as_str()) {
            let mut kept = Vec::new();
            part.read_to_end(&mut kept).map_err(|_| not_one())?;
            let is_whole = ends(kept.as_slice());
            parts.insert(name, kept);
            is_whole
        } else if [".xml", ".rels"].iter().any(|end| name.ends_with(end)) {
            ends(BufReader::new(&mut part))
        } else {
            true
        };
        // What is left of it is counted too, also where it was given up.
        std::io::copy(&mut part, &mut std::io::sink()).map_err(|_| not_one())?;
        left = part.limit().checked_sub(1).ok_or(Unusable::Size)?;
        if !is_whole {
            return Err(not_one());
        }
    }
    Ok(parts)
}

/// Whether every element of an XML file ends, each within the one that it is in.
fn ends(text: impl BufRead) -> bool {
    let mut reader = Reader::from_reader(text);
    let mut buffer = Vec::new();
    let mut depth = 0_usize;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(_)) => depth += 1,
            // Another element's end was an error.
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::Eof) => return depth == 0,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

/// What a table of LibreOffice comes to when each repeat of it is made.
#[derive(Default)]
struct Load {
    /// All cells of all tables.
    cells: usize,
    /// All that they say, in bytes.
    text: usize,
    /// Rows of this table, and those down to the last that says something.
    rows: usize,
    last: usize,
    /// The widest of them.
    widest: usize,
}

/// A cell of this row, and what it says so far.
#[derive(Default)]
struct Open {
    /// How often its row is there.
    rows: usize,
    /// Cells of the row so far, and the empty ones after them.
    width: usize,
    empty: usize,
    /// How often it is there, in its row and the repeats of that.
    times: usize,
    /// In bytes.
    text: usize,
}

/// Refuses a table of LibreOffice that says of few cells that they are many, or of little text that it is much.
pub fn ods(content: &[u8]) -> Result<(), Unusable> {
    let mut reader = Reader::from_reader(content);
    reader.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    let mut load = Load::default();
    let mut open = Open::default();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| Unusable::NotA("ods"))? {
            Event::Start(tag) => load.begin(&tag, &mut open)?,
            Event::Text(text) => open.text = open.text.saturating_add(text.len()),
            Event::GeneralRef(_) => open.text = open.text.saturating_add(4),
            Event::End(tag) if is_cell(tag.name().as_ref()) => {
                load.text = load.text.saturating_add(open.text.saturating_mul(open.times));
                open.text = 0;
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
        load.check(open.text)?;
    }
}

fn is_cell(name: &str) -> bool {
    matches!(name, "table:table-cell" | "table:covered-table-cell")
}

impl Load {
    fn begin(&mut self, tag: &BytesStart, open: &mut Open) -> Result<(), Unusable> {
        match tag.name().as_ref() {
            "table:table" => (self.rows, self.last, self.widest) = (0, 0, 0),
            "table:table-row" => {
                *open = Open { rows: count(tag, "table:number-rows-repeated")?, ..Open::default() };
                self.rows = self.rows.saturating_add(open.rows);
            }
            name if is_cell(name) => {
                let columns = count(tag, "table:number-columns-repeated")?;
                open.times = columns.saturating_mul(open.rows);
                let Some(said) = said(tag)? else {
                    open.empty = open.empty.saturating_add(columns);
                    open.times = 0;
                    return Ok(());
                };
                open.text = said;
                open.width = open.width.saturating_add(open.empty).saturating_add(columns);
                open.empty = 0;
                self.cells = self.cells.saturating_add(open.times);
                (self.last, self.widest) = (self.rows, self.widest.max(open.width));
            }
            "text:s" => open.text = open.text.saturating_add(count(tag, "text:c")?),
            _ => {}
        }
        Ok(())
    }

    fn check(&self, text: usize) -> Result<(), Unusable> {
        match () {
            () if self.last > MOST_ROWS => Err(Unusable::Rows),
            () if self.widest > MOST_COLUMNS => Err(Unusable::Columns),
            () if text > LONGEST_CELL => Err(Unusable::LongCell(self.rows)),
            () if self.cells.max(self.last.saturating_mul(self.widest)) > MOST_CELLS => Err(Unusable::Size),
            () if self.text > MOST_TEXT => Err(Unusable::Size),
            () => Ok(()),
        }
    }
}

/// How often something is repeated.
fn count(tag: &BytesStart, name: &str) -> Result<usize, Unusable> {
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|_| Unusable::NotA("ods"))?;
        let key: &str = attribute.key.as_ref();
        if key == name {
            // More than can be counted is too much of anything.
            return Ok(String::from_utf8_lossy(attribute.value.as_ref().as_ref()).parse().unwrap_or(usize::MAX));
        }
    }
    Ok(1)
}

/// How long the values and the formula of a cell are; `None` when it has none.
fn said(tag: &BytesStart) -> Result<Option<usize>, Unusable> {
    let mut said = None;
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|_| Unusable::NotA("ods"))?;
        let key: &str = attribute.key.as_ref();
        if key.starts_with("office:") || key.starts_with("calcext:") || key == "table:formula" {
            said = Some(said.unwrap_or(0) + attribute.value.len());
        }
    }
    Ok(said)
}
