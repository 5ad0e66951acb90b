//! Other forms of a name: short ones, ways to spell it, what an old system
//! makes of it.

/// A name and the short forms people go by.
const SHORT: &[(&str, &[&str])] = &[
    ("Elizabeth", &["Lizzie", "Beth", "Liz", "Eliza"]),
    ("Katherine", &["Kate", "Katie", "Kathy"]),
    ("Catherine", &["Cath", "Kate", "Cathy"]),
    ("Victoria", &["Vicky", "Tori"]),
    ("Rebecca", &["Becky", "Becca"]),
    ("Samantha", &["Sam", "Sammy"]),
    ("Jennifer", &["Jenny", "Jen"]),
    ("Stephanie", &["Steph"]),
    ("Charlotte", &["Lottie", "Charlie"]),
    ("Joanne", &["Jo"]),
    ("Joanna", &["Jo"]),
    ("Abigail", &["Abi", "Abbie"]),
    ("Isabella", &["Bella", "Izzy"]),
    ("Isabelle", &["Izzy", "Belle"]),
    ("Eleanor", &["Ellie", "Nell"]),
    ("Matilda", &["Tilly", "Tilda"]),
    ("Penelope", &["Penny"]),
    ("Georgina", &["Georgie"]),
    ("Natalie", &["Nat"]),
    ("Nicola", &["Nicky", "Nikki"]),
    ("Danielle", &["Dani"]),
    ("Kimberley", &["Kim"]),
    ("Bethany", &["Beth"]),
    ("Amelia", &["Millie", "Amy"]),
    ("Florence", &["Flo", "Florrie"]),
    ("Beatrice", &["Bea"]),
    ("Margaret", &["Maggie"]),
    ("Theodore", &["Theo", "Teddy"]),
    ("Frederick", &["Freddie", "Fred"]),
    ("Alexander", &["Alex", "Xander"]),
    ("Benjamin", &["Ben", "Benji"]),
    ("Thomas", &["Tom", "Tommy"]),
    ("William", &["Will", "Billy"]),
    ("Joshua", &["Josh"]),
    ("Joseph", &["Joe", "Joey"]),
    ("Samuel", &["Sam", "Sammy"]),
    ("Daniel", &["Dan", "Danny"]),
    ("Matthew", &["Matt"]),
    ("Michael", &["Mike", "Mick"]),
    ("Christopher", &["Chris"]),
    ("Andrew", &["Andy", "Drew"]),
    ("Richard", &["Rich", "Ricky"]),
    ("Robert", &["Rob", "Bobby"]),
    ("Anthony", &["Tony"]),
    ("Stephen", &["Steve"]),
    ("Steven", &["Steve"]),
    ("Nicholas", &["Nick"]),
    ("Jonathan", &["Jon", "Jonny"]),
    ("Edward", &["Ed", "Eddie", "Ted"]),
    ("Sebastian", &["Seb"]),
    ("Zachary", &["Zac"]),
    ("Nathaniel", &["Nate", "Nathan"]),
    ("Reginald", &["Reggie"]),
    ("Agnieszka", &["Aga"]),
    ("Katarzyna", &["Kasia"]),
    ("Małgorzata", &["Gosia"]),
    ("Aleksandra", &["Ola"]),
    ("Krzysztof", &["Krzys"]),
    ("Emmanuel", &["Manny"]),
    ("Oluwaseun", &["Seun"]),
    ("Chukwuemeka", &["Emeka"]),
    ("Temitope", &["Temi"]),
    ("Harpreet", &["Harp"]),
    ("Abdirahman", &["Abdi"]),
    ("Zuzanna", &["Zuzia"]),
];

/// Names that are one name, spelled as the clerk hears them.
const SPELLINGS: &[&[&str]] = &[
    &["Muhammad", "Mohammed", "Mohammad", "Mohamed", "Muhammed", "Mohamad"],
    &["Ahmad", "Ahmed", "Achmed"],
    &["Aisha", "Ayesha", "Aysha", "Aishah", "Asha"],
    &["Fatima", "Fatimah", "Fatema"],
    &["Yusuf", "Yousuf", "Yousef", "Yusef"],
    &["Hussain", "Hussein", "Husain", "Hossain"],
    &["Hassan", "Hasan", "Hassen"],
    &["Maryam", "Mariam", "Miriam", "Mariyam"],
    &["Khadija", "Khadijah", "Khadeeja"],
    &["Zainab", "Zaynab", "Zeinab"],
    &["Ibrahim", "Ebrahim", "Ibraheem"],
    &["Zakariya", "Zakaria", "Zachariah"],
    &["Umar", "Omar", "Umer"],
    &["Chaudhry", "Choudhury", "Chowdhury", "Chaudhary"],
    &["Sheikh", "Shaikh", "Shaik"],
    &["Rahman", "Rehman", "Rahmaan"],
    &["Yousaf", "Yusuf", "Yousuf"],
    &["Uddin", "Udin", "Uddeen"],
    &["Abdi", "Cabdi"],
    &["Nur", "Noor", "Nour"],
    &["Layla", "Leila", "Laila", "Leyla"],
    &["Safiya", "Safiyah", "Sofiya"],
    &["Aleksander", "Alexander", "Aleksandr"],
    &["Wiktoria", "Victoria", "Viktoria"],
    &["Zofia", "Sofia", "Sophia"],
    &["Jakub", "Jacob", "Yakub"],
    &["Chloë", "Chloe", "Cloe"],
    &["Zoë", "Zoe", "Zoey"],
    &["Seán", "Sean", "Shaun", "Shawn"],
    &["Siân", "Sian", "Shan"],
    &["Niamh", "Neve", "Niav"],
    &["Isla", "Ayla", "Ila"],
    &["Mia", "Miah", "Mya"],
    &["Sarah", "Sara"],
    &["Claire", "Clare", "Clair"],
    &["Rachel", "Rachael"],
    &["Stephen", "Steven", "Stephan"],
    &["Geoffrey", "Jeffrey"],
    &["Clarke", "Clark"],
    &["Davies", "Davis"],
    &["Phillips", "Philips"],
    &["Thompson", "Thomson", "Tomson"],
    &["McDonald", "MacDonald", "Mcdonald"],
    &["McKenzie", "MacKenzie", "Mackenzie"],
    &["O'Brien", "OBrien", "O Brien"],
    &["O'Neill", "O'Neil", "ONeill"],
    &["O'Connor", "OConnor", "O'Conner"],
    &["Adeyemi", "Adeyemo"],
    &["Nguyen", "Ngyuen"],
    &["Kowalczyk", "Kowalczik"],
    &["Wójcik", "Wojcik", "Wojczik"],
];

/// Short forms of a name; empty when there are none.
pub(crate) fn short_forms(name: &str) -> &'static [&'static str] {
    SHORT.iter().find(|(long, _)| *long == name).map_or(&[], |(_, forms)| forms)
}

/// The ways to spell a name, itself among them; empty when there is one way.
pub(crate) fn spellings(name: &str) -> &'static [&'static str] {
    SPELLINGS.iter().find(|forms| forms.contains(&name)).copied().unwrap_or(&[])
}

/// The letter as a system that knows only English letters keeps it.
pub(crate) fn plain_letter(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'ą' | 'ă' => 'a',
        'Á' | 'À' | 'Â' | 'Ä' | 'Ã' | 'Ą' => 'A',
        'é' | 'è' | 'ê' | 'ë' | 'ę' => 'e',
        'É' | 'È' | 'Ê' | 'Ë' | 'Ę' => 'E',
        'í' | 'ì' | 'î' | 'ï' | 'ı' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
        'Ó' | 'Ò' | 'Ô' | 'Ö' | 'Õ' => 'O',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' | 'ć' => 'c',
        'ł' => 'l',
        'Ł' => 'L',
        'ń' | 'ñ' | 'ņ' => 'n',
        'ś' | 'ş' | 'š' => 's',
        'Ś' | 'Ş' | 'Š' => 'S',
        'ţ' => 't',
        'ź' | 'ż' | 'ž' => 'z',
        'ÿ' => 'y',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{plain_letter, short_forms, spellings};

    #[test]
    fn names_have_their_other_forms() {
        assert!(short_forms("Elizabeth").contains(&"Beth"));
        assert!(spellings("Mohammed").contains(&"Muhammad"));
        assert!(short_forms("Xyz").is_empty());
        assert_eq!("Łukasz Wójcik".chars().map(plain_letter).collect::<String>(), "Lukasz Wojcik");
    }
}
