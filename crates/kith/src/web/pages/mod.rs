//! The pages, one file each: read what was asked, call one function of the
//! door, show what it gives.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::failure::Failure;

pub mod agreement_incoming;
pub mod agreement_papers;
pub mod agreement_posts;
pub mod agreement_signing;
pub mod agreement_work;
pub mod agreements;
pub mod antenatal;
pub mod antenatal_districts;
pub mod antenatal_message;
pub mod antenatal_new;
pub mod areas;
pub mod areas_outside;
pub mod ask_person;
pub mod asking_unsafe;
pub mod begin;
pub mod birth_figures;
pub mod births;
pub mod bodies;
pub mod can_i_share;
pub mod capacity;
pub mod centre_card;
pub mod centre_links;
pub mod centre_map;
mod centre_prompt;
pub mod centre_tasks;
pub mod centre_work;
pub mod check;
pub mod consent;
pub mod consent_form;
pub mod contact;
pub mod contacts;
pub mod decided_differently;
pub mod decision;
pub mod export_reason;
pub mod failed;
pub mod families;
pub mod family;
pub mod family_copy;
pub mod files;
pub mod find;
pub mod first_visit;
pub mod first_visits;
pub mod follow_ups;
pub mod framework;
pub mod gaps;
pub mod glossary;
pub mod hand_over;
pub mod hand_overs;
pub mod health;
pub mod help;
pub mod implied;
pub mod judgements;
pub mod leaflet;
mod ledger_form;
mod ledger_list;
mod letter;
pub mod letter_words;
pub mod library;
pub mod lists;
pub mod looks;
pub mod loss;
pub mod matching;
pub mod matching_accuracy;
pub mod mentor_place;
pub mod mentoring;
pub mod mentors;
pub mod messages;
pub mod month_lists;
pub mod my_day;
pub mod new_agreement;
pub mod notice_letters;
pub mod notices;
pub mod number_tracing;
pub mod objections;
pub mod office;
pub mod password;
pub mod person;
pub mod practice;
pub mod reason;
pub mod record_consent;
pub mod record_contact;
pub mod refer;
pub mod registration;
pub mod roles;
pub mod rules;
pub mod rules_compare;
pub mod rules_edition;
pub mod rules_new;
pub mod rules_try;
pub mod say_no;
pub mod services;
pub mod shares;
pub mod sharing_report;
pub mod sign_in;
pub mod sources;
pub mod staff;
pub mod support;
pub mod support_aims;
pub mod support_report;
pub mod support_steps;
pub mod take_back;
pub mod team;
pub mod training;
pub mod use_of_items;
pub mod visits;
pub mod waits;

/// A template as an answer.
pub(crate) fn show(template: &impl Template) -> Result<Response, Failure> {
    show_with(StatusCode::OK, template)
}

/// A template as an answer with a status.
pub(crate) fn show_with(status: StatusCode, template: &impl Template) -> Result<Response, Failure> {
    let markup = template.render().map_err(Failure::broken)?;
    Ok((status, Html(markup)).into_response())
}

/// A reference in an address; one that is none leads nowhere.
pub(crate) fn reference<T: std::str::FromStr>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| Failure::not_found())
}
