//! Bytes to text: which character encoding a file is in, decided from the bytes alone.
//!
//! Order of evidence: a byte order mark; the zero bytes of UTF-16; valid UTF-8; then the encodings spreadsheets save
//! in when asked for plain CSV, GB18030 (Chinese) or Windows-1252 (Western European), told apart by whether the bytes
//! above 127 come in pairs. The person can always force another reading.

use std::str::from_utf8;

use crate::limits;

/// The encodings people's exports are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    /// With its subsets GBK and GB2312.
    Gb18030,
    Windows1252,
}

/// A file's text and how it was read. The text never starts with a byte order mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    pub text: String,
    pub encoding: Encoding,
    /// The file began with a byte order mark.
    pub marked: bool,
    /// How many characters could not be read and stand as U+FFFD. Above zero the encoding is likely another.
    pub replaced: usize,
}

/// Why the bytes are not taken as text at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum DecodeError {
    #[error("the file has {bytes} bytes, more than {}", limits::FILE_BYTES)]
    TooLarge { bytes: usize },
    /// An Office workbook, compressed or of the old binary kind.
    #[error("the file is a workbook, not text")]
    Workbook,
    #[error("the file holds binary data, not text")]
    Binary,
}

impl Encoding {
    /// Its name in the WHATWG Encoding Standard, as a browser's `TextDecoder` takes it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Gb18030 => "gb18030",
            Self::Windows1252 => "windows-1252",
        }
    }
}

/// Reads `bytes` as text, in the `forced` encoding when one is given.
pub fn decode(bytes: &[u8], forced: Option<Encoding>) -> Result<Decoded, DecodeError> {
    decode_with(bytes, forced, |bytes, encoding| {
        let table = match encoding {
            Encoding::Utf8 => encoding_rs::UTF_8,
            Encoding::Utf16Le => encoding_rs::UTF_16LE,
            Encoding::Utf16Be => encoding_rs::UTF_16BE,
            Encoding::Gb18030 => encoding_rs::GB18030,
            Encoding::Windows1252 => encoding_rs::WINDOWS_1252,
        };
        table.decode_without_bom_handling(bytes).0.into_owned()
    })
}

/// [`decode`] with character tables of the caller's: a browser has them all, and a wasm module without them is some
/// 90 kB smaller on the wire. `codec` gets bytes without a mark and puts U+FFFD where it cannot read.
pub fn decode_with(
    bytes: &[u8],
    forced: Option<Encoding>,
    codec: impl FnOnce(&[u8], Encoding) -> String,
) -> Result<Decoded, DecodeError> {
    if bytes.len() > limits::FILE_BYTES {
        return Err(DecodeError::TooLarge { bytes: bytes.len() });
    }
    let (mark, rest) = split_mark(bytes);
    let encoding = match forced.or(mark) {
        Some(encoding) => encoding,
        None => detect(bytes)?,
    };
    let marked = mark == Some(encoding);
    let text = codec(if marked { rest } else { bytes }, encoding);
    let replaced = text.matches('\u{fffd}').count();
    Ok(Decoded { text, encoding, marked, replaced })
}

/// The encoding of bytes without a mark.
fn detect(bytes: &[u8]) -> Result<Encoding, DecodeError> {
    if let Some(error) = looks_binary(bytes) {
        return Err(error);
    }
    Ok(utf16_by_zeros(bytes).unwrap_or_else(|| if is_utf8(bytes) { Encoding::Utf8 } else { legacy(bytes) }))
}

fn split_mark(bytes: &[u8]) -> (Option<Encoding>, &[u8]) {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => (Some(Encoding::Utf8), rest),
        [0xff, 0xfe, rest @ ..] => (Some(Encoding::Utf16Le), rest),
        [0xfe, 0xff, rest @ ..] => (Some(Encoding::Utf16Be), rest),
        _ => (None, bytes),
    }
}

fn looks_binary(bytes: &[u8]) -> Option<DecodeError> {
    match bytes {
        [b'P', b'K', 3, 4, ..] | [0xd0, 0xcf, 0x11, 0xe0, ..] => Some(DecodeError::Workbook),
        [b'%', b'P', b'D', b'F', ..] | [0x89, b'P', b'N', b'G', ..] | [0x1f, 0x8b, ..] | [0xff, 0xd8, 0xff, ..] => {
            Some(DecodeError::Binary)
        }
        _ => None,
    }
}

/// UTF-16 gives every separator, digit and line break a zero byte, always on the same side.
fn utf16_by_zeros(bytes: &[u8]) -> Option<Encoding> {
    let sample = &bytes[..bytes.len().min(8192)];
    let (mut even, mut odd) = (0_usize, 0_usize);
    for pair in sample.chunks_exact(2) {
        even += usize::from(pair[0] == 0);
        odd += usize::from(pair[1] == 0);
    }
    // Fewer than one zero in fifty characters is dirt in a byte-wise encoding.
    let least = (sample.len() / 100).max(1);
    // Characters such as 一 (U+4E00) put a few zeros on the other side.
    if odd >= least && odd > even * 3 {
        Some(Encoding::Utf16Le)
    } else if even >= least && even > odd * 3 {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

/// Valid UTF-8, or plainly meant as such: a few broken bytes in much text, as a cut or hand-patched file has. In text of
/// a byte-pair encoding most of what lies above ASCII is broken as UTF-8.
fn is_utf8(bytes: &[u8]) -> bool {
    if from_utf8(bytes).is_ok() {
        return true;
    }
    let (mut sound, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    sound >= broken * 20
}

/// Chinese text has its bytes above 127 in pairs; in Western text they stand alone between ASCII letters.
fn legacy(bytes: &[u8]) -> Encoding {
    let (mut paired, mut alone) = (0_usize, 0_usize);
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i] < 0x80 {
            i += 1;
        } else if bytes.get(i + 1).is_some_and(|&next| next >= 0x80) {
            paired += 1;
            i += 2;
        } else {
            alone += 1;
            i += 1;
        }
    }
    if alone > paired { Encoding::Windows1252 } else { Encoding::Gb18030 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "商机名称,金额(万元),备注\r\n一号机房改造,120.5,客户很重视\r\n二期扩容,80,一年一签\r\n";

    fn utf16(text: &str, big_endian: bool, mark: bool) -> Vec<u8> {
        let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
        units.flat_map(|unit| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    fn gb18030(text: &str) -> Vec<u8> {
        encoding_rs::GB18030.encode(text).0.into_owned()
    }

    #[test]
    fn the_same_text_is_read_from_every_encoding_a_spreadsheet_saves() {
        let mut marked_utf8 = b"\xef\xbb\xbf".to_vec();
        marked_utf8.extend_from_slice(TEXT.as_bytes());
        let cases = [
            ("utf-8", TEXT.as_bytes().to_vec(), Encoding::Utf8, false),
            ("utf-8 with mark", marked_utf8, Encoding::Utf8, true),
            ("utf-16le with mark", utf16(TEXT, false, true), Encoding::Utf16Le, true),
            ("utf-16be with mark", utf16(TEXT, true, true), Encoding::Utf16Be, true),
            ("utf-16le", utf16(TEXT, false, false), Encoding::Utf16Le, false),
            ("utf-16be", utf16(TEXT, true, false), Encoding::Utf16Be, false),
            ("gb18030", gb18030(TEXT), Encoding::Gb18030, false),
        ];
        for (name, bytes, encoding, marked) in cases {
            let decoded = decode(&bytes, None).expect(name);
            assert_eq!(decoded, Decoded { text: TEXT.to_owned(), encoding, marked, replaced: 0 }, "{name}");
        }
    }

    #[test]
    fn gb18030_beyond_gbk_survives() {
        let text = "客户,备注\n㐀䶵,\u{20000}生僻字\n";
        assert_eq!(decode(&gb18030(text), None).expect("text").text, text);
    }

    #[test]
    fn western_european_text_is_not_read_as_chinese() {
        let bytes = encoding_rs::WINDOWS_1252.encode("Kunde;Betrag\nMüller & Söhne;1.054,50\nCafé Größe;3 €\n").0;
        let decoded = decode(&bytes, None).expect("text");
        assert_eq!(decoded.encoding, Encoding::Windows1252);
        assert!(decoded.text.contains("Müller & Söhne"));
    }

    #[test]
    fn one_broken_byte_does_not_garble_a_utf8_file() {
        let mut bytes = TEXT.repeat(4).into_bytes();
        bytes.push(0xe5);
        let decoded = decode(&bytes, None).expect("text");
        assert_eq!((decoded.encoding, decoded.replaced), (Encoding::Utf8, 1));
    }

    #[test]
    fn a_forced_encoding_wins_and_tells_what_it_could_not_read() {
        let decoded = decode(&gb18030(TEXT), Some(Encoding::Utf8)).expect("text");
        assert_eq!(decoded.encoding, Encoding::Utf8);
        assert!(decoded.replaced > 0);
    }

    #[test]
    fn tables_of_the_callers_get_bytes_without_a_mark() {
        let mut seen = None;
        let decoded = decode_with(b"\xef\xbb\xbfa,b", None, |bytes, encoding| {
            seen = Some((bytes.to_vec(), encoding.label()));
            "a\u{fffd}".to_owned()
        });
        assert_eq!(seen, Some((b"a,b".to_vec(), "utf-8")));
        assert_eq!(decoded.map(|decoded| (decoded.marked, decoded.replaced)), Ok((true, 1)));
    }

    #[test]
    fn an_empty_file_is_empty_text() {
        assert_eq!(decode(b"", None).expect("text").text, "");
    }

    #[test]
    fn what_is_not_text_is_refused_by_name() {
        assert_eq!(decode(b"PK\x03\x04rest", None), Err(DecodeError::Workbook));
        assert_eq!(decode(b"%PDF-1.7", None), Err(DecodeError::Binary));
        let bytes = vec![b'a'; limits::FILE_BYTES + 1];
        assert_eq!(decode(&bytes, None), Err(DecodeError::TooLarge { bytes: limits::FILE_BYTES + 1 }));
    }
}
