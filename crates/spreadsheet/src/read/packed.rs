//! How large a packed workbook may become: first what it says of itself, then what it turns out to hold, before anything is
//! made of it.

use std::io::{Cursor, Read as _};

use interchange::book::BookError;
use interchange::limits::{BOOK_BYTES, BOOK_PARTS, BOOK_RATIO, BOOK_SMALL};
use interchange::talk::NotRead;
use zip::{HasZipMetadata as _, ZipArchive};

use super::damaged;

/// What is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packed {
    /// Whether any sheet may have merged cells.
    Xlsx {
        merges: bool,
    },
    Ods,
}

const MERGE: &[u8] = b"mergeCell";

pub(super) fn check(bytes: &[u8]) -> Result<Packed, NotRead> {
    let packed = bytes.len() as u64;
    let refuse = |why| Err(NotRead::Book(why));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > BOOK_PARTS {
        return refuse(BookError::TooManyParts);
    }
    let fits =
        |unpacked: u64| unpacked <= BOOK_BYTES && (unpacked <= BOOK_SMALL || unpacked / packed.max(1) < BOOK_RATIO);
    let mut said: u64 = 0;
    for index in 0..archive.len() {
        let entry = archive.by_index_data(index).map_err(damaged)?;
        said = said.saturating_add(entry.get_metadata().uncompressed_size);
    }
    if !fits(said) {
        return refuse(BookError::TooLarge);
    }
    let names: Vec<String> = archive.file_names().flatten().map(|name| name.to_lowercase()).collect();
    let has = |name: &str| names.iter().any(|other| other == name);
    let within = |folder: &str| names.iter().any(|name| name.starts_with(folder));
    let is_ods = has("mimetype") && has("content.xml");
    if !is_ods && has("xl/workbook.bin") {
        return refuse(BookError::OtherForm);
    }
    let is_office = has("[content_types].xml") && !within("word/") && !within("ppt/");
    if !is_ods && !is_office {
        return refuse(BookError::NoBook);
    }
    // What it says may be a lie: each part is counted while it is unpacked into nothing.
    let (mut found, mut merges) = (0, false);
    let mut chunk = vec![0; 64 * 1024];
    for index in 0..archive.len() {
        // A part that cannot be unpacked here is not unpacked later either.
        let Ok(mut part) = archive.by_index(index) else { continue };
        let mut kept = 0;
        loop {
            let read = part.read(&mut chunk[kept..]).map_err(damaged)?;
            if read == 0 {
                break;
            }
            found += read as u64;
            if !fits(found) {
                return refuse(BookError::TooLarge);
            }
            let end = kept + read;
            merges = merges || has_merge(&chunk[..end]);
            // The word may lie across two chunks.
            kept = end.min(MERGE.len() - 1);
            chunk.copy_within(end - kept..end, 0);
        }
    }
    Ok(if is_ods { Packed::Ods } else { Packed::Xlsx { merges } })
}

/// Looks for the word by its capital, which is rare.
fn has_merge(bytes: &[u8]) -> bool {
    let (before, capital) = (5, b'C');
    bytes.iter().enumerate().any(|(at, byte)| {
        *byte == capital && at >= before && bytes.get(at - before..at - before + MERGE.len()) == Some(MERGE)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_is_found_wherever_it_is() {
        assert!(has_merge(b"mergeCell") && has_merge(b"<mergeCells count=\"1\"><mergeCell ref=\"A1:B2\"/>"));
        assert!(!has_merge(b"<c r=\"C1\"/><mergeCel") && !has_merge(b"Cell") && !has_merge(b""));
    }
}
