//! Texts that can be searched, and the words they are searched for.

use memchr::memmem::Finder;

use crate::letters::Letters;

/// A text that can be searched.
#[derive(Clone, Debug, Default)]
pub struct Text {
    written: String,
    folded: String,
    letters: Letters,
}

/// One word of what is typed.
#[derive(Clone, Debug)]
pub struct Word {
    folded: String,
    /// Looks for it in many texts.
    finder: Finder<'static>,
    signs: Vec<char>,
}

impl Word {
    pub(crate) fn folded(&self) -> &str {
        &self.folded
    }
}

impl Text {
    /// A name, which may be typed in pinyin.
    pub fn name(written: &str) -> Self {
        let folded = fold(written);
        Self { written: written.to_owned(), letters: Letters::of(&folded), folded }
    }

    /// A long text: nobody types that in pinyin.
    pub fn prose(written: &str) -> Self {
        Self { written: written.to_owned(), folded: fold(written), letters: Letters::default() }
    }

    pub fn written(&self) -> &str {
        &self.written
    }

    /// The form in which texts are compared.
    pub(crate) fn folded(&self) -> &str {
        &self.folded
    }

    /// By which names are put in order: Chinese ones by their sound, among the others.
    pub fn sound(&self) -> String {
        self.letters.sound()
    }

    /// How well a word fits: 0 at the beginning, 1 inside; nothing when it does not.
    pub fn fit(&self, word: &Word) -> Option<u32> {
        match word.finder.find(self.folded.as_bytes()) {
            Some(0) => Some(0),
            Some(_) => Some(1),
            None => self.letters.find(&word.signs).map(|at| u32::from(at > 0)),
        }
    }

    /// The part of the text around the first of some words in it.
    pub(crate) fn excerpt(&self, words: &[Word]) -> String {
        const BEFORE: usize = 12;
        const SHOWN: usize = 60;
        let at = words.iter().filter_map(|word| self.folded.find(&word.folded)).min().unwrap_or(0);
        // Folding may change lengths; counted in signs the place is near enough.
        let sign = self.folded[..at].chars().count().saturating_sub(BEFORE);
        let all: Vec<char> = self.written.chars().map(|sign| if sign.is_whitespace() { ' ' } else { sign }).collect();
        let from = sign.min(all.len().saturating_sub(SHOWN / 2));
        let to = (from + SHOWN).min(all.len());
        let (head, tail) = (if from > 0 { "…" } else { "" }, if to < all.len() { "…" } else { "" });
        format!("{head}{}{tail}", all[from..to].iter().collect::<String>().trim())
    }
}

/// The words of what is typed; each has to fit.
pub fn words(query: &str) -> Vec<Word> {
    let word = |word: &str| Word {
        folded: word.to_owned(),
        finder: Finder::new(word).into_owned(),
        signs: word.chars().collect(),
    };
    fold(query).split_whitespace().map(word).collect()
}

fn fold(text: &str) -> String {
    interchange::fold_lower(text)
}
