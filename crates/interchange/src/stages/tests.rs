use chrono::NaiveDate;

use super::*;

fn propose(words: &[&str]) -> Proposal {
    let mut census = Census::new();
    for word in words {
        census.count(word, None, None);
    }
    census.propose(Context::default())
}

fn names(proposal: &Proposal) -> Vec<&str> {
    proposal.stages.iter().map(|stage| stage.name.as_str()).collect()
}

fn percents(proposal: &Proposal) -> Vec<u8> {
    proposal.stages.iter().map(|stage| stage.percent).collect()
}

#[test]
fn unknown_stages_keep_file_order_and_are_spaced_evenly_and_marked() {
    let proposal = propose(&["Alpha", "Won", "Beta", "alpha", "Gamma", "Lost", ""]);
    assert_eq!(names(&proposal), ["Alpha", "Beta", "Gamma"]);
    assert_eq!(proposal.order, OrderBasis::File);
    assert_eq!(percents(&proposal), [25, 50, 75]);
    assert!(proposal.stages.iter().all(|stage| stage.percent_basis == PercentBasis::Assumed));
    assert_eq!(proposal.stages[0].spellings, ["Alpha", "alpha"]);
    assert_eq!((proposal.won, proposal.lost), (vec!["Won".to_owned()], vec!["Lost".to_owned()]));
}

#[test]
fn known_stages_come_in_their_usual_order() {
    let proposal = propose(&["Won", "Engaging", "Lost", "Prospecting"]);
    assert_eq!(names(&proposal), ["Prospecting", "Engaging"]);
    assert_eq!(proposal.order, OrderBasis::Usual);
    assert_eq!(percents(&proposal), [33, 67]);
    assert_eq!(
        names(&propose(&["商务谈判", "方案报价", "特批", "需求确认"])),
        ["需求确认", "方案报价", "特批", "商务谈判"]
    );
}

#[test]
fn numbers_in_names_order_them() {
    let proposal = propose(&["3 - Quote", "1 - Lead", "2 - Demo", "4 - Won"]);
    assert_eq!(names(&proposal), ["1 - Lead", "2 - Demo", "3 - Quote"]);
    assert_eq!((proposal.order, proposal.won.len()), (OrderBasis::Numbers, 1));
}

#[test]
fn the_probability_column_gives_medians_and_order() {
    let mut census = Census::new();
    for (stage, percent) in [("Late", 80), ("Early", 10), ("Early", 15), ("Early", 10), ("Late", 90), ("Late", 80)] {
        census.count(stage, None, Some(Decimal::from(percent)));
    }
    let proposal = census.propose(Context::default());
    assert_eq!((names(&proposal), percents(&proposal)), (vec!["Early", "Late"], vec![10, 80]));
    assert_eq!(proposal.order, OrderBasis::Probability);
    assert_eq!(proposal.stages[0].percent_basis, PercentBasis::Column);
}

#[test]
fn vendor_defaults_keep_their_usual_probabilities() {
    let proposal = propose(&["qualifiedtobuy", "closedwon", "appointmentscheduled", "contractsent", "closedlost"]);
    assert_eq!(names(&proposal), ["appointmentscheduled", "qualifiedtobuy", "contractsent"]);
    assert_eq!(percents(&proposal), [20, 40, 90]);
    assert!(proposal.stages.iter().all(|stage| stage.percent_basis == PercentBasis::Usual));
}

#[test]
fn a_stage_between_known_ones_is_spaced_between_them() {
    let proposal = propose(&["需求确认", "特批", "商务谈判"]);
    assert_eq!(percents(&proposal), [20, 40, 60]);
    assert_eq!(proposal.stages[1].percent_basis, PercentBasis::Assumed);
}

#[test]
fn stage_history_orders_what_the_file_does_not() {
    let mut visits = Visits::new();
    let day = |day| NaiveDate::from_ymd_opt(2025, 1, day).expect("a day");
    for (opportunity, stage, entered) in [
        ("a", "Gamma", 9),
        ("a", "Beta", 5),
        ("b", "Beta", 2),
        ("b", "Alpha", 1),
        ("b", "won", 7),
        ("c", "Alpha", 3),
        ("c", "Gamma", 4),
    ] {
        visits.add(opportunity, stage, day(entered));
    }
    let history = visits.order();
    assert_eq!(history, ["Alpha", "Beta", "Gamma", "won"]);
    let mut census = Census::new();
    for word in ["Gamma", "won", "Beta", "Alpha"] {
        census.count(word, None, None);
    }
    let proposal = census.propose(Context { history: &history, stage_decides: false });
    assert_eq!((names(&proposal), proposal.order), (vec!["Alpha", "Beta", "Gamma"], OrderBasis::History));
}

#[test]
fn outcomes_beside_a_stage_speak_for_it_only_where_stages_decide() {
    let mut census = Census::new();
    for _ in 0..5 {
        census.count("9 Booked", Some(Outcome::Won), None);
        census.count("Draft", Some(Outcome::Open), None);
        census.count("Closed", Some(Outcome::Won), None);
    }
    let decides = Context { stage_decides: true, ..Context::default() };
    assert_eq!(census.propose(decides).won, ["9 Booked", "Closed"]);
    let kept = census.propose(Context::default());
    assert_eq!(names(&kept), ["9 Booked", "Draft"]);
    assert_eq!(kept.won, ["Closed"]);
    assert_eq!(census.meaning("draft", decides), Some(Outcome::Open));
}
