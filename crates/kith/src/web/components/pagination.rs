//! The pages of a long list.

use askama::Template;

use super::part;

/// How many pages around the current one have a number of their own.
const AROUND: usize = 2;

/// A place in the row of numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Page(usize),
    Gap,
}

/// The pages of a long list. Nothing is drawn for one page.
#[derive(Template)]
#[template(path = "components/pagination.html")]
pub struct Pagination {
    /// The address of a page without its number: "/families?page=".
    address: String,
    current: usize,
    last: usize,
}

impl Pagination {
    /// Pages from 1 to `last`; `address` ends where the number goes.
    #[must_use]
    pub fn new(address: impl Into<String>, current: usize, last: usize) -> Self {
        Self { address: address.into(), current, last }
    }

    /// The first, the last, and those around the current; gaps between.
    fn places(&self) -> Vec<Place> {
        let is_shown = |page: usize| page == 1 || page == self.last || page.abs_diff(self.current) <= AROUND;
        let mut places = Vec::new();
        for page in 1..=self.last {
            if is_shown(page) {
                places.push(Place::Page(page));
            } else if places.last() != Some(&Place::Gap) {
                places.push(Place::Gap);
            }
        }
        places
    }
}

part!(Pagination);
