//! The texts of the app: reads `locales/*.toml`, checks the languages against each other, and fixes the order of the keys.
//!
//! Runs while building, never in the browser. Two readers must agree to the byte, so both use this crate: the app's build
//! script, which generates one Rust function per key, and `cargo xtask generate`, which writes two JSON files per
//! language: the texts of the first sight, and all others. The generated functions know a text only by its **position** in
//! the two put together, so the order here (the first sight's, then the others, each sorted by key) and the hash in the
//! files' names are the contract between the two.
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

/// Tables whose texts are needed before anything but the board is there.
const FIRST_TABLES: [&str; 12] =
    ["board", "common", "day", "due", "frame", "new", "order", "outcome", "save", "storage", "undo", "who"];
/// Other texts that are needed then: what screens are called.
const FIRST_KEYS: [&str; 22] = [
    "backup.due",
    "backup.export",
    "backup.later",
    "customers.title",
    "deleted.title",
    "field.contacts",
    "filter.title",
    "find.label",
    "find.title",
    "import.title",
    "keys.title",
    "leads.title",
    "list.between",
    "list.comma",
    "months.title",
    "opportunity.title",
    "settings.title",
    "table.title",
    "today.title",
    "unknown.title",
    "views.layout",
    "views.title",
];

fn is_first(key: &str) -> bool {
    let table = key.split_once('.').map_or(key, |(table, _)| table);
    FIRST_TABLES.contains(&table) || FIRST_KEYS.contains(&key)
}

/// Every text of the app in every language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// Those of the first sight, then the others, each sorted by key. The position of a message here is its position in
    /// the two files of a language put together.
    pub messages: Vec<Message>,
    /// In the order of [`LANGUAGES`].
    pub languages: Vec<Language>,
    /// How many of the messages are needed for the first sight.
    pub first: usize,
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
    let first = messages.iter().filter(|message| is_first(&message.key)).count();
    Ok(Catalogue { messages, languages, first, hash })
}

impl Catalogue {
    /// A language's two files, that of the first sight and that of all else, each with its name, for example
    /// `en-0123456789abcdef.json` and `en-0123456789abcdef.more.json`.
    pub fn files(&self, language: &Language) -> [(String, String); 2] {
        let (first, more) = language.texts.split_at(self.first);
        let name = format!("{}-{}", language.code, self.hash);
        [(format!("{name}.json"), to_json(first)), (format!("{name}.more.json"), to_json(more))]
    }
}

impl Language {
    /// All texts as the app fetches them, see [`Catalogue::files`].
    pub fn to_json(&self) -> String {
        to_json(&self.texts)
    }
}

/// An array, each item a string or `{"one": …, "other": …}`.
fn to_json(texts: &[Text]) -> String {
    let items = texts.iter().map(|text| match text {
        Text::Plain(text) => serde_json::Value::from(text.as_str()),
        Text::Plural { one, other } => serde_json::json!({ "one": one, "other": other }),
    });
    serde_json::Value::Array(items.collect()).to_string()
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
