//! Names, numbers and postcodes that must not be in words for an adviser.

use crate::people::Somebody;

/// The first name, number or address of somebody of the family in some words.
pub(super) fn name_in(words: &str, everybody: &[Somebody]) -> Option<String> {
    let lower = words.to_lowercase();
    let written: Vec<&str> =
        lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let names = everybody.iter().flat_map(|somebody| {
        let view = &somebody.view;
        [&view.given_name, &view.family_name, &view.known_as, &view.former_family_name, &view.middle_name]
            .into_iter()
            .flatten()
            .map(|known| known.value.clone())
            .collect::<Vec<String>>()
    });
    for name in names {
        let is_there = name
            .to_lowercase()
            .split(|letter: char| !letter.is_alphanumeric())
            .any(|part| part.chars().count() > 1 && written.contains(&part));
        if is_there {
            return Some(name);
        }
    }
    let together: String = lower.chars().filter(|letter| letter.is_alphanumeric()).collect();
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let joined = digits(&lower);
    everybody.iter().find_map(|somebody| {
        let view = &somebody.view;
        let number = view.nhs_number.as_ref().map(|known| known.value.to_string());
        let telephone = view.telephone.as_ref().map(|known| known.value.to_string());
        let postcode = view.address.as_ref().and_then(|known| known.value.postcode.as_ref()).map(ToString::to_string);
        let by_digits = number.into_iter().chain(telephone).find(|number| joined.contains(&digits(number)));
        by_digits.or_else(|| postcode.filter(|code| together.contains(&code.to_lowercase().replace(' ', ""))))
    })
}
