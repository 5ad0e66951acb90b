//! One early notification process for the whole county (S002-LAc): a template,
//! and what a district does in another way, with why, agreed by whom and until
//! when. Without a record that stands today, a district works by the template.

use jiff::civil::Date;

use crate::sharing::vocabulary;

vocabulary! {
    /// What of the process a district may do in another way.
    TemplateItem {
        Words = "words", "Words added to the script";
        Receivers = "receivers", "Who receives a notification";
        ContactDays = "contact-days", "Days until a woman without a named contact is listed";
        SignDays = "sign-days", "Days to get in writing what was said out loud";
    }
    /// Who receives a notification.
    Receivers {
        Both = "both", "The centre and the health visitors";
        Centre = "centre", "The centre alone";
        HealthVisitors = "health-visitors", "The health visitors alone";
    }
}

/// The most letters of words that are added to the script.
const MOST_LETTERS: usize = 300;
/// The most days that can be set.
const MOST_DAYS: i64 = 60;

/// The process as it runs somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Words that are read out after the script; empty for none.
    pub words: String,
    /// Who receives a notification.
    pub receivers: Receivers,
    /// After so many days a woman without a named contact is listed.
    pub contact_days: i64,
    /// Within so many days what was said out loud is signed.
    pub sign_days: i64,
}

impl Template {
    /// The county's template (Lancashire in source 002): it goes to both, and
    /// both waits are two weeks.
    #[must_use]
    pub fn county() -> Self {
        Self { words: String::new(), receivers: Receivers::Both, contact_days: 14, sign_days: 14 }
    }

    /// What stands for one item, in words.
    #[must_use]
    pub fn says(&self, item: TemplateItem) -> String {
        match item {
            TemplateItem::Words if self.words.is_empty() => "None".to_owned(),
            TemplateItem::Words => self.words.clone(),
            TemplateItem::Receivers => self.receivers.title().to_owned(),
            TemplateItem::ContactDays => format!("{} days", self.contact_days),
            TemplateItem::SignDays => format!("{} days", self.sign_days),
        }
    }

    /// The same with a deviation in it; nothing changes by a value that cannot
    /// stand.
    #[must_use]
    pub fn with(mut self, item: TemplateItem, value: &str) -> Self {
        if may_stand(item, value).is_err() {
            return self;
        }
        match item {
            TemplateItem::Words => value.trim().clone_into(&mut self.words),
            TemplateItem::Receivers => self.receivers = Receivers::from_word(value.trim()).unwrap_or(self.receivers),
            TemplateItem::ContactDays => self.contact_days = days(value).unwrap_or(self.contact_days),
            TemplateItem::SignDays => self.sign_days = days(value).unwrap_or(self.sign_days),
        }
        self
    }
}

fn days(value: &str) -> Option<i64> {
    value.trim().parse().ok().filter(|days| (1..=MOST_DAYS).contains(days))
}

/// Whether a value can stand for an item.
///
/// # Errors
/// What to do, in words.
pub fn may_stand(item: TemplateItem, value: &str) -> Result<(), String> {
    let value = value.trim();
    let is_there = !value.is_empty();
    match item {
        TemplateItem::Words if is_there && value.chars().count() <= MOST_LETTERS => Ok(()),
        TemplateItem::Words => Err(format!("Write the words, in {MOST_LETTERS} letters or fewer")),
        TemplateItem::Receivers if Receivers::from_word(value).is_some() => Ok(()),
        TemplateItem::Receivers => Err(format!("Write one of these words: {}", Receivers::WORDS.join(", "))),
        TemplateItem::ContactDays | TemplateItem::SignDays if days(value).is_some() => Ok(()),
        TemplateItem::ContactDays | TemplateItem::SignDays => Err(format!("Write a number from 1 to {MOST_DAYS}")),
    }
}

/// What a district does in another way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// The district: a cluster of the locality.
    pub district: String,
    /// What.
    pub item: TemplateItem,
    /// The value that stands there; empty where the district went back to the
    /// template.
    pub value: String,
    /// Why.
    pub why: String,
    /// Who agreed to it.
    pub agreed_by: String,
    /// The last day.
    pub until: Date,
}

/// The deviations of a district that stand today: the newest of each item,
/// while it was not taken back and its last day has not passed.
#[must_use]
pub fn standing<'d>(all: &'d [Deviation], district: &str, today: Date) -> Vec<&'d Deviation> {
    let newest = |item: &TemplateItem| {
        let said = all.iter().rev().find(|it| it.district == district && it.item == *item)?;
        Some(said).filter(|it| !it.value.is_empty() && today <= it.until)
    };
    TemplateItem::ALL.iter().filter_map(newest).collect()
}

/// The process as it runs in a district today.
#[must_use]
pub fn template_of(county: Template, all: &[Deviation], district: &str, today: Date) -> Template {
    standing(all, district, today).into_iter().fold(county, |template, it| template.with(it.item, &it.value))
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::{Deviation, Receivers, Template, TemplateItem, may_stand, standing, template_of};

    fn deviates(item: TemplateItem, value: &str, until: Date) -> Deviation {
        let text = |words: &str| words.to_owned();
        let (district, value) = (text("East"), text(value));
        Deviation { district, item, value, why: text("Few midwives"), agreed_by: text("The forum"), until }
    }

    #[test]
    fn a_district_works_by_the_template_but_for_what_stands_today() {
        let until = date(2026, 12, 31);
        let all = [
            deviates(TemplateItem::ContactDays, "21", until),
            deviates(TemplateItem::Receivers, "centre", date(2026, 11, 1)),
            deviates(TemplateItem::ContactDays, "28", until),
        ];
        let of = |district: &str, today| template_of(Template::county(), &all, district, today);
        assert_eq!(of("East", date(2026, 11, 22)), Template { contact_days: 28, ..Template::county() });
        assert_eq!(of("East", date(2026, 10, 22)).receivers, Receivers::Centre);
        assert_eq!(of("East", date(2027, 1, 1)), Template::county());
        assert_eq!(of("West", date(2026, 11, 22)), Template::county());
        let back = [deviates(TemplateItem::ContactDays, "21", until), deviates(TemplateItem::ContactDays, "", until)];
        assert!(standing(&back, "East", date(2026, 11, 22)).is_empty());
    }

    #[test]
    fn a_value_that_cannot_stand_is_refused_and_changes_nothing() {
        for (item, value) in
            [(TemplateItem::ContactDays, "0"), (TemplateItem::SignDays, "x"), (TemplateItem::Receivers, "nobody")]
        {
            assert!(may_stand(item, value).is_err());
            assert_eq!(Template::county().with(item, value), Template::county());
        }
    }
}
