//! Changes that belong together, as one step: of the settings with what follows from them in records.

use std::collections::BTreeSet;

use model::diff::Fields;
use model::journal::Action;
use model::plan::{plan, slices};
use model::{Command, RecordRef};
use serde_json::Value;
use store::{Error, SLICE};

use super::{App, Give, ToastKind, Work};
use crate::i18n::t;
use crate::platform::ids::DeviceIds;

impl App {
    /// Carries commands out as one step: all of them or none. So many that they would hold everything else up are written in
    /// slices. Whether it was done; why not has been shown.
    pub(crate) async fn give_together(
        self,
        action: Action,
        about: RecordRef,
        commands: Vec<Command>,
        said: Option<String>,
    ) -> bool {
        let command = Command::Together { action, about, commands };
        let touched: BTreeSet<RecordRef> = command.reads().into_iter().collect();
        if touched.len() <= SLICE {
            return self.give(Give { said, ..Give::new(command) }).await.is_ok();
        }
        self.give_sliced(&command, touched, said).await
    }

    async fn give_sliced(self, command: &Command, touched: BTreeSet<RecordRef>, said: Option<String>) -> bool {
        let targets: Vec<RecordRef> = touched.into_iter().collect();
        let records = match self.store().await.get(&targets).await {
            Ok(records) => records,
            Err(error) => {
                self.show_unread(&error);
                return false;
            }
        };
        let mut ids = DeviceIds;
        let mut context = self.context(&mut ids);
        let now = context.now;
        let planned = match plan(command, &records, &mut context) {
            Ok(planned) => planned,
            Err(why) => {
                self.show_failure(&Error::Rejected(why));
                return false;
            }
        };
        // Nothing is removed together with others.
        let Some(slices) = slices(&planned, now) else { return false };
        let total = slices.iter().map(model::command::Slice::len).sum();
        let work = Work { label: t::did::change(&planned.about), done: 0, total };
        let mut rest = slices.into_iter();
        let written = self.give_large(planned.action, &planned.about, work, async || Ok(rest.next())).await;
        let Ok((logged, _)) = written else { return false };
        if let Some(said) = said {
            self.say(ToastKind::undoable(logged.id), said);
        }
        true
    }

    /// Sets one field of a setting.
    pub(crate) fn set_field(self, target: RecordRef, field: &str, value: Value) {
        let fields: Fields = [(field.to_owned(), value)].into();
        self.give_later(Give::new(Command::Edit { target, fields, docs: Vec::new() }));
    }
}
