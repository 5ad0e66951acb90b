use jiff::ToSpan;
use jiff::civil::{Date, date};

/// One way of writing a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DateForm {
    /// `2026-10-02`, with or without a time.
    Iso,
    /// Days since the start of 1900, as Excel counts.
    Excel,
    /// Day, month and year in an order of their own.
    Parts(Vec<Part>),
}

/// One part of a written date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Day,
    Month,
    MonthName,
    Year,
    ShortYear,
}

impl DateForm {
    /// Reads a form such as `dd/mm/yyyy`, `iso` or `excel`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "iso" => return Some(Self::Iso),
            "excel" => return Some(Self::Excel),
            "yyyymmdd" => return Some(Self::Parts(vec![Part::Year, Part::Month, Part::Day])),
            "ddmmyyyy" => return Some(Self::Parts(vec![Part::Day, Part::Month, Part::Year])),
            _ => {}
        }
        let lower = text.to_ascii_lowercase();
        let parts: Option<Vec<Part>> = lower
            .split(|letter: char| !letter.is_ascii_alphabetic())
            .filter(|part| !part.is_empty())
            .map(|part| match part {
                "d" | "dd" => Some(Part::Day),
                "m" | "mm" => Some(Part::Month),
                "mmm" | "mmmm" => Some(Part::MonthName),
                "yyyy" => Some(Part::Year),
                "yy" => Some(Part::ShortYear),
                _ => None,
            })
            .collect();
        let parts = parts?;
        let has = |wanted: &[Part]| parts.iter().filter(|part| wanted.contains(part)).count() == 1;
        let is_whole = parts.len() == 3
            && has(&[Part::Day])
            && has(&[Part::Month, Part::MonthName])
            && has(&[Part::Year, Part::ShortYear]);
        is_whole.then_some(Self::Parts(parts))
    }
}

/// Reads dates in the forms of a map.
pub(crate) struct DateReader<'map> {
    pub(crate) forms: &'map [DateForm],
    /// A workbook holds days as numbers whatever the map says.
    pub(crate) is_workbook: bool,
    pub(crate) today: Date,
}

impl DateReader<'_> {
    /// The date, or what is wrong and how to put it right.
    pub(crate) fn read(&self, text: &str) -> Result<Date, String> {
        let text = text.trim();
        let text = if text.len() > 10 { without_time(text) } else { text };
        if self.is_workbook
            && let Some(date) = iso(text)
        {
            return date;
        }
        let mut wrong = None;
        for form in self.forms {
            match self.in_form(text, form) {
                Some(Ok(date)) => return Ok(date),
                Some(Err(reason)) => wrong = wrong.or(Some(reason)),
                None => {}
            }
        }
        if self.is_workbook
            && let Some(date) = excel(text)
        {
            return Ok(date);
        }
        // Year first can be read one way only, whatever the map expects.
        if let Some(Ok(date)) = iso(text) {
            return Ok(date);
        }
        Err(wrong.unwrap_or_else(|| self.unreadable(text)))
    }

    fn in_form(&self, text: &str, form: &DateForm) -> Option<Result<Date, String>> {
        match form {
            DateForm::Iso => iso(text),
            DateForm::Excel => excel(text).map(Ok),
            DateForm::Parts(parts) => self.in_parts(text, parts),
        }
    }

    /// The date where the text has the shape of these parts; an inner error
    /// where the shape fits and the day does not exist.
    fn in_parts(&self, text: &str, parts: &[Part]) -> Option<Result<Date, String>> {
        let pieces = pieces_of(text, parts)?;
        let (mut day, mut month, mut year) = (0, 0, 0);
        for (piece, part) in pieces.iter().zip(parts) {
            match part {
                Part::Day => day = number(piece, 1..=2)?,
                Part::Month => month = number(piece, 1..=2)?,
                Part::MonthName => month = month_of(piece)?,
                Part::Year => year = number(piece, 4..=4)?,
                Part::ShortYear => year = self.century(number(piece, 2..=2)?),
            }
        }
        Some(day_of(year, month, day))
    }

    /// A two-figure year is never more than one year ahead.
    fn century(&self, year: i32) -> i32 {
        let ahead = i32::from(self.today.year()) + 1;
        let candidate = ahead - ahead % 100 + year;
        if candidate > ahead { candidate - 100 } else { candidate }
    }

    fn unreadable(&self, text: &str) -> String {
        let example = self.example();
        if text.starts_with('=') {
            return format!("this is a formula, not a date; put the date itself in the cell, like {example}");
        }
        if let Some(date) = excel(text).filter(|_| text.len() == 5) {
            return format!("this is Excel’s number for {}; format the column as a date and save again", written(date));
        }
        format!("this is not a date that we can read; write it like {example}")
    }

    /// The second of October 2026 in the first form of the map.
    fn example(&self) -> String {
        match self.forms.first() {
            None | Some(DateForm::Iso | DateForm::Excel) => "2026-10-02".to_owned(),
            Some(DateForm::Parts(parts)) => {
                let words = parts.iter().map(|part| match part {
                    Part::Day => "02",
                    Part::Month => "10",
                    Part::MonthName => "Oct",
                    Part::Year => "2026",
                    Part::ShortYear => "26",
                });
                words.collect::<Vec<_>>().join("/")
            }
        }
    }
}

/// The text before a time of day: `02/10/2026 00:00` is `02/10/2026`.
fn without_time(text: &str) -> &str {
    for separator in [' ', 'T'] {
        if let Some((day, time)) = text.split_once(separator) {
            let is_time = time.starts_with(|letter: char| letter.is_ascii_digit()) && time.contains(':');
            if is_time {
                return day;
            }
        }
    }
    // "2 October 2026 10:15" has its time after the last space.
    match text.rsplit_once(' ') {
        Some((day, time)) if time.contains(':') && time.starts_with(|letter: char| letter.is_ascii_digit()) => day,
        _ => text,
    }
}

fn iso(text: &str) -> Option<Result<Date, String>> {
    let mut pieces = text.split('-');
    let (year, month, day) = (pieces.next()?, pieces.next()?, pieces.next()?);
    if pieces.next().is_some() {
        return None;
    }
    // "2026-10-02Z" and "2026-10-02+01:00" are dates with a zone.
    let day = day.split(['Z', '+']).next()?;
    Some(day_of(number(year, 4..=4)?, number(month, 1..=2)?, number(day, 1..=2)?))
}

/// The day for Excel's number, from 1 March 1900 to the end of 2199.
fn excel(text: &str) -> Option<Date> {
    let days: f64 = text.parse().ok()?;
    if !(61.0..109_574.0).contains(&days) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the range was checked on the line above")]
    let days = days as i64;
    date(1899, 12, 30).checked_add(days.days()).ok()
}

/// The text cut where its signs or, for solid figures, its widths say.
fn pieces_of<'text>(text: &'text str, parts: &[Part]) -> Option<Vec<&'text str>> {
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let is_year_first = parts.first() == Some(&Part::Year);
        let cuts = if is_year_first { [0, 4, 6, 8] } else { [0, 2, 4, 8] };
        return Some(cuts.windows(2).map(|cut| &text[cut[0]..cut[1]]).collect());
    }
    let is_between = |letter: char| matches!(letter, '/' | '-' | '.' | ' ' | ',');
    let pieces: Vec<&str> = text.split(is_between).filter(|piece| !piece.is_empty()).collect();
    (pieces.len() == parts.len()).then_some(pieces)
}

fn number(text: &str, width: std::ops::RangeInclusive<usize>) -> Option<i32> {
    let is_plain = width.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_plain { text.parse().ok() } else { None }
}

const MONTHS: [&str; 12] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
];

fn month_of(text: &str) -> Option<i32> {
    let text = text.to_ascii_lowercase();
    let place = MONTHS.iter().position(|month| {
        let month = month.to_ascii_lowercase();
        text.len() >= 3 && (month.starts_with(&text) || (text == "sept" && month == "september"))
    })?;
    i32::try_from(place + 1).ok()
}

/// The date, or why there is no such day.
fn day_of(year: i32, month: i32, day: i32) -> Result<Date, String> {
    if !(1..=12).contains(&month) {
        if (1..=12).contains(&day) && (13..=31).contains(&month) {
            return Err(format!(
                "{month} is no month; the day and the month seem to stand the wrong way round, so write {day:02} as the month"
            ));
        }
        return Err(format!("{month} is no month; months go from 1 to 12"));
    }
    let (Ok(year_number), Ok(month_number)) = (i16::try_from(year), i8::try_from(month)) else {
        return Err("this year is not one that we can read; check it".to_owned());
    };
    let Ok(first) = Date::new(year_number, month_number, 1) else {
        return Err("this year is not one that we can read; check it".to_owned());
    };
    let days = first.days_in_month();
    match i8::try_from(day).ok().and_then(|day| Date::new(year_number, month_number, day).ok()) {
        Some(date) => Ok(date),
        None => {
            let name =
                usize::try_from(month - 1).ok().and_then(|place| MONTHS.get(place)).copied().unwrap_or("that month");
            let name = if month == 2 { format!("{name} {year}") } else { name.to_owned() };
            Err(format!("there is no day {day}: {name} has {days} days; check the date"))
        }
    }
}

/// A date as people write it: 2 October 2026.
fn written(date: Date) -> String {
    let place = usize::try_from(date.month() - 1).unwrap_or(0);
    format!("{} {} {}", date.day(), MONTHS.get(place).copied().unwrap_or_default(), date.year())
}

#[cfg(test)]
mod tests {
    use super::{DateForm, DateReader, written};
    use jiff::civil::date;

    fn read(forms: &[&str], text: &str) -> Result<String, String> {
        let forms: Vec<DateForm> = forms.iter().map(|form| DateForm::parse(form).expect("a form")).collect();
        let reader = DateReader { forms: &forms, is_workbook: false, today: date(2026, 11, 22) };
        reader.read(text).map(written)
    }

    #[test]
    fn dates_are_read_in_every_form_of_the_map() {
        let day = Ok("2 October 2026".to_owned());
        for (form, text) in [
            ("iso", "2026-10-02"),
            ("iso", "2026-10-02T20:12:00+00:00"),
            ("iso", "2026-10-02Z"),
            ("dd/mm/yyyy", "02/10/2026"),
            ("dd/mm/yyyy", "2/10/2026 00:00:00"),
            ("dd/mm/yyyy", "02-10-2026"),
            ("dd.mm.yy", "02.10.26"),
            ("d mmmm yyyy", "2 October 2026"),
            ("dd-mmm-yyyy", "02-OCT-2026"),
            ("yyyymmdd", "20261002"),
            ("excel", "46297"),
        ] {
            assert_eq!(read(&[form], text), day, "{form} {text}");
        }
        assert_eq!(read(&["iso", "dd/mm/yyyy"], "02/10/2026"), day);
    }

    #[test]
    fn a_two_figure_year_is_never_far_ahead() {
        assert_eq!(read(&["dd/mm/yy"], "02/10/27"), Ok("2 October 2027".to_owned()));
        assert_eq!(read(&["dd/mm/yy"], "02/10/28"), Ok("2 October 1928".to_owned()));
    }

    #[test]
    fn a_wrong_date_says_what_is_wrong() {
        let wrong = |text: &str| read(&["dd/mm/yyyy", "iso"], text).expect_err("no such date");
        assert!(wrong("31/09/2020").contains("September has 30 days"));
        assert!(wrong("29/02/2023").contains("February 2023 has 28 days"));
        assert!(wrong("03/25/2020").contains("25 is no month") && wrong("03/25/2020").contains("wrong way round"));
        assert!(wrong("2020-13-45").contains("13 is no month"));
        assert!(wrong("=H2+5").contains("formula"));
        assert!(wrong("44200").contains("Excel’s number for 4 January 2021"));
        assert!(wrong("last week").contains("write it like 02/10/2026"));
    }

    #[test]
    fn a_form_that_is_no_form_is_refused() {
        for text in ["", "dd/mm", "dd/dd/yyyy", "yyyy-mm-ddd"] {
            assert_eq!(DateForm::parse(text), None, "{text}");
        }
    }
}
