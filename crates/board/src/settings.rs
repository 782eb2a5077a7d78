//! Pipelines, stages, members and the workspace: few, and kept as they come.

use model::records::{Member, Pipeline, Record as _, Stage, Workspace};
use model::{Currency, Doc, Id, Kind};
use uuid::Uuid;

use crate::packed::{Reader, Writer};

pub(crate) const KINDS: [Kind; 4] = [Workspace::KIND, Pipeline::KIND, Stage::KIND, Member::KIND];

#[derive(Default)]
pub(crate) struct Settings {
    workspace: Option<WorkspaceRow>,
    pipelines: Vec<PipelineRow>,
    /// In order of arrival, as are members and currencies: cards point at them by place.
    stages: Vec<StageRow>,
    members: Vec<MemberRow>,
    currencies: Vec<Currency>,
}

/// The workspace as the board needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkspaceRow {
    pub name: String,
    pub currency: Currency,
    pub time_zone: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PipelineRow {
    pub id: Uuid,
    pub name: String,
    pub position: u32,
    pub archived: bool,
}

#[derive(PartialEq, Eq)]
struct MemberRow {
    id: Uuid,
    /// Empty where it is not known.
    name: String,
    archived: bool,
}

/// A stage as the board needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageRow {
    pub id: Uuid,
    pub name: String,
    pub pipeline: Option<Uuid>,
    pub position: u32,
    /// Percent.
    pub probability: Option<u8>,
    /// Nobody gave the probability; it was spread evenly.
    pub assumed: bool,
    pub archived: bool,
}

impl Settings {
    /// Whether anything differs then.
    pub(crate) fn apply(&mut self, doc: &Doc) -> bool {
        let gone = doc.deleted_at.is_some();
        let id = doc.id;
        if doc.kind == Workspace::KIND {
            let Workspace { name, currency, time_zone, .. } = doc.decode().unwrap_or_default();
            let workspace = (!gone).then_some(WorkspaceRow { name, currency, time_zone });
            std::mem::replace(&mut self.workspace, workspace.clone()) != workspace
        } else if doc.kind == Pipeline::KIND {
            let Pipeline { name, position, archived } = doc.decode().unwrap_or_default();
            put(&mut self.pipelines, |row| row.id == id, PipelineRow { id, name, position, archived: archived || gone })
        } else if doc.kind == Stage::KIND {
            let stage: Stage = doc.decode().unwrap_or_default();
            let row = StageRow {
                id,
                name: stage.name,
                pipeline: stage.pipeline.map(Id::uuid),
                position: stage.position,
                probability: stage.probability,
                assumed: stage.probability_assumed,
                archived: stage.archived || gone,
            };
            put(&mut self.stages, |row| row.id == id, row)
        } else if doc.kind == Member::KIND {
            let name = if gone { String::new() } else { doc.name() };
            let archived = doc.data.get("archived").is_some_and(|archived| archived == true);
            put(&mut self.members, |row| row.id == id, MemberRow { id, name, archived })
        } else {
            false
        }
    }

    pub(crate) fn pack(&self, out: &mut Writer) {
        let workspace = self.workspace.as_ref();
        out.flag(workspace.is_some());
        out.text(workspace.map_or("", |workspace| workspace.name.as_str()));
        out.text(workspace.map_or("", |workspace| workspace.currency.code()));
        out.text(workspace.map_or("", |workspace| workspace.time_zone.as_str()));
        out.number(self.pipelines.len());
        for PipelineRow { id, name, position, archived } in &self.pipelines {
            out.id(*id);
            out.text(name);
            out.number(*position as usize);
            out.flag(*archived);
        }
        out.number(self.stages.len());
        for stage in &self.stages {
            out.id(stage.id);
            out.text(&stage.name);
            // The nil id is nobody's pipeline, and no probability is 255.
            out.id(stage.pipeline.unwrap_or_default());
            out.number(stage.position as usize);
            out.byte(stage.probability.unwrap_or(u8::MAX));
            out.flag(stage.assumed);
            out.flag(stage.archived);
        }
        out.number(self.members.len());
        for MemberRow { id, name, archived } in &self.members {
            out.id(*id);
            out.text(name);
            out.flag(*archived);
        }
        out.number(self.currencies.len());
        for currency in &self.currencies {
            out.text(currency.code());
        }
    }

    pub(crate) fn unpack(reader: &mut Reader<'_>) -> Option<Self> {
        let mut settings = Self::default();
        let known = reader.flag()?;
        let (name, currency, time_zone) = (reader.text()?, reader.text()?, reader.text()?);
        if known {
            let (name, time_zone) = (name.to_owned(), time_zone.to_owned());
            settings.workspace = Some(WorkspaceRow { name, currency: Currency::parse(currency)?, time_zone });
        }
        for _ in 0..reader.number()? {
            let (id, name) = (reader.id()?, reader.text()?.to_owned());
            let (position, archived) = (reader.small()?, reader.flag()?);
            settings.pipelines.push(PipelineRow { id, name, position, archived });
        }
        for _ in 0..reader.number()? {
            let (id, name) = (reader.id()?, reader.text()?.to_owned());
            let pipeline = reader.id().map(|id| (!id.is_nil()).then_some(id))?;
            let position = reader.small()?;
            let probability = reader.byte().map(|percent| (percent != u8::MAX).then_some(percent))?;
            let (assumed, archived) = (reader.flag()?, reader.flag()?);
            settings.stages.push(StageRow { id, name, pipeline, position, probability, assumed, archived });
        }
        for _ in 0..reader.number()? {
            let (id, name) = (reader.id()?, reader.text()?.to_owned());
            settings.members.push(MemberRow { id, name, archived: reader.flag()? });
        }
        for _ in 0..reader.number()? {
            settings.currencies.push(Currency::parse(reader.text()?)?);
        }
        Some(settings)
    }

    pub(crate) fn workspace(&self) -> Option<&WorkspaceRow> {
        self.workspace.as_ref()
    }

    /// In order, those in use before those that are archived.
    pub(crate) fn pipelines(&self) -> Vec<&PipelineRow> {
        let mut pipelines: Vec<_> = self.pipelines.iter().collect();
        pipelines.sort_unstable_by_key(|row| (row.archived, row.position, row.id));
        pipelines
    }

    pub(crate) fn stages_of(&self, pipeline: Option<Uuid>) -> Vec<&StageRow> {
        let of = |stage: &&StageRow| !stage.archived && (pipeline.is_none() || stage.pipeline == pipeline);
        let mut stages: Vec<&StageRow> = self.stages.iter().filter(of).collect();
        stages.sort_unstable_by_key(|stage| (stage.position, stage.id));
        stages
    }

    pub(crate) fn stage(&self, id: Uuid) -> Option<&StageRow> {
        self.stages.iter().find(|stage| stage.id == id)
    }

    /// All stages; cards point at them by place.
    pub(crate) fn stages(&self) -> &[StageRow] {
        &self.stages
    }

    /// A stage's place. One that has not come by yet gets a place without a name.
    pub(crate) fn stage_index(&mut self, id: Uuid) -> u16 {
        let at = self.stages.iter().position(|stage| stage.id == id).unwrap_or_else(|| {
            self.stages.push(StageRow {
                id,
                name: String::new(),
                pipeline: None,
                position: u32::MAX,
                probability: None,
                assumed: false,
                archived: true,
            });
            self.stages.len() - 1
        });
        u16::try_from(at).unwrap_or(u16::MAX)
    }

    pub(crate) fn member_index(&mut self, id: Uuid) -> u16 {
        let at = self.members.iter().position(|row| row.id == id).unwrap_or_else(|| {
            self.members.push(MemberRow { id, name: String::new(), archived: false });
            self.members.len() - 1
        });
        u16::try_from(at).unwrap_or(u16::MAX)
    }

    pub(crate) fn member_at(&self, index: u16) -> Option<(Uuid, &str)> {
        self.members.get(usize::from(index)).map(|row| (row.id, row.name.as_str()))
    }

    pub(crate) fn member(&self, id: Uuid) -> &str {
        self.members.iter().find(|row| row.id == id).map_or("", |row| &row.name)
    }

    /// By name; archived ones too, behind the others, where they are asked for.
    pub(crate) fn members(&self, archived: bool) -> Vec<(Id<Member>, String)> {
        let mut named: Vec<_> =
            self.members.iter().filter(|row| !row.name.is_empty() && (archived || !row.archived)).collect();
        named.sort_unstable_by_key(|row| (row.archived, row.name.as_str(), row.id));
        named.into_iter().map(|row| (Id::new(row.id), row.name.clone())).collect()
    }

    pub(crate) fn currency_index(&mut self, currency: Currency) -> u8 {
        let at = self.currencies.iter().position(|known| *known == currency).unwrap_or_else(|| {
            self.currencies.push(currency);
            self.currencies.len() - 1
        });
        u8::try_from(at).unwrap_or(u8::MAX)
    }

    pub(crate) fn currency_at(&self, index: u8) -> Option<Currency> {
        self.currencies.get(usize::from(index)).copied()
    }
}

/// Puts a row in place of the one it is, or behind the others; whether anything differs then.
fn put<T: PartialEq>(list: &mut Vec<T>, is: impl Fn(&T) -> bool, row: T) -> bool {
    match list.iter_mut().find(|known| is(known)) {
        Some(known) if *known == row => false,
        Some(known) => {
            *known = row;
            true
        }
        None => {
            list.push(row);
            true
        }
    }
}
