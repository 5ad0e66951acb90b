//! How long Kith's rules and Cedar take for the same questions, and how often
//! they agree. Prints a table for docs/performance.md; `cargo bench` has the
//! averages with their spread.

use std::time::{Duration, Instant};

use kith_core::sharing::{decide_again, ways_to_yes_from};
use kith_exchange::packs::{LEAFLET_2010, read_pack};
use kith_peers::{QUESTIONS, questions, told};

fn main() {
    let pack = read_pack(LEAFLET_2010).expect("the leaflet passes its checks");
    let states = questions();
    let (decide, worst_decide) = timed(&states, |state| told(&decide_again(*state, &pack)));
    let (ways, worst_ways) = timed(&states, |state| ways_to_yes_from(*state, &pack).len());
    println!("| {QUESTIONS} questions, one thread | average | worst |\n|---|---|---|");
    println!("| Kith: answer, every finding, duties, citations | {} | {} |", micros(decide), micros(worst_decide));
    println!("| Kith: ways to yes | {} | {} |", micros(ways), micros(worst_ways));
    #[cfg(feature = "cedar")]
    {
        let peer = kith_peers::cedar::Peer::new(&states);
        let places: Vec<usize> = (0..states.len()).collect();
        let (average, worst) = timed(&places, |place| usize::from(peer.is_allowed(*place)));
        let count = peer.policies();
        println!("| Cedar: allow or deny, {count} policies | {} | {} |", micros(average), micros(worst));
        let agrees = |(place, state)| peer.is_allowed(place) == decide_again(state, &pack).outcome().is_yes();
        let agree = states.iter().copied().enumerate().filter(|one| agrees(*one)).count();
        println!("\nCedar and Kith agree on yes or not on {agree} of {} questions.", states.len());
    }
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
