"""Records of made-up families by rules and names of its own, so that matching is not measured by `kith synth` alone.

another_maker.py PERSONS FOLDER [SEED]

Writes records.csv and truth.csv (record_id, person, twin_set, name_group), as `kith synth --records` does. Nothing is taken from
there: other names, other streets, other slips. How often what goes wrong is judgement, not a survey.
"""

import csv
import random
import sys
from datetime import date, timedelta
from pathlib import Path
from string import digits

PERSONS, FOLDER = int(sys.argv[1]), Path(sys.argv[2])
draw = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 7)
TODAY = date(2026, 10, 31)
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
if PERSONS > 500_000:
    sys.exit("There are 900,000 numbers in the range for tests: ask for at most 500,000 persons.")

GROUPS = {
    "british": (
        58,
        "Olivia Ava Isla Freya Lily Florence Willow Ivy Rosie Elsie Poppy Daisy Phoebe Evie Ella Ellie Matilda Mabel Sienna Erin"
        " Harriet Alice Charlotte Emily Jessica Sophie Chloe Amelia Grace Martha Nancy Maisie Bonnie Orla Penelope Thea",
        "Oliver George Arthur Noah Leo Oscar Archie Jack Henry Theo Freddie Charlie Alfie Finley Harry Thomas James Joshua Max"
        " William Isaac Edward Jude Reuben Albert Rory Stanley Ronnie Frankie Tommy Jaxon Logan Mason Ethan Toby Louie",
        "Abigail Amy Becky Catherine Claire Danielle Emma Gemma Georgia Hannah Hayley Heather Holly Jade Jenna Jodie Kayleigh Kelly"
        " Kirsty Laura Leanne Lucy Megan Natalie Nicola Paige Rachel Rebecca Sarah Stacey Stephanie Victoria Zoe",
        "Adam Andrew Ashley Ben Callum Craig Daniel David Dean Gareth Gary Jamie Jason Joe Jordan Karl Kieran Lee Liam Luke Mark"
        " Martin Matthew Michael Nathan Neil Paul Peter Richard Rob Ross Ryan Scott Sean Shaun Simon Stephen Steven Stuart Tom Wayne",
        "Ackroyd Aldridge Appleby Arkwright Ashworth Atkin Bairstow Barlow Bateman Bentley Birtwistle Blackburn Booth Bradshaw Bright"
        " Broadbent Buckley Burrows Butterworth Carr Cartwright Chadwick Clegg Clough Cooke Crabtree Crossley Dawson Dewhurst Dixon"
        " Duckworth Eastwood Eccles Entwistle Fairclough Farrar Fielding Firth Fletcher Garside Gledhill Greenhalgh Greenwood Grimshaw"
        " Hainsworth Halstead Hargreaves Hartley Haworth Hebden Higgins Hindle Holden Holroyd Horsfall Howarth Ingham Jagger Kaye Kershaw"
        " Lister Lomax Lumb Mallinson Metcalfe Midgley Mitchell Murgatroyd Naylor Nuttall Ogden Ormerod Parkin Pickles Pilling Priestley"
        " Ramsden Rawnsley Redfern Riley Rushworth Schofield Shackleton Sharples Shaw Slater Smithies Spencer Stansfield Stott Sutcliffe"
        " Sykes Tattersall Thackray Thwaites Turner Uttley Varley Waddington Walmsley Whitworth Wilde Wolstenholme Wood Woodhead Wroe Yates",
    ),
    "south-asian-muslim": (
        14,
        "Aaliyah Aisha Amina Anaya Ayesha Fatima Hafsa Hana Inaya Khadija Maryam Noor Safa Sumaya Zahra Zainab Zara Zoya Eshal Aiza",
        "Adam Ahmed Ayaan Bilal Eesa Hamza Hassan Haroon Ibrahim Idris Ismail Mohammed Muhammad Musa Mustafa Rayyan Umar Yahya Yusuf Zayd",
        "Aneesa Asma Bushra Farah Humaira Kausar Nadia Nasreen Nazia Parveen Rabia Rukhsana Saima Samina Shabana Shazia Sumera Tahira Uzma",
        "Abid Amjad Asif Atif Faisal Imran Irfan Javed Kamran Khalid Majid Nadeem Naveed Qasim Rashid Sajid Shahid Tariq Waqas Zahid",
        "Ahmed Akhtar Ali Ashraf Aslam Begum Bibi Butt Chaudhry Hussain Iqbal Javed Kauser Khan Mahmood Malik Mir Mirza Mughal Nawaz Rafiq"
        " Raja Rashid Rehman Saddiq Shah Shafiq Sheikh Siddiqui Zaman",
    ),
    "indian": (
        8,
        "Aadhya Ananya Anika Avni Diya Ira Isha Kavya Kiara Myra Navya Pari Riya Saanvi Sara Shreya Tara Vanya",
        "Aarav Advik Arjun Aryan Dev Dhruv Ishaan Kabir Krish Nihal Reyansh Rohan Shaan Veer Vihaan Vivaan Yash Ranveer",
        "Anjali Bhavna Deepa Geeta Harpreet Jasmin Kavita Kiran Manisha Meena Neha Nisha Pooja Priya Rupinder Seema Sunita Swati",
        "Ajay Amit Anil Gurpreet Harjit Jaspal Manoj Nitin Pritesh Rahul Rajesh Ravi Sandeep Sanjay Sunil Vijay Vikram",
        "Bains Bhatt Chauhan Desai Dhaliwal Dhillon Gill Grewal Gupta Jain Johal Joshi Kapoor Kaur Kumar Mehta Mistry Nair Parmar Patel"
        " Rao Reddy Sandhu Shah Sharma Singh Solanki Verma",
    ),
    "african": (
        6,
        "Adaeze Amara Ayomide Blessing Chidera Ebun Efua Esi Favour Ife Kemi Mercy Nia Oluchi Simisola Temi Zuri Praise",
        "Ade Chidi Daniel David Emeka Femi Ifeanyi Jayden Kofi Kwame Malachi Nnamdi Obi Samuel Seun Tobi Tunde Zion",
        "Abena Adwoa Bukola Chioma Comfort Folake Funmi Grace Ngozi Nneka Patience Ronke Sade Tendai Titi Yetunde",
        "Ayo Chukwudi Emmanuel Gbenga Ikenna Isaac Kelechi Kwabena Kwasi Olu Segun Solomon Tendai Uche Wale Yaw",
        "Achebe Adebayo Adeyemi Afolabi Agyeman Asante Appiah Balogun Boateng Chukwu Eze Mensah Moyo Ncube Nwosu Obi Ogunleye Okafor Okeke"
        " Oladipo Osei Owusu Sesay",
    ),
    "east-european": (
        7,
        "Alicja Amelia Antonina Hanna Julia Laura Lena Maja Nadia Nikola Oliwia Pola Sofia Wiktoria Zofia Zuzanna Gabija Ema",
        "Aleksander Antoni Filip Franciszek Jakub Jan Kacper Leon Mikolaj Nikodem Oskar Piotr Stanislaw Szymon Tymon Wojciech Matas David",
        "Agnieszka Aneta Beata Dorota Ewa Ilona Joanna Kamila Katarzyna Magda Malgorzata Marta Monika Renata Sylwia Ioana Andreea",
        "Adrian Artur Bartosz Dariusz Grzegorz Jacek Krzysztof Lukasz Marcin Mariusz Pawel Rafal Sebastian Tomasz Zbigniew Ionut Andrei",
        "Adamczyk Baran Dabrowski Duda Gorski Jankowski Kaczmarek Kowalczyk Kowalski Kozlowski Krawczyk Kubiak Lewandowski Majewski Mazur"
        " Nowak Pawlak Popescu Ionescu Radu Sikora Stepien Wojcik Wrobel Zajac Zielinski",
    ),
    "arab-somali": (
        5,
        "Amal Asma Ayan Deqa Fadumo Hafsa Hibo Hodan Ikran Jana Khadra Layla Lina Maha Malak Nada Rahma Salma Sagal Yasmin",
        "Abdi Abdirahman Ali Anas Ayub Bashir Hamad Hussein Ismail Jama Karim Khalid Liban Mahad Mohamed Nasir Omar Said Yusuf Zakariya",
        "Amina Asha Fardowsa Fatuma Halima Hamdi Hawa Ifrah Maryan Muna Naima Najma Sahra Samira Shukri Suad Zeinab",
        "Abdullahi Ahmed Bilal Faisal Farah Hassan Ibrahim Mahmoud Mustafa Mohamud Osman Salah Sami Tarek Walid Yasin",
        "Abdi Abdullahi Adan Aden Ahmed Ali Barre Egal Elmi Farah Guled Hassan Haji Hersi Ibrahim Ismail Jama Khalif Mohamed Mohamud Nur"
        " Omar Osman Salad Warsame Yusuf",
    ),
    "other": (
        2,
        "Ana Beatriz Camila Chen Gabriela Hui Lin Luana Mei Sofia Yara Xin Leila Soraya Mina Nilufar",
        "Bao Caio Diego Enzo Felipe Hao Jun Kai Lucas Miguel Rafael Tiago Wei Arash Cyrus Dara",
        "Adriana Bruna Carla Fang Fernanda Jing Juliana Li Patricia Shirin Vanessa Xiu Yan",
        "Bruno Carlos Feng Gustavo Jian Marcelo Min Ricardo Rodrigo Reza Tao Yong",
        "Alves Barbosa Chen Costa Dias Ferreira Gomes Huang Karimi Li Lima Lin Martins Nguyen Oliveira Pereira Rahimi Santos Silva Souza"
        " Tran Wang Wong Wu Zhang",
    ),
}
ENDINGS = ["", "", "", "", "son", "ley", "field", "well", "by", "croft"]
ALIASES = [
    {"Catherine", "Cath", "Katie", "Kate"}, {"Rebecca", "Becky", "Becca"}, {"Thomas", "Tom", "Tommy"}, {"Daniel", "Dan", "Danny"},
    {"Stephen", "Steven", "Steve"}, {"Matthew", "Matt"}, {"Michael", "Mike"}, {"Elizabeth", "Lizzie", "Beth"}, {"Emily", "Em", "Millie"},
    {"Charlotte", "Lottie", "Charlie"}, {"Joshua", "Josh"}, {"William", "Will", "Billy"}, {"James", "Jamie"}, {"Samuel", "Sam"},
    {"Mohammed", "Muhammad", "Mohamed", "Mohammad"}, {"Yusuf", "Yousef", "Yusef"}, {"Fatima", "Fatimah"}, {"Aisha", "Ayesha"},
    {"Katarzyna", "Kasia"}, {"Malgorzata", "Gosia"}, {"Aleksander", "Alexander", "Olek"}, {"Jakub", "Kuba", "Jacob"}, {"Andrew", "Andy"},
    {"Isaac", "Zac"}, {"Alfie", "Alfred"}, {"Matilda", "Tilly"}, {"Nicola", "Nicky"}, {"Abigail", "Abi"}, {"Jessica", "Jess"},
]
FORMS = {name: sorted(group - {name}) for group in ALIASES for name in group}
STREETS = [f"{a} {b}" for a in "Alder Barley Canal Chapel Cooper Dyer Foundry Gorse Heron Kiln Loom Meadow Oak Quarry Rowan Spinner Tannery Union Vicar"
           " Weaver Wharf York Zion Abbey Bridge Cherry Durham Elm Fern Garden".split() for b in "Street Road Avenue Close Lane Drive Court Terrace".split()]
SHORT = {"Street": "St", "Road": "Rd", "Avenue": "Ave", "Close": "Cl", "Drive": "Dr", "Court": "Ct", "Terrace": "Ter", "Lane": "Ln"}

# system: noise, no number, for whom (child, mother, father), writes the order of birth, writes the mother
SYSTEMS = {
    "birth-notification": (0.7, 0.01, (0.93, 0, 0), True, True),
    "child-health": (0.6, 0.01, (0.95, 0, 0), True, True),
    "gp": (0.7, 0.01, (0.6, 0.75, 0.8), False, True),
    "health-visiting": (0.9, 0.03, (0.55, 0.5, 0.1), True, True),
    "maternity": (0.8, 0.04, (0.3, 0.75, 0.03), True, True),
    "registrar": (0.3, 0.48, (0.3, 0.1, 0.25), True, True),
    "centres": (1.3, 0.85, (0.3, 0.25, 0.1), False, True),
    "emergency": (1.4, 0.08, (0.2, 0.1, 0.12), False, True),
    "social-care": (1.5, 0.47, (0.08, 0.07, 0.05), True, True),
    "education": (1.1, 0.75, (0.12, 0.05, 0.03), False, True),
    "housing": (1.6, 1.0, (0.06, 0.12, 0.2), False, True),
    "police": (2.2, 1.0, (0.02, 0.03, 0.1), False, False),
    "voluntary": (1.7, 1.0, (0.03, 0.06, 0.03), False, True),
}
UNNAMED = {"maternity": 0.8, "birth-notification": 0.7, "health-visiting": 0.12, "child-health": 0.1, "social-care": 0.08, "gp": 0.05}


def zipf(names):
    return names[min(int(len(names) * draw.random() ** 1.7), len(names) - 1)]


def check_digit(nine):
    digit = 11 - sum(int(figure) * (10 - place) for place, figure in enumerate(nine)) % 11
    return {11: "0", 10: None}.get(digit, str(digit))


used = set()


def number():
    while True:
        nine = f"999{draw.randrange(10**6):06}"
        last = check_digit(nine)
        if last and nine not in used:
            used.add(nine)
            return nine + last


def typed(word):
    if len(word) < 3:
        return word
    at = draw.randrange(1, len(word))
    slip = draw.randrange(4)
    letter = draw.choice("abcdefghijklmnoprstuvwy")
    if slip == 0:
        return word[:at] + word[at + 1:]
    if slip == 1:
        return word[:at] + letter + word[at:]
    if slip == 2 and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2:]
    return word[:at] + letter + word[at + 1:]


def home():
    street = draw.choice(STREETS)
    stirred = sum(ord(letter) * (place + 3) for place, letter in enumerate(street))
    pin = f"{stirred % 9}{LETTERS[stirred % 20]}{draw.choice(LETTERS)}"
    flat = f"Flat {draw.randrange(1, 15)} " if draw.random() < 0.12 else ""
    return f"{flat}{draw.randrange(1, 140)} {street}", f"{draw.choice(['LX', 'LY'])}{1 + stirred % 14} {pin}"


def phone():
    # Longer than any number that can be dialled: there are too few for drama.
    return f"077009{draw.randrange(10**7):07}"


HOSTELS = [("Rowan House " + street, code) for street, code in (home() for _ in range(12))]
FAMILY = {}
for name, (_, _, _, _, _, family) in GROUPS.items():
    family = family.split()
    draw.shuffle(family)
    FAMILY[name] = family


def surname(group):
    if group == "british" and draw.random() < 0.45:
        stem = draw.choice(FAMILY[group])[:draw.choice([4, 5, 6])].rstrip("aeiou")
        return (draw.choice(["", "", "", "Mc", "O'"]) + stem + draw.choice(ENDINGS)).capitalize()
    return zipf(FAMILY[group])


class Person:
    def __init__(self, role, group, sex, born, family, given, middle=""):
        self.role, self.group, self.sex, self.born, self.family, self.given, self.middle = role, group, sex, born, family, given, middle
        self.nhs, self.order, self.set, self.former, self.born_family = number(), 0, "", "", family
        self.multiple = False


people, persons = [], 0


def given(group, kind, sex):
    names = GROUPS[group][{("child", "F"): 1, ("child", "M"): 2, ("adult", "F"): 3, ("adult", "M"): 4}[(kind, sex)]]
    return zipf(names.split())


def births():
    count = draw.choices([1, 2, 3], [70, 26, 4])[0]
    days, last = [], TODAY - timedelta(days=draw.randrange(0, 5 * 365))
    for _ in range(count):
        days.append(last)
        last = last - timedelta(days=draw.randrange(330, 1100))
    return [day for day in days if (TODAY - day).days < 5 * 365 + 30]


families, sets = [], 0
while persons < PERSONS:
    group = draw.choices(list(GROUPS), [entry[0] for entry in GROUPS.values()])[0]
    family = surname(group)
    mother = Person("mother", group, "F", TODAY - timedelta(days=draw.randrange(18 * 365, 44 * 365)), family, given(group, "adult", "F"))
    if draw.random() < 0.18:
        mother.former = surname(group)
    now, before = home(), None
    if draw.random() < 0.03 and families:
        now = draw.choice(families)["home"]
    if draw.random() < 0.008:
        now = draw.choice(HOSTELS)
    if draw.random() < 0.4:
        before = home()
    father = None
    if draw.random() < 0.75:
        name = family if draw.random() < 0.5 else surname(group)
        father = Person("father", group, "M", TODAY - timedelta(days=draw.randrange(18 * 365, 50 * 365)), name, given(group, "adult", "M"))
    shared = (father.family if father and draw.random() < 0.8 else family)
    if father and father.family != family and draw.random() < 0.12:
        shared = f"{family}-{father.family}"
    children = []
    for day in births():
        many = draw.choices([1, 2, 3], [98.5, 1.47, 0.03])[0]
        sets += many > 1
        first = None
        for order in range(1, many + 1):
            sex = draw.choice("FM") if first is None or draw.random() > 2 / 3 else first.sex
            for _ in range(20):
                name = given(group, "child", sex)
                if first is not None and draw.random() < 0.25:
                    name = (first.given[:-1] + draw.choice(["ie", "a", "y", "ah", "en"])) if draw.random() < 0.6 else draw.choice("BDHJKLMR") + first.given[1:]
                    sex = first.sex
                if name not in [child.given for child in children]:
                    break
            child = Person("child", group, sex, day, shared, name, given(group, "child", sex) if draw.random() < 0.55 else "")
            child.born_family, child.multiple = family, many > 1
            if many > 1:
                child.order, child.set = order, f"S{sets}"
            first = first or child
            children.append(child)
    entry = {"home": now, "before": before, "away": home() if father and draw.random() < 0.18 else None, "phone": phone(), "old": phone(),
             "gp": f"L8{draw.randrange(40):04}", "mother": mother, "father": father, "children": children}
    families.append(entry)
    persons += 1 + (father is not None) + len(children)


def slip_of_birth(day, noise, system):
    outside = 2 if system in ("police", "housing", "voluntary", "centres", "education") else 1
    roll = draw.random()
    for rate, change in (
        (0.006, lambda: date(day.year, day.day, day.month) if day.day <= 12 else day),
        (0.0035 * outside, lambda: date(day.year, 1, 1)),
        (0.0025, lambda: day.replace(day=1)),
        (0.0035, lambda: day + timedelta(days=draw.choice([-1, 1]))),
        (0.004, lambda: day.replace(day=max(1, min(28, day.day + draw.choice([-10, 10, 3, -3]))))),
        (0.003, lambda: day.replace(day=min(day.day, 28), year=day.year + draw.choice([-1, 1]))),
    ):
        if roll < rate * noise:
            return change().isoformat()
        roll -= rate * noise
    return "" if roll < 0.008 * noise else day.isoformat()


def said_number(person, entry, system, noise, missing):
    if draw.random() < missing:
        return ""
    roll = draw.random()
    if person.role == "child":
        if roll < (0.006 if system == "maternity" else 0.0015):
            return entry["mother"].nhs
        twins = [other for other in entry["children"] if other.set and other.set == person.set and other is not person]
        if twins and draw.random() < 0.01 * noise:
            return twins[0].nhs
        others = [other for other in entry["children"] if other is not person and not other.set]
        if others and draw.random() < 0.0012 * noise:
            return others[0].nhs
    if draw.random() < 0.0003:
        return draw.choice(families)["mother"].nhs
    if draw.random() < 0.003 * noise:
        at = draw.randrange(10)
        return person.nhs[:at] + draw.choice(digits) + person.nhs[at + 1:]
    return person.nhs


def names_of(person, entry, system, noise, recorded):
    mother, first, middle, family = entry["mother"], person.given, person.middle, person.family
    health = system in ("gp", "child-health", "birth-notification", "maternity", "health-visiting", "emergency")
    is_young = person.role == "child" and (recorded - person.born).days < 45
    unnamed = person.role == "child" and is_young and draw.random() < UNNAMED.get(system, 0)
    if person.role == "child" and (is_young and draw.random() < 0.97 or unnamed):
        family = person.born_family
    if person.role == "mother" and person.former and draw.random() < 0.35:
        family = person.former
    if "-" in family and draw.random() < 0.38:
        halves = family.split("-")
        family = draw.choice([halves[0], halves[-1], "-".join(reversed(halves)), "".join(halves), " ".join(halves)])
    if unnamed:
        sex = {"F": "GIRL", "M": "BOY"}[person.sex]
        ordinal = ["", "ONE", "TWO", "THREE"][person.order]
        kinds = ["BABY", f"BABY {sex}", f"B/O {mother.given.upper()}", "INFANT", f"Baby of {mother.given}", sex.capitalize(), "NEWBORN"]
        if person.order and draw.random() < 0.55:
            kinds = [f"TWIN {ordinal}", f"Twin {person.order}", f"BABY {'ABC'[person.order - 1]}", f"TWIN {'I' * person.order}"]
        return draw.choice(kinds), "", family
    if draw.random() < (0.02 if health else 0.1) and FORMS.get(first):
        first = draw.choice(FORMS[first])
    elif middle and draw.random() < 0.01:
        first, middle = middle, ""
    elif draw.random() < 0.006 * noise:
        first = first[0]
    elif draw.random() < 0.013 * noise:
        first = typed(first)
    elif draw.random() < 0.006 * noise:
        first = ""
    if draw.random() < 0.013 * noise:
        family = typed(family)
    if draw.random() < (0.02 if person.group in ("arab-somali", "other") else 0.003) * noise:
        first, family = family, first
    return first, middle if draw.random() < 0.6 else "", family


def write_record(person, entry, system, out, truth, count):
    noise, missing, _, writes_order, writes_mother = SYSTEMS[system]
    start = person.born if person.role == "child" else TODAY - timedelta(days=4 * 365)
    recorded = start + timedelta(days=draw.randrange(0, 12) if system in ("maternity", "birth-notification") else draw.randrange(10, max(11, (TODAY - start).days + 11)))
    first, middle, family = names_of(person, entry, system, noise, recorded)
    lines, code = entry["home"]
    if entry["before"] and draw.random() < 0.35:
        lines, code = entry["before"]
    if person.role == "father" and entry["away"]:
        lines, code = entry["away"]
    if draw.random() < 0.3:
        words = lines.split(" ")
        lines = " ".join(words[:-1] + [SHORT.get(words[-1], words[-1])])
    if draw.random() < 0.03 * noise:
        lines = typed(lines)
    if draw.random() < 0.04:
        lines = ""
    if draw.random() < 0.01 * noise:
        code = typed(code).upper()
    if draw.random() < 0.025:
        code = ""
    ring = "" if draw.random() < 0.35 else entry["phone"] if draw.random() < 0.75 else entry["old"]
    sex = "" if draw.random() < 0.04 else person.sex if draw.random() > 0.003 else ("M" if person.sex == "F" else "F")
    order = str(person.order) if person.order and writes_order and draw.random() < 0.7 else ("1" if person.role == "child" and not person.order and writes_order and draw.random() < 0.3 else "")
    mother = entry["mother"]
    says_mother = writes_mother and person.role == "child"
    m_given = mother.given if says_mother and draw.random() < 0.85 else ""
    m_family = (mother.former if mother.former and draw.random() < 0.2 else mother.family) if m_given and draw.random() < 0.8 else ""
    m_born = slip_of_birth(mother.born, noise, system) if m_given and draw.random() < 0.5 else ""
    if draw.random() < 0.25:
        first, family, middle = first.upper(), family.upper(), middle.upper()
    key = f"A{count:08}"
    out.writerow([key, system, recorded.isoformat(), said_number(person, entry, system, noise, missing), first, middle, family,
                  slip_of_birth(person.born, noise, system), sex, order, lines, code, ring, entry["gp"] if draw.random() < 0.5 else "",
                  m_given, m_family, m_born])
    truth.writerow([key, person.key, person.set, person.group])


FOLDER.mkdir(parents=True, exist_ok=True)
with open(FOLDER / "records.csv", "w", newline="", encoding="utf-8") as records, open(FOLDER / "truth.csv", "w", newline="", encoding="utf-8") as facts:
    out, truth = csv.writer(records), csv.writer(facts)
    out.writerow("record_id source recorded_on nhs_number forename middle_name surname dob sex birth_order address postcode phone gp_code"
                 " mother_forename mother_surname mother_dob".split())
    truth.writerow(["record_id", "person", "twin_set", "name_group"])
    count = made = 0
    for place, entry in enumerate(families):
        for person in [entry["mother"], *([entry["father"]] if entry["father"] else []), *entry["children"]]:
            made += 1
            person.key = f"Q{made:07}"
            column = {"child": 0, "mother": 1, "father": 2}[person.role]
            held = [system for system, entry_of in SYSTEMS.items() if draw.random() < entry_of[2][column]] or ["gp"]
            held += [system for system in held if draw.random() < 0.02]
            for system in held:
                count += 1
                write_record(person, entry, system, out, truth, count)
print(f"{count} records of {made} persons, {sets} sets of twins, written to {FOLDER}")
