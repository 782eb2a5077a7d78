//! Finding the delimiter: the one that cuts most records into the same, large number of cells.

use super::Delimiter;

/// How much of a file is looked at before reading.
const SAMPLE_BYTES: usize = 256 * 1024;
const SAMPLE_RECORDS: usize = 200;

/// Stands in for `，` while parsing, for the parser takes single bytes only. Spreadsheets cannot hold it.
pub(super) const STAND_IN: u8 = 0x1f;

/// The byte the parser is told to cut at.
pub(super) fn parser_byte(delimiter: Delimiter) -> u8 {
    match delimiter {
        Delimiter::Comma => b',',
        Delimiter::Semicolon => b';',
        Delimiter::Tab => b'\t',
        Delimiter::Pipe => b'|',
        Delimiter::FullWidthComma => STAND_IN,
    }
}

/// The text as the parser must see it.
pub(super) fn prepared(text: String, delimiter: Delimiter) -> String {
    if delimiter == Delimiter::FullWidthComma { text.replace('，', "\u{1f}") } else { text }
}

/// The first records of `text`, cut at `delimiter`.
pub(super) fn sample(text: &str, delimiter: Delimiter) -> Vec<Vec<String>> {
    let start = prepared(beginning(text).to_owned(), delimiter);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(parser_byte(delimiter))
        .flexible(true)
        .has_headers(false)
        .from_reader(start.as_bytes());
    reader
        .records()
        .take(SAMPLE_RECORDS)
        .filter_map(Result::ok)
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect()
}

/// The delimiter of `text`. A text of a single column gets one that does not cut it: comma if it can, else tab.
pub(super) fn delimiter(text: &str) -> Delimiter {
    let mut best = (None, 0.0);
    for candidate in Delimiter::ALL {
        let score = fitness(&sample(text, candidate));
        if score > best.1 {
            best = (Some(candidate), score);
        }
    }
    best.0.unwrap_or_else(|| {
        let uncut = sample(text, Delimiter::Comma).iter().all(|record| record.len() == 1);
        if uncut { Delimiter::Comma } else { Delimiter::Tab }
    })
}

/// The largest number of cells most records agree on.
pub(super) fn usual_width(records: &[Vec<String>]) -> usize {
    let mut widths: Vec<usize> = records.iter().filter(|record| record.len() > 1).map(Vec::len).collect();
    widths.sort_unstable();
    widths.chunk_by(|a, b| a == b).max_by_key(|group| (group.len(), group[0])).map_or(1, |group| group[0])
}

fn fitness(records: &[Vec<String>]) -> f64 {
    let width = usual_width(records);
    let cut = records.iter().filter(|record| record.len() > 1).count();
    if cut * 2 < records.len() || width < 2 || (width == 2 && reads_as_prose(records)) {
        return 0.0;
    }
    let agreeing = records.iter().filter(|record| record.len() == width).count();
    let share = agreeing as f64 / records.len() as f64;
    share * share * width as f64
}

/// `Acme, Inc.` down a list is one column: people put a space after a comma, programs do not.
fn reads_as_prose(records: &[Vec<String>]) -> bool {
    let pairs: Vec<_> = records.iter().filter(|record| record.len() == 2).collect();
    let spaced = pairs.iter().filter(|record| record[1].starts_with(' ')).count();
    spaced * 5 >= pairs.len() * 4
}

fn beginning(text: &str) -> &str {
    if text.len() <= SAMPLE_BYTES {
        return text;
    }
    let mut end = SAMPLE_BYTES;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    // The last line is likely cut.
    let start = &text[..end];
    start.rfind('\n').map_or(start, |line_end| &start[..line_end])
}
