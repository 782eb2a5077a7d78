//! Who is at this device.

use leptos::prelude::*;
use model::records::Member;
use model::{Command, Doc, Id};

use super::{App, Give, profile_id};
use crate::platform::{ids, preferences, storage, task};

impl App {
    /// The person at this device is this member from now on.
    pub(crate) fn set_me(self, member: Option<Id<Member>>) {
        let key = format!("me.{}", profile_id());
        match member {
            Some(id) => preferences::set(&key, &id.to_string()),
            None => preferences::remove(&key),
        }
        self.me.set(member);
        self.show(|shown| shown.me = member.map(Id::uuid));
        self.ask_me.set(false);
    }

    /// The person at this device is somebody new.
    pub(crate) async fn set_me_new(self, name: &str) {
        let known = self.board(|board| board.members().into_iter().find(|(_, known)| known == name));
        if let Some((id, _)) = known {
            return self.set_me(Some(id));
        }
        let id = Id::new(ids::new());
        let member = Member { name: name.to_owned(), ..Member::default() };
        if self.give(Give::new(Command::Create { docs: vec![Doc::new(id, &member)] })).await.is_ok() {
            self.set_me(Some(id));
        }
    }

    /// What follows the first thing that is written: the browser is asked to keep it.
    pub(super) fn written(self) {
        if !self.written.replace(true) {
            task::spawn(async { _ = storage::keep().await });
        }
    }

    /// What follows the first edit: the person at the device is asked who they are. It keeps nobody from working.
    pub(super) fn ask_who(self) {
        if self.me.get_untracked().is_none() && preferences::get("me.asked").is_none() {
            preferences::set("me.asked", "yes");
            self.ask_me.set(true);
        }
    }
}
