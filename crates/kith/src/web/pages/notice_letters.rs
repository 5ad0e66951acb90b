//! The letters that tell families how information is shared: one, or all that
//! a team still has to send (S000-9).

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{Batch, Issue, LeftOut, NoticeFacts, ToSend};
use kith_core::id::FamilyId;
use kith_letters::{Language, Languages, Letter, Office, notice};

use super::consent_form::refuse;
use super::ledger_form::{form_key, sent_key};
use super::letter::{self, Style};
use super::{reference, show as answer};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::plural;

#[derive(Template)]
#[template(path = "pages/notice_letters.html")]
struct BatchView {
    page: Page,
    letters: Vec<ToSend>,
    left_out: Vec<(FamilyId, String, LeftOut)>,
    form_key: String,
}

#[derive(Template)]
#[template(path = "pages/notice_left_out.html")]
struct LeftOutView {
    page: Page,
    caption: String,
    why: &'static str,
}

fn composed((site, office): (&Site, &Office), letter: &ToSend, language: &Language) -> Letter {
    notice(language, office, &letter.notice_to(site.clock.now()), letter.language.as_deref())
}

/// The letter to one family on the screen.
pub async fn show(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    match facts(&site, &asking, &family, false).await? {
        Issue::Ready(facts) => one((&site, &asking), &family, facts, (&site.app.languages().await?, &query)),
        Issue::Missing(missing) => refuse(&site, &asking, missing),
    }
}

/// The letter to one family as a PDF.
pub async fn save(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    match facts(&site, &asking, &family, true).await? {
        Issue::Ready(facts) => match &facts.letter {
            Ok(letter) => {
                let style = Style::of(&site.app.languages().await?, &query, letter.language.as_deref());
                let letter = composed((&site, &facts.office), letter, &style.language);
                letter::save(vec![letter], style.size, "privacy-notice").await
            }
            Err(_) => one((&site, &asking), &family, facts, (&site.app.languages().await?, &query)),
        },
        Issue::Missing(missing) => refuse(&site, &asking, missing),
    }
}

async fn facts(site: &Site, asking: &Asking, family: &str, is_print: bool) -> Result<Issue<NoticeFacts>, Failure> {
    Ok(site.app.notice_letter(&asking.asker, reference(family)?, is_print, site.clock.now()).await?)
}

fn one(
    (site, asking): (&Site, &Asking),
    family: &str,
    facts: NoticeFacts,
    (languages, query): (&Languages, &BTreeMap<String, String>),
) -> Result<Response, Failure> {
    let page = Page::new(site, Some(&asking.session), "Privacy notice to post")
        .at("/families")
        .under("My families", "/families")
        .under(facts.family_title.clone(), format!("/families/{family}"))
        .under("Sharing and consent", format!("/families/{family}/consent"));
    match &facts.letter {
        Ok(letter) => {
            let style = Style::of(languages, query, letter.language.as_deref());
            let at = format!("/families/{family}/notice/letter");
            let letter = composed((site, &facts.office), letter, &style.language);
            letter::show(page, (&facts.family_title, &at), &style, (&letter, false))
        }
        Err(why) => answer(&LeftOutView { page, caption: facts.family_title, why: why.words() }),
    }
}

/// The letters that the team still has to send, and who is left out.
pub async fn batch(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    match site.app.notice_batch(&asking.asker, false, site.clock.now()).await? {
        Issue::Ready(Batch { letters, left_out, .. }) => {
            let page = Page::new(&site, Some(&asking.session), "Letters to send")
                .at("/notices")
                .under("Who was told", "/notices");
            answer(&BatchView { page, letters, left_out, form_key: form_key()? })
        }
        Issue::Missing(missing) => refuse(&site, &asking, missing),
    }
}

/// The letters as one PDF, each family in the language of its record where
/// there are checked words.
pub async fn save_batch(
    State(site): State<Site>,
    asking: Asking,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    match site.app.notice_batch(&asking.asker, true, site.clock.now()).await? {
        Issue::Ready(Batch { office, letters, .. }) if !letters.is_empty() => {
            let languages = site.app.languages().await?;
            let of =
                |letter: &ToSend| composed((&site, &office), letter, &languages.for_family(letter.language.as_deref()));
            let size = Style::of(&languages, &query, None).size;
            letter::save(letters.iter().map(of).collect(), size, "privacy-notices").await
        }
        Issue::Ready(_) => Ok(Redirect::to("/notices/letters").into_response()),
        Issue::Missing(missing) => refuse(&site, &asking, missing),
    }
}

/// Notes that the letters were posted.
pub async fn posted(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let families: Vec<FamilyId> = posted.all("family").iter().filter_map(|family| family.parse().ok()).collect();
    site.app.letters_posted(&asking.asker, (&families, sent_key(&posted)?), site.clock.now()).await?;
    Ok(Redirect::to("/notices/letters").into_response())
}

/// A slip came back: leads to the form that records the objection.
pub async fn reply(State(_): State<Site>, _: Asking, posted: Posted) -> Result<Response, Failure> {
    let family: FamilyId = reference(posted.text("reference").trim())?;
    let to = if posted.text("answer") == "returned" { "notice" } else { "consent/object" };
    Ok(Redirect::to(&format!("/families/{family}/{to}")).into_response())
}
