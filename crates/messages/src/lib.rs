//! The texts of the app: reads `locales/*.toml`, checks the languages against each other, and fixes the order of the keys.
//!
//! Runs while building, never in the browser. Two readers must agree to the byte, so both use this crate: the app's build
//! script, which generates one Rust function per key, and `cargo xtask generate`, which writes one JSON file per
//! language. The generated functions know a text only by its **position** in that file, so the order here (sorted by key)
//! and the hash in the file's name are the contract between the two.
//!
//! It knows keys, placeholders and the two plural forms. It refuses to know what a text means, how a number is written,
//! or which language a person reads.
//!
//! ```toml
//! # locales/en.toml
//! [board]
//! title = "Board"                                             # key board.title, no arguments
//! moved = "Moved to {stage}, position {position}."            # key board.moved, arguments position, stage
//! cards = { one = "{count} opportunity", other = "{count} opportunities" }   # plural: always has an argument count
//! ```
//!
//! A language without plural forms (Chinese) writes such a text as one string. Braces are reserved for placeholders.

mod check;
mod parse;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

/// The languages that ship, the first one being the language the product is written in.
pub const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// The argument by which a plural text chooses its form. Every plural message has it, whether its text shows it or not.
pub const COUNT: &str = "count";

/// Every text of the app in every language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// Sorted by key; the position of a message here is its position in every language's file.
    pub messages: Vec<Message>,
    /// In the order of [`LANGUAGES`].
    pub languages: Vec<Language>,
    /// 16 hexadecimal digits over all keys, placeholders and texts: changes exactly when some text file must change.
    pub hash: String,
}

/// What the code has to know of a text: its name and its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Dotted path in the TOML file, for example `board.title`.
    pub key: String,
    /// Sorted, without repetition; the same in every language.
    pub placeholders: Vec<String>,
    /// Whether some language has plural forms for it. Then every language's file holds both forms.
    pub plural: bool,
}

/// The texts of one language, in the order of [`Catalogue::messages`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    /// BCP 47, for example `zh-CN`; also the file name in `locales/`.
    pub code: String,
    pub texts: Vec<Text>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    Plain(String),
    Plural { one: String, other: String },
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot read {path}", path = path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{path}: {message}", path = path.display())]
    Syntax { path: PathBuf, message: String },
    /// Each line names one key and what is wrong with it.
    #[error("the languages do not fit together:\n  {}", .0.join("\n  "))]
    Differences(Vec<String>),
}

/// Reads `<dir>/<language>.toml` for each of [`LANGUAGES`].
///
/// Fails with all differences at once, because a person who fixes texts wants the whole list.
pub fn load(dir: &Path) -> Result<Catalogue, Error> {
    let mut sources = Vec::with_capacity(LANGUAGES.len());
    for code in LANGUAGES {
        let path = dir.join(format!("{code}.toml"));
        let toml = fs::read_to_string(&path).map_err(|source| Error::Read { path: path.clone(), source })?;
        let entries = parse::parse(&toml).map_err(|message| Error::Syntax { path, message })?;
        sources.push((code, entries));
    }
    let (messages, languages) = check::unite(sources)?;
    let hash = hash(&messages, &languages);
    Ok(Catalogue { messages, languages, hash })
}

impl Catalogue {
    /// Name of a language's file, for example `en-0123456789abcdef.json`.
    pub fn file_name(&self, language: &Language) -> String {
        format!("{}-{}.json", language.code, self.hash)
    }
}

impl Language {
    /// The file the app fetches: an array in key order, each item a string or `{"one": …, "other": …}`.
    pub fn to_json(&self) -> String {
        let items = self.texts.iter().map(|text| match text {
            Text::Plain(text) => serde_json::Value::from(text.as_str()),
            Text::Plural { one, other } => serde_json::json!({ "one": one, "other": other }),
        });
        serde_json::Value::Array(items.collect()).to_string()
    }
}

/// Lengths go in before contents, so that no two different catalogues can feed the same bytes.
fn hash(messages: &[Message], languages: &[Language]) -> String {
    let mut hasher = Sha256::new();
    let mut feed = |part: &str| {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    };
    for message in messages {
        feed(&message.key);
        feed(&message.placeholders.join(","));
        feed(if message.plural { "plural" } else { "plain" });
    }
    for language in languages {
        feed(&language.code);
        feed(&language.to_json());
    }
    let digest = hasher.finalize();
    let head = digest.iter().take(8).fold(0, |head: u64, byte| head << 8 | u64::from(*byte));
    format!("{head:016x}")
}
