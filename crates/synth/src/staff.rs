//! The people who work with the families.

use kith_core::service::ServiceKind;
use kith_core::workforce::Role;

use crate::day::Day;
use crate::name::{Group, adult_name, family_name};
use crate::place::Town;
use crate::random::Random;

/// One role that a member of staff holds. Somebody with two roles has two,
/// with one code.
#[derive(Debug, Clone)]
pub struct Worker {
    /// The staff code, for example `LX0118`.
    pub code: String,
    /// The name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The service, for roles that belong to one.
    pub service: Option<ServiceKind>,
    /// The employer.
    pub organisation: &'static str,
    /// The team, centre, practice or school.
    pub team: String,
    pub(crate) line: u16,
    pub(crate) centre: usize,
    pub(crate) sharing_until: Option<Day>,
    pub(crate) cleared_until: Option<Day>,
    pub(crate) approved_on: Option<Day>,
    pub(crate) accepted_on: Option<Day>,
}

/// All staff, and who covers what.
#[derive(Debug, Clone)]
pub(crate) struct Workforce {
    pub(crate) workers: Vec<Worker>,
    /// For each role of `Role::ALL`, for each centre, the workers who cover it.
    cover: Vec<[Vec<u32>; 12]>,
    /// One doctor for each practice, in the order of practices.
    doctors: Vec<u32>,
}

/// How many hold a role for 6,000 children under five, the service and the
/// employer.
const ESTABLISHMENT: &[(Role, usize, Option<ServiceKind>, &str)] = &[
    (Role::HealthVisitor, 42, Some(ServiceKind::HealthVisiting), TRUST),
    (Role::CommunityNurse, 12, Some(ServiceKind::HealthVisiting), TRUST),
    (Role::Midwife, 30, Some(ServiceKind::Maternity), HOSPITAL),
    (Role::MaternityStaff, 6, Some(ServiceKind::Maternity), HOSPITAL),
    (Role::SchoolNurse, 6, Some(ServiceKind::ChildHealth), TRUST),
    (Role::Therapist, 14, Some(ServiceKind::CommunityTherapy), TRUST),
    (Role::GeneralPractitioner, 24, Some(ServiceKind::GeneralPractice), "Lexmouth GP Federation"),
    (Role::OtherHealthProfessional, 8, Some(ServiceKind::AdultMentalHealth), TRUST),
    (Role::OtherHealthProfessional, 4, Some(ServiceKind::SubstanceMisuse), "Turning Tide Recovery"),
    (Role::CentreManager, 12, Some(ServiceKind::ChildrensCentre), COUNCIL),
    (Role::OutreachWorker, 24, Some(ServiceKind::ChildrensCentre), COUNCIL),
    (Role::SeniorOutreachWorker, 8, Some(ServiceKind::ChildrensCentre), COUNCIL),
    (Role::CentreWorker, 14, Some(ServiceKind::ChildrensCentre), COUNCIL),
    (Role::EarlyHelpTriage, 6, Some(ServiceKind::EarlyHelp), COUNCIL),
    (Role::SocialWorker, 16, Some(ServiceKind::SocialCare), COUNCIL),
    (Role::EarlyYearsPractitioner, 18, Some(ServiceKind::Education), COUNCIL),
    (Role::HousingOfficer, 6, Some(ServiceKind::Housing), "Northfield Homes"),
    (Role::DataLead, 3, None, COUNCIL),
    (Role::CaldicottGuardian, 2, None, TRUST),
    (Role::Commissioner, 3, None, COUNCIL),
    (Role::Administrator, 3, None, COUNCIL),
    (Role::FamilyMentor, 4, Some(ServiceKind::ChildrensCentre), COUNCIL),
    (Role::ChildHealthRecords, 2, None, TRUST),
];

const TRUST: &str = "Northfield Community Trust";
const HOSPITAL: &str = "Lexmouth Hospitals";
const COUNCIL: &str = "Northfield Council";

/// People who are always there, for practice and for pictures: role, centre,
/// name, code, telephone line.
const NAMED: &[(Role, usize, &str, &str, u16)] = &[
    (Role::HealthVisitor, 0, "Amara Okafor", "LX0118", 1_118),
    (Role::HealthVisitor, 0, "Lena Marsh", "LX0121", 1_121),
    (Role::Midwife, 0, "Ruth Adeyemi", "LX0133", 1_133),
    (Role::MaternityStaff, 0, "Gwen Tully", "LX0136", 1_136),
    (Role::CommunityNurse, 0, "Marta Zielińska", "LX0139", 1_139),
    (Role::SchoolNurse, 0, "Bella Quayle", "LX0141", 1_141),
    (Role::Therapist, 0, "Priya Nair", "LX0144", 1_144),
    (Role::GeneralPractitioner, 0, "Dr Owen Hallam", "LX0150", 1_150),
    (Role::OtherHealthProfessional, 0, "Farah Siddiqui", "LX0153", 1_153),
    (Role::CentreManager, 0, "Carol Whyte", "LX0160", 1_160),
    (Role::OutreachWorker, 0, "Joanne Pike", "LX0162", 1_162),
    (Role::SeniorOutreachWorker, 0, "Denise Arkwright", "LX0164", 1_164),
    (Role::CentreWorker, 0, "Tolu Lawal", "LX0166", 1_166),
    (Role::EarlyHelpTriage, 0, "Nadia Rahman", "LX0170", 1_170),
    (Role::SocialWorker, 0, "Marcus Thorne", "LX0173", 1_173),
    (Role::EarlyYearsPractitioner, 0, "Ellie Crossman", "LX0175", 1_175),
    (Role::HousingOfficer, 0, "Sam Doyle", "LX0177", 1_177),
    (Role::DataLead, 0, "Dev Patel", "LX0301", 1_301),
    (Role::CaldicottGuardian, 0, "Dr Imran Sethi", "LX0310", 1_310),
    (Role::Commissioner, 0, "Helen Garrow", "LX0320", 1_320),
    (Role::Administrator, 0, "Pat Lowry", "LX0330", 1_330),
    (Role::FamilyMentor, 0, "Mina Joshi", "LX0180", 1_180),
    (Role::ChildHealthRecords, 0, "Yusuf Karim", "LX0305", 1_305),
];

impl Workforce {
    /// Takes everybody on.
    pub(crate) fn take_on(seed: u64, children: u32, today: Day, town: &Town) -> Self {
        let mut random = Random::stream(seed, 2, 0);
        let mut workers = Vec::new();
        for (role, count, service, organisation) in ESTABLISHMENT {
            let count = if *role == Role::GeneralPractitioner {
                (*count * children as usize / 6_000).max(24)
            } else if service.is_some() {
                (*count * children as usize).div_ceil(6_000).max(2)
            } else {
                *count
            };
            let is_first = !workers.iter().any(|worker: &Worker| worker.role == *role);
            for place in 0..count {
                let named = NAMED.iter().filter(|named| is_first && named.0 == *role).nth(place);
                let centre = named.map_or(place % 12, |named| named.1);
                let worker = hire(workers.len(), (*role, *service, organisation, centre), today, &mut random);
                workers.push(Worker { team: team_of(town, *role, *service, centre, place), ..worker });
                if let (Some(named), Some(last)) = (named, workers.last_mut()) {
                    named.2.clone_into(&mut last.name);
                    named.3.clone_into(&mut last.code);
                    last.line = named.4;
                    make_current(last, today);
                }
            }
        }
        lapse(&mut workers, today);
        add_second_roles(&mut workers, town);
        let cover = cover_of(&workers);
        let is_doctor = |worker: &Worker| worker.role == Role::GeneralPractitioner;
        let doctors = (0_u32..).zip(&workers).filter(|(_, worker)| is_doctor(worker)).map(|(place, _)| place).collect();
        Self { workers, cover, doctors }
    }

    /// The worker of a role who looks after a family in a centre's area.
    ///
    /// A family without a number gets the first one, who is a named person.
    pub(crate) fn covering(&self, role: Role, centre: usize, family: Option<u32>) -> &Worker {
        let place = Role::ALL.iter().position(|other| *other == role).unwrap_or(0);
        let Some(family) = family else { return &self.workers[self.cover[place][0][0] as usize] };
        let list = &self.cover[place][centre];
        let spread = (u64::from(family).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33) as usize;
        &self.workers[list[spread % list.len()] as usize]
    }

    /// The first worker with a role in a service.
    pub(crate) fn in_service(&self, service: ServiceKind, family: u32) -> Option<&Worker> {
        let count = self.workers.iter().filter(|worker| worker.service == Some(service)).count();
        self.workers.iter().filter(|worker| worker.service == Some(service)).nth(family as usize % count.max(1))
    }

    /// The doctor at a practice.
    pub(crate) fn doctor(&self, practice: usize) -> Option<&Worker> {
        self.doctors.get(practice % 24).map(|place| &self.workers[*place as usize])
    }

    /// The named person of the practice accounts with this code.
    pub(crate) fn coded(&self, code: &str) -> Option<&Worker> {
        self.workers.iter().find(|worker| worker.code == code)
    }
}

type Post = (Role, Option<ServiceKind>, &'static str, usize);

fn hire(place: usize, post: Post, today: Day, random: &mut Random) -> Worker {
    let (role, service, organisation, centre) = post;
    let group = Group::draw(random);
    let is_woman = random.chance(0.85);
    let given = adult_name(group, is_woman, random);
    let title = if role == Role::GeneralPractitioner { "Dr " } else { "" };
    Worker {
        code: format!("LX{:04}", 1_000 + place),
        name: format!("{title}{given} {}", family_name(group, random)),
        role,
        service,
        organisation,
        team: String::new(),
        line: 1_400 + (place % 600) as u16,
        centre,
        sharing_until: Some(today.plus(random.between(20, 360))),
        cleared_until: Some(today.plus(random.between(30, 1_000))),
        approved_on: Some(today.plus(-random.between(30, 1_500))),
        accepted_on: Some(today.plus(-random.between(5, 340))),
    }
}

fn make_current(worker: &mut Worker, today: Day) {
    worker.sharing_until = Some(today.plus(200));
    worker.cleared_until = Some(today.plus(600));
    worker.approved_on = Some(today.plus(-400));
    worker.accepted_on = Some(today.plus(-90));
}

fn is_named(worker: &Worker) -> bool {
    NAMED.iter().any(|named| named.3 == worker.code)
}

/// Gives a few people lapsed training, lapsed clearance or no approval.
fn lapse(workers: &mut [Worker], today: Day) {
    for (place, worker) in workers.iter_mut().filter(|worker| !is_named(worker)).enumerate() {
        match place % 37 {
            5 => worker.sharing_until = Some(today.plus(-12)),
            11 => worker.sharing_until = None,
            17 => worker.accepted_on = Some(today.plus(-420)),
            23 if place % 2 == 0 => worker.cleared_until = Some(today.plus(-40)),
            29 if place % 2 == 1 => worker.approved_on = None,
            _ => {}
        }
    }
}

/// Some outreach workers also work inside their centre, and some centre
/// managers also visit: two rows, one code.
fn add_second_roles(workers: &mut Vec<Worker>, town: &Town) {
    let mut second = Vec::new();
    for (place, worker) in workers.iter().filter(|worker| !is_named(worker)).enumerate() {
        let role = match worker.role {
            Role::OutreachWorker if place % 5 == 0 => Role::CentreWorker,
            Role::CentreManager if place % 4 == 0 => Role::SeniorOutreachWorker,
            Role::CommunityNurse if place % 4 == 0 => Role::SchoolNurse,
            _ => continue,
        };
        let team = team_of(town, role, worker.service, worker.centre, place);
        second.push(Worker { role, team, ..worker.clone() });
    }
    workers.extend(second);
}

fn team_of(town: &Town, role: Role, service: Option<ServiceKind>, centre: usize, place: usize) -> String {
    let area = &town.centres[centre];
    match role {
        Role::HealthVisitor | Role::CommunityNurse => format!("{} health visiting team", area.cluster),
        Role::Midwife => format!("{} community midwives", area.cluster),
        Role::MaternityStaff => "Lexmouth maternity unit".to_owned(),
        Role::SchoolNurse => format!("{} school nursing team", area.cluster),
        Role::Therapist => {
            ["Speech and language therapy", "Physiotherapy", "Occupational therapy"][place % 3].to_owned()
        }
        Role::GeneralPractitioner => town.practice(place).name.clone(),
        Role::CentreManager
        | Role::OutreachWorker
        | Role::SeniorOutreachWorker
        | Role::CentreWorker
        | Role::FamilyMentor => area.name.clone(),
        Role::EarlyHelpTriage => "Early help front door".to_owned(),
        Role::SocialWorker => format!("{} children and families team", area.cluster),
        Role::EarlyYearsPractitioner => town.school(centre, place).name.clone(),
        Role::HousingOfficer => "Northfield Homes".to_owned(),
        Role::OtherHealthProfessional if service == Some(ServiceKind::SubstanceMisuse) => {
            "Turning Tide Recovery".to_owned()
        }
        Role::OtherHealthProfessional => "Perinatal mental health team".to_owned(),
        Role::DataLead => "Data and insight".to_owned(),
        Role::ChildHealthRecords => "Child health records".to_owned(),
        Role::CaldicottGuardian => "Information governance".to_owned(),
        Role::Commissioner => "Children's commissioning".to_owned(),
        Role::Administrator => "Systems support".to_owned(),
    }
}

/// Who covers each centre for each role: its own people, or everybody with the
/// role where the centre has none.
fn cover_of(workers: &[Worker]) -> Vec<[Vec<u32>; 12]> {
    Role::ALL
        .iter()
        .map(|role| {
            let holders = || (0_u32..).zip(workers).filter(|(_, worker)| worker.role == *role);
            std::array::from_fn(|centre| {
                let own: Vec<u32> =
                    holders().filter(|(_, worker)| worker.centre == centre).map(|(place, _)| place).collect();
                if own.is_empty() { holders().map(|(place, _)| place).collect() } else { own }
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{NAMED, Workforce};
    use crate::day::Day;
    use crate::place::Town;
    use kith_core::workforce::Role;

    fn workforce() -> Workforce {
        let town = Town::lay_out(1, 6_000);
        Workforce::take_on(1, 6_000, Day::new(2026, 11, 20), &town)
    }

    #[test]
    fn every_role_and_every_named_person_is_there() {
        let staff = workforce();
        for role in Role::ALL {
            assert!(staff.workers.iter().any(|worker| worker.role == *role), "{role:?}");
        }
        for named in NAMED {
            assert_eq!(staff.coded(named.3).map(|worker| worker.name.as_str()), Some(named.2));
        }
        assert!((230..=290).contains(&staff.workers.len()), "{}", staff.workers.len());
    }

    #[test]
    fn some_have_lapsed_and_some_hold_two_roles() {
        let today = Day::new(2026, 11, 20);
        let staff = workforce();
        let count =
            |wanted: &dyn Fn(&super::Worker) -> bool| staff.workers.iter().filter(|worker| wanted(worker)).count();
        assert!((3..=25).contains(&count(&|worker| worker.sharing_until.is_none_or(|until| until < today))));
        assert!((1..=8).contains(&count(&|worker| worker.cleared_until.is_some_and(|until| until < today))));
        assert!((1..=8).contains(&count(&|worker| worker.approved_on.is_none())));
        let mut codes: Vec<&str> = staff.workers.iter().map(|worker| worker.code.as_str()).collect();
        codes.sort_unstable();
        let all = codes.len();
        codes.dedup();
        assert!(codes.len() < all);
    }
}
