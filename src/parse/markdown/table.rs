//! Tables of a text: headed by their first line, named by the heading above.

use pulldown_cmark::Alignment;
use pulldown_cmark_escape::escape_html;

use super::Writer;

/// A table being written.
pub struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    is_head: bool,
}

impl Writer<'_> {
    pub fn start_table(&mut self, alignments: &[Alignment], offset: usize) {
        self.out.push_str("<div class=\"table-scroll\" role=\"region\" tabindex=\"0\"");
        let label = self.table_label(offset);
        self.out.push_str(&label);
        self.out.push_str("><table>\n");
        self.table = Some(Table { alignments: alignments.to_vec(), column: 0, is_head: false });
    }

    pub fn end_table(&mut self) {
        self.out.push_str("</tbody></table></div>\n");
        self.table = None;
    }

    pub fn start_head(&mut self) {
        self.out.push_str("<thead><tr>");
        if let Some(table) = &mut self.table {
            table.is_head = true;
        }
    }

    pub fn end_head(&mut self) {
        self.out.push_str("</tr></thead><tbody>\n");
        if let Some(table) = &mut self.table {
            table.is_head = false;
        }
    }

    pub fn start_row(&mut self) {
        self.out.push_str("<tr>");
        if let Some(table) = &mut self.table {
            table.column = 0;
        }
    }

    pub fn start_cell(&mut self) {
        let Some(table) = &mut self.table else { return };
        let class = match table.alignments.get(table.column) {
            Some(Alignment::Center) => " class=\"align-center\"",
            Some(Alignment::Right) => " class=\"align-right\"",
            _ => "",
        };
        table.column += 1;
        let tag = if table.is_head { "<th scope=\"col\"" } else { "<td" };
        self.out.push_str(tag);
        self.out.push_str(class);
        self.out.push('>');
    }

    pub fn end_cell(&mut self) {
        let is_head = self.table.as_ref().is_some_and(|table| table.is_head);
        self.out.push_str(if is_head { "</th>" } else { "</td>" });
    }

    /// A table is named by the heading above it, else by its columns (STANDARDS A7).
    fn table_label(&self, offset: usize) -> String {
        if let Some(heading) = self.prose.headings.last() {
            return format!(" aria-labelledby=\"{}\"", heading.id);
        }
        // The first line that says anything: one without headings is told.
        let cells = |line: &'_ str| -> Vec<String> {
            let is_said = |cell: &&str| cell.chars().any(|c| !matches!(c, '-' | ':'));
            line.split('|').map(str::trim).filter(is_said).map(str::to_owned).collect()
        };
        let lines = self.text.source[offset..].lines().take_while(|line| !line.trim().is_empty());
        let columns = lines.map(cells).find(|cells| !cells.is_empty()).unwrap_or_default();
        let mut label = " aria-label=\"".to_owned();
        escape_html(&mut label, &columns.join(", ")).expect("a String takes all text");
        label.push('"');
        label
    }
}
