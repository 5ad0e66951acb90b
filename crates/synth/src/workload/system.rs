//! The nineteen systems of the workload: how careful each is, and whom it
//! holds.

/// How one system keeps people.
pub(super) struct System {
    pub(super) name: &'static str,
    /// Times the usual rate of mistakes.
    pub(super) noise: f64,
    /// Share of records without an NHS number.
    pub(super) number_missing: f64,
    /// Share of children under the words for a baby without a name.
    pub(super) stand_in: f64,
    pub(super) is_health: bool,
    /// Writes its record in the days of the birth.
    pub(super) is_at_birth: bool,
    /// How likely it holds a child, a mother, a father, one against another.
    pub(super) holds: [usize; 3],
}

const fn system(name: &'static str, noise: f64, number_missing: f64, stand_in: f64, holds: [usize; 3]) -> System {
    System { name, noise, number_missing, stand_in, is_health: false, is_at_birth: false, holds }
}

const fn health(mut system: System) -> System {
    system.is_health = true;
    system
}

const fn at_birth(mut system: System) -> System {
    system.is_at_birth = true;
    system
}

pub(super) static SYSTEMS: [System; 19] = [
    at_birth(system("registrar", 0.3, 0.47, 0.0, [45, 0, 0])),
    at_birth(health(system("birth-notification", 0.5, 0.01, 0.70, [75, 0, 0]))),
    at_birth(health(system("maternity", 0.6, 0.03, 0.80, [75, 0, 0]))),
    health(system("child-health", 0.4, 0.01, 0.10, [90, 0, 0])),
    health(system("gp", 0.7, 0.01, 0.05, [90, 95, 85])),
    health(system("health-visiting", 0.8, 0.04, 0.12, [70, 45, 10])),
    health(system("therapy", 0.9, 0.06, 0.0, [10, 0, 0])),
    health(system("emergency", 1.2, 0.08, 0.0, [25, 25, 25])),
    health(system("mental-health", 1.0, 0.05, 0.0, [0, 14, 8])),
    health(system("midwifery", 0.7, 0.02, 0.0, [0, 70, 0])),
    system("centres", 1.3, 0.75, 0.0, [50, 45, 15]),
    system("early-help", 1.3, 0.70, 0.0, [12, 14, 10]),
    system("social-care", 1.2, 0.48, 0.08, [10, 12, 10]),
    system("send", 1.0, 0.70, 0.0, [5, 0, 0]),
    system("two-year-offer", 1.1, 0.75, 0.0, [22, 8, 2]),
    system("education", 1.0, 0.72, 0.0, [40, 0, 0]),
    system("housing", 1.4, 0.92, 0.0, [18, 34, 26]),
    system("benefits", 1.2, 0.95, 0.0, [18, 34, 26]),
    system("police", 2.2, 1.0, 0.0, [6, 12, 20]),
];

#[cfg(test)]
mod tests {
    use super::SYSTEMS;

    #[test]
    fn every_system_holds_somebody_under_a_name_of_its_own() {
        let names: std::collections::BTreeSet<&str> = SYSTEMS.iter().map(|system| system.name).collect();
        assert_eq!(names.len(), SYSTEMS.len());
        assert!(SYSTEMS.iter().all(|system| system.holds.iter().sum::<usize>() > 0));
    }
}
