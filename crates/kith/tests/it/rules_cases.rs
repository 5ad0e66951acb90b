//! Cases at the command line: `kith decide --cases`. Each test is one or more
//! rows under the columns of a case file, in words.

use crate::importing::{Said, file, run};
use crate::world::World;

/// Every column of a case with what is usual in it.
const USUAL: &[(&str, &str)] = &[
    ("id", "X1"),
    ("category", "basic"),
    ("subject", "child"),
    ("child_dob", "2024-05-01"),
    ("on_date", "2026-03-02"),
    ("sender", "hp_any"),
    ("requester", "hp_any"),
    ("purpose", "healthcare"),
    ("direction", "out"),
    ("flow", "one_off"),
    ("basis", "none"),
    ("consent_by", "na"),
    ("consent_scope", "na"),
    ("consent_form", "na"),
    ("consent_state", "na"),
    ("evidence", "na"),
    ("capacity", "na"),
    ("harm", "none"),
    ("judgement", "na"),
    ("need_to_know", "yes"),
    ("extent", "necessary"),
    ("access", "ok"),
    ("channel", "secure"),
    ("agreement", "in_place"),
];

/// What a parent's good agreement fills in.
const AGREED: &[(&str, &str)] = &[
    ("basis", "explicit_informed"),
    ("consent_by", "parent_or_legal_carer"),
    ("consent_scope", "covers"),
    ("consent_form", "written"),
    ("consent_state", "current"),
    ("evidence", "present"),
    ("capacity", "presumed"),
];

type Facts<'f> = &'f [(&'f str, &'f str)];

fn row(parts: &[Facts]) -> String {
    let value = |(column, usual): &(&str, &str)| {
        let given = parts.iter().rev().flat_map(|facts| facts.iter()).find(|(name, _)| name == column);
        given.map_or(*usual, |(_, value)| *value).to_owned()
    };
    USUAL.iter().map(value).collect::<Vec<_>>().join(",")
}

fn table(rows: &[String]) -> String {
    let header: Vec<&str> = USUAL.iter().map(|(column, _)| *column).collect();
    format!("{}\n{}\n", header.join(","), rows.join("\n"))
}

fn decide(world: &World, text: &str) -> Said {
    let path = file(world, "cases.csv", text);
    run(world, &["decide", "--cases", &path.to_string_lossy()])
}

/// The outcome and the next step of each case, against what is expected.
#[track_caller]
fn are_answered(world: &World, cases: &[(&[Facts], &str, &str)]) {
    let rows: Vec<String> = cases.iter().map(|(parts, ..)| row(parts)).collect();
    let said = decide(world, &table(&rows));
    said.is(0);
    let answers: Vec<&str> = said.out.lines().skip(1).collect();
    assert_eq!(answers.len(), cases.len());
    for ((parts, outcome, next), answer) in cases.iter().zip(answers) {
        assert!(answer.starts_with(&format!("X1,{outcome},{next},")), "{parts:?}: {answer}");
    }
}

const TOLD: Facts = &[("basis", "notice_no_objection")];
const CENTRE: Facts = &[("requester", "centre_nonhealth"), ("purpose", "family_support")];
const TEAM: Facts = &[("requester", "mat_wider"), ("purpose", "family_support")];
const MORE: Facts = &[("category", "beyond_basic")];
const SENSITIVE: Facts = &[("category", "sensitive_health")];

#[tokio::test]
async fn s002_15b_basic_details_go_between_health_professionals_for_care_without_consent() {
    let world = World::new().await;
    let in_centre: Facts = &[("requester", "hp_centre")];
    are_answered(&world, &[(&[TOLD], "share", "none"), (&[TOLD, in_centre], "share", "none")]);
}

#[tokio::test]
async fn s002_15d_the_permission_is_tied_to_healthcare() {
    let world = World::new().await;
    let outreach: Facts = &[("purpose", "centre_outreach")];
    are_answered(&world, &[(&[TOLD, outreach], "seek_consent", "get_explicit_consent")]);
}

#[tokio::test]
async fn s002_15e_without_notice_the_answer_is_to_give_it_first() {
    let world = World::new().await;
    are_answered(&world, &[(&[], "seek_consent", "give_notice_and_objection_channel")]);
}

#[tokio::test]
async fn s002_15g_anybody_else_needs_explicit_informed_consent() {
    let world = World::new().await;
    let outside: Facts = &[("requester", "outside_agency")];
    let uninformed: Facts = &[("basis", "explicit_uninformed")];
    are_answered(
        &world,
        &[
            (&[CENTRE, TOLD], "seek_consent", "get_explicit_consent"),
            (&[TEAM, TOLD], "seek_consent", "get_explicit_consent"),
            (&[TOLD, outside], "seek_consent", "get_explicit_consent"),
            (&[CENTRE, AGREED], "share", "none"),
            (&[CENTRE, AGREED, uninformed], "seek_consent", "redo_explanation"),
        ],
    );
}

#[tokio::test]
async fn s002_15h_and_16a_the_public_interest_is_weighed_by_a_named_person() {
    let world = World::new().await;
    let harm: Facts = &[("harm", "reasonable_cause"), ("purpose", "safeguarding"), ("judgement", "not_recorded")];
    let adult: Facts = &[("harm", "adult_at_risk"), ("purpose", "safeguarding")];
    let refused: Facts = &[("basis", "refused"), ("consent_by", "parent_or_legal_carer")];
    let sufficient: Facts = &[("judgement", "sufficient")];
    let insufficient: Facts = &[("judgement", "insufficient")];
    let flowing: Facts = &[("flow", "ongoing")];
    let danger: Facts = &[("basis", "unsafe_or_inappropriate")];
    are_answered(
        &world,
        &[
            (&[TEAM, refused], "refuse", "offer_talk_about_benefits"),
            (&[TEAM, refused, harm], "case_judgement", "record_judgement"),
            (&[TEAM, refused, adult], "case_judgement", "record_judgement"),
            (&[TEAM, refused, harm, sufficient], "minimum_only", "tell_family_unless_unsafe"),
            (&[TEAM, refused, harm, insufficient], "refuse", "review_if_facts_change"),
            (&[TEAM, refused, harm, insufficient, flowing], "stop_sharing", "remove_access"),
            (&[TEAM, danger, harm], "case_judgement", "record_judgement"),
            (&[TEAM, danger, harm, sufficient], "minimum_only", "record_why_family_not_told"),
        ],
    );
}

#[tokio::test]
async fn s002_16b_an_under_16s_consent_without_an_assessment_is_not_accepted() {
    let world = World::new().await;
    let young: Facts = &[("subject", "young_parent"), ("consent_by", "young_person")];
    let unassessed: Facts = &[("capacity", "gillick_unassessed")];
    let competent: Facts = &[("capacity", "gillick_competent")];
    let not: Facts = &[("capacity", "gillick_not_competent")];
    let parent: Facts = &[("consent_by", "parent_or_legal_carer")];
    are_answered(
        &world,
        &[
            (&[SENSITIVE, TEAM, AGREED, young, unassessed], "seek_consent", "assess_gillick"),
            (&[SENSITIVE, TEAM, AGREED, young, competent], "share", "none"),
            (&[SENSITIVE, TEAM, AGREED, young, not], "seek_consent", "get_parent_consent"),
            (&[SENSITIVE, TEAM, AGREED, young, not, parent], "share", "none"),
        ],
    );
}

#[tokio::test]
async fn s002_16c_an_adult_in_doubt_is_assessed_first_and_one_who_lacks_capacity_is_judged() {
    let world = World::new().await;
    let parent: Facts = &[("subject", "parent")];
    let unassessed: Facts = &[("capacity", "mca_unassessed")];
    let lacks: Facts = &[("capacity", "mca_lacks")];
    let has: Facts = &[("capacity", "mca_has_capacity")];
    let implied: Facts = &[("basis", "implied")];
    are_answered(
        &world,
        &[
            (&[MORE, TEAM, AGREED, parent, unassessed], "seek_consent", "assess_capacity_mca"),
            (&[MORE, TEAM, AGREED, parent, lacks], "case_judgement", "best_interests_and_record_judgement"),
            (&[MORE, TEAM, AGREED, parent, has], "share", "none"),
            (&[MORE, parent, implied, lacks], "case_judgement", "best_interests_and_record_judgement"),
        ],
    );
}

#[tokio::test]
async fn s002_17a_anything_more_needs_explicit_consent_even_between_health_professionals() {
    let world = World::new().await;
    are_answered(
        &world,
        &[
            (&[MORE], "seek_consent", "get_explicit_consent"),
            (&[MORE, TOLD], "seek_consent", "get_explicit_consent"),
            (&[SENSITIVE, TOLD], "seek_consent", "get_explicit_consent"),
            (&[SENSITIVE, CENTRE, AGREED], "share", "none"),
        ],
    );
}

#[tokio::test]
async fn s002_icb_implied_consent_is_no_basis_for_sensitive_data_but_for_care_between_health_professionals() {
    let world = World::new().await;
    let implied: Facts = &[("basis", "implied")];
    are_answered(
        &world,
        &[
            (&[SENSITIVE, implied], "minimum_only", "get_explicit_consent_for_rest"),
            (&[SENSITIVE, implied, CENTRE], "seek_consent", "get_explicit_consent"),
        ],
    );
}

#[tokio::test]
async fn s002_mwh_what_comes_without_proof_is_kept_closed() {
    let world = World::new().await;
    let list: Facts = &[("direction", "in"), ("flow", "bulk"), ("subject", "pregnant_woman"), ("child_dob", "unborn")];
    let unproven: Facts = &[("evidence", "absent")];
    are_answered(
        &world,
        &[
            (&[CENTRE, AGREED, list, unproven], "seek_consent", "quarantine_and_ask_sender"),
            (&[CENTRE, AGREED, list], "share", "none"),
        ],
    );
}

#[tokio::test]
async fn s002_21a_and_22d_figures_go_without_consent_and_new_births_for_outreach_do_not() {
    let world = World::new().await;
    let figures: Facts =
        &[("category", "group_anonymous"), ("subject", "group"), ("child_dob", "na"), ("purpose", "planning")];
    let insecure: Facts = &[("channel", "insecure")];
    let small: Facts =
        &[("category", "group_identifiable"), ("subject", "group"), ("child_dob", "na"), ("purpose", "planning")];
    let births: Facts = &[
        ("category", "new_birth_outreach"),
        ("requester", "centre_nonhealth"),
        ("purpose", "centre_outreach"),
        ("flow", "bulk"),
    ];
    let refused: Facts = &[("basis", "refused")];
    are_answered(
        &world,
        &[
            (&[figures], "share", "none"),
            (&[figures, insecure], "share", "none"),
            (&[small], "seek_consent", "offer_suppressed_release"),
            (&[births], "seek_consent", "get_explicit_consent"),
            (&[births, AGREED], "share", "none"),
            (&[births, refused], "refuse", "count_in_total_only"),
        ],
    );
}

#[tokio::test]
async fn a_row_with_an_unknown_word_names_row_column_and_words_and_the_others_are_answered() {
    let world = World::new().await;
    let bad: Facts = &[("basis", "gossip")];
    let empty: Facts = &[("harm", "")];
    let text = table(&[row(&[TOLD]), row(&[bad]), row(&[empty]), row(&[TOLD])]);
    let said = decide(&world, &text);
    said.is(1).warns(
        "row 3, column basis: “gossip” is not a value of basis; it can be notice_no_objection, explicit_informed",
    );
    said.warns("row 4, column harm: harm is missing; it can be none, concern_not_established");
    let outcomes: Vec<&str> = said.out.lines().skip(1).filter_map(|line| line.split(',').nth(1)).collect();
    assert_eq!(outcomes, ["share", "case_judgement", "case_judgement", "share"]);
    let path = file(&world, "cases.csv", &text);
    run(&world, &["decide", "--cases", &path.to_string_lossy(), "--pack", "england-2026"]).is(1);
    run(&world, &["decide", "--cases", &path.to_string_lossy(), "--pack", "nothing"]).is(5);
    run(&world, &["decide", "--cases", "nowhere.csv"]).is(70);
}
