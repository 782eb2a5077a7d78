//! A still picture of the list, kept for the next start: it is on the screen before anything of the app is there that could
//! draw it.

use std::cell::Cell;

use leptos::mount::mount_to;
use leptos::prelude::*;

use crate::platform::{boot, dom};
use crate::route::{Route, Screen};
use crate::state::{App, app};

/// The name of the packed picture; the start script knows it.
pub(crate) const PART: &str = "picture";

thread_local! {
    static IS_TAKEN: Cell<bool> = const { Cell::new(false) };
}

/// Where the list is, as its links go on from: in a picture the page that one starts with.
pub(super) fn with_route<T>(app: App, look: impl FnOnce(&Route) -> T) -> T {
    if IS_TAKEN.get() { look(&Route::to(Screen::Today)) } else { app.route.with(look) }
}

/// The picture of the list as it is now, as text. `None` where the next start could not know whether it still holds.
pub(crate) fn picture() -> Option<String> {
    let app = app();
    if boot::time_zone()? != app.time_zone() {
        return None;
    }
    IS_TAKEN.set(true);
    let aside = dom::aside();
    let drawn = mount_to(aside.clone(), super::page);
    let picture = aside.first_element_child().and_then(|page| boot::picture_of(&page, &holds(app)));
    drop(drawn);
    IS_TAKEN.set(false);
    picture
}

/// What a picture is of: this version, language, person and day. Another day or person has other work.
pub(crate) fn holds(app: App) -> String {
    let (me, today) = (app.me.get_untracked(), app.today.get_untracked());
    format!(
        "{} {} {} {today}",
        boot::build(),
        crate::i18n::Lang::current().tag(),
        me.map(|me| me.to_string()).unwrap_or_default()
    )
}
