//! What workers write: short, plausible, about nobody.

pub(crate) const HEALTH_VISITING: &[&str] = &[
    "Baby feeding well, gaining weight along the same centile. Safe sleep talked through.",
    "Mum feels low on some days. Mood questions asked; listening visit agreed for next week.",
    "Breastfeeding sore on one side. Position tried together, latch better at the end.",
    "Review done with both parents. Ages and stages form filled in; all areas on track.",
    "Talking less than expected for age. Advice given, look again in three months.",
    "Weaning talked through. Family keen to try finger food.",
    "Sleep has been hard since the move. Routine agreed; will ring in two weeks.",
    "No concerns today. Red book up to date.",
    "Mum asked about smoking in the house. Given the number of the stop smoking service.",
    "Weighed at clinic. Back to birth weight.",
];

pub(crate) const MATERNITY: &[&str] = &[
    "Booking completed. Second pregnancy, feels well.",
    "Blood pressure normal, baby active. Birth plan started.",
    "Anxious after last birth; offered a talk with the birth reflections midwife.",
    "Home visit on day 5. Weight loss within limits, feeding observed.",
    "Iron tablets started. Check again in four weeks.",
    "Discharged to the health visitor. Well mother and baby.",
    "Partner attended. Antenatal classes booked.",
];

pub(crate) const CHILD_HEALTH: &[&str] =
    &["Given in the left thigh, no reaction.", "Parent asked to book again.", "Hearing clear in both ears."];

pub(crate) const PRACTICE: &[&str] = &[
    "Cough for three days, chest clear. Advice given on when to come back.",
    "Eczema flare, cream changed.",
    "Six week check, hips and heart normal.",
    "Tired since the birth; bloods taken, review in a week.",
    "Ear infection, wait and see agreed.",
    "Repeat prescription reviewed.",
];

pub(crate) const THERAPY: &[&str] = &[
    "Uses about ten words and points well. Parents shown how to add one word.",
    "Plan shared with nursery. Picture cards working.",
    "Walking with support. Exercises shown.",
    "Listens best in a quiet room. Next clinic in three months.",
];

pub(crate) const CENTRE: &[&str] = &[
    "Came to baby group for the first time and stayed to the end.",
    "Would like help with feeding and would like to try a baby group. Agreed a home visit.",
    "Asked about childcare and the two-year-old offer. Form filled in together.",
    "Benefit letter read through together. Appointment made with the advice worker.",
    "Enjoyed messy play. Mum met another family from the same street.",
    "Rang to see how the week went. All well.",
    "Home safety check done, stair gate ordered.",
];

pub(crate) const SOCIAL_CARE: &[&str] = &[
    "Child seen at home, settled and well cared for.",
    "Plan reviewed with the family. Next meeting agreed.",
    "Nursery reports good attendance this month.",
];

pub(crate) const EARLY_HELP: &[&str] = &[
    "Goals looked at together. Bedtime is better, money still tight.",
    "Parenting course: finished week six of ten.",
    "Closed after review; family knows how to come back.",
    "School run sorted with a neighbour.",
];

pub(crate) const OUTSIDE: &[&str] =
    &["Letter sent.", "Spoke by phone, nothing further needed.", "Appointment kept.", "Will ring again next month."];

pub(crate) const HOUSING: &[&str] = &[
    "Damp reported in the back bedroom, repair booked.",
    "Tenancy visit, no concerns.",
    "Rent plan agreed.",
    "Asked about a larger home; points explained.",
];
