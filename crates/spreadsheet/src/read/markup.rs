//! Tables in web pages, and in the XML that Excel once wrote: both go by the name of a workbook often enough.

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};
use interchange::book::BookError;
use interchange::encoding;
use interchange::table::{Grid, Merge};
use interchange::talk::NotRead;

use super::Sheet;
use super::cell::{Said, plain, words};

/// Tables in one file; a page laid out with tables has many.
const TABLES: usize = 200;
/// A cell goes over no more rows or columns than this.
const MOST_ROWS: u32 = 65_536;
const MOST_COLUMNS: u32 = 1000;

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, NotRead> {
    let text = encoding::decode(bytes, None).map_err(NotRead::Bytes)?.text;
    let mut emitter = DefaultEmitter::default();
    // What stands in scripts and styles is no markup.
    emitter.naively_switch_states(true);
    let mut page = Page::default();
    for token in Tokenizer::new_with_emitter(text.as_str(), emitter) {
        // A text is always there to be read.
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => page.opens(&tag)?,
            Token::EndTag(tag) => page.closes(&tag.name)?,
            Token::String(text) => page.says(&String::from_utf8_lossy(&text)),
            _ => {}
        }
        if page.done.len() >= TABLES {
            break;
        }
    }
    while page.open.pop().is_some_and(|table| page.finish(table).is_ok()) {}
    if page.done.is_empty() { Err(NotRead::Book(BookError::NoBook)) } else { Ok(page.done) }
}

#[derive(Default)]
struct Page {
    /// Tables within tables, the outermost first.
    open: Vec<Open>,
    done: Vec<Sheet>,
    /// The sheet's name, in XML.
    name: String,
}

/// A table that is being read.
#[derive(Default)]
struct Open {
    grid: Grid,
    /// The row that comes next, and the column in the current one.
    rows: u32,
    column: u32,
    /// Cells that reach into later rows: until which, and over which columns.
    hanging: Vec<(u32, u32, u32)>,
    cell: Option<Cell>,
}

#[derive(Default)]
struct Cell {
    text: String,
    /// How many rows and columns it goes over.
    size: (u32, u32),
    /// What the XML says it holds; a page says nothing.
    holds: Option<String>,
}

fn attribute<'a>(tag: &'a StartTag<()>, name: &str) -> Option<std::borrow::Cow<'a, str>> {
    tag.attributes.get(name.as_bytes()).map(|value| String::from_utf8_lossy(value))
}

fn number(tag: &StartTag<()>, name: &str) -> Option<u32> {
    attribute(tag, name)?.trim().parse().ok()
}

impl Page {
    fn opens(&mut self, tag: &StartTag<()>) -> Result<(), NotRead> {
        match tag.name.as_slice() {
            b"worksheet" => self.name = attribute(tag, "ss:name").unwrap_or_default().into_owned(),
            b"table" if !tag.self_closing => self.open.push(Open::default()),
            b"tr" => self.row(None)?,
            b"row" => self.row(number(tag, "ss:index"))?,
            b"td" | b"th" => {
                let size = (number(tag, "rowspan").unwrap_or(1), number(tag, "colspan").unwrap_or(1));
                self.cell(None, size, None)?;
            }
            b"cell" => {
                let more = |name| number(tag, name).unwrap_or(0).saturating_add(1);
                let size = (more("ss:mergedown"), more("ss:mergeacross"));
                self.cell(number(tag, "ss:index"), size, Some("String".to_owned()))?;
                if tag.self_closing {
                    self.ends_cell()?;
                }
            }
            b"data" => {
                if let Some(cell) = self.open.last_mut().and_then(|table| table.cell.as_mut()) {
                    cell.holds = attribute(tag, "ss:type").map(std::borrow::Cow::into_owned).or(cell.holds.take());
                }
            }
            b"br" | b"p" | b"div" | b"li" => self.breaks(),
            _ => {}
        }
        Ok(())
    }

    fn closes(&mut self, name: &[u8]) -> Result<(), NotRead> {
        match name {
            b"td" | b"th" | b"cell" | b"tr" | b"row" => self.ends_cell(),
            b"table" => match self.open.pop() {
                Some(table) => self.finish(table),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn says(&mut self, text: &str) {
        let Some(cell) = self.open.last_mut().and_then(|table| table.cell.as_mut()) else { return };
        if cell.holds.is_some() {
            cell.text.push_str(text);
            return;
        }
        // A page's line breaks and blanks are one blank.
        for (index, word) in text.split([' ', '\t', '\r', '\n']).enumerate() {
            if index > 0 && !cell.text.is_empty() && !cell.text.ends_with([' ', '\n']) {
                cell.text.push(' ');
            }
            cell.text.push_str(word);
        }
    }

    fn breaks(&mut self) {
        let Some(cell) = self.open.last_mut().and_then(|table| table.cell.as_mut()) else { return };
        if cell.holds.is_none() && !cell.text.is_empty() {
            cell.text.truncate(cell.text.trim_end_matches(' ').len());
            cell.text.push('\n');
        }
    }

    fn row(&mut self, index: Option<u32>) -> Result<(), NotRead> {
        self.ends_cell()?;
        if let Some(table) = self.open.last_mut() {
            table.rows = index.unwrap_or(table.rows.saturating_add(1));
            table.column = 0;
            table.hanging.retain(|(until, ..)| *until >= table.rows);
        }
        Ok(())
    }

    fn cell(&mut self, index: Option<u32>, size: (u32, u32), holds: Option<String>) -> Result<(), NotRead> {
        self.ends_cell()?;
        if let Some(table) = self.open.last_mut() {
            if let Some(index) = index {
                table.column = index.saturating_sub(1);
            }
            let size = (size.0.clamp(1, MOST_ROWS), size.1.clamp(1, MOST_COLUMNS));
            table.cell = Some(Cell { text: String::new(), size, holds });
        }
        Ok(())
    }

    fn ends_cell(&mut self) -> Result<(), NotRead> {
        self.open.last_mut().map_or(Ok(()), Open::ends_cell)
    }

    fn finish(&mut self, mut table: Open) -> Result<(), NotRead> {
        table.ends_cell()?;
        if table.grid.is_empty() {
            return Ok(());
        }
        let name = match self.name.as_str() {
            "" => (self.done.len() + 1).to_string(),
            name => name.to_owned(),
        };
        self.done.push(Sheet { name, hidden: false, grid: Ok(table.grid) });
        Ok(())
    }
}

impl Open {
    fn ends_cell(&mut self) -> Result<(), NotRead> {
        let Some(cell) = self.cell.take() else { return Ok(()) };
        let row = self.rows.saturating_sub(1);
        while let Some((.., right)) =
            self.hanging.iter().find(|(_, left, right)| (*left..=*right).contains(&self.column))
        {
            self.column = right + 1;
        }
        let (rows, columns) = cell.size;
        let merge = Merge {
            rows: (row, row.saturating_add(rows - 1)),
            columns: (self.column, self.column.saturating_add(columns - 1)),
        };
        if rows > 1 && self.hanging.len() < interchange::limits::COLUMNS {
            self.hanging.push((merge.rows.1 + 1, merge.columns.0, merge.columns.1));
        }
        if rows > 1 || columns > 1 {
            self.grid.merge(merge);
        }
        match cell.said() {
            Said::Text(text) => self.grid.set(row, self.column, text).map_err(NotRead::Table)?,
            Said::Failed => self.grid.failed(row),
            Said::Nothing => {}
        }
        self.column = merge.columns.1.saturating_add(1);
        Ok(())
    }
}

impl Cell {
    fn said(&self) -> Said {
        let text = self.text.trim();
        match self.holds.as_deref() {
            Some("Error") => Said::Failed,
            Some("Number") => Said::Text(text.parse().map_or_else(|_| text.to_owned(), plain)),
            Some("Boolean") => Said::Text(if text == "1" { "TRUE" } else { "FALSE" }.to_owned()),
            Some("DateTime") => Said::Text(super::cell::iso(text)),
            _ => words(text),
        }
    }
}

#[cfg(test)]
mod tests;
