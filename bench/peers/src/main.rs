//! How long Kith's rules and Cedar take for the same questions, and how often
//! they agree. Prints a table for docs/performance.md.
//!
//! Cedar answers allow or deny. Of the pack it can hold which questions are
//! answered yes; not which of six answers, which duties, which next step, or
//! the ways to yes. The order of rules ("the first that matches") is written
//! out as "this one and none before it".

#[cfg(feature = "cedar")]
mod cedar;

use std::time::{Duration, Instant};

use kith_core::sharing::{Decision, FactName, State, decide_again, ways_to_yes_from};
use kith_exchange::packs::{LEAFLET_2010, read_pack};

/// So many questions are put to both.
const QUESTIONS: usize = 20_000;

fn main() {
    let pack = read_pack(LEAFLET_2010).expect("the leaflet passes its checks");
    let states = questions();
    let (decide, worst_decide) = timed(&states, |state| told(&decide_again(*state, &pack)));
    let (ways, worst_ways) = timed(&states, |state| ways_to_yes_from(*state, &pack).len());
    println!("| {QUESTIONS} questions, one thread | average | worst |\n|---|---|---|");
    println!("| Kith: answer, every finding, duties, citations | {} | {} |", micros(decide), micros(worst_decide));
    println!("| Kith: ways to yes | {} | {} |", micros(ways), micros(worst_ways));
    #[cfg(feature = "cedar")]
    cedar::compare(&states, &pack);
}

fn told(decision: &Decision) -> usize {
    decision.findings().count() + decision.citations().len() + decision.heading().len()
}

/// The average, and the worst of the best of three runs each: what the machine
/// does besides is not counted.
fn timed<T>(questions: &[T], answer: impl Fn(&T) -> usize) -> (Duration, Duration) {
    let mut sink = 0;
    let began = Instant::now();
    for question in questions {
        sink += answer(question);
    }
    let average = began.elapsed() / u32::try_from(questions.len()).expect("few questions");
    let once = |question: &T| {
        let began = Instant::now();
        std::hint::black_box(answer(question));
        began.elapsed()
    };
    let best = |question: &T| (0..7).map(|_| once(question)).min().unwrap_or_default();
    let worst = questions.iter().map(best).max().unwrap_or_default();
    std::hint::black_box(sink);
    (average, worst)
}

fn micros(took: Duration) -> String {
    format!("{:.2} µs", took.as_secs_f64() * 1e6)
}

/// Questions in which the gates are mostly open, always the same ones.
fn questions() -> Vec<State> {
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed >> 33).unwrap_or(0) % below
    };
    let mut one = || {
        let words = FactName::ALL.iter().map(|fact| {
            let is_gate = matches!(fact, FactName::Access | FactName::Channel | FactName::NeedToKnow);
            let usual = if *fact == FactName::Channel || *fact == FactName::NeedToKnow || *fact == FactName::Access {
                0
            } else {
                next(fact.values().len())
            };
            let place = if is_gate && next(10) == 0 { next(fact.values().len()) } else { usual };
            format!("{}={}", fact.word(), fact.values()[place])
        });
        words.collect::<Vec<_>>().join(" ").parse().expect("every fact has a value")
    };
    (0..QUESTIONS).map(|_| one()).collect()
}
