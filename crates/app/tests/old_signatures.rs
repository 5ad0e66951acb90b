//! Signatures that were kept before a Caldicott Guardian had to sign in
//! person.

use jiff::Timestamp;
use kith_app::{App, AppError, Asker, NewStaff, Place, SetUp, Who};
use kith_core::agreement::{AgreementEvent, MayRun, SignOff, SignProof, SignatoryPost};
use kith_core::family::Scope;
use kith_core::workforce::{Role, Training};
use kith_exchange::agreements::read_agreement;
use kith_store::{Db, KeptAgreementEvent, Keys};

const BIRTHS: &str = include_str!("../../../docs/examples/new-births.toml");
const PARTIES: [&str; 2] = ["Northfield Community Trust", "Northfield Council"];

fn account(name: &str, role: Role) -> NewStaff {
    NewStaff {
        sign_in_name: name.to_owned(),
        name: format!("Test {name}"),
        code: None,
        organisation: "Northfield Health Board".to_owned(),
        password: "made up for the tests".to_owned(),
        role,
        service: None,
        team: None,
        training: Training::default(),
    }
}

async fn signed_in(app: &App, name: &str, role: Role, now: Timestamp) -> Asker {
    let answer = app.sign_in(name, "made up for the tests", Scope::Detail, now).await.expect("the sign-in");
    app.choose_role(&answer.token, role, None, now).await.expect("the role");
    let session = app.session(&answer.token, now).await.expect("the session").expect("is there");
    session.asker().expect("a role was chosen")
}

#[tokio::test]
async fn s000_7_a_guardians_signature_of_old_waits_until_a_guardian_says_where_the_paper_is_that_was_seen() {
    let directory = tempfile::tempdir().expect("a temporary folder");
    let place = Place::Sqlite(directory.path().join("kith.sqlite"));
    let key_file = directory.path().join("kith.key");
    let app = App::open(&place, &key_file).await.expect("the records open");
    let now: Timestamp = "2026-12-10T10:00:00Z".parse().expect("a time");
    let guardians = ["guardian", "second"].map(|name| account(name, Role::CaldicottGuardian));
    let staff = [account("lead", Role::DataLead)].into_iter().chain(guardians).collect();
    let (places, reach_areas, sources) = (Vec::new(), Vec::new(), Vec::new());
    let locality = "Northfield".to_owned();
    let set_up = SetUp { locality, is_practice: true, places, reach_areas, sources, staff };
    app.set_up(set_up, now).await.expect("the locality is set up");
    let draft = read_agreement(BIRTHS).expect("the example");
    app.add_agreement(Who::Operator, &draft, now).await.expect("the agreement");
    let lead = signed_in(&app, "lead", Role::DataLead, now).await;
    let of_old = |party: &str, post, signer: &str| KeptAgreementEvent {
        agreement: "new-births".to_owned(),
        version: 1,
        event: AgreementEvent::Signed(SignOff {
            party: party.to_owned(),
            post,
            signer: signer.to_owned(),
            on: jiff::civil::date(2026, 12, 2),
            proof: SignProof::Word,
        }),
        said_by: Some(lead.staff.id),
        said_at: now,
    };
    let kept = [
        of_old(PARTIES[0], SignatoryPost::CaldicottGuardian, "Sam Guard"),
        of_old(PARTIES[1], SignatoryPost::CaldicottGuardian, "Ruth Guard"),
        of_old(PARTIES[1], SignatoryPost::Director, "Ada Head"),
    ];
    let db = Db::open(&place, &Keys::read_or_make(&key_file).expect("the keys")).await.expect("the database");
    db.write(move |tx| {
        Box::pin(async move {
            for one in &kept {
                tx.add_agreement_event(one).await?;
            }
            Ok::<_, AppError>(())
        })
    })
    .await
    .expect("written as before");

    let guardian = signed_in(&app, "guardian", Role::CaldicottGuardian, now).await;
    let page = app.agreement(&guardian, "new-births", now).await.expect("the page");
    assert!(matches!(page.may_run, MayRun::No(_)), "{:?}", page.may_run);
    let today = jiff::civil::date(2026, 12, 10);
    let places: Vec<usize> = page.to_confirm(&guardian.staff, today).iter().map(|waiting| waiting.place).collect();
    assert_eq!(places, [0, 1], "in other posts they count as before");
    let confirm =
        async |place, kept| app.confirm_agreement_signature(&guardian, "new-births", (1, place, kept), now).await;
    let nowhere = confirm(0, " ").await;
    assert!(matches!(&nowhere, Err(AppError::Invalid(problems)) if problems[0].field == "seen_kept"), "{nowhere:?}");
    confirm(0, "Safe 1").await.expect("seen");
    confirm(1, "Safe 2").await.expect("seen");
    let page = app.agreement(&guardian, "new-births", now).await.expect("the page");
    assert!(matches!(page.may_run, MayRun::No(_)), "one from outside is not enough");
    let second = signed_in(&app, "second", Role::CaldicottGuardian, now).await;
    for place in [0, 1] {
        let seen = app.confirm_agreement_signature(&second, "new-births", (1, place, "Safe, again"), now).await;
        seen.expect("seen");
    }
    let page = app.agreement(&guardian, "new-births", now).await.expect("the page");
    assert_eq!(page.may_run, MayRun::Yes);
    let kept: Vec<_> = page.signatures.iter().filter_map(|needed| Some(needed.seen.first()?.kept.as_str())).collect();
    assert_eq!(kept, ["Safe 1", "Safe 2"]);
}
