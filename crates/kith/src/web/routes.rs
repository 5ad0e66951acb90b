//! Every address of the site in one list, with who may open it. A test opens
//! each of them in each role; a route that is not in its table fails.

mod agreements;
mod mentors;
mod parents;
mod who;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{MethodRouter, get, post};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

use super::guard::{Door, Within, guard};
use super::state::Site;
use super::{assets, headers, pages};

pub use who::Who;

/// One address, and who may open it.
pub struct Route {
    /// The address, with `{name}` for the parts that vary.
    pub path: &'static str,
    /// Who may open it.
    pub who: Who,
    handler: MethodRouter<Site>,
}

fn route(path: &'static str, who: Who, handler: MethodRouter<Site>) -> Route {
    Route { path, who, handler }
}

/// Every route.
#[must_use]
pub fn routes() -> Vec<Route> {
    let mut all = vec![
        route("/", Who::Anyone, get(pages::sign_in::front_door)),
        route("/sign-in", Who::Anyone, get(pages::sign_in::show_form).post(pages::sign_in::submit)),
        route("/sign-out", Who::SignedIn, post(pages::sign_in::sign_out)),
        route("/roles", Who::SignedIn, get(pages::roles::show_choices).post(pages::roles::choose)),
        route("/roles/principles", Who::SignedIn, post(pages::roles::accept_principles)),
        route("/password", Who::SignedIn, get(pages::password::show).post(pages::password::change)),
        route("/stay", Who::SignedIn, post(pages::sign_in::stay)),
        route("/my-day", Who::AnyRole, get(pages::my_day::show)),
        route("/my-day/tasks", Who::AnyRole, post(pages::my_day::finish_task)),
        route("/purpose", Who::Families, post(pages::roles::choose_purpose)),
        route("/help", Who::Anyone, get(pages::help::index)),
        route("/help/{topic}", Who::Anyone, get(pages::help::topic)),
        route("/leaflet", Who::Anyone, get(pages::leaflet::show)),
        route("/leaflet.pdf", Who::Anyone, get(pages::leaflet::save)),
        route("/privacy", Who::Anyone, get(pages::help::privacy)),
        route("/accessibility", Who::Anyone, get(pages::help::accessibility)),
        route("/begin", Who::AnyRole, get(pages::begin::show)),
        route("/areas", Who::AnyRole, get(pages::areas::index)),
        route("/centres", Who::AnyRole, get(pages::centre_links::show).post(pages::centre_links::save)),
        route("/areas/{cluster}", Who::AnyRole, get(pages::areas::cluster)),
        route("/assets/{name}", Who::Anyone, get(assets::serve)),
        route("/health/live", Who::Anyone, get(pages::health::live)),
        route("/health/ready", Who::Anyone, get(pages::health::ready)),
    ];
    all.extend(family_routes());
    all.extend(sharing_routes());
    all.extend(ledger_routes());
    all.extend(support_routes());
    all.extend(notice_routes());
    all.extend(office_routes());
    all.extend(rules_routes());
    all.extend(agreements::routes());
    all.extend(shared_routes());
    all.extend(birth_routes());
    all.extend(border_routes());
    all.extend(antenatal_routes());
    all.extend(visit_routes());
    all.extend(mentors::routes());
    all.extend(parents::routes());
    all
}

fn family_routes() -> Vec<Route> {
    vec![
        route("/find", Who::Families, get(pages::find::show).post(pages::find::submit)),
        route("/find/{search}", Who::Families, get(pages::find::found)),
        route("/families", Who::Families, get(pages::families::show)),
        route("/families/{family}", Who::Families, get(pages::family::show)),
        route("/families/{family}/reason", Who::Families, post(pages::reason::submit)),
        route("/families/{family}/people/{person}", Who::Families, get(pages::person::show)),
        route("/families/{family}/people/{person}/separate", Who::Families, post(pages::person::separate)),
        route("/families/{family}/people/{person}/join", Who::Families, post(pages::person::join)),
        route("/families/{family}/contacts", Who::Families, get(pages::contacts::show)),
        route(
            "/families/{family}/contacts/new",
            Who::Families,
            get(pages::record_contact::show).post(pages::record_contact::submit),
        ),
        route("/families/{family}/contacts/draft", Who::Families, post(pages::record_contact::save_draft)),
        route(
            "/families/{family}/contacts/{contact}",
            Who::Families,
            get(pages::contact::show).post(pages::contact::open),
        ),
        route("/families/{family}/contacts/{contact}/comments", Who::Families, post(pages::contact::comment)),
        route("/families/{family}/looks", Who::Families, get(pages::looks::family)),
        route("/families/{family}/decisions/{decision}", Who::Families, get(pages::decision::show)),
    ]
}

fn sharing_routes() -> Vec<Route> {
    vec![
        route("/can-i-share", Who::AnyRole, get(pages::practice::show)),
        route("/can-i-share/answers", Who::AnyRole, get(pages::practice::answers)),
        route("/can-i-share/practice", Who::AnyRole, get(pages::practice::facts)),
        route("/can-i-share/practice/{scenario}", Who::AnyRole, get(pages::practice::scenario)),
        route(
            "/families/{family}/can-i-share",
            Who::Families,
            get(pages::can_i_share::show_question).post(pages::can_i_share::ask),
        ),
        route("/families/{family}/can-i-share/{decision}", Who::Families, get(pages::can_i_share::show_answer)),
        route("/families/{family}/can-i-share/{decision}/print", Who::Families, get(pages::can_i_share::print)),
        route(
            "/families/{family}/can-i-share/{decision}/advice",
            Who::Families,
            post(pages::can_i_share::ask_for_advice),
        ),
        route(
            "/families/{family}/can-i-share/{decision}/different",
            Who::Families,
            get(pages::decided_differently::show).post(pages::decided_differently::submit),
        ),
        route(
            "/families/{family}/ask-a-colleague",
            Who::Families,
            get(pages::ask_person::colleagues).post(pages::ask_person::ask_a_colleague),
        ),
        route("/advice", Who::AnyRole, get(pages::ask_person::list)),
        route("/advice/{advice}", Who::AnyRole, get(pages::ask_person::show).post(pages::ask_person::write)),
        route("/advice/{advice}/cause", Who::Families, post(pages::ask_person::record_cause)),
    ]
}

/// What was told, agreed, refused, judged and shared.
fn ledger_routes() -> Vec<Route> {
    vec![
        route("/families/{family}/consent", Who::Families, get(pages::consent::show)),
        route(
            "/families/{family}/consent/history.csv",
            Who::Families,
            get(pages::export_reason::ask_for_history).post(pages::export_reason::history),
        ),
        route(
            "/families/{family}/consent/new",
            Who::Families,
            get(pages::record_consent::show).post(pages::record_consent::submit),
        ),
        route("/families/{family}/consent/draft", Who::Families, post(pages::record_consent::save_draft)),
        route("/families/{family}/consent/form", Who::Families, get(pages::consent_form::show)),
        route("/families/{family}/consent/form.pdf", Who::Families, get(pages::consent_form::save)),
        route(
            "/families/{family}/consent/withdraw",
            Who::Families,
            get(pages::take_back::withdraw).post(pages::take_back::submit_withdrawal),
        ),
        route(
            "/families/{family}/consent/object",
            Who::Families,
            get(pages::take_back::object).post(pages::take_back::submit_objection),
        ),
        route(
            "/families/{family}/consent/shown",
            Who::Families,
            get(pages::implied::show).post(pages::implied::submit),
        ),
        route(
            "/families/{family}/consent/unsafe",
            Who::Families,
            get(pages::asking_unsafe::show).post(pages::asking_unsafe::safe_again),
        ),
        route(
            "/families/{family}/consent/unsafe/new",
            Who::Families,
            get(pages::asking_unsafe::new).post(pages::asking_unsafe::submit),
        ),
        route("/families/{family}/consent/copy", Who::Families, get(pages::family_copy::show)),
        route("/families/{family}/recipients", Who::Families, get(pages::take_back::recipients)),
        route("/families/{family}/share-without-consent", Who::Families, get(pages::judgements::show)),
        route(
            "/families/{family}/share-without-consent/new",
            Who::Families,
            get(pages::judgements::new).post(pages::judgements::submit),
        ),
        route("/families/{family}/shares", Who::Families, get(pages::shares::show)),
        route("/families/{family}/shares/{kind}", Who::Families, get(pages::shares::new).post(pages::shares::submit)),
        route("/families/{family}/capacity", Who::Families, get(pages::capacity::show)),
        route(
            "/families/{family}/capacity/new",
            Who::Families,
            get(pages::capacity::new).post(pages::capacity::submit),
        ),
    ]
}

/// Support that is agreed with a family, its aims and what came of it.
fn support_routes() -> Vec<Route> {
    vec![
        route("/families/{family}/support", Who::Families, get(pages::support::list)),
        route(
            "/families/{family}/support/new",
            Who::Families,
            get(pages::support_steps::first).post(pages::support_steps::submit_first),
        ),
        route(
            "/families/{family}/support/new/{step}",
            Who::Families,
            get(pages::support_steps::later).post(pages::support_steps::submit_later),
        ),
        route("/families/{family}/support/{support}", Who::Families, get(pages::support::show)),
        route(
            "/families/{family}/support/{support}/answer",
            Who::Families,
            get(pages::support::answer).post(pages::support::submit_answer),
        ),
        route(
            "/families/{family}/support/{support}/goals/{goal}",
            Who::Families,
            get(pages::support::goal).post(pages::support::submit_goal),
        ),
        route(
            "/families/{family}/support/{support}/end",
            Who::Families,
            get(pages::support::end).post(pages::support::submit_end),
        ),
        route("/support-aims", Who::AnyRole, get(pages::support_aims::show)),
        route("/support-aims/new", Who::Directory, get(pages::support_aims::new).post(pages::support_aims::submit)),
        route("/support-report", Who::Figures, get(pages::support_report::show)),
        route("/support-report/aims.csv", Who::Figures, get(pages::support_report::file)),
    ]
}

/// What families are told, with its letters; and judgements to be reviewed.
fn notice_routes() -> Vec<Route> {
    vec![
        route("/families/{family}/notice", Who::Families, get(pages::notices::new).post(pages::notices::submit)),
        route("/families/{family}/notice/letter", Who::Families, get(pages::notice_letters::show)),
        route("/families/{family}/notice/letter.pdf", Who::Families, get(pages::notice_letters::save)),
        route("/judgements", Who::Governance, get(pages::judgements::review).post(pages::judgements::decide)),
        route("/team", Who::Notices, get(pages::team::show)),
        route("/team/change", Who::Files, get(pages::team::new).post(pages::team::submit)),
        route("/use", Who::Items, get(pages::use_of_items::show)),
        route("/notices", Who::Notices, get(pages::notices::coverage)),
        route("/notices/told.csv", Who::Notices, get(pages::notices::file)),
        route("/notices/letters", Who::Notices, get(pages::notice_letters::batch).post(pages::notice_letters::posted)),
        route("/notices/letters.pdf", Who::Notices, get(pages::notice_letters::save_batch)),
        route("/notices/reply", Who::Notices, post(pages::notice_letters::reply)),
        route(
            "/notices/to-send.csv",
            Who::Notices,
            get(pages::export_reason::ask_for_letters).post(pages::export_reason::letters),
        ),
    ]
}

fn office_routes() -> Vec<Route> {
    vec![
        route(
            "/files",
            Who::Files,
            get(pages::files::show)
                .post(pages::files::upload)
                .layer(DefaultBodyLimit::max(pages::files::LONGEST_HEARD)),
        ),
        route("/files/{file}/check", Who::Files, get(pages::check::show)),
        route("/files/{file}/import", Who::Files, post(pages::check::import)),
        route("/files/{file}/cancel", Who::Files, post(pages::check::cancel)),
        route("/files/{file}/problems.csv", Who::Files, get(pages::check::problems)),
        route("/messages", Who::Files, get(pages::messages::show)),
        route("/messages/{message}", Who::Files, post(pages::messages::settle)),
        route("/matching", Who::Comparing, get(pages::matching::list)),
        route(
            "/matching/accuracy",
            Who::Matching,
            get(pages::matching_accuracy::show).post(pages::matching_accuracy::draw),
        ),
        route(
            "/matching/numbers",
            Who::Matching,
            get(pages::number_tracing::list).post(pages::number_tracing::look_up),
        ),
        route(
            "/matching/numbers/{trace}",
            Who::Matching,
            get(pages::number_tracing::show).post(pages::number_tracing::submit),
        ),
        route("/matching/numbers/{trace}/undo", Who::Matching, post(pages::number_tracing::undo)),
        route("/matching/{pair}", Who::Comparing, get(pages::matching::show).post(pages::matching::submit)),
        route("/matching/{pair}/undo", Who::Comparing, post(pages::matching::undo)),
        route("/sources", Who::Sources, get(pages::sources::show)),
        route("/letters", Who::Sources, get(pages::office::show).post(pages::office::submit)),
        route("/waits", Who::Sources, get(pages::waits::show).post(pages::waits::submit)),
        route("/letters/words", Who::Sources, get(pages::letter_words::show).post(pages::letter_words::submit)),
        route("/letters/words/english.toml", Who::Sources, get(pages::letter_words::english)),
        route("/letters/words/{language}/remove", Who::Sources, post(pages::letter_words::remove)),
        route("/looks", Who::Governance, get(pages::looks::show)),
        route("/looks/reasons", Who::Governance, get(pages::reason::review).post(pages::reason::decide)),
        route("/staff", Who::Accounts, get(pages::staff::show)),
    ]
}

fn rules_routes() -> Vec<Route> {
    vec![
        route("/rules", Who::AnyRole, get(pages::rules::index)),
        route("/rules/compare", Who::AnyRole, get(pages::rules_compare::show)),
        route("/rules/new", Who::Rules, get(pages::rules_new::show).post(pages::rules_new::draft)),
        route("/rules/{edition}", Who::AnyRole, get(pages::rules_edition::show)),
        route("/rules/{edition}/try", Who::AnyRole, get(pages::rules_try::show)),
        route("/rules/{edition}/approve", Who::Rules, post(pages::rules::approve)),
        route("/rules/{edition}/in-force", Who::Rules, post(pages::rules::put_in_force)),
    ]
}

/// Before a birth, and when a baby is lost.
fn antenatal_routes() -> Vec<Route> {
    vec![
        route("/antenatal", Who::Antenatal, get(pages::antenatal::show)),
        route("/antenatal/new", Who::Booking, get(pages::antenatal_new::show).post(pages::antenatal_new::submit)),
        route("/antenatal/script", Who::Antenatal, get(pages::antenatal::script)),
        route(
            "/antenatal/contact",
            Who::CentreContact,
            get(pages::antenatal::contact).post(pages::antenatal::name_contact),
        ),
        route("/antenatal/districts", Who::Districts, get(pages::antenatal_districts::show)),
        route(
            "/antenatal/districts/new",
            Who::Directory,
            get(pages::antenatal_districts::new).post(pages::antenatal_districts::submit),
        ),
        route("/antenatal/report", Who::Figures, get(pages::antenatal::report)),
        route(
            "/antenatal/{notification}",
            Who::Antenatal,
            get(pages::antenatal_message::show).post(pages::antenatal_message::submit),
        ),
        route("/antenatal/{notification}/form", Who::Antenatal, get(pages::antenatal_message::form)),
        route("/families/{family}/loss", Who::Booking, get(pages::loss::show).post(pages::loss::submit)),
    ]
}

/// What all partners share.
fn shared_routes() -> Vec<Route> {
    vec![
        route("/glossary", Who::Anyone, get(pages::glossary::show)),
        route("/framework", Who::AnyRole, get(pages::framework::show)),
        route("/framework/new", Who::Agreements, get(pages::framework::new).post(pages::framework::submit)),
        route(
            "/framework/position",
            Who::Agreements,
            get(pages::framework::position).post(pages::framework::submit_position),
        ),
        route("/library", Who::AnyRole, get(pages::library::show)),
        route("/library/new", Who::Agreements, get(pages::library::new).post(pages::library::submit)),
        route("/training", Who::Training, get(pages::training::show).post(pages::training::submit)),
        route("/services", Who::AnyRole, get(pages::services::show).post(pages::services::find)),
        route("/services/new", Who::Directory, get(pages::services::new).post(pages::services::submit)),
    ]
}

/// News of births and moves for centres, and what centres do with it.
/// Families that move to another authority, or come from one.
fn border_routes() -> Vec<Route> {
    vec![
        route("/areas-outside", Who::AnyRole, get(pages::areas_outside::show)),
        route("/areas-outside/change", Who::Lists, post(pages::areas_outside::change)),
        route("/areas-outside/keys", Who::Lists, post(pages::areas_outside::save_key)),
        route("/hand-overs", Who::HandOvers, get(pages::hand_overs::show)),
        route("/hand-overs/receipt", Who::Lists, post(pages::hand_overs::receipt)),
        route(
            "/families/{family}/hand-over",
            Who::Families,
            get(pages::hand_over::show).post(pages::hand_over::submit),
        ),
        route("/families/{family}/hand-over/{handover}/file", Who::Families, post(pages::hand_over::file)),
        route("/families/{family}/hand-over/{handover}/recall", Who::Families, post(pages::hand_over::recall)),
    ]
}

fn birth_routes() -> Vec<Route> {
    vec![
        route("/lists", Who::Lists, get(pages::lists::index).post(pages::lists::build)),
        route("/lists/schedule", Who::Lists, post(pages::lists::schedule)),
        route("/lists/way", Who::Lists, post(pages::lists::way)),
        route("/lists/keys", Who::Lists, get(pages::lists::keys).post(pages::lists::save_key)),
        route("/lists/{list}", Who::Lists, get(pages::lists::show)),
        route("/lists/{list}/release", Who::Lists, post(pages::lists::release)),
        route("/lists/{list}/cancel", Who::Lists, post(pages::lists::cancel)),
        route("/lists/{list}/receipt", Who::Lists, post(pages::lists::receipt)),
        route("/lists/{list}/{file}", Who::Lists, post(pages::lists::file)),
        route("/month-lists", Who::ChildHealth, get(pages::month_lists::index).post(pages::month_lists::build)),
        route("/month-lists/{list}", Who::ChildHealth, get(pages::month_lists::show)),
        route("/month-lists/{list}/send", Who::ChildHealth, post(pages::month_lists::send)),
        route("/month-lists/{list}/cancel", Who::ChildHealth, post(pages::month_lists::cancel)),
        route("/month-lists/{list}/receipt", Who::Lists, post(pages::month_lists::receipt)),
        route("/month-lists/{list}/{file}", Who::Lists, post(pages::month_lists::file)),
        route("/births", Who::Centre, get(pages::births::show)),
        route("/births/figures", Who::BirthFigures, get(pages::birth_figures::show)),
        route("/births/figures.csv", Who::BirthFigures, get(pages::birth_figures::file)),
        route("/centre-work", Who::BirthFigures, get(pages::centre_work::show)),
        route("/centre-work.csv", Who::BirthFigures, get(pages::centre_work::file)),
        route("/births/cards", Who::Centre, get(pages::births::cards).post(pages::births::posted)),
        route("/births/cards/centre", Who::Centre, get(pages::centre_card::show).post(pages::centre_card::submit)),
        route(
            "/births/cards/map",
            Who::Centre,
            get(pages::centre_map::show)
                .post(pages::centre_map::submit)
                .layer(DefaultBodyLimit::max(pages::files::LONGEST_HEARD)),
        ),
        route("/births/cards/map/off", Who::Centre, post(pages::centre_map::take_off)),
        route("/births/cards/map/picture", Who::Centre, get(pages::centre_map::picture)),
        route("/births/cards/preview", Who::Centre, get(pages::births::preview)),
        route("/births/cards/returned", Who::Centre, post(pages::births::returned)),
        route("/births/cards.pdf", Who::Centre, get(pages::births::save)),
        route(
            "/births/cards.csv",
            Who::Centre,
            get(pages::export_reason::ask_for_cards).post(pages::export_reason::cards),
        ),
    ]
}

/// First visits, registration with a centre, planned visits.
fn visit_routes() -> Vec<Route> {
    vec![
        route(
            "/families/{family}/first-visit",
            Who::Families,
            get(pages::first_visit::show).post(pages::first_visit::submit),
        ),
        route("/families/{family}/first-visit/draft", Who::Families, post(pages::first_visit::save_draft)),
        route("/first-visits", Who::ChildHealth, get(pages::first_visits::show).post(pages::first_visits::enter)),
        route(
            "/families/{family}/registration",
            Who::Families,
            get(pages::registration::show).post(pages::registration::submit),
        ),
        route("/centre-tasks", Who::Families, get(pages::centre_tasks::list)),
        route(
            "/families/{family}/centre-tasks/{task}",
            Who::Families,
            get(pages::centre_tasks::show).post(pages::centre_tasks::submit),
        ),
        route("/families/{family}/refer", Who::Families, get(pages::refer::show).post(pages::refer::submit)),
        route("/visits", Who::Families, get(pages::visits::mine)),
        route("/families/{family}/visits", Who::Families, get(pages::visits::show).post(pages::visits::submit)),
        route("/families/{family}/visits/new", Who::Families, get(pages::visits::new).post(pages::visits::plan)),
        route(
            "/families/{family}/visits/{visit}",
            Who::Families,
            get(pages::visits::finish_form).post(pages::visits::finish),
        ),
        route("/follow-ups", Who::Families, get(pages::follow_ups::list)),
        route("/follow-ups/{family}", Who::Families, get(pages::follow_ups::show).post(pages::follow_ups::submit)),
        route("/gaps", Who::Families, get(pages::gaps::show)),
    ]
}

/// The site's router.
pub fn router(site: Site) -> Router {
    let router = routes().into_iter().fold(Router::new(), |router, route| {
        let door = Door { site: site.clone(), who: route.who, within: Within::of(route.path) };
        router.route(route.path, route.handler.layer(middleware::from_fn_with_state(door, guard)))
    });
    let nowhere = Door { site: site.clone(), who: Who::Anyone, within: Within::Detail };
    router
        .fallback_service(
            Router::new()
                .fallback(|| async { super::failure::Failure::not_found() })
                .layer(middleware::from_fn_with_state(nowhere, guard)),
        )
        .layer(middleware::from_fn(headers::add))
        // Pages are small and made for each look: the last tenth of their size would cost as much as the rest.
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(1)))
        .with_state(site)
}
