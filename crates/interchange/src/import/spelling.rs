//! Values that are likely misspelt: close to another of their column that is much more frequent, or to the usual word for
//! an industry or a country. They are imported as written.

use std::collections::{BTreeMap, HashMap};

use super::columns::filled;
use super::protocol::{Code, Finding};
use super::sheet::Sheet;
use super::tally::{count, empty};
use crate::headers::{AccountField, FieldType, Forms, LeadField, OpportunityField, ProductField, Target, Values};
use crate::names::{NameKind, key, near};
use crate::text::fold_lower;

/// A column with more different values holds no words of a set.
const MOST_VALUES: usize = 500;

const INDUSTRIES: &str = "advertising|aerospace|agriculture|apparel|architecture|automotive|aviation|banking|\
    biotechnology|broadcasting|chemicals|communications|construction|consulting|consumer goods|defense|education|\
    electronics|employment|energy|engineering|entertainment|environmental|fashion|finance|financial services|\
    food and beverage|gaming|government|healthcare|hospitality|human resources|insurance|internet|investment|legal|\
    logistics|machinery|manufacturing|marketing|media|medical|metals|mining|nonprofit|oil and gas|pharmaceuticals|\
    printing|professional services|public sector|publishing|real estate|recreation|recruiting|renewable energy|\
    research|retail|security|services|shipping|software|sports|technology|telecommunications|textiles|tourism|\
    transportation|travel|utilities|warehousing|wholesale";

const COUNTRIES: &str = "afghanistan|albania|algeria|andorra|angola|antigua and barbuda|argentina|armenia|australia|\
    austria|azerbaijan|bahamas|bahrain|bangladesh|barbados|belarus|belgium|belize|benin|bhutan|bolivia|\
    bosnia and herzegovina|botswana|brazil|brunei|bulgaria|burkina faso|burundi|cambodia|cameroon|canada|cape verde|\
    central african republic|chad|chile|china|colombia|comoros|congo|costa rica|croatia|cuba|cyprus|czechia|\
    czech republic|denmark|djibouti|dominica|dominican republic|ecuador|egypt|el salvador|equatorial guinea|eritrea|\
    estonia|eswatini|ethiopia|fiji|finland|france|gabon|gambia|georgia|germany|ghana|greece|grenada|guatemala|guinea|\
    guinea bissau|guyana|haiti|honduras|hong kong|hungary|iceland|india|indonesia|iran|iraq|ireland|israel|italy|\
    ivory coast|jamaica|japan|jordan|kazakhstan|kenya|kiribati|korea|kosovo|kuwait|kyrgyzstan|laos|latvia|lebanon|\
    lesotho|liberia|libya|liechtenstein|lithuania|luxembourg|macau|madagascar|malawi|malaysia|maldives|mali|malta|\
    marshall islands|mauritania|mauritius|mexico|micronesia|moldova|monaco|mongolia|montenegro|morocco|mozambique|\
    myanmar|namibia|nauru|nepal|netherlands|new zealand|nicaragua|niger|nigeria|north korea|north macedonia|norway|\
    oman|pakistan|palau|palestine|panama|papua new guinea|paraguay|peru|philippines|poland|portugal|puerto rico|qatar|\
    romania|russia|rwanda|saint lucia|samoa|san marino|saudi arabia|senegal|serbia|seychelles|sierra leone|singapore|\
    slovakia|slovenia|solomon islands|somalia|south africa|south korea|south sudan|spain|sri lanka|sudan|suriname|\
    sweden|switzerland|syria|taiwan|tajikistan|tanzania|thailand|togo|tonga|trinidad and tobago|tunisia|turkey|\
    turkmenistan|tuvalu|uganda|ukraine|united arab emirates|united kingdom|united states|uruguay|uzbekistan|vanuatu|\
    vatican city|venezuela|vietnam|yemen|zambia|zimbabwe";

/// Looks through the columns of words, in the rows that are written.
pub(super) fn findings(sheet: &Sheet, written: &[bool]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, column) in sheet.columns.list.iter().enumerate() {
        let Some(target) = column.target else { continue };
        let usual = usual_words(target, &column.profile.header);
        let is_choice = matches!(column.profile.values, Values::Choice(_)) && is_of_words(target);
        if column.profile.distinct > MOST_VALUES || (usual.is_none() && !is_choice) {
            continue;
        }
        let mut values: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (row, data) in sheet.table.rows.iter().enumerate().filter(|(row, _)| written[*row]) {
            if let Some(text) = filled(&data.cells, index) {
                let lines = values.entry(text).or_default();
                lines.push(sheet.line(row));
            }
        }
        let counts: HashMap<&str, usize> = values.iter().map(|(text, lines)| (*text, lines.len())).collect();
        for (text, lines) in &values {
            let suggestion = usual.and_then(|words| among_usual(text, words));
            let known = usual.is_some_and(|words| words.split('|').any(|word| word == fold_lower(text)));
            let suggestion = suggestion.filter(|_| !known);
            let suggestion =
                suggestion.or_else(|| if is_choice && !known { commoner(text, lines.len(), &counts) } else { None });
            if let Some(suggestion) = suggestion {
                let mut finding = empty(Code::Misspelt, Some(column.profile.header.clone()), Some(suggestion));
                for line in lines {
                    count(&mut finding, *line, text);
                }
                findings.push(finding);
            }
        }
    }
    findings
}

fn is_of_words(target: Target) -> bool {
    use {AccountField as A, LeadField as L, OpportunityField as O};
    matches!(
        target,
        Target::Account(A::Industry | A::Region | A::Tier | A::Kind)
            | Target::Opportunity(O::Source | O::Campaign | O::ForecastCategory | O::Competitor)
            | Target::Lead(L::Source | L::Campaign | L::Industry | L::Maturity)
            | Target::Product(ProductField::Family)
            | Target::Custom(FieldType::Choice)
    )
}

fn usual_words(target: Target, header: &str) -> Option<&'static str> {
    let form = Forms::of(header).full;
    let says = |words: &[&str]| words.iter().any(|word| form.split(' ').any(|part| part == *word));
    match target {
        Target::Account(AccountField::Industry) | Target::Lead(LeadField::Industry) => Some(INDUSTRIES),
        Target::Account(AccountField::Region) => Some(COUNTRIES),
        Target::Custom(FieldType::Text | FieldType::Choice) if says(&["industry", "sector"]) => Some(INDUSTRIES),
        Target::Custom(FieldType::Text | FieldType::Choice) if says(&["country", "nation"]) => Some(COUNTRIES),
        _ => None,
    }
}

/// The usual word a text is close to, in the text's letter case.
fn among_usual(text: &str, words: &str) -> Option<String> {
    let word = words.split('|').find(|word| near(NameKind::Product, text, word))?;
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    let titled = text.chars().next().is_some_and(char::is_uppercase);
    let spelled = |part: &str| if matches!(part, "and" | "of") { part.to_owned() } else { capital(part) };
    Some(if titled { word.split(' ').map(spelled).collect::<Vec<_>>().join(" ") } else { word.to_owned() })
}

/// A value of the same column that a text is close to and that is much more frequent.
fn commoner(text: &str, rows: usize, counts: &HashMap<&str, usize>) -> Option<String> {
    let fits = |(other, count): &(&&str, &usize)| {
        **count >= rows * 3
            && **count > rows + 1
            && differ_in_a_word(text, other)
            && near(NameKind::Product, text, other)
    };
    let mut found: Vec<_> = counts.iter().filter(fits).collect();
    found.sort_by_key(|(other, count)| (std::cmp::Reverse(**count), **other));
    found.first().map(|(other, _)| (**other).to_owned())
}

/// `Tier A` and `Tier B` differ in a letter that is a word, which is no slip.
fn differ_in_a_word(one: &str, other: &str) -> bool {
    let (one, other) = (key(NameKind::Product, one), key(NameKind::Product, other));
    let (one, other): (Vec<&str>, Vec<&str>) = (one.split(' ').collect(), other.split(' ').collect());
    let long = |word: &str| word.chars().count() >= 5;
    one.len() != other.len() || one.iter().zip(&other).all(|(a, b)| a == b || (long(a) && long(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_usual_word_is_suggested_as_the_text_is_written() {
        assert_eq!(among_usual("technolgy", INDUSTRIES).as_deref(), Some("technology"));
        assert_eq!(among_usual("Philipines", COUNTRIES).as_deref(), Some("Philippines"));
        assert_eq!(among_usual("Untied States", COUNTRIES).as_deref(), Some("United States"));
        assert_eq!(among_usual("Kenya", COUNTRIES), None);
        assert_eq!(among_usual("人工智能", INDUSTRIES), None);
    }

    #[test]
    fn a_rare_value_close_to_a_frequent_one_is_suspect() {
        let counts = HashMap::from([("Referral", 40), ("Referal", 2), ("Tier A", 40), ("Tier B", 2)]);
        assert_eq!(commoner("Referal", 2, &counts).as_deref(), Some("Referral"));
        assert_eq!(commoner("Referral", 40, &counts), None);
        assert_eq!(commoner("Tier B", 2, &counts), None);
    }

    #[test]
    fn no_usual_word_is_taken_for_another() {
        for words in [INDUSTRIES, COUNTRIES] {
            assert!(words.split('|').all(|word| fold_lower(word) == word && !word.is_empty()));
        }
    }
}
