//! Which workspaces this device has, and in which database each of them lies.
//!
//! The registry is a small database of its own. It can be lost without a workspace being lost: databases that it does not
//! name are found by their names. Which workspace is shown is no fact of it but a preference.

// A database handle of the browser cannot leave its thread.
#![allow(async_fn_in_trait)]

use model::{Instant, Uuid};
use serde::{Deserialize, Serialize};
use store::{Backend, Failure, Mode, Range, Table, Transaction};

/// The registry's own database, its version and its only table.
pub const REGISTRY: &str = "shangji-registry";
pub const VERSION: u32 = 1;
const PROFILES: &str = "profiles";

/// The workspace there is without a registry.
pub const FIRST: &str = "default";

const PREFIX: &str = "shangji-";

/// A workspace of this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// [`FIRST`] or a UUID; preferences that belong to a workspace are kept under it.
    pub id: String,
    /// What the person at this device calls it; may be empty.
    #[serde(default)]
    pub name: String,
    /// Where its data lies now.
    pub database: String,
    /// Data that a restored backup has replaced. It stays until somebody removes it.
    #[serde(default)]
    pub old: Vec<Old>,
    /// Databases nobody needs: begun and not finished, or replaced while they held nothing.
    #[serde(default)]
    pub leftover: Vec<String>,
}

/// Data that is no longer the workspace's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Old {
    pub database: String,
    /// When something else took its place; unknown of what was found by its name.
    #[serde(default)]
    pub replaced: Option<Instant>,
    #[serde(default)]
    pub records: Option<u64>,
    /// As a backup of it would have.
    #[serde(default)]
    pub bytes: Option<u64>,
}

impl Profile {
    /// A workspace that has just been made, under an id of its own.
    pub fn new(id: &str, name: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            database: format!("{PREFIX}{id}"),
            old: Vec::new(),
            leftover: Vec::new(),
        }
    }

    /// The workspace that lies in a database nobody has told the registry of.
    pub fn of_database(database: &str) -> Option<Self> {
        let profile = Self::new(profile_of(database)?, "");
        Some(Self { database: database.to_owned(), ..profile })
    }

    /// A name for another database of this workspace.
    pub fn another_database(&self, unique: Uuid) -> String {
        format!("{PREFIX}{}.{}", self.id, unique.simple())
    }

    /// Notes a database that is of no use until it has become the workspace's.
    pub fn begin(&mut self, database: &str) {
        self.leftover.push(database.to_owned());
    }

    /// Another database takes the place of the present one, which is kept as `old` or, where that is `None`, of no use.
    pub fn switch(&mut self, database: &str, old: Option<Old>) {
        let before = std::mem::replace(&mut self.database, database.to_owned());
        self.leftover.retain(|name| name != database);
        self.old.retain(|known| known.database != database && known.database != before);
        match old {
            Some(old) => self.old.push(Old { database: before, ..old }),
            None if before != database => self.leftover.push(before),
            None => {}
        }
    }

    /// A database is gone.
    pub fn forget(&mut self, database: &str) {
        self.old.retain(|old| old.database != database);
        self.leftover.retain(|name| name != database);
    }

    fn knows(&self, database: &str) -> bool {
        self.database == database
            || self.leftover.iter().any(|name| name == database)
            || self.old.iter().any(|old| old.database == database)
    }
}

/// The id of the workspace that a database belongs to, if it is one.
pub fn profile_of(database: &str) -> Option<&str> {
    let name = database.strip_prefix(PREFIX)?;
    let (id, part) = name.split_once('.').map_or((name, None), |(id, part)| (id, Some(part)));
    let is_id = |text: &str| Uuid::try_parse(text).is_ok();
    ((id == FIRST || is_id(id)) && part.is_none_or(is_id)).then_some(id)
}

/// The list with what lies in databases that it does not name.
pub fn with_found(mut profiles: Vec<Profile>, databases: &[String]) -> Vec<Profile> {
    for database in databases {
        let Some(id) = profile_of(database) else { continue };
        if profiles.iter().any(|profile| profile.knows(database)) {
            continue;
        }
        match profiles.iter_mut().find(|profile| profile.id == id) {
            Some(profile) => {
                profile.old.push(Old { database: database.clone(), replaced: None, records: None, bytes: None });
            }
            None => profiles.extend(Profile::of_database(database)),
        }
    }
    profiles
}

/// The registry's table.
pub fn tables() -> Vec<Table> {
    vec![Table { name: PROFILES, key: &["id"], indexes: Vec::new() }]
}

/// The registry over its database.
pub struct Registry<B>(B);

impl<B: Backend> Registry<B> {
    pub fn new(backend: B) -> Self {
        Self(backend)
    }

    /// All workspaces it knows, the first one first.
    pub async fn list(&self) -> Result<Vec<Profile>, Failure> {
        let tx = self.0.begin(&[PROFILES], Mode::Read).await?;
        let mut profiles: Vec<Profile> = serde_json::from_str(&tx.range(PROFILES, None, Range::all(), None).await?)?;
        // Ids are made in the order of time, so that is the order of the others.
        profiles.sort_by_key(|profile| profile.id != FIRST);
        Ok(profiles)
    }

    /// Changes one workspace, or makes it out of what it is called with. Gives back what it is then.
    pub async fn change(&self, profile: Profile, change: impl FnOnce(&mut Profile)) -> Result<Profile, Failure> {
        let tx = self.0.begin(&[PROFILES], Mode::WriteStrict).await?;
        let found: Vec<Option<Profile>> =
            serde_json::from_str(&tx.get(PROFILES, &[profile.id.as_str().into()]).await?)?;
        let mut profile = found.into_iter().flatten().next().unwrap_or(profile);
        change(&mut profile);
        tx.put(PROFILES, &serde_json::to_string(&[&profile])?)?;
        tx.commit().await?;
        Ok(profile)
    }

    pub async fn remove(&self, id: &str) -> Result<(), Failure> {
        let tx = self.0.begin(&[PROFILES], Mode::WriteStrict).await?;
        tx.delete(PROFILES, &id.into())?;
        tx.commit().await
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use store::Memory;

    use super::*;

    /// Nothing of a database in memory ever waits.
    fn run<T>(future: impl Future<Output = T>) -> T {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => value,
            Poll::Pending => panic!("memory does not wait"),
        }
    }

    const SECOND: &str = "0190b3f6-1111-7000-8000-000000000001";

    fn old(database: &str) -> Old {
        Old { database: database.to_owned(), replaced: Some(Instant(5)), records: Some(3), bytes: Some(900) }
    }

    #[test]
    fn databases_are_known_by_their_names() {
        let again = format!("shangji-default.{}", Uuid::from_u128(7).simple());
        let second = format!("shangji-{SECOND}");
        assert_eq!(profile_of("shangji-default"), Some(FIRST));
        assert_eq!(profile_of(&again), Some(FIRST));
        assert_eq!(profile_of(&second), Some(SECOND));
        for other in [REGISTRY, "shangji-default.x", "shangji-", "other-default", "shangji-rescue-test"] {
            assert_eq!(profile_of(other), None, "{other}");
        }
        let profile = Profile::new(SECOND, "");
        assert_eq!(profile_of(&profile.another_database(Uuid::from_u128(7))), Some(SECOND));
    }

    #[test]
    fn what_a_backup_replaces_is_kept_and_can_take_its_place_again() {
        let mut profile = Profile::new(FIRST, "");
        profile.begin("shangji-default.2");
        assert_eq!(profile.leftover, ["shangji-default.2"]);
        profile.switch("shangji-default.2", Some(old("")));
        assert_eq!(profile.database, "shangji-default.2");
        assert_eq!((profile.leftover.len(), profile.old.as_slice()), (0, [old("shangji-default")].as_slice()));
        profile.switch("shangji-default", Some(old("")));
        assert_eq!(profile.database, "shangji-default");
        assert_eq!(profile.old, [old("shangji-default.2")]);
        profile.forget("shangji-default.2");
        assert!(profile.old.is_empty());
    }

    #[test]
    fn what_held_nothing_is_not_kept() {
        let mut profile = Profile::new(FIRST, "");
        profile.begin("shangji-default.2");
        profile.switch("shangji-default.2", None);
        assert!(profile.old.is_empty());
        assert_eq!(profile.leftover, ["shangji-default"]);
    }

    #[test]
    fn without_the_registry_every_workspace_is_found_again() {
        let second = format!("shangji-{SECOND}");
        let again = format!("{second}.{}", Uuid::from_u128(7).simple());
        let databases: Vec<String> =
            ["shangji-default", second.as_str(), again.as_str(), REGISTRY].map(str::to_owned).into();
        let found = with_found(Vec::new(), &databases);
        assert_eq!(found.iter().map(|profile| profile.id.as_str()).collect::<Vec<_>>(), [FIRST, SECOND]);
        assert_eq!(found[1].old[0].database, again, "whichever of the two it was");
        assert_eq!(with_found(found.clone(), &databases), found);
    }

    #[test]
    fn the_registry_keeps_what_it_is_told() {
        let registry = Registry::new(Memory::of(tables()));
        assert!(run(registry.list()).expect("read").is_empty());
        run(registry.change(Profile::new(SECOND, "分公司"), |_| ())).expect("made");
        run(registry.change(Profile::new(FIRST, ""), |profile| profile.name = "总部".to_owned())).expect("made");
        let renamed = run(registry.change(Profile::new(FIRST, "other"), |profile| profile.name.push('!')));
        assert_eq!(renamed.expect("changed").name, "总部!");
        let names = |profiles: Vec<Profile>| profiles.into_iter().map(|profile| profile.name).collect::<Vec<_>>();
        assert_eq!(names(run(registry.list()).expect("read")), ["总部!", "分公司"]);
        run(registry.remove(FIRST)).expect("removed");
        assert_eq!(names(run(registry.list()).expect("read")), ["分公司"]);
    }
}
