//! What a backup says of itself before its rows.

use std::collections::BTreeMap;

use model::{Date, Instant, Kind, Uuid};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Tells a backup from every other JSON.
pub const FORMAT: &str = "shangji-backup";
/// The layout of the file. What the rows mean is the database's version.
pub const VERSION: u32 = 1;

pub(crate) const BEFORE_HEADER: &str = "{\"header\":";
pub(crate) const BEFORE_CHECKSUM: &str = "\"checksum\":\"";
pub(crate) const AFTER_CHECKSUM: &str = "\"},";
pub(crate) const STORES: &str = "\"stores\":{";
pub(crate) const END: &str = "}}";

/// The first line; the second closes it with the checksum. Later versions may say more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    pub format: String,
    pub version: u32,
    /// The version of the app that wrote it.
    pub app: String,
    /// The version of the database it was read from.
    pub database: u32,
    /// What people call the workspace; may be empty.
    #[serde(default)]
    pub workspace: String,
    #[serde(rename = "when", serialize_with = "write_moment", deserialize_with = "read_moment")]
    pub made: Instant,
    /// The device that wrote it.
    pub device: Uuid,
    /// Rows of each store.
    pub counts: BTreeMap<String, u64>,
}

impl Header {
    /// How many records there are of all kinds, settings and deleted ones among them.
    pub fn records(&self) -> u64 {
        records(&self.counts)
    }

    pub fn count(&self, store: &str) -> u64 {
        self.counts.get(store).copied().unwrap_or(0)
    }

    /// Rows of all stores.
    pub fn rows(&self) -> u64 {
        self.counts.values().sum()
    }

    /// Whether this version of the app does not know what it holds.
    pub(crate) fn is_newer(&self) -> bool {
        self.version > VERSION || self.database > store::version()
    }

    /// The first line, without its end.
    pub(crate) fn line(&self) -> Result<String, serde_json::Error> {
        let header = serde_json::to_string(self)?;
        Ok(format!("{BEFORE_HEADER}{},", header.strip_suffix('}').unwrap_or(&header)))
    }

    pub(crate) fn of_line(line: &str) -> Option<Self> {
        let header = line.strip_prefix(BEFORE_HEADER)?.strip_suffix(',')?;
        serde_json::from_str(&format!("{header}}}")).ok()
    }
}

pub(crate) fn records(counts: &BTreeMap<String, u64>) -> u64 {
    counts.iter().filter(|(store, _)| Kind::find(store).is_some()).map(|(_, count)| count).sum()
}

const SECOND: i64 = 1000;
const DAY: i64 = 86_400 * SECOND;

/// `2026-11-24T02:00:00.000Z`, which people can read.
#[allow(clippy::trivially_copy_pass_by_ref, clippy::allow_attributes, reason = "serde wants it so; on 64 bits only")]
fn write_moment<S: Serializer>(moment: &Instant, serializer: S) -> Result<S::Ok, S::Error> {
    let day = i32::try_from(moment.0.div_euclid(DAY)).ok().and_then(Date::from_days);
    let day = day.ok_or_else(|| serde::ser::Error::custom("a moment beyond the calendar"))?;
    let millis = moment.0.rem_euclid(DAY);
    let (seconds, millis) = (millis / SECOND, millis % SECOND);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    serializer.collect_str(&format_args!("{day}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z"))
}

fn read_moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Instant, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse_moment(&text).ok_or_else(|| serde::de::Error::custom("not a moment like 2026-11-24T02:00:00.000Z"))
}

fn parse_moment(text: &str) -> Option<Instant> {
    let (day, time) = text.strip_suffix('Z')?.split_once('T')?;
    let (time, millis) = time.split_once('.')?;
    let mut parts = time.split(':').map(|part| part.parse::<i64>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    let millis = millis.parse::<i64>().ok()?;
    let days = i64::from(Date::parse_iso(day)?.days());
    Some(Instant(days * DAY + (hour * 3600 + minute * 60 + second) * SECOND + millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_for_people_and_read_back() {
        for millis in [0, 1, -1, 1_764_000_000_123, 253_370_764_799_999] {
            let header = Header {
                format: FORMAT.to_owned(),
                version: VERSION,
                app: "0.1.0".to_owned(),
                database: 1,
                workspace: "云桥".to_owned(),
                made: Instant(millis),
                device: Uuid::nil(),
                counts: BTreeMap::new(),
            };
            let line = header.line().expect("a line");
            assert_eq!(Header::of_line(&line), Some(header), "{line}");
        }
        assert_eq!(parse_moment("2025-11-24T16:00:00.123Z"), Some(Instant(1_764_000_000_123)));
    }
}
