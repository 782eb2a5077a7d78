//! A record that takes several rows, as with a list of products beside cells merged over all of them, becomes one.

use super::Block;
use crate::headers::{
    AccountField, ContactField, FileGuess, Kind, LeadField, MemberField, OpportunityField, ProductField, Target,
    recognise,
};
use crate::limits;
use crate::table::Table;

/// How many rows tell what the columns are.
const TELLING: usize = 200;

/// Joins the rows of each record. Returns how many rows went into another.
pub(super) fn fold(table: &mut Table, spans: &[Block]) -> usize {
    if spans.is_empty() {
        return 0;
    }
    let sample = Table { rows: table.rows.iter().take(TELLING).cloned().collect(), ..without_rows(table) };
    let guess = recognise(&sample);
    let Some(kind) = guess.kind else { return 0 };
    let telling: Vec<usize> = identities(kind).iter().filter_map(|target| guess.column(*target)).collect();
    let mut gone = vec![false; table.rows.len()];
    for span in
        spans.iter().filter(|span| telling.iter().any(|column| (span.columns.0..=span.columns.1).contains(column)))
    {
        let from = table.rows.partition_point(|row| row.line <= span.rows.0);
        let to = table.rows.partition_point(|row| row.line <= span.rows.1.saturating_add(1));
        // Title and id of a record are often merged both.
        if to.saturating_sub(from) < 2 || gone[from + 1] {
            continue;
        }
        if let Some(joined) = joined(table, from, to, &guess) {
            table.rows[from].cells = joined;
            gone[from + 1..to].fill(true);
        }
    }
    let count = gone.iter().filter(|gone| **gone).count();
    let mut at = 0;
    table.rows.retain(|_| {
        at += 1;
        !gone[at - 1]
    });
    count
}

fn without_rows(table: &Table) -> Table {
    Table {
        header: table.header.clone(),
        rows: Vec::new(),
        delimiter: table.delimiter,
        rejected: Vec::new(),
        skipped: Vec::new(),
        warnings: Vec::new(),
    }
}

/// What tells one record of a kind from another. A history has a row for each visit.
fn identities(kind: Kind) -> Vec<Target> {
    match kind {
        Kind::Opportunity => [OpportunityField::ExternalId, OpportunityField::Title].map(Target::Opportunity).into(),
        Kind::Account => [AccountField::ExternalId, AccountField::Name].map(Target::Account).into(),
        Kind::Contact => [ContactField::ExternalId, ContactField::Name].map(Target::Contact).into(),
        Kind::Lead => [LeadField::ExternalId, LeadField::Name, LeadField::Company].map(Target::Lead).into(),
        Kind::Product => [ProductField::ExternalId, ProductField::Name].map(Target::Product).into(),
        Kind::Member => [MemberField::ExternalId, MemberField::Name].map(Target::Member).into(),
        Kind::StageHistory => Vec::new(),
    }
}

/// The cells of one row for all of several; nothing where they differ in what a record has once, such as its amount.
fn joined(table: &Table, from: usize, to: usize, guess: &FileGuess) -> Option<Vec<String>> {
    let rows = &table.rows[from..to];
    let cell = |column: usize| {
        let mut said: Vec<&str> = Vec::new();
        for row in rows {
            let text = row.cells.get(column).map_or("", |text| text.trim());
            if !text.is_empty() {
                said.push(text);
            }
        }
        let first = *said.first().unwrap_or(&"");
        if said.iter().all(|text| *text == first) {
            return Some(first.to_owned());
        }
        let all = said.join("\n");
        (takes_several(guess.columns.get(column)?.guess.target) && all.len() <= limits::CELL_BYTES).then_some(all)
    };
    (0..table.header.len()).map(cell).collect()
}

fn takes_several(target: Target) -> bool {
    use OpportunityField as O;
    match target {
        Target::Opportunity(field) => matches!(field, O::Product | O::Contact | O::Competitor | O::Need | O::Note),
        Target::Account(field) => field == AccountField::Note,
        Target::Contact(field) => matches!(field, ContactField::Phones | ContactField::Mails | ContactField::Note),
        Target::Lead(field) => matches!(field, LeadField::Text | LeadField::Note),
        Target::Product(_) | Target::Member(_) | Target::StageHistory(_) => false,
        Target::Custom(_) | Target::Own(..) => true,
    }
}
