//! The form for an agreement. Whatever does not pass the six principles is
//! refused with the paragraph (S002-8a, S004-BAg).

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AgreementForm, AppError, FieldProblem};
use kith_core::agreement::{
    AgreementDraft, AgreementKind, Budget, FlowDraft, FlowProduct, PlannedKind, Responsibility, SectionSeventyFiveDraft,
};
use kith_core::family::PersonField;
use kith_core::sharing::Purpose;
use kith_core::workforce::{Profession, Role};

use super::ledger_form::{LedgerForm, error, form_key};
use crate::web::components::{Button, Checkboxes, Html, Input, Radios, Select, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::sentence_case;

/// The form.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    view(&site, &asking, &AgreementForm::default(), &[]).await
}

/// Keeps an agreement, or shows the form again with everything that was typed
/// and every fault of the design.
pub async fn submit(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let form = read(&posted);
    let added = match form.draft() {
        Ok(draft) => site.app.add_agreement(&asking.asker, &draft, site.clock.now()).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(_) => Ok(Redirect::to(&format!("/agreements/{}", form.draft.name)).into_response()),
        Err(AppError::Invalid(problems)) => view(&site, &asking, &form, &problems).await,
        Err(failed) => Err(failed.into()),
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn read(posted: &Posted) -> AgreementForm {
    let text = |name: &str| posted.text(name).to_owned();
    let differs = |profession: &Profession| {
        let says = text(&format!("code-{}", profession.word()));
        Some((profession.word().to_owned(), says)).filter(|(_, says)| !says.trim().is_empty())
    };
    AgreementForm {
        draft: AgreementDraft {
            name: text("name"),
            title: text("title"),
            kind: text("kind"),
            under: text("under"),
            parties: lines(posted.text("parties")),
            lawful_basis: text("lawful_basis"),
            conduct: lines(posted.text("conduct")),
            section_75: SectionSeventyFiveDraft {
                budget: text("budget"),
                host: text("host"),
                functions: lines(posted.text("functions")),
                liability: text("liability"),
                governance: text("governance"),
                joint_posts: lines(posted.text("joint_posts")),
            },
            professions: Profession::ALL.iter().filter_map(differs).collect(),
            ..AgreementDraft::default()
        },
        flow: FlowDraft {
            name: text("flow_name"),
            sender: text("sender"),
            receiver: text("receiver"),
            product: text("product"),
            brings: posted.all("brings").to_vec(),
            purpose: text("purpose"),
            why: text("why"),
            why_names: text("why_names"),
            kinds: posted.all("kinds").to_vec(),
            fields: posted.all("fields").to_vec(),
            readers: posted.all("readers").to_vec(),
            lawful_basis: text("flow_basis"),
            ..FlowDraft::default()
        },
        from: text("from"),
        review_on: text("review_on"),
        until: text("until"),
        owners: Responsibility::ALL.iter().map(|duty| (*duty, text(&format!("owner-{}", duty.word())))).collect(),
        planned: text("planned"),
        every_days: text("every_days"),
        keep_days: text("keep_days"),
    }
}

async fn view(
    site: &Site,
    asking: &Asking,
    form: &AgreementForm,
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let sources = site.app.sources_to_bring(&asking.asker).await?;
    let page = Page::new(site, Some(&asking.session), "Add an agreement")
        .under("Agreements on planned sharing", "/agreements")
        .explains("/agreements");
    let fields = [
        agreement_fields(form, problems),
        section_75_fields(form, problems),
        duty_fields(form, problems),
        flow_fields(form, &sources, problems),
    ];
    LedgerForm::new(page, "Planned sharing", "/agreements/new")
        .intro(&[
            "What is decided case by case cannot be planned. Choose the least that the purpose needs.",
            "The same name again makes the next version. It has to be signed anew.",
        ])
        .key(form_key()?)
        .field(fields.into_iter().flatten().collect::<Html>())
        .button(Button::new("Test and save"))
        .answer(problems)
}

fn input(name: &'static str, label: &'static str, value: &str, problems: &[FieldProblem]) -> Input {
    Input::new(name, label).value(value).autocomplete("off").error(error(problems, name))
}

fn agreement_fields(form: &AgreementForm, problems: &[FieldProblem]) -> Vec<Html> {
    let draft = &form.draft;
    let day = |name: &'static str, label: &'static str, value: &str| {
        input(name, label, value, problems).hint("For example 2 October 2026").width(20).into()
    };
    vec![
        input("title", "Title", &draft.title, problems).into(),
        input("name", "Short name", &draft.name, problems)
            .hint("Small letters, digits and hyphens, for example new-births-east")
            .no_spell_check()
            .width(30)
            .into(),
        Radios::new("kind", "What kind of agreement is it?")
            .choices(AgreementKind::ALL.iter().map(|kind| (kind.word(), kind.title())))
            .chosen(draft.kind.as_str())
            .error(error(problems, "kind"))
            .small()
            .into(),
        input("under", "Short name of the partnership agreement above it, if there is one", &draft.under, problems)
            .no_spell_check()
            .width(30)
            .into(),
        Textarea::new("parties", "Which organisations agree?")
            .hint("One a line")
            .value(draft.parties.join("\n"))
            .rows(3)
            .error(error(problems, "parties"))
            .into(),
        Textarea::new("lawful_basis", "What is the lawful basis?")
            .value(draft.lawful_basis.as_str())
            .rows(2)
            .error(error(problems, "lawful_basis"))
            .into(),
        day("from", "First day", &form.from),
        day("review_on", "Review by", &form.review_on),
        day("until", "Last day", &form.until),
        Textarea::new("planned", "For a partnership agreement: which flows are planned?")
            .hint("One a line: short name; who sends; who receives; department; what it is")
            .value(form.planned.as_str())
            .rows(3)
            .error(error(problems, "planned"))
            .into(),
        Textarea::new("conduct", "For a code of practice: how do people act?")
            .hint("One line each")
            .value(draft.conduct.join("\n"))
            .rows(3)
            .error(error(problems, "conduct"))
            .into(),
    ]
}

fn section_75_fields(form: &AgreementForm, problems: &[FieldProblem]) -> Vec<Html> {
    let entry = &form.draft.section_75;
    let text = |name: &'static str, label: &'static str, hint: &'static str, value: String| {
        Textarea::new(name, label).hint(hint).value(value).rows(2).error(error(problems, name)).into()
    };
    vec![
        Html::fixed("<h2 class=\"nhsuk-heading-m\" id=\"section_75\">For a partnership agreement: Section 75</h2>"),
        Html::paragraphs(&["Leave all of it empty where money and functions stay apart."]),
        Radios::new("budget", "How is the money held?")
            .choices(Budget::ALL.iter().map(|budget| (budget.word(), budget.title())))
            .chosen(entry.budget.as_str())
            .error(error(problems, "budget"))
            .small()
            .into(),
        input("host", "Who holds a pooled budget?", &entry.host, problems).into(),
        text("functions", "Which functions move, and to whom?", "One a line", entry.functions.join("\n")),
        text(
            "liability",
            "How is liability shared?",
            "What each answers for, and who bears a loss",
            entry.liability.clone(),
        ),
        text("governance", "Who governs it?", "The board, and how often it meets", entry.governance.clone()),
        text(
            "joint_posts",
            "Which posts and secondments answer to more than one organisation?",
            "One a line, with whom each answers to",
            entry.joint_posts.join("\n"),
        ),
    ]
}

fn duty_fields(form: &AgreementForm, problems: &[FieldProblem]) -> Vec<Html> {
    let owner = |duty: &Responsibility| {
        let typed = form.owners.iter().find(|(of, _)| of == duty).map_or("", |(_, words)| words);
        let field = Input::new(format!("owner-{}", duty.word()), duty.title()).value(typed).autocomplete("off");
        if *duty == Responsibility::Send { field.id("duties").error(error(problems, "duties")) } else { field }
    };
    let code = |profession: &Profession| {
        let said = form.draft.professions.iter().find(|(word, _)| word == profession.word());
        Input::new(format!("code-{}", profession.word()), profession.title())
            .value(said.map_or("", |(_, says)| says.as_str()))
            .autocomplete("off")
    };
    let heading = Html::fixed("<h2 class=\"nhsuk-heading-m\">Who answers for what?</h2>");
    let hint = Html::paragraphs(&["Write the post, a comma, and the organisation: Data lead, Testfield Council."]);
    let codes = Html::fixed("<h2 class=\"nhsuk-heading-m\">Where does a profession’s own code differ?</h2>");
    let owners = Responsibility::ALL.iter().map(|duty| owner(duty).into());
    let differ = Profession::ALL.iter().filter(|one| **one != Profession::NotWithFamilies).map(|one| code(one).into());
    [heading, hint].into_iter().chain(owners).chain([codes]).chain(differ).collect()
}

fn flow_fields(form: &AgreementForm, sources: &[(String, String)], problems: &[FieldProblem]) -> Vec<Html> {
    let flow = &form.flow;
    let text = |name: &'static str, label: &'static str, value: &str| {
        Textarea::new(name, label).value(value).rows(2).error(error(problems, name)).into()
    };
    let purposes = Purpose::ALL.iter().filter(|purpose| **purpose != Purpose::Unjustified);
    vec![
        Html::fixed("<h2 class=\"nhsuk-heading-m\">For a protocol: what is sent?</h2>"),
        input("flow_name", "Short name of the flow", &flow.name, problems).no_spell_check().width(30).into(),
        input("sender", "Who sends it?", &flow.sender, problems).into(),
        input("receiver", "Who receives it?", &flow.receiver, problems).into(),
        Radios::new("product", "Figures, or named people?")
            .hint("A flow is one of them, never both")
            .choices(FlowProduct::ALL.iter().map(|product| (product.word(), product.title())))
            .chosen(flow.product.as_str())
            .error(error(problems, "product"))
            .small()
            .into(),
        Select::new("purpose", "What for?")
            .option("", "Choose a purpose")
            .options(purposes.map(|purpose| (purpose.word(), purpose.title())))
            .chosen(flow.purpose.as_str())
            .error(error(problems, "purpose"))
            .into(),
        text("why", "Why does this serve the purpose?", &flow.why),
        Checkboxes::new("kinds", "What does it carry?")
            .choices(PlannedKind::ALL.iter().map(|kind| (kind.word(), kind.title())))
            .ticked(flow.kinds.iter().cloned())
            .error(error(problems, "kinds"))
            .small()
            .into(),
        Checkboxes::new("brings", "If its rows come in here: from which sources?")
            .hint("A source that is ticked comes in only while this agreement is signed and in date")
            .choices(sources.iter().map(|(name, title)| (name, title)))
            .ticked(flow.brings.iter().cloned())
            .error(error(problems, "brings"))
            .small()
            .into(),
        text("why_names", "If it names people: why will figures not do?", &flow.why_names),
        Checkboxes::new("fields", "Which details about each person?")
            .choices(PersonField::ALL.iter().map(|field| (field.word(), field.title())))
            .ticked(flow.fields.iter().cloned())
            .error(error(problems, "fields"))
            .small()
            .into(),
        Checkboxes::new("readers", "Who reads it?")
            .choices(Role::ALL.iter().map(|role| (role.word(), sentence_case(role.title()))))
            .ticked(flow.readers.iter().cloned())
            .error(error(problems, "readers"))
            .small()
            .into(),
        text("flow_basis", "What is the lawful basis of this flow?", &flow.lawful_basis),
        input("every_days", "Sent every how many days?", &form.every_days, problems).numeric().width(4).into(),
        input("keep_days", "Kept for how many days?", &form.keep_days, problems).numeric().width(5).into(),
    ]
}
