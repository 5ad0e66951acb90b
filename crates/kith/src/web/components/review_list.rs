//! Review list: the stages of a child's health reviews.

use askama::Template;

use super::part;

/// How a review stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ReviewState {
    /// It was done.
    Done,
    /// It comes next.
    Next,
    /// Its time has passed.
    Late,
    /// It comes later.
    Later,
}

impl ReviewState {
    fn class(self) -> &'static str {
        match self {
            Self::Done => " class=\"is-done\"",
            Self::Next => " class=\"is-next\"",
            Self::Late => " class=\"is-late\"",
            Self::Later => "",
        }
    }
}

/// One stage: "6 to 8 weeks", "Booked for 26 November".
#[derive(Clone)]
pub struct Review {
    /// The stage.
    pub name: String,
    /// When it was or will be; says "Late" or "Done" in words.
    pub when: String,
    /// How it stands.
    pub state: ReviewState,
}

/// The stages of a child's reviews, in order.
#[derive(Template)]
#[template(path = "components/review_list.html")]
pub struct ReviewList {
    /// The number of the first stage that is shown; 1 unless some are left out.
    pub first: usize,
    /// The stages.
    pub reviews: Vec<Review>,
}

part!(ReviewList);
