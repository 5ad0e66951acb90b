//! One process before birth in every district: the template, and what each
//! district does in another way (S002-LAc).

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, DeviationDraft, DistrictLine, FieldProblem};
use kith_core::antenatal::{Receivers, TemplateItem};

use super::ledger_form::{LedgerForm, error, form_key};
use super::ledger_list::{Item, LedgerList};
use crate::web::components::{Button, Colour, Html, Input, Select, SummaryList, Tag, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::date_words;

const TITLE: &str = "One process in every district";

/// The template and every district.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let shown = site.app.districts(&asking.asker, site.clock.now()).await?;
    let template: Vec<(&str, String)> =
        shown.template.iter().map(|(item, says)| (item.title(), says.clone())).collect();
    let list = LedgerList::new(Page::new(&site, Some(&asking.session), TITLE).under("My day", "/my-day"))
        .intro(&[
            "Every district works before birth by one template. What a district does in another way is written down: what, why, who agreed, until when.",
            "After its last day the template counts again, without anybody doing anything.",
        ])
        .nothing("No district is known: no place has a cluster.")
        .items(shown.districts.iter().map(of_district))
        .after(Html::fixed("<h2 class=\"nhsuk-heading-m\">The template</h2>").and(SummaryList::of(template)));
    if shown.may_change {
        let words = "Write down what a district does in another way";
        return list.button(Button::link(words, "/antenatal/districts/new")).answer(&[]);
    }
    list.answer(&[])
}

fn of_district(district: &DistrictLine) -> Item {
    let tag = match district.deviations.len() {
        0 => Tag::new("By the template", Colour::Green),
        _ => Tag::new("In another way", Colour::Orange),
    };
    let mut item = Item::new(district.name.as_str()).tag(Some(tag));
    for line in &district.deviations {
        let it = &line.deviation;
        let until = date_words(it.until);
        let says = format!("{} (template: {})", line.here, line.template);
        let why = format!("{} Agreed by {}. Until {until}.", full_stop(&it.why), it.agreed_by);
        item = item.says(it.item.title(), Html::paragraphs(&[says, why]));
    }
    let ended: Vec<String> = district
        .ended
        .iter()
        .map(|(item, here, until)| format!("{}: {here}. Last day {}.", item.title(), date_words(*until)))
        .collect();
    item.says("Before", Html::paragraphs(&ended))
}

fn full_stop(words: &str) -> String {
    if words.ends_with('.') { words.to_owned() } else { format!("{words}.") }
}

/// The form.
pub async fn new(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    form(&site, &asking, &DeviationDraft::default(), &[]).await
}

async fn form(
    site: &Site,
    asking: &Asking,
    draft: &DeviationDraft,
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let shown = site.app.districts(&asking.asker, site.clock.now()).await?;
    let page = Page::new(site, Some(&asking.session), "A district does it in another way")
        .under("My day", "/my-day")
        .under(TITLE, "/antenatal/districts");
    let receivers: Vec<String> =
        Receivers::ALL.iter().map(|it| format!("{} ({})", it.word(), it.title().to_lowercase())).collect();
    let hint = format!(
        "For words: the sentence. For days: a number. For who receives: {}. Leave it empty to go back to the template",
        receivers.join(", ")
    );
    LedgerForm::new(page, TITLE, "/antenatal/districts/new")
        .intro(&["The notification form of the district uses it from this moment until its last day."])
        .key(form_key()?)
        .field(
            Select::new("district", "Which district?")
                .option("", "Choose one")
                .options(shown.districts.iter().map(|it| (it.name.clone(), it.name.clone())))
                .chosen(draft.district.as_str())
                .error(error(problems, "district")),
        )
        .field(
            Select::new("item", "What does it do in another way?")
                .option("", "Choose one")
                .options(TemplateItem::ALL.iter().map(|item| (item.word(), item.title())))
                .chosen(draft.item.as_str())
                .error(error(problems, "item")),
        )
        .field(
            Input::new("value", "What stands there?")
                .hint(hint)
                .value(draft.value.as_str())
                .autocomplete("off")
                .error(error(problems, "value")),
        )
        .field(Textarea::new("why", "Why?").value(draft.why.as_str()).rows(2).error(error(problems, "why")))
        .field(
            Input::new("agreed_by", "Who agreed to it?")
                .hint("For example: the partnership forum, 2 October 2026")
                .value(draft.agreed_by.as_str())
                .autocomplete("off")
                .error(error(problems, "agreed_by")),
        )
        .field(
            Input::new("until", "Until when?")
                .hint("For example 2 October 2027")
                .value(draft.until.as_str())
                .width(20)
                .autocomplete("off")
                .error(error(problems, "until")),
        )
        .button(Button::new("Save"))
        .answer(problems)
}

/// Keeps it.
pub async fn submit(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let text = |name: &str| posted.text(name).to_owned();
    let draft = DeviationDraft {
        district: text("district"),
        item: text("item"),
        value: text("value"),
        why: text("why"),
        agreed_by: text("agreed_by"),
        until: text("until"),
    };
    match site.app.record_deviation(&asking.asker, &draft, site.clock.now()).await {
        Ok(()) => Ok(Redirect::to("/antenatal/districts").into_response()),
        Err(AppError::Invalid(problems)) => form(&site, &asking, &draft, &problems).await,
        Err(error) => Err(error.into()),
    }
}
