//! The columns that a map names: headers of a table, or paths into a tree.

/// A column as the map writes it, with its other spellings (`Sex | Gender`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// What the map wrote.
    pub(crate) text: String,
    /// The spellings, best first.
    pub(crate) spellings: Vec<Spelling>,
}

/// One spelling of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spelling {
    /// As written.
    pub(crate) text: String,
    /// As compared: small letters and digits only.
    pub(crate) key: String,
    /// The same as a path, for XML and JSON.
    pub(crate) path: Path,
}

/// A way through a tree: some steps up, then down, then perhaps an attribute.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Path {
    pub(crate) up: usize,
    pub(crate) steps: Vec<Step>,
    pub(crate) attribute: Option<String>,
}

/// One step down: every child of that name that fits the filters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) key: String,
    /// Which of several, counted from 0; none for all of them.
    pub(crate) nth: Option<usize>,
    pub(crate) filters: Vec<Filter>,
    /// Whether the step ends at the resource that the element refers to,
    /// written `reference->`.
    pub(crate) is_reference: bool,
}

/// `[system@value=…]`, `[link]` or `[use!=old]` behind a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) path: Path,
    pub(crate) test: Test,
}

/// What a filter asks of the value at its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Test {
    IsThere,
    Is(String),
    IsNot(String),
}

/// A header or element name as compared: without case, spaces, underscores
/// and other signs. A name without any letter or digit is compared whole.
pub(crate) fn key_of(name: &str) -> String {
    let key: String = name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if key.is_empty() { name.trim().to_owned() } else { key }
}

impl Column {
    /// The column by its best spelling, for people.
    pub(crate) fn title(&self) -> &str {
        self.spellings.first().map_or(self.text.as_str(), |spelling| spelling.text.as_str())
    }

    /// Reads a column with its spellings; the error says what is wrong.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let spellings: Result<Vec<Spelling>, String> = split(text, '|')?
            .into_iter()
            .map(str::trim)
            .map(|spelling| {
                Ok(Spelling { text: spelling.to_owned(), key: key_of(spelling), path: Path::parse(spelling)? })
            })
            .collect();
        let spellings = spellings?;
        if spellings.iter().any(|spelling| spelling.text.is_empty()) && spellings.len() > 1 {
            return Err("there is nothing on one side of the |".to_owned());
        }
        Ok(Self { text: text.trim().to_owned(), spellings })
    }
}

impl Path {
    /// Reads `../Child/Name[use@value=official]#2/family@value`; the error
    /// says what is wrong.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut path = Self::default();
        let mut rest = text.trim();
        rest = rest.strip_prefix('/').unwrap_or(rest);
        while let Some(after) = rest.strip_prefix("../") {
            path.up += 1;
            rest = after;
        }
        if rest == ".." {
            path.up += 1;
            return Ok(path);
        }
        let parts = split(rest, '@')?;
        match parts.as_slice() {
            [steps] => rest = steps,
            [steps, attribute] => {
                rest = steps;
                path.attribute = Some(key_of(attribute));
            }
            _ => return Err("a path has at most one @".to_owned()),
        }
        for step in split(rest, '/')?.into_iter().filter(|step| !step.is_empty() && *step != ".") {
            // A bare number picks one of the repeats before it, as JSON pointers do.
            match (step.parse::<usize>(), path.steps.last_mut()) {
                (Ok(nth), Some(last)) => last.nth = Some(nth),
                _ => path.steps.push(Step::parse(step)?),
            }
        }
        Ok(path)
    }
}

impl Step {
    fn parse(text: &str) -> Result<Self, String> {
        let (text, is_reference) = text.strip_suffix("->").map_or((text, false), |text| (text, true));
        let (name, mut rest) = match text.find(['[', '#']) {
            Some(place) => text.split_at(place),
            None => (text, ""),
        };
        let mut step = Self { key: key_of(name), nth: None, filters: Vec::new(), is_reference };
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('#') {
                let end = after.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(after.len());
                let nth: usize = after[..end].parse().map_err(|_| "after # comes a number, like Line#2".to_owned())?;
                step.nth = Some(nth.checked_sub(1).ok_or("repeats are counted from 1, so #1 is the first")?);
                rest = &after[end..];
            } else if let Some(after) = rest.strip_prefix('[') {
                let end = closing(after).ok_or("a [ has no ] after it")?;
                step.filters.push(Filter::parse(&after[..end])?);
                rest = &after[end + 1..];
            } else {
                return Err(format!("we cannot read “{rest}” in this path"));
            }
        }
        Ok(step)
    }
}

impl Filter {
    fn parse(text: &str) -> Result<Self, String> {
        let place = top_level(text, '=')?.first().copied();
        let Some(place) = place else {
            return Ok(Self { path: Path::parse(text)?, test: Test::IsThere });
        };
        let (left, right) = (&text[..place], text[place + 1..].trim().to_owned());
        match left.strip_suffix('!') {
            Some(left) => Ok(Self { path: Path::parse(left)?, test: Test::IsNot(right) }),
            None => Ok(Self { path: Path::parse(left)?, test: Test::Is(right) }),
        }
    }
}

/// The place of the `]` that closes a filter whose `[` was just passed.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (place, letter) in text.char_indices() {
        match letter {
            '[' => depth += 1,
            ']' if depth == 0 => return Some(place),
            ']' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Where a sign stands outside all filters.
fn top_level(text: &str, sign: char) -> Result<Vec<usize>, String> {
    let mut depth = 0_usize;
    let mut places = Vec::new();
    for (place, letter) in text.char_indices() {
        match letter {
            '[' => depth += 1,
            ']' => depth = depth.checked_sub(1).ok_or("a ] has no [ before it")?,
            found if found == sign && depth == 0 => places.push(place),
            _ => {}
        }
    }
    if depth == 0 { Ok(places) } else { Err("a [ has no ] after it".to_owned()) }
}

/// The text cut at a sign, outside filters only.
fn split(text: &str, sign: char) -> Result<Vec<&str>, String> {
    let mut parts = Vec::new();
    let mut start = 0;
    for place in top_level(text, sign)? {
        parts.push(&text[start..place]);
        start = place + sign.len_utf8();
    }
    parts.push(&text[start..]);
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::{Column, Path, Test, key_of};

    #[test]
    fn headers_are_compared_without_case_and_signs() {
        assert_eq!(key_of("Child Unique_ID "), "childuniqueid");
        assert_eq!(key_of("Referral NFA?"), "referralnfa");
        assert_eq!(key_of("?"), "?");
    }

    #[test]
    fn a_path_has_steps_filters_numbers_and_an_attribute() {
        let path = Path::parse("../entry/Patient[id[system@value=https://a.example/x|y]/v=1][link]#2/line/1/t@value")
            .expect("a path");
        assert_eq!((path.up, path.steps.len(), path.attribute.as_deref()), (1, 4, Some("value")));
        assert_eq!((path.steps[1].filters.len(), path.steps[1].nth), (2, Some(1)));
        assert_eq!(path.steps[1].filters[0].test, Test::Is("1".to_owned()));
        assert_eq!(path.steps[2].nth, Some(1));
        for wrong in ["a[b", "a]b", "a#x", "a#0", "a@b@c", "a[b]c"] {
            assert!(Path::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_column_may_have_other_spellings() {
        let column = Column::parse("Sex | Gender Current").expect("a column");
        assert_eq!(column.spellings.iter().map(|one| one.key.as_str()).collect::<Vec<_>>(), ["sex", "gendercurrent"]);
        assert!(Column::parse("Sex |").is_err());
    }
}
