//! Which records were born on one day, by a number that is short enough to be
//! at hand for every record.

/// The number of each record's day of birth, by place.
pub(crate) struct Days(Vec<u16>);

/// No number: the day is not known, or there are too many, or not all records
/// of the day that share a key were compared.
const NONE: u16 = 0;

impl Days {
    /// Numbers the days of so many records, from entries of day and place in
    /// order of day.
    pub(crate) fn of(records: usize, entries: &[u64]) -> Self {
        let mut days = vec![NONE; records];
        for (day, number) in entries.chunk_by(|a, b| a >> 32 == b >> 32).zip(1..=u16::MAX) {
            day.iter().for_each(|entry| days[*entry as u32 as usize] = number);
        }
        Self(days)
    }

    /// Takes the number from records that were not compared with all others.
    pub(crate) fn forget(&mut self, places: &[u32]) {
        places.iter().for_each(|place| self.0[*place as usize] = NONE);
    }

    /// The numbers of entries of a key and a place.
    pub(crate) fn of_each(&self, entries: &[u64]) -> Vec<u16> {
        entries.iter().map(|entry| self.0[*entry as u32 as usize]).collect()
    }

    /// Whether these numbers are one day whose records were compared.
    pub(crate) fn are_one(days: &[u16]) -> bool {
        days[0] != NONE && days.iter().all(|day| *day == days[0])
    }
}

#[cfg(test)]
mod tests {
    use super::Days;

    #[test]
    fn records_of_one_day_have_one_number_until_it_is_taken() {
        let entry = |day: u64, place: u64| day << 32 | place;
        let entries = [entry(7, 1), entry(7, 4), entry(9, 0), entry(9, 2), entry(9, 3)];
        let mut days = Days::of(6, &entries);
        let are_one = |days: &Days, places: &[u64]| Days::are_one(&days.of_each(places));
        assert!(are_one(&days, &[1, 4]) && are_one(&days, &[0, 2, 3]));
        assert!(!are_one(&days, &[1, 2]) && !are_one(&days, &[5]) && !are_one(&days, &[5, 5]));
        days.forget(&[2]);
        assert!(!are_one(&days, &[0, 2]) && !are_one(&days, &[2, 0]) && are_one(&days, &[0, 3]));
    }

    #[test]
    fn days_beyond_what_can_be_numbered_are_no_one_day() {
        let entries: Vec<u64> = (0..70_000).map(|place| (1 + place / 2) << 33 >> 1 | place).collect();
        let many: Vec<u64> = (0..140_000).map(|place| (1 + place / 2) << 32 | place).collect();
        assert!(Days::are_one(&Days::of(70_000, &entries).of_each(&[69_998, 69_999])));
        let days = Days::of(140_000, &many);
        assert!(Days::are_one(&days.of_each(&[131_068, 131_069])));
        assert!(
            !Days::are_one(&days.of_each(&[131_070, 131_072])) && !Days::are_one(&days.of_each(&[139_998, 139_999]))
        );
    }
}
