//! Stalls by dwell on generated histories whose truth is known.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use model::records::Stage;
use model::stall::{Facts, Limits, Pace, limits, signals};
use model::{Date, Id, Uuid};

const STAGES: [&str; 5] = ["lead", "qualified", "solution", "proposal", "negotiation"];

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data")
}

/// The rows of a file without quotes, each as its cells by name.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let header = lines.next().expect("a header");
    lines.map(|cells| header.iter().cloned().zip(cells).collect()).collect()
}

fn json(path: &Path) -> serde_json::Value {
    serde_json::from_str(&std::fs::read_to_string(path).expect("a file")).expect("json")
}

fn stage(name: &str) -> Id<Stage> {
    let at = STAGES.iter().position(|known| *known == name).expect("a stage");
    Id::new(Uuid::from_u128(at as u128 + 1))
}

struct Found {
    limits: BTreeMap<Id<Stage>, Limits>,
    open: usize,
    slow: BTreeSet<String>,
    stalled: BTreeSet<String>,
}

/// Whether its dates can be used: what has no beginning, no end where it has ended, or one before the other is in no
/// figure of days.
fn counts(row: &BTreeMap<String, String>, today: Date) -> bool {
    let Some(created) = Date::parse_iso(&row["created_date"]) else { return false };
    let closed = Date::parse_iso(&row["close_date"]);
    row["status"] == "open" || closed.is_some_and(|closed| (created..=today).contains(&closed))
}

/// A proven duplicate of another row.
fn is_duplicate(truth: &serde_json::Value, id: &str) -> bool {
    let pairs = truth["anomalies"]["duplicate_pair"].as_array();
    pairs.is_some_and(|pairs| pairs.iter().any(|pair| pair[1] == id))
}

/// What the rule says of a set, with no next step planned anywhere.
fn found(set: &str, today: Date) -> Found {
    let folder = data().join("dev").join(set);
    let opportunities = rows(&folder.join("opportunities.csv"));
    let truth = json(&folder.join("truth.json"));
    let status: BTreeMap<&str, &str> = opportunities
        .iter()
        .filter(|row| counts(row, today) && !is_duplicate(&truth, &row["opportunity_id"]))
        .map(|row| (row["opportunity_id"].as_str(), row["status"].as_str()))
        .collect();
    let mut won: BTreeMap<String, BTreeMap<Uuid, i32>> = BTreeMap::new();
    let mut entered: BTreeMap<String, (Id<Stage>, Date)> = BTreeMap::new();
    for row in rows(&folder.join("stage_history.csv")) {
        let id = row["opportunity_id"].clone();
        let Some(from) = Date::parse_iso(&row["entered_at"]) else { continue };
        if !STAGES.contains(&row["stage"].as_str()) {
            continue;
        }
        let stage = stage(&row["stage"]);
        match (status.get(id.as_str()), Date::parse_iso(&row["exited_at"])) {
            (Some(&"won"), Some(until)) if until >= from => {
                *won.entry(id).or_default().entry(stage.uuid()).or_default() += until.days() - from.days();
            }
            (Some(&"open"), None) => {
                entered.insert(id, (stage, from));
            }
            _ => {}
        }
    }
    let stages: Vec<_> = STAGES.iter().map(|name| (stage(name), Stage::default())).collect();
    let limits = limits(&won.into_values().collect::<Vec<_>>(), &stages);
    let (mut slow, mut stalled) = (BTreeSet::new(), BTreeSet::new());
    let open = entered.len();
    for (id, (stage, from)) in entered {
        let facts = Facts {
            today,
            entered: Some(from),
            limits: limits.get(&stage).copied(),
            snoozes: &[],
            last_touch: None,
            cadence: None,
            next_due: None,
            expected_close: None,
            pushes: 0,
        };
        let pace = signals(&facts).pace();
        if pace >= Pace::Slow {
            slow.insert(id.clone());
        }
        if pace == Pace::Stalled {
            stalled.insert(id);
        }
    }
    Found { limits, open, slow, stalled }
}

#[test]
#[ignore = "needs ../shared/data, which a clone does not have"]
fn generated_histories_stall_as_the_reference_says() {
    for set in ["synth", "synth_null"] {
        let reference = json(&data().join(format!("reference_{set}.json")));
        let today = Date::parse_iso(reference["as_of"].as_str().expect("a day")).expect("a day");
        let found = found(set, today);
        let stall = &reference["stall"];
        assert_eq!(Some(found.open as u64), stall["open_with_history"].as_u64(), "{set}");
        for (name, count, limit) in [
            ("won_p80", found.slow.len(), (|limits| limits.slow) as fn(&Limits) -> f64),
            ("won_p95", found.stalled.len(), |limits| limits.stalled),
        ] {
            let expected = &stall["thresholds"][name];
            for (stage_name, days) in expected["days"].as_object().expect("stages") {
                let (limit, days) = (limit(&found.limits[&stage(stage_name)]), days.as_f64().expect("days"));
                assert!((limit - days).abs() < 1e-6, "{set} {name} {stage_name}: {limit}, not {days}");
            }
            assert_eq!(Some(count as u64), expected["stalled"].as_u64(), "{set} {name}");
        }
    }
}

#[test]
#[ignore = "needs ../shared/data, which a clone does not have"]
fn every_planted_stall_is_found() {
    let truth = json(&data().join("dev/synth/truth.json"));
    let planted: BTreeSet<String> = serde_json::from_value(truth["planted"]["stalled"].clone()).expect("a list");
    let found = found("synth", Date::parse_iso("2025-06-30").unwrap());
    assert_eq!((planted.len(), found.stalled.len(), found.open), (12, 13, 150));
    assert!(planted.is_subset(&found.stalled));
    let null = self::found("synth_null", Date::parse_iso("2025-06-30").unwrap());
    assert_eq!((null.stalled.len(), null.open), (3, 101));
}
