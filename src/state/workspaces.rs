//! The workspaces of this device: which there are, where the data of each lies, and going from one to another.

use std::cell::OnceCell;

use idb::{Database, Schema};
use leptos::prelude::*;
use model::RecordRef;
use model::records::Workspace;
use profiles::{FIRST, Old, Profile, REGISTRY, Registry};
use store::{Backend, Failure};

use super::{App, Phase, Tables, ToastKind};
use crate::i18n::t;
use crate::platform::{boot, clock, dom, ids, preferences, tabs, task};

/// What a tab tells the others when other data is shown on this device from now on.
pub(super) const MOVED: &str = "moved";

/// The preference that says which database this device shows; the start script reads it.
const SHOWN: &str = "database";

thread_local! {
    static OPENED: OnceCell<&'static Registry<Database>> = const { OnceCell::new() };
}

/// The database of the workspace that this page shows.
pub(crate) fn database_name() -> String {
    boot::database()
}

/// The id of that workspace.
pub(crate) fn profile_id() -> String {
    profiles::profile_of(&database_name()).unwrap_or(FIRST).to_owned()
}

async fn registry() -> Result<&'static Registry<Database>, Failure> {
    if let Some(registry) = OPENED.with(|opened| opened.get().copied()) {
        return Ok(registry);
    }
    let schema = Schema { version: profiles::VERSION, tables: profiles::tables };
    let database = Database::open_with(REGISTRY, schema, |_| ()).await?;
    Ok(OPENED.with(|opened| *opened.get_or_init(|| Box::leak(Box::new(Registry::new(database))))))
}

/// Changes a workspace's entry, which is made where there is none.
pub(super) async fn change(profile: Profile, change: impl FnOnce(&mut Profile)) -> Result<Profile, Failure> {
    registry().await?.change(profile, change).await
}

/// Keeps a database from being taken for one that nobody needs.
pub(super) async fn hold(database: &str) -> Option<tabs::Lock> {
    tabs::try_lock(&format!("{database}-held")).await
}

impl App {
    /// The entry of the workspace that is shown, as it is now: whoever follows it follows `profiles` too.
    pub(crate) fn this_profile(self) -> Profile {
        let id = profile_id();
        let found = self.profiles.with_untracked(|profiles| profiles.iter().find(|profile| profile.id == id).cloned());
        let found = found.or_else(|| Profile::of_database(&database_name()));
        found.unwrap_or_else(|| Profile::new(FIRST, ""))
    }

    /// What people call the workspace that is shown, as its own record says; empty where nobody has named it. Whoever follows
    /// it follows `layout` and `profiles`.
    pub(crate) fn workspace_name(self) -> String {
        let named = self.board(|board| board.workspace().map(|workspace| workspace.name.clone()));
        named.filter(|name| !name.is_empty()).unwrap_or_else(|| self.this_profile().name)
    }

    /// The list of workspaces calls the one that is shown what its record calls it.
    pub(super) fn follow_name(self) {
        let named = self.board(|board| board.workspace().map(|workspace| workspace.name.clone())).unwrap_or_default();
        let profile = self.this_profile();
        if !named.is_empty() && named != profile.name {
            task::spawn(async move {
                // Where the list cannot be written it keeps the old name; the record has the new one.
                if change(profile, |profile| profile.name = named).await.is_ok() {
                    self.read_profiles().await;
                }
            });
        }
    }

    /// Reads the list anew, and looks for databases it does not name.
    pub(crate) async fn read_profiles(self) {
        // Without a registry there is still this workspace, and whatever is found.
        let mut list = match registry().await {
            Ok(registry) => registry.list().await.unwrap_or_default(),
            Err(_) => Vec::new(),
        };
        if !list.iter().any(|profile| profile.id == profile_id()) {
            list.extend(Profile::of_database(&database_name()));
        }
        let databases = idb::names().await.unwrap_or_default();
        self.profiles.set(profiles::with_found(list, &databases));
    }

    /// At the start: the preference follows the registry, and what was begun and not finished goes away.
    pub(super) async fn settle_profiles(self) {
        self.read_profiles().await;
        let list = self.profiles.get_untracked();
        let shown = database_name();
        let own = list.iter().find(|profile| profile.id == profile_id());
        if let Some(profile) = own.filter(|profile| profile.database != shown)
            && preferences::keep(SHOWN, &profile.database)
        {
            return self.moved();
        }
        for profile in &list {
            for database in profile.leftover.iter().filter(|database| **database != shown) {
                if let Some(_held) = hold(database).await
                    && idb::delete(database).await.is_ok()
                {
                    change(profile.clone(), |profile| profile.forget(database)).await.ok();
                }
            }
        }
    }

    /// Whether another tab has made this device show other data.
    pub(super) fn is_elsewhere(self) -> bool {
        preferences::get(SHOWN).is_some_and(|shown| shown != database_name())
    }

    /// Other data is shown on this device from now on. This page follows, unless something would be lost with it: then it
    /// says so, and writes no more.
    pub(super) fn moved(self) {
        let busy = self.has_unsaved()
            || self.has_drafts()
            || self.asking.with_untracked(Option::is_some)
            || self.work.with_untracked(Option::is_some)
            || dom::is_written_in();
        if !busy {
            return self.reload();
        }
        self.phase.set(Phase::Moved);
        task::spawn(async move {
            if let Tables::Idb(database) = self.store().await.backend() {
                database.retire();
            }
        });
    }

    /// Whether going to other data would lose nothing; says what it is that would be lost.
    pub(crate) fn may_go(self) -> bool {
        let busy = self.has_unsaved() || self.work.with_untracked(Option::is_some);
        let unsent = self.has_drafts();
        if busy {
            self.say(ToastKind::Status, t::workspaces::busy().to_owned());
        } else if unsent {
            self.say(ToastKind::Status, t::workspaces::unsent().to_owned());
        }
        !busy && !unsent
    }

    /// Loads the page again without asking whether it may be left.
    fn reload(self) {
        self.leaving.set(true);
        dom::reload();
    }

    /// Shows the data of a database from now on, in this tab and the others.
    pub(crate) fn show_database(self, database: &str) {
        preferences::set(SHOWN, database);
        if let Some(channel) = self.channel.get() {
            channel.tell(MOVED);
        }
        self.reload();
    }

    /// Makes a workspace and shows it.
    pub(crate) async fn make_workspace(self, name: &str) -> Result<(), Failure> {
        // This one is in the list from now on too.
        change(self.this_profile(), |_| ()).await?;
        let made = change(Profile::new(&ids::new().to_string(), name), |_| ()).await?;
        dom::set_hash("#/board");
        self.show_database(&made.database);
        Ok(())
    }

    /// The one that is shown has its name in a record of its own, which the list follows.
    pub(crate) async fn rename_workspace(self, profile: Profile, name: &str) -> Result<(), Failure> {
        if profile.id == profile_id() && !self.is_first_run() {
            self.set_field(RecordRef::to(Workspace::ID), "name", name.into());
            return Ok(());
        }
        change(profile, |profile| name.clone_into(&mut profile.name)).await?;
        self.read_profiles().await;
        Ok(())
    }

    /// Removes a workspace that is not shown, with all its data.
    pub(crate) async fn remove_workspace(self, profile: &Profile) -> Result<(), Failure> {
        let old = profile.old.iter().map(|old| &old.database);
        for database in std::iter::once(&profile.database).chain(old).chain(&profile.leftover) {
            tabs::tell_once(database, MOVED);
            idb::delete(database).await?;
        }
        registry().await?.remove(&profile.id).await?;
        for of_workspace in ["me", "backup.last", "backup.later"] {
            preferences::remove(&format!("{of_workspace}.{}", profile.id));
        }
        self.read_profiles().await;
        Ok(())
    }

    /// Removes data that a backup has replaced.
    pub(crate) async fn remove_old(self, profile: Profile, database: &str) -> Result<(), Failure> {
        idb::delete(database).await?;
        change(profile, |profile| profile.forget(database)).await?;
        self.read_profiles().await;
        Ok(())
    }

    /// Old data takes the place of what is shown now, which becomes old data.
    pub(crate) async fn bring_back(self, database: &str) -> Result<(), Failure> {
        self.put_in_place(database, |_| ()).await?;
        self.show_database(database);
        Ok(())
    }

    /// The shown workspace's data lies in another database from now on. What lay there before is kept, if it is anything.
    pub(super) async fn put_in_place(self, database: &str, and: impl FnOnce(&mut Profile)) -> Result<(), Failure> {
        let old = match self.store().await.backend() {
            Tables::Idb(present) => measure(present).await,
            Tables::Memory(_) => None,
        };
        change(self.this_profile(), |profile| {
            profile.switch(database, old);
            and(profile);
        })
        .await?;
        Ok(())
    }
}

/// What data would be kept as; nothing where there is none.
pub(super) async fn measure(backend: &impl Backend) -> Option<Old> {
    let unknown = Old { database: String::new(), replaced: Some(clock::now()), records: None, bytes: None };
    let Ok(measured) = backup::measure(backend).await else { return Some(unknown) };
    let old = Old { records: Some(measured.records), bytes: Some(measured.bytes), ..unknown };
    (!measured.is_empty).then_some(old)
}
