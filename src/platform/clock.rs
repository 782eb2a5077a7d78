//! The time.

pub(crate) use device::now;
use model::Date;

use crate::i18n::format;

/// The day it is in a time zone; in the browser's own where the zone is not known.
pub(crate) fn today(time_zone: &str) -> Date {
    let now = now();
    let local = || {
        let date = js_sys::Date::new_0();
        let year = i32::try_from(date.get_full_year()).ok()?;
        Date::from_ymd(year, date.get_month() + 1, date.get_date())
    };
    let known = format::day_in(time_zone, now).or_else(local);
    known.unwrap_or(Date::EPOCH)
}

/// Milliseconds since the page was asked for, as events carry them.
pub(crate) fn since_start() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}
