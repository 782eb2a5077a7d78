//! Whether a record's quotation marks are in order.

/// How the quotation marks of one record stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    Balanced,
    /// The record ends inside a quoted cell, or text follows a closing mark: a mark was opened by mistake somewhere.
    Unbalanced,
}

/// Follows the marks of `record` the way the CSV parser does: one at the start of a cell opens, a doubled one stands for
/// itself, any other is text.
pub(super) fn check(record: &[u8], delimiter: u8) -> Quotes {
    enum At {
        CellStart,
        Bare,
        Quoted,
        Mark,
    }
    let mut at = At::CellStart;
    for &byte in record {
        let ends_cell = byte == delimiter || byte == b'\n' || byte == b'\r';
        at = match at {
            At::CellStart | At::Mark if byte == b'"' => At::Quoted,
            At::CellStart | At::Bare | At::Mark if ends_cell => At::CellStart,
            At::CellStart | At::Bare => At::Bare,
            At::Mark => return Quotes::Unbalanced,
            At::Quoted if byte == b'"' => At::Mark,
            At::Quoted => At::Quoted,
        };
    }
    if matches!(at, At::Quoted) { Quotes::Unbalanced } else { Quotes::Balanced }
}
