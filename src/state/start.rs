//! The first sight: the board as it was left, out of what the start script has read. Nothing here needs the database.

use board::{Board, Touched};
use leptos::prelude::*;
use model::Currency;
use model::records::Workspace;

use super::{App, Phase, app};
use crate::desk;
use crate::i18n::{Lang, format};
use crate::platform::boot;

/// Takes in what the start script has read. Whether that was all it takes to show the board.
pub(crate) async fn load() -> bool {
    let app = app();
    let Some(snapshot) = boot::snapshot().await.filter(|snapshot| !snapshot.stale) else { return false };
    let unpacked = app.unpack(snapshot).await;
    if unpacked {
        app.phase.set(Phase::Ready);
    }
    unpacked
}

impl App {
    async fn unpack(self, snapshot: boot::Snapshot) -> bool {
        let boot::Snapshot { seq, mut parts, since, .. } = snapshot;
        // Looked into by the desk only.
        if let Some(at) = parts.iter().position(|part| part.name == "today") {
            let part = parts.swap_remove(at);
            self.packed_sight.replace((part.seq == seq).then_some(part.bytes));
        }
        let packed = parts.iter().find(|part| part.name == "head").map_or(0, |head| head.seq);
        let Some(mut board) = Board::unpack(parts, self.today.get_untracked()) else { return false };
        if !since.is_empty() {
            // Rare: the last page was left within seconds of a change. Reading records takes the desk.
            (desk::load().await.take_since)(&mut board, &since);
        }
        let shown = self.board(|board| board.view().shown().clone());
        board.show(|new| *new = shown);
        board.seq = seq;
        self.packed.set(packed);
        self.board.replace(board);
        format::set_usual(self.currency());
        self.set_today();
        self.tell(&Touched { all: true, ..Touched::default() });
        true
    }
}

pub(super) fn default_time_zone() -> String {
    let configured = boot::workspace_defaults().1;
    configured.or_else(boot::time_zone).unwrap_or_else(|| Workspace::default().time_zone)
}

pub(super) fn default_currency() -> Currency {
    let configured = boot::workspace_defaults().0.and_then(|code| Currency::parse(&code));
    configured.unwrap_or(match Lang::current() {
        Lang::Chinese => Currency::CNY,
        Lang::English => Currency::USD,
    })
}
