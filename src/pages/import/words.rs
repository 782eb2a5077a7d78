//! The wording of what the import speaks of in codes.

use interchange::book::BookError;
use interchange::cell::date::Order;
use interchange::encoding::{DecodeError, Encoding};
use interchange::headers::{
    AccountField as A, ContactField as C, FieldType, HistoryField as H, Kind, LeadField as L, MemberField as M,
    OpportunityField as O, ProductField as P, Shape, Target,
};
use interchange::import::protocol::{Basis, Code, ColumnState, Finding, Reason, RejectWords, RejectedRow};
use interchange::limits;
use interchange::stages::OrderBasis;
use interchange::table::{Delimiter, TableError, Warning};
use interchange::talk::NotRead;
use model::records::{Account, Activity, Contact, CustomField, Member, Outcome, Product, Record as _, Stage};

use crate::i18n::{format, t};
use crate::ui::Icon;

pub(super) fn encoding(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8 => "UTF-8",
        Encoding::Utf16Le => "UTF-16 LE",
        Encoding::Utf16Be => "UTF-16 BE",
        Encoding::Gb18030 => "GB18030",
        Encoding::Windows1252 => "Windows-1252",
    }
}

pub(super) fn delimiter(delimiter: Delimiter) -> &'static str {
    match delimiter {
        Delimiter::Comma => t::delimiter::comma(),
        Delimiter::Semicolon => t::delimiter::semicolon(),
        Delimiter::Tab => t::delimiter::tab(),
        Delimiter::Pipe => t::delimiter::pipe(),
        Delimiter::FullWidthComma => t::delimiter::full_width_comma(),
    }
}

/// What programs call themselves.
pub(super) fn shape(shape: Shape) -> Option<&'static str> {
    Some(match shape {
        Shape::SalesforceReport | Shape::SalesforceExport => "Salesforce",
        Shape::HubSpot => "HubSpot",
        Shape::Pipedrive => "Pipedrive",
        Shape::Odoo => "Odoo",
        Shape::Espo => "EspoCRM",
        Shape::Twenty => "Twenty",
        Shape::Cordys => "Cordys CRM",
        Shape::Wukong => t::import::wukong(),
        Shape::Generic => return None,
    })
}

pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Opportunity => t::kind::opportunities(),
        Kind::Account => t::kind::accounts(),
        Kind::Contact => t::kind::contacts(),
        Kind::Lead => t::kind::leads(),
        Kind::Product => t::kind::products(),
        Kind::Member => t::kind::members(),
        Kind::StageHistory => t::kind::stage_history(),
    }
}

/// The name of one record of a kind, by the kind's name.
pub(super) fn kind_of_record(name: &str) -> &'static str {
    match name {
        Account::NAME => t::noun::account(),
        Contact::NAME => t::noun::contact(),
        Product::NAME => t::noun::product(),
        Member::NAME => t::noun::owner(),
        _ => t::noun::opportunity(),
    }
}

/// Records that come along with rows, counted. Settings that nobody asks after are left out.
pub(super) fn along(kind: &str, count: usize) -> Option<String> {
    Some(match kind {
        Account::NAME => t::along::accounts(count),
        Contact::NAME => t::along::contacts(count),
        Product::NAME => t::along::products(count),
        Member::NAME => t::along::members(count),
        Activity::NAME => t::along::activities(count),
        CustomField::NAME => t::along::custom_fields(count),
        Stage::NAME => t::along::stages(count),
        _ => return None,
    })
}

/// What a column can be for. `known` is a field of the workspace's own that is there already.
pub(super) fn target(target: Target, header: &str, known: bool) -> String {
    let name = match target {
        Target::Opportunity(field) => opportunity(field),
        Target::Account(field) => match field {
            A::ExternalId => t::target::external_id(),
            A::Name => t::target::account_name(),
            A::Industry => t::target::industry(),
            A::Region => t::target::region(),
            A::Size => t::target::size(),
            A::Owner => t::field::owner(),
            A::Parent => t::target::parent(),
            A::Tier => t::target::tier(),
            A::Kind => t::target::account_kind(),
            A::Note => t::field::note(),
        },
        Target::Contact(field) => match field {
            C::ExternalId => t::target::external_id(),
            C::Name => t::target::person_name(),
            C::FirstName => t::target::first_name(),
            C::LastName => t::target::last_name(),
            C::Account => t::field::account(),
            C::Title => t::target::job_title(),
            C::Phones => t::target::phone(),
            C::Mails => t::target::mail(),
            C::Role => t::target::role(),
            C::Note => t::field::note(),
        },
        Target::Lead(field) => match field {
            L::ExternalId => t::target::external_id(),
            L::Name => t::target::person_name(),
            L::FirstName => t::target::first_name(),
            L::LastName => t::target::last_name(),
            L::Company => t::leads::company(),
            L::Text => t::leads::text(),
            L::Title => t::target::job_title(),
            L::Phone => t::target::phone(),
            L::Mail => t::target::mail(),
            L::Source => t::field::source(),
            L::Campaign => t::field::campaign(),
            L::Owner => t::field::owner(),
            L::ReceivedOn => t::leads::received(),
            L::Industry => t::target::industry(),
            L::Size => t::target::size(),
            L::Maturity => t::customers::maturity(),
            L::Note => t::field::note(),
        },
        Target::Product(field) => match field {
            P::ExternalId => t::target::external_id(),
            P::Name => t::target::product_name(),
            P::ListPrice => t::target::list_price(),
            P::Family => t::target::family(),
        },
        Target::Member(field) => match field {
            M::ExternalId => t::target::external_id(),
            M::Name => t::target::person_name(),
            M::Manager => t::target::manager(),
            M::Role => t::target::role(),
        },
        Target::StageHistory(field) => match field {
            H::Opportunity => t::opportunity::title(),
            H::Stage => t::field::stage(),
            H::EnteredOn => t::target::entered_on(),
            H::LeftOn => t::target::left_on(),
        },
        // Those are called what the workspace calls them.
        Target::Own(..) => header,
        Target::Custom(_) if known => return t::target::own_field(header),
        Target::Custom(field_type) => {
            return t::target::new_field { name: header, sort: self::field_type(field_type) }.text();
        }
    };
    name.to_owned()
}

fn opportunity(field: O) -> &'static str {
    match field {
        O::ExternalId => t::target::external_id(),
        O::Title => t::field::title(),
        O::Account => t::field::account(),
        O::AccountId => t::target::account_id(),
        O::Stage => t::field::stage(),
        O::Status => t::target::status(),
        O::IsWon => t::target::is_won(),
        O::IsLost => t::target::is_lost(),
        O::IsClosed => t::target::is_closed(),
        O::IsActive => t::target::is_active(),
        O::Amount => t::field::amount(),
        O::Currency => t::target::currency(),
        O::Probability => t::field::probability(),
        O::ExpectedClose => t::field::expected_close(),
        O::ClosedOn => t::target::closed_on(),
        O::WonOn => t::target::won_on(),
        O::LostOn => t::target::lost_on(),
        O::CloseDate => t::target::close_date(),
        O::CreatedOn => t::field::created_on(),
        O::Owner => t::field::owner(),
        O::Source => t::field::source(),
        O::Campaign => t::field::campaign(),
        O::Product => t::field::product(),
        O::Contact => t::field::contact(),
        O::NextStep => t::next::title(),
        O::NextStepOn => t::new::next_date(),
        O::LossReason => t::target::loss_reason(),
        O::Competitor => t::target::competitor(),
        O::Need => t::field::need(),
        O::Note => t::field::note(),
        O::ForecastCategory => t::target::forecast_category(),
        O::Pipeline => t::board::pipeline(),
        O::LastTouch => t::target::last_touch(),
    }
}

fn field_type(field_type: FieldType) -> &'static str {
    match field_type {
        FieldType::Text => t::field_type::text(),
        FieldType::Money => t::field_type::money(),
        FieldType::MultiChoice => t::field_type::multi_choice(),
        FieldType::Person => t::field_type::person(),
        FieldType::Link => t::field_type::link(),
        FieldType::Number => t::field_type::number(),
        FieldType::Date => t::field_type::date(),
        FieldType::Choice => t::field_type::choice(),
    }
}

/// A field of a record as it is stored.
pub(super) fn field(name: &str, of_person: bool) -> String {
    let known = match name {
        // The title of a person is what they work as.
        "title" if of_person => t::target::job_title(),
        "title" | "name" => t::field::title(),
        "account" | "subject" => t::field::account(),
        "stage" => t::field::stage(),
        "pipeline" => t::board::pipeline(),
        "outcome" => t::field::outcome(),
        "amount" => t::field::amount(),
        "probability" => t::field::probability(),
        "expected_close" => t::field::expected_close(),
        "closed_on" => t::target::closed_on(),
        "created_on" => t::field::created_on(),
        "owner" => t::field::owner(),
        "source" => t::field::source(),
        "campaign" => t::field::campaign(),
        "products" => t::field::products(),
        "contacts" => t::field::contacts(),
        "reasons" => t::field::reasons(),
        "close_note" => t::field::close_note(),
        "competitors" => t::field::competitors(),
        "need" => t::field::need(),
        "note" | "notes" => t::field::note(),
        "industry" => t::target::industry(),
        "region" => t::target::region(),
        "size" => t::target::size(),
        "parent" => t::target::parent(),
        "tier" => t::target::tier(),
        "kind" => t::target::account_kind(),
        "phones" | "phone" => t::target::phone(),
        "mails" | "mail" => t::target::mail(),
        "company" => t::leads::company(),
        "text" => t::leads::text(),
        "received_on" => t::leads::received(),
        "maturity" => t::customers::maturity(),
        "role" => t::target::role(),
        "list_price" => t::target::list_price(),
        "family" => t::target::family(),
        "manager" => t::target::manager(),
        "effective" => t::target::entered_on(),
        other => return other.strip_prefix("custom:").unwrap_or(other).to_owned(),
    };
    known.to_owned()
}

/// Where a field stands among others.
pub(super) fn place(name: &str) -> usize {
    const FIRST: [&str; 14] = [
        "title",
        "name",
        "account",
        "company",
        "outcome",
        "stage",
        "amount",
        "expected_close",
        "closed_on",
        "created_on",
        "received_on",
        "owner",
        "products",
        "source",
    ];
    FIRST.iter().position(|known| *known == name).unwrap_or(FIRST.len())
}

pub(super) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Won => t::outcome::won(),
        Outcome::Lost => t::outcome::lost(),
        Outcome::Open => t::outcome::open(),
    }
}

pub(super) fn order(order: Order) -> &'static str {
    match order {
        Order::MonthFirst => t::import::month_first(),
        Order::DayFirst => t::import::day_first(),
        Order::YearFirst => t::import::year_first(),
    }
}

pub(super) fn order_basis(basis: OrderBasis) -> &'static str {
    match basis {
        OrderBasis::History => t::import::order_history(),
        OrderBasis::Numbers => t::import::order_numbers(),
        OrderBasis::Probability => t::import::order_probability(),
        OrderBasis::Usual => t::import::order_usual(),
        OrderBasis::File => t::import::order_file(),
    }
}

pub(super) fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Column => t::import::basis_column(),
        Basis::Usual => t::import::basis_usual(),
        Basis::Assumed => t::import::basis_assumed(),
        Basis::Person => t::import::basis_person(),
        Basis::Stage | Basis::None => "",
    }
}

/// How a column's cells fare: tone, picture, words.
pub(super) fn column_state(state: &ColumnState) -> (Option<&'static str>, Option<Icon>, String) {
    let fares = |read: usize, empty: usize, unreadable: usize| {
        let mut parts = vec![t::import::read(read)];
        if empty > 0 {
            parts.push(t::import::cells_empty(empty));
        }
        if unreadable > 0 {
            parts.push(t::import::unreadable(unreadable));
        }
        parts.join(t::list::comma())
    };
    let tone = |unreadable: usize| if unreadable > 0 { "warn" } else { "ok" };
    let (tone, said) = match *state {
        ColumnState::Skipped => return (None, None, t::import::left_out().to_owned()),
        ColumnState::Unique { .. } => ("ok", t::import::unique().to_owned()),
        ColumnState::Repeated { ids, rows } => ("warn", t::import::repeated(ids, &format::count(rows))),
        ColumnState::Read { read, empty, unreadable } | ColumnState::Field { read, empty, unreadable, .. } => {
            (tone(unreadable), fares(read, empty, unreadable))
        }
        ColumnState::Values { count } => ("ok", t::import::values(count)),
        ColumnState::Names { known, new, near } => {
            let counted = [
                (known, t::import::names_known(known)),
                (new, t::import::names_new(new)),
                (near, t::import::names_near(near)),
            ];
            let parts: Vec<String> =
                counted.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text).collect();
            (if near > 0 { "warn" } else { "ok" }, parts.join(t::list::comma()))
        }
        ColumnState::NewField { read, empty, unreadable, .. } => {
            (if unreadable > 0 { "warn" } else { "new" }, fares(read, empty, unreadable))
        }
    };
    let picture = match tone {
        "ok" => Icon::Check,
        "new" => Icon::Plus,
        _ => Icon::TriangleAlert,
    };
    (Some(tone), Some(picture), said)
}

pub(super) fn warning(warning: &Warning) -> String {
    match warning {
        Warning::NoHeader => t::import::no_header().to_owned(),
        Warning::UnnamedColumn { column } => t::import::unnamed_column(&column.to_string()),
        Warning::RepeatedName { name, .. } => t::import::repeated_name(name),
        Warning::ShortRows { count, .. } => t::import::short_rows(*count),
        Warning::FailedCells { count, lines } => {
            let line = lines.first().map(|line| format::count(*line as usize)).unwrap_or_default();
            t::import::failed_cells(*count, &line)
        }
        Warning::MergedCells { count, columns } => t::import::merged_cells(*count, &columns.join(t::list::comma())),
        Warning::JoinedRows { count } => t::import::joined_rows(*count),
    }
}

/// Why a row is not taken, and what to do about it.
pub(super) fn reason(row: &RejectedRow) -> String {
    let other = row.other_line.map(|line| format::count(line as usize)).unwrap_or_default();
    match row.reason {
        Reason::CellTooLarge => t::reason::cell_too_large(&row.column),
        Reason::TooManyCells => t::reason::too_many_cells().to_owned(),
        Reason::UnbalancedQuote => t::reason::unbalanced_quote().to_owned(),
        Reason::DuplicateId => t::reason::duplicate_id { column: &row.column, line: &other }.text(),
        Reason::NoIdentity => t::reason::no_identity().to_owned(),
        Reason::UnknownOpportunity => t::reason::unknown_opportunity(&row.column),
        Reason::SeveralOpportunities => t::reason::several_opportunities(&row.column),
    }
}

/// The same for the file of rejected rows, whose placeholders are filled in there.
pub(super) fn rejects() -> RejectWords {
    let reasons = [
        (Reason::CellTooLarge, t::reason::cell_too_large("{column}")),
        (Reason::TooManyCells, t::reason::too_many_cells().to_owned()),
        (Reason::UnbalancedQuote, t::reason::unbalanced_quote().to_owned()),
        (Reason::DuplicateId, t::reason::duplicate_id { column: "{column}", line: "{line}" }.text()),
        (Reason::NoIdentity, t::reason::no_identity().to_owned()),
        (Reason::UnknownOpportunity, t::reason::unknown_opportunity("{column}")),
        (Reason::SeveralOpportunities, t::reason::several_opportunities("{column}")),
    ];
    RejectWords { header: t::import::reason().to_owned(), reasons: reasons.into_iter().collect() }
}

/// Something about the data worth a look.
pub(super) fn finding(finding: &Finding) -> String {
    let column = finding.column.as_deref().unwrap_or_default();
    let suggestion = finding.suggestion.as_deref().unwrap_or_default();
    let first = finding.examples.first().map(|(_, text)| text.as_str()).unwrap_or_default();
    let n = finding.count;
    match finding.code {
        Code::MissingAccount => t::finding::missing_account(n),
        Code::NoDate => t::finding::no_date(n),
        Code::OpenWithoutStart => t::finding::open_without_start(n),
        Code::ClosedWithoutDay => t::finding::closed_without_day(n),
        Code::CloseBeforeStart => t::finding::close_before_start(n),
        Code::CloseInFuture => t::finding::close_in_future(n),
        Code::LostWithoutAmount => t::finding::lost_without_amount(n),
        Code::NegativeAmount => t::finding::negative_amount(n),
        Code::SeveralCurrencies => t::finding::several_currencies(n),
        Code::Unreadable => t::finding::unreadable(n, column),
        Code::MonthOnly => t::finding::month_only(n, column),
        Code::Misspelt => t::finding::misspelt { count: n, column, suggestion, text: first }.text(),
        Code::Contradiction => t::finding::contradiction(n),
        Code::OutcomeUnknown => t::finding::outcome_unknown(n),
        Code::NoStage => t::finding::no_stage(n),
        Code::TooManyPipelines => t::finding::too_many_pipelines(n, column),
        Code::SeveralAccounts => t::finding::several_accounts(n),
        Code::ReasonOfOpen => t::finding::reason_of_open(n),
        Code::MemberWithoutOpportunity => t::finding::member_without_opportunity(n),
        Code::LeftBeforeEntered => t::finding::left_before_entered(n),
        Code::Deleted => t::finding::deleted(n),
    }
}

/// What may well be a mistake in the file stands out.
pub(super) fn finding_tone(code: Code) -> Option<&'static str> {
    let mistake = matches!(
        code,
        Code::CloseBeforeStart
            | Code::NegativeAmount
            | Code::Unreadable
            | Code::Misspelt
            | Code::Contradiction
            | Code::LeftBeforeEntered
            | Code::CloseInFuture
    );
    mistake.then_some("warn")
}

/// Why a file was not read, and what to do.
pub(super) fn not_read(why: NotRead, name: &str) -> String {
    let mega = format::count(limits::FILE_BYTES / 1024 / 1024);
    match why {
        NotRead::Bytes(DecodeError::TooLarge { .. }) | NotRead::Table(TableError::TooLong { .. }) => {
            t::not_read::too_large { name, size: &mega }.text()
        }
        NotRead::Bytes(DecodeError::Workbook) | NotRead::Book(BookError::Damaged) => t::not_read::damaged(name),
        NotRead::Book(BookError::Encrypted) => t::not_read::encrypted(name),
        NotRead::Book(BookError::NoBook) => t::not_read::no_book(name),
        NotRead::Book(BookError::OtherForm) => t::not_read::other_form(name),
        NotRead::Book(BookError::TooManyParts | BookError::TooLarge) => {
            let mega = format::count(usize::try_from(limits::BOOK_BYTES / 1024 / 1024).unwrap_or(usize::MAX));
            t::not_read::unpacks_too_large { name, size: &mega }.text()
        }
        NotRead::Bytes(DecodeError::Binary) => t::not_read::binary(name),
        NotRead::Table(TableError::Empty) => t::not_read::empty(name),
        NotRead::Table(TableError::TooManyRows { .. }) => {
            t::not_read::too_many_rows { name, rows: &format::count(limits::ROWS) }.text()
        }
        NotRead::Table(TableError::TooManyColumns { line, columns }) => t::not_read::too_many_columns {
            name,
            columns: &format::count(columns),
            limit: &format::count(limits::COLUMNS),
            line: &format::count(line as usize),
        }
        .text(),
        NotRead::NoFile => t::import::broken().to_owned(),
    }
}
