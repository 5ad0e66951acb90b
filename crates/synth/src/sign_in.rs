//! Who to be in a practice copy.

use kith_core::workforce::Role;

use crate::Locality;

/// A practice account and what it is good for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoSignIn {
    /// What to type to sign in.
    pub sign_in_name: &'static str,
    /// The staff code, as in `staff.csv` and the extracts.
    pub staff_code: String,
    /// The person's name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// Something to try in this role.
    pub what_to_try: &'static str,
}

const SIGN_INS: &[(&str, &str, &str)] = &[
    ("amara", "LX0118", "Open the Ellis family. Read your own notes. See what others see."),
    ("ruth", "LX0133", "See who is expecting a baby, and who was born this week."),
    ("joanne", "LX0162", "Open the Ellis family. Record a home visit."),
    ("carol", "LX0160", "See your centre’s families, and the new births and their cards."),
    ("nadia", "LX0170", "See a family that you work with. Find one that you do not."),
    ("marcus", "LX0173", "Open a child on a plan. See who else works with the family."),
    ("dev", "LX0301", "Check a file before it is imported. Release the list of births that waits."),
    ("yusuf", "LX0305", "Enter the first visit forms. Build and send the month’s list to the data lead."),
    ("imran", "LX0310", "See who looked, and review the reasons that people gave."),
    ("helen", "LX0320", "See the areas. See what you cannot open."),
    ("pat", "LX0330", "See whose training is due. See what you cannot open."),
    ("owen", "LX0150", "Find a child at your practice."),
    ("bella", "LX0141", "See children who start school this year."),
    ("ellie", "LX0175", "See what a nursery can know about a child."),
];

/// The practice accounts, one for each kind of work that can be tried.
#[must_use]
pub fn demo_sign_ins(locality: &Locality) -> Vec<DemoSignIn> {
    SIGN_INS
        .iter()
        .filter_map(|(sign_in_name, code, what_to_try)| {
            let worker = locality.workforce.coded(code)?;
            let (staff_code, name, role) = (worker.code.clone(), worker.name.clone(), worker.role);
            Some(DemoSignIn { sign_in_name, staff_code, name, role, what_to_try })
        })
        .collect()
}
