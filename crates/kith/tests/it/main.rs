//! The tests of the product from outside: one program, so that it is built and linked once.
#![expect(unreachable_pub, reason = "a test program has no outside: `pub` says what its modules share")]

mod access;
mod accounts;
mod adults;
mod advice;
mod agreements;
mod basic_details;
mod begin;
mod can_i_share;
mod change_of_use;
mod components;
mod consent;
mod contact;
mod families;
mod figures;
mod first_contact;
mod first_screen;
mod first_visit;
mod importing;
mod letters;
mod matching;
mod matching_accuracy;
mod matching_pairs;
mod need_to_know;
mod person_page;
mod places_and_roles;
mod planned_visits;
mod reference_pages;
mod rules;
mod rules_cases;
mod safe_keeping;
mod signing_in;
mod told_and_agreed;
mod visitor;
mod without_agreement;
mod world;
