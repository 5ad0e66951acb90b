//! Names in use in the communities of an English town, the commoner ones
//! first. Written by hand for Kith; nobody is meant.

/// The names of one community.
pub(super) struct Pool {
    pub(super) girls: &'static [&'static str],
    pub(super) boys: &'static [&'static str],
    pub(super) women: &'static [&'static str],
    pub(super) men: &'static [&'static str],
    pub(super) families: &'static [&'static str],
}

pub(super) const BRITISH: Pool = Pool {
    girls: &[
        "Olivia", "Amelia", "Isla", "Ava", "Ivy", "Freya", "Lily", "Florence", "Mia", "Willow", "Rosie", "Sophia",
        "Isabella", "Grace", "Daisy", "Sienna", "Poppy", "Elsie", "Emily", "Ella", "Evelyn", "Phoebe", "Evie",
        "Charlotte", "Millie", "Matilda", "Isabelle", "Harper", "Alice", "Esme", "Maya", "Eliza", "Violet", "Penelope",
        "Ada", "Ruby", "Emilia", "Arabella", "Orla", "Maisie", "Eleanor", "Harriet", "Robyn", "Lola", "Luna", "Nancy",
        "Thea", "Bonnie", "Erin", "Jessica", "Chloë", "Zoë", "Niamh", "Siân", "Summer", "Lottie", "Beatrice", "Martha",
        "Iris", "Edith", "Lyla", "Scarlett", "Aria", "Imogen", "Holly", "Molly", "Georgia", "Heidi", "Darcie", "Darcy",
        "Ellie", "Elizabeth", "Lucy", "Abigail", "Anna", "Amber", "Hallie", "Rose", "Clara", "Mabel", "Margot",
        "Olive", "Myla", "Ottilie", "Gracie", "Delilah", "Skye", "Jasmine", "Lydia", "Victoria", "Nora", "Tilly",
        "Hattie", "Connie", "Renée", "Francesca", "Zara", "Annabelle", "Felicity", "Kezia",
    ],
    boys: &[
        "Noah", "Oliver", "George", "Arthur", "Leo", "Harry", "Oscar", "Archie", "Henry", "Theodore", "Freddie",
        "Jack", "Charlie", "Theo", "Alfie", "Jacob", "Thomas", "Finley", "Arlo", "William", "Lucas", "Roman", "Tommy",
        "Isaac", "Teddy", "Alexander", "Luca", "Edward", "James", "Joshua", "Albie", "Elijah", "Max", "Reuben",
        "Mason", "Sebastian", "Rory", "Jude", "Louie", "Benjamin", "Joseph", "Ethan", "Samuel", "Reggie", "Rowan",
        "Toby", "Daniel", "Frederick", "Jaxon", "Otis", "Ezra", "Harrison", "Hugo", "Bobby", "Ralph", "Frankie",
        "Ronnie", "Hunter", "Grayson", "Louis", "Logan", "Stanley", "Ellis", "Ollie", "Adam", "Jenson", "Sonny",
        "Rupert", "Milo", "Dylan", "Carter", "Caleb", "Riley", "Zachary", "Harvey", "Albert", "Vinnie", "Felix",
        "Nathaniel", "Callum", "Cameron", "Jamie", "Kit", "Gabriel", "Blake", "Nathan", "Michael", "Liam", "Owen",
        "Rhys", "Robin", "Wilfred", "Seán", "Patrick", "Miles", "Barnaby", "Dexter", "Elliot", "Evan", "Matthew",
    ],
    women: &[
        "Jessica", "Laura", "Sarah", "Gemma", "Emma", "Rebecca", "Claire", "Victoria", "Samantha", "Rachel", "Amy",
        "Jennifer", "Nicola", "Katie", "Lisa", "Kelly", "Natalie", "Louise", "Michelle", "Hayley", "Hannah", "Helen",
        "Charlotte", "Joanne", "Lucy", "Elizabeth", "Leanne", "Danielle", "Donna", "Katherine", "Clare", "Stephanie",
        "Stacey", "Lauren", "Jane", "Kerry", "Emily", "Catherine", "Sophie", "Anna", "Jodie", "Kirsty", "Zoe", "Kate",
        "Jenna", "Chloe", "Bethany", "Georgina", "Megan", "Abigail", "Jade", "Shannon", "Alice", "Paige", "Holly",
        "Amber", "Molly", "Ellie", "Olivia", "Eleanor", "Grace", "Caitlin", "Rhiannon", "Siobhan", "Bronwen",
        "Kimberley", "Tara", "Lindsey", "Carly", "Melissa", "Toni", "Chelsea", "Naomi", "Heather", "Ruth", "Martha",
        "Frances", "Joanna", "Alison", "Faye", "Robyn", "Rosie", "Beth", "Lydia", "Hollie",
    ],
    men: &[
        "David", "Daniel", "Michael", "Christopher", "James", "Matthew", "Andrew", "Richard", "Paul", "Mark", "Thomas",
        "Adam", "Robert", "John", "Lee", "Benjamin", "Steven", "Jonathan", "Craig", "Stephen", "Simon", "Nicholas",
        "Peter", "Anthony", "Alexander", "Gary", "Ian", "Ryan", "Darren", "Barry", "Luke", "Jamie", "Jack", "Joshua",
        "Joseph", "Samuel", "Liam", "Callum", "Kieran", "Connor", "Jake", "Lewis", "George", "William", "Jordan",
        "Nathan", "Ashley", "Scott", "Aaron", "Dean", "Carl", "Karl", "Shaun", "Sean", "Wayne", "Gareth", "Rhys",
        "Owen", "Stuart", "Neil", "Kevin", "Philip", "Edward", "Charles", "Patrick", "Dominic", "Oliver", "Harry",
        "Tom", "Curtis", "Kyle", "Reece", "Bradley", "Elliott", "Martin",
    ],
    families: &[],
};

pub(super) const SOUTH_ASIAN_MUSLIM: Pool = Pool {
    girls: &[
        "Aisha", "Fatima", "Maryam", "Zainab", "Hafsa", "Khadija", "Aaliyah", "Zara", "Inaya", "Ayesha", "Safiya",
        "Sumaiya", "Amina", "Hania", "Zoya", "Anaya", "Eshaal", "Haniya", "Mahnoor", "Rumaysa", "Sana", "Iqra",
        "Laiba", "Noor", "Sara", "Samira", "Tasnim", "Nabila", "Mariam", "Aleena", "Zunairah", "Halima", "Ruqayyah",
        "Jannat", "Aizah", "Minahil",
    ],
    boys: &[
        "Muhammad", "Yusuf", "Ibrahim", "Musa", "Ali", "Ismail", "Zayn", "Ahmad", "Hamza", "Abdullah", "Umar", "Adam",
        "Bilal", "Hassan", "Hussain", "Isa", "Yahya", "Zakariya", "Ayaan", "Rayyan", "Haris", "Danyal", "Mustafa",
        "Idris", "Sulaiman", "Talha", "Faizan", "Imran", "Kashif", "Usman", "Arham", "Rehan", "Saad", "Tariq",
        "Junaid", "Zaid", "Eesa",
    ],
    women: &[
        "Shabana", "Nasreen", "Rukhsana", "Farzana", "Saima", "Shazia", "Nazia", "Samina", "Asma", "Ayesha", "Fatima",
        "Sadia", "Rabia", "Sumera", "Tahira", "Parveen", "Yasmin", "Zahra", "Iram", "Bushra", "Halima", "Nusrat",
        "Rahima", "Shamima", "Sultana", "Tasneem", "Uzma", "Zainab", "Hina", "Kiran", "Maria", "Sana", "Shaheen",
        "Rehana", "Salma", "Nadia",
    ],
    men: &[
        "Mohammed", "Imran", "Abdul", "Asif", "Tariq", "Nadeem", "Shahid", "Khalid", "Amjad", "Rashid", "Waqas",
        "Usman", "Zahid", "Kamran", "Faisal", "Adeel", "Bilal", "Adnan", "Irfan", "Naveed", "Sajid", "Tahir", "Aamir",
        "Hamid", "Jamal", "Mizanur", "Shafiq", "Yasir", "Zubair", "Arif", "Ibrar", "Qasim", "Rizwan", "Shoaib",
        "Tanveer", "Wasim",
    ],
    families: &[
        "Khan", "Hussain", "Ahmed", "Ali", "Begum", "Akhtar", "Iqbal", "Mahmood", "Malik", "Rahman", "Shah", "Mirza",
        "Butt", "Chaudhry", "Miah", "Uddin", "Islam", "Chowdhury", "Qureshi", "Aslam", "Javed", "Rashid", "Raza",
        "Saleem", "Sheikh", "Siddiqui", "Bibi", "Bashir", "Nawaz", "Yousaf", "Zaman", "Haider", "Choudhury", "Khatun",
        "Alam", "Karim", "Latif", "Aziz", "Anwar", "Hanif", "Kausar", "Kauser", "Sadiq", "Sarwar", "Shabir", "Suleman",
        "Tahir", "Zafar", "Ditta", "Mughal",
    ],
};

pub(super) const INDIAN: Pool = Pool {
    girls: &[
        "Anaya", "Aarohi", "Diya", "Saanvi", "Anika", "Isha", "Kavya", "Mira", "Nisha", "Priya", "Riya", "Simran",
        "Tara", "Asha", "Jasleen", "Harleen", "Navya", "Myra", "Aanya", "Avni", "Ishika", "Krisha", "Leela", "Pooja",
        "Radhika", "Shreya",
    ],
    boys: &[
        "Aarav", "Arjun", "Vihaan", "Rohan", "Dev", "Ishaan", "Kiran", "Krish", "Nikhil", "Rahul", "Sai", "Veer",
        "Aditya", "Ayaan", "Gurpreet", "Harjot", "Jai", "Kabir", "Manav", "Neel", "Om", "Reyansh", "Shiv", "Yash",
        "Aryan", "Amar",
    ],
    women: &[
        "Priya", "Anjali", "Deepa", "Kavita", "Meena", "Neha", "Pooja", "Rekha", "Sangeeta", "Sunita", "Harpreet",
        "Manpreet", "Jaspreet", "Kiran", "Anita", "Bhavna", "Divya", "Geeta", "Hetal", "Jyoti", "Lakshmi", "Nisha",
        "Preeti", "Ritu", "Shilpa",
    ],
    men: &[
        "Raj", "Amit", "Anil", "Vijay", "Sanjay", "Rakesh", "Suresh", "Harjit", "Gurdeep", "Manjit", "Jaswinder",
        "Ajay", "Deepak", "Hitesh", "Jignesh", "Kamal", "Manoj", "Nitin", "Pankaj", "Rajesh", "Sandeep", "Vikram",
        "Ashok", "Dinesh", "Sunil",
    ],
    families: &[
        "Patel", "Singh", "Kaur", "Sharma", "Shah", "Gill", "Kumar", "Mistry", "Desai", "Joshi", "Mehta", "Parmar",
        "Chauhan", "Sandhu", "Dhillon", "Nair", "Menon", "Thomas", "Reddy", "Rao", "Gupta", "Verma", "Solanki",
        "Bains", "Sidhu", "Grewal", "Iyer", "Pillai", "Kurian", "Mathew", "Varghese", "Trivedi", "Modi", "Lad",
        "Bhatt", "Rana", "Sohal", "Johal",
    ],
};

pub(super) const AFRICAN: Pool = Pool {
    girls: &[
        "Adaeze", "Amara", "Temperance", "Zuri", "Ayo", "Blessing", "Chioma", "Ebele", "Esther", "Favour", "Grace",
        "Ife", "Kemi", "Nana", "Ngozi", "Precious", "Simisola", "Temitope", "Thandiwe", "Tiwa", "Victoria", "Yaa",
        "Abena", "Akua", "Deborah",
    ],
    boys: &[
        "Emmanuel", "David", "Samuel", "Daniel", "Ayomide", "Chidi", "Chukwuemeka", "Elijah", "Ezekiel", "Ifeanyi",
        "Joel", "Kofi", "Kwame", "Nathan", "Obinna", "Oluwaseun", "Tobi", "Tunde", "Uche", "Yaw", "Kojo", "Malachi",
        "Josiah", "Tendai", "Themba",
    ],
    women: &[
        "Abimbola", "Adaora", "Blessing", "Comfort", "Esther", "Folake", "Grace", "Ijeoma", "Joy", "Mercy", "Ngozi",
        "Patience", "Peace", "Rita", "Yetunde", "Akosua", "Ama", "Chipo", "Nomsa", "Rudo", "Sade", "Tolu", "Uju",
        "Vivian", "Zainabu",
    ],
    men: &[
        "Adebayo", "Chinedu", "Emeka", "Femi", "Isaac", "Kelechi", "Kwabena", "Michael", "Nnamdi", "Olumide", "Peter",
        "Samuel", "Segun", "Solomon", "Tafadzwa", "Tendai", "Tunde", "Victor", "Yaw", "Kofi", "Gideon", "Moses",
        "Prosper", "Taiwo", "Ebo",
    ],
    families: &[
        "Okafor", "Adeyemi", "Mensah", "Owusu", "Okonkwo", "Adebayo", "Boateng", "Moyo", "Ncube", "Eze", "Balogun",
        "Asante", "Osei", "Nwosu", "Okoro", "Ogunleye", "Banda", "Dlamini", "Sibanda", "Chukwu", "Obi", "Afolabi",
        "Agyeman", "Amoah", "Appiah", "Bello", "Danso", "Kamara", "Kalu", "Lawal", "Mutasa", "Ndlovu", "Oyelaran",
        "Phiri", "Sesay", "Tetteh", "Udoh",
    ],
};

pub(super) const EAST_EUROPEAN: Pool = Pool {
    girls: &[
        "Zuzanna", "Julia", "Maja", "Zofia", "Hanna", "Lena", "Alicja", "Maria", "Oliwia", "Amelia", "Wiktoria",
        "Nikola", "Aleksandra", "Małgosia", "Sofia", "Andreea", "Ioana", "Elena", "Gabriela", "Daria", "Emilija",
        "Liepa", "Sorina", "Bianca",
    ],
    boys: &[
        "Jakub", "Antoni", "Szymon", "Filip", "Kacper", "Aleksander", "Mikołaj", "Wojciech", "Michał", "Oskar", "Adam",
        "Igor", "Andrei", "Matei", "Ştefan", "Luca", "David", "Alexandru", "Ionuţ", "Lukas", "Matas", "Dominik",
        "Łukasz", "Tymon",
    ],
    women: &[
        "Agnieszka", "Katarzyna", "Anna", "Monika", "Magdalena", "Joanna", "Ewa", "Małgorzata", "Karolina",
        "Aleksandra", "Natalia", "Paulina", "Sylwia", "Elena", "Mihaela", "Andreea", "Ana-Maria", "Cristina",
        "Gabriela", "Ioana", "Rasa", "Daiva", "Ilona",
    ],
    men: &[
        "Piotr", "Krzysztof", "Tomasz", "Paweł", "Marcin", "Michał", "Grzegorz", "Łukasz", "Adam", "Rafał", "Kamil",
        "Dawid", "Andrei", "Alexandru", "Ionuţ", "Marius", "Florin", "Bogdan", "Vasile", "Tomas", "Mindaugas",
        "Darius", "Cristian",
    ],
    families: &[
        "Nowak", "Kowalski", "Wiśniewski", "Wójcik", "Kowalczyk", "Kamiński", "Lewandowski", "Zieliński", "Szymański",
        "Woźniak", "Dąbrowski", "Kozłowski", "Mazur", "Krawczyk", "Popescu", "Ionescu", "Popa", "Radu", "Stan",
        "Dumitru", "Stoica", "Matei", "Ciobanu", "Rusu", "Moldovan", "Munteanu", "Jankauskas", "Petrauskas", "Ozols",
        "Kalniņš", "Horvath", "Novák", "Petrov",
    ],
};

pub(super) const ARAB_SOMALI: Pool = Pool {
    girls: &[
        "Amina", "Hodan", "Ifrah", "Layla", "Nour", "Sagal", "Hamdi", "Ayan", "Zamzam", "Hibaaq", "Rania", "Salma",
        "Yasmin", "Dalal", "Hiba", "Lina", "Malak", "Najma", "Ruwayda", "Sumaya", "Warda", "Fadumo", "Khadra", "Jana",
    ],
    boys: &[
        "Abdirahman", "Mohamed", "Ahmed", "Abdullahi", "Yusuf", "Omar", "Hassan", "Khalid", "Ayub", "Liban", "Guled",
        "Zakariya", "Karim", "Tariq", "Sami", "Rami", "Adel", "Bilal", "Hamza", "Jibril", "Mahad", "Nasir",
        "Sharmarke", "Zain",
    ],
    women: &[
        "Hodan", "Fadumo", "Sahra", "Asha", "Ifrah", "Khadra", "Maryan", "Nimo", "Hibo", "Ubah", "Huda", "Rasha",
        "Hanan", "Amal", "Dina", "Lubna", "Nadia", "Rana", "Suad", "Zahra", "Hawa", "Halimo", "Deqa", "Ikram",
    ],
    men: &[
        "Mohamed", "Abdi", "Ahmed", "Hassan", "Ali", "Omar", "Abdirahman", "Yusuf", "Mustafa", "Khalid", "Mahmoud",
        "Ibrahim", "Said", "Farah", "Jama", "Nur", "Osman", "Salah", "Tarek", "Walid", "Bashir", "Faisal", "Ismail",
        "Isse",
    ],
    families: &[
        "Mohamed", "Ali", "Hassan", "Abdi", "Farah", "Warsame", "Jama", "Omar", "Yusuf", "Ibrahim", "Nur", "Ahmed",
        "Osman", "Hersi", "Duale", "Al-Masri", "Al-Hakim", "El-Sayed", "Haddad", "Mansour", "Saleh", "Nasser",
        "Khalil", "Barre", "Gedi",
    ],
};

pub(super) const OTHER: Pool = Pool {
    girls: &[
        "Mei", "Lin", "Sofía", "Valentina", "Camila", "Beatriz", "Inês", "Chiara", "Giulia", "Amélie", "Jolie",
        "Kiara", "Leilani", "Mai", "Thi", "Yuna", "Hana", "Defne", "Elif", "Zeynep", "Renata", "Lucía", "Noa",
        "Maëlle",
    ],
    boys: &[
        "Wei", "Jun", "Mateo", "Thiago", "José", "João", "Lorenzo", "Matteo", "Raphaël", "Noé", "Hugo", "Minh",
        "Kenji", "Emir", "Mehmet", "Deniz", "Luis", "Rafael", "Andrés", "Nico", "Jürgen", "Angelo", "Joaquín", "Tiago",
    ],
    women: &[
        "Li", "Xiu", "Mei-Ling", "Carmen", "Lucía", "María José", "Fernanda", "Ana", "Giulia", "Hélène", "Chloé",
        "Thu", "Lan", "Ayşe", "Fatma", "Zeynep", "Rosa", "Marisol", "Jocelyn", "Maricel", "Angelica", "Sinead",
        "Tamika", "Shanice",
    ],
    men: &[
        "Wei", "Chen", "Carlos", "José", "Luís", "Pedro", "Marco", "Giovanni", "François", "Étienne", "Hung", "Duc",
        "Mehmet", "Mustafa", "Ahmet", "Jun", "Rodel", "Ramon", "Dwayne", "Delroy", "Winston", "Leroy", "Devon",
        "Andre",
    ],
    families: &[
        "Wong", "Chan", "Nguyen", "Tran", "Li", "Zhang", "Silva", "Santos", "García", "Fernández", "Pereira", "Rossi",
        "Dubois", "Müller", "Yılmaz", "Kaya", "Demir", "Reyes", "Cruz", "Campbell", "Grant", "Francis", "Joseph",
        "Núñez", "de Souza", "dos Santos", "van den Berg", "Le Roux", "Di Marco", "Santos Lima", "Kim", "Park",
        "Tanaka", "Bautista",
    ],
};

/// Family names of the commonest kind, before the built ones.
pub(super) const BRITISH_COMMON: &[&str] = &[
    "Smith", "Jones", "Taylor", "Brown", "Williams", "Wilson", "Johnson", "Davies", "Robinson", "Wright", "Thompson",
    "Evans", "Walker", "White", "Roberts", "Green", "Hall", "Wood", "Jackson", "Clarke", "Hill", "Harris", "Lewis",
    "Ward", "Turner", "Cooper", "Baker", "Morris", "Clark", "Moore", "King", "Watson", "Parker", "Harrison", "Edwards",
    "Lee", "Allen", "Morgan", "James", "Scott", "Shaw", "Davis", "Bennett", "Cook", "Hughes", "Phillips", "Miller",
    "Bell", "Murphy", "O'Brien", "O'Neill", "McDonald", "McKenzie", "O'Connor", "D'Arcy", "McCarthy", "MacLeod",
    "Kelly", "Ellis", "Reed", "Price", "Fox", "Gray", "Mills", "Rose", "Palmer", "Knight", "Stone", "Webb", "Rogers",
    "Fisher", "Ellison", "Holmes", "Barnes", "Powell", "Sutton", "Fletcher",
];

/// First halves of built English family names.
pub(super) const BRITISH_START: &[&str] = &[
    "Ash", "Brad", "Crow", "Hal", "Hart", "Hor", "Kirk", "Lang", "Mar", "Nor", "Pick", "Rad", "Shef", "Stan", "Thorn",
    "Wake", "Whit", "Wood", "Bar", "Bur", "Clay", "Dal", "Elling", "Fair", "Green", "Hol", "Light", "Pen", "Ship",
    "Apple",
];

/// Last halves of built English family names.
pub(super) const BRITISH_END: &[&str] = &[
    "ley", "ford", "worth", "ton", "wood", "man", "field", "bourne", "den", "croft", "well", "shaw", "thwaite", "ham",
    "ridge", "by", "stead", "gate", "low", "combe",
];

/// Look-alike pairs that parents of twins choose.
pub(super) const TWIN_GIRLS: &[(&str, &str)] = &[
    ("Ella", "Ellie"),
    ("Maisie", "Millie"),
    ("Evie", "Evelyn"),
    ("Lily", "Lilly-Mae"),
    ("Amelia", "Emilia"),
    ("Sara", "Zara"),
];

/// Look-alike pairs that parents of twins choose.
pub(super) const TWIN_BOYS: &[(&str, &str)] = &[
    ("Harry", "Harvey"),
    ("Jack", "Jake"),
    ("Alfie", "Archie"),
    ("Hassan", "Hussain"),
    ("Theo", "Teddy"),
    ("Jayden", "Jaydon"),
];
