//! A calendar file (.ics) of what is due, as RFC 5545 has it: for any calendar program, read once or again.

use crate::Id;
use crate::records::{Activity, Opportunity};
use crate::time::{Date, Instant};

/// One day's entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The same for the same thing, so that a later file replaces it.
    pub uid: String,
    pub day: Date,
    pub summary: String,
    /// May be empty.
    pub description: String,
    /// Where it opens in the app; may be empty.
    pub url: String,
}

impl Event {
    /// The next touch of an opportunity. There is one at a time: on its next day it replaces this one.
    pub fn follow_up(opportunity: Id<Opportunity>, day: Date, summary: String) -> Self {
        Self {
            uid: format!("{opportunity}-follow-up@shangji"),
            day,
            summary,
            description: String::new(),
            url: String::new(),
        }
    }

    /// A planned step.
    pub fn planned(activity: Id<Activity>, day: Date, summary: String) -> Self {
        Self { uid: format!("{activity}@shangji"), day, summary, description: String::new(), url: String::new() }
    }
}

/// The longest line in octets, without its end (RFC 5545, 3.1).
const LINE: usize = 75;

/// The text of the file. `name` is what programs call the calendar, `stamp` the moment it was made.
pub fn calendar(name: &str, events: &[Event], stamp: Instant) -> String {
    let mut out = String::new();
    for fixed in
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Shangji//Shangji//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    {
        line(&mut out, fixed);
    }
    line(&mut out, &format!("X-WR-CALNAME:{}", escaped(name)));
    let stamp = utc(stamp);
    for event in events {
        line(&mut out, "BEGIN:VEVENT");
        line(&mut out, &format!("UID:{}", escaped(&event.uid)));
        line(&mut out, &format!("DTSTAMP:{stamp}"));
        line(&mut out, &format!("DTSTART;VALUE=DATE:{}", compact(event.day)));
        // Without the last day, which is the first too.
        line(&mut out, &format!("DTEND;VALUE=DATE:{}", compact(event.day.plus_days(1))));
        line(&mut out, &format!("SUMMARY:{}", escaped(&event.summary)));
        if !event.description.is_empty() {
            line(&mut out, &format!("DESCRIPTION:{}", escaped(&event.description)));
        }
        if !event.url.is_empty() {
            // An address is no text: nothing in it is escaped, and nothing may end its line.
            let address: String = event.url.chars().filter(|sign| !sign.is_control()).collect();
            line(&mut out, &format!("URL:{address}"));
        }
        // A day to do something on is not a day that is taken.
        line(&mut out, "TRANSP:TRANSPARENT");
        line(&mut out, "END:VEVENT");
    }
    line(&mut out, "END:VCALENDAR");
    out
}

/// One line, folded where it is too long, never inside a character.
fn line(out: &mut String, text: &str) {
    let mut free = LINE;
    for sign in text.chars() {
        if sign.len_utf8() > free {
            out.push_str("\r\n ");
            free = LINE - 1;
        }
        out.push(sign);
        free -= sign.len_utf8();
    }
    out.push_str("\r\n");
}

/// As TEXT (RFC 5545, 3.3.11). Control signs mean nothing there and are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.replace("\r\n", "\n").chars() {
        match sign {
            '\\' | ';' | ',' => out.extend(['\\', sign]),
            '\n' | '\r' => out.push_str("\\n"),
            sign if sign.is_control() && sign != '\t' => {}
            sign => out.push(sign),
        }
    }
    out
}

fn compact(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

fn utc(instant: Instant) -> String {
    const DAY: i64 = 86_400_000;
    let day = i32::try_from(instant.0.div_euclid(DAY)).ok().and_then(Date::from_days).unwrap_or(Date::EPOCH);
    let seconds = instant.0.rem_euclid(DAY) / 1000;
    format!("{}T{:02}{:02}{:02}Z", compact(day), seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn event(summary: &str) -> Event {
        Event::follow_up(Id::new(Uuid::from_u128(1)), Date::parse_iso("2026-12-31").unwrap(), summary.to_owned())
    }

    /// Lines as a calendar program reads them.
    fn unfolded(text: &str) -> Vec<String> {
        text.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_file_holds_an_entry_for_each_day() {
        let planned = Event {
            description: "带上方案\n二楼".into(),
            url: "https://example.com/#/opportunity/1,2".into(),
            ..Event::planned(Id::new(Uuid::from_u128(2)), Date::parse_iso("2026-02-24").unwrap(), "拜访".into())
        };
        let text = calendar("商机", &[event("跟进：华星示例"), planned], Instant(1_767_225_599_999));
        assert_eq!(
            unfolded(&text),
            [
                "BEGIN:VCALENDAR",
                "VERSION:2.0",
                "PRODID:-//Shangji//Shangji//EN",
                "CALSCALE:GREGORIAN",
                "METHOD:PUBLISH",
                "X-WR-CALNAME:商机",
                "BEGIN:VEVENT",
                "UID:00000000-0000-0000-0000-000000000001-follow-up@shangji",
                "DTSTAMP:20251231T235959Z",
                "DTSTART;VALUE=DATE:20261231",
                "DTEND;VALUE=DATE:20270101",
                "SUMMARY:跟进：华星示例",
                "TRANSP:TRANSPARENT",
                "END:VEVENT",
                "BEGIN:VEVENT",
                "UID:00000000-0000-0000-0000-000000000002@shangji",
                "DTSTAMP:20251231T235959Z",
                "DTSTART;VALUE=DATE:20260224",
                "DTEND;VALUE=DATE:20260225",
                "SUMMARY:拜访",
                "DESCRIPTION:带上方案\\n二楼",
                "URL:https://example.com/#/opportunity/1,2",
                "TRANSP:TRANSPARENT",
                "END:VEVENT",
                "END:VCALENDAR",
            ]
        );
    }

    #[test]
    fn text_cannot_end_its_line() {
        let text = calendar("", &[event("a;b,c\\d\r\nEND:VEVENT\rx\u{7}")], Instant(0));
        assert!(unfolded(&text).contains(&"SUMMARY:a\\;b\\,c\\\\d\\nEND:VEVENT\\nx".to_owned()));
        let hostile = Event { url: "https://example.com/\r\nEND:VEVENT".into(), ..event("") };
        assert!(
            unfolded(&calendar("", &[hostile], Instant(0))).contains(&"URL:https://example.com/END:VEVENT".to_owned())
        );
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_nothing_is_lost(summary in "[a-z；；商机😀 ,]{0,200}") {
            let text = calendar("", &[event(&summary)], Instant(0));
            prop_assert!(text.split("\r\n").all(|line| line.len() <= LINE));
            let read = unfolded(&text).into_iter().find_map(|line| line.strip_prefix("SUMMARY:").map(str::to_owned));
            prop_assert_eq!(read.unwrap().replace("\\,", ","), summary);
        }
    }
}
