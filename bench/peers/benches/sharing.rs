//! Averages with their spread: one answer with its reasons, the ways to yes,
//! and Cedar's allow or deny for the same questions.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use kith_core::sharing::{decide_again, ways_to_yes_from};
use kith_exchange::packs::{LEAFLET_2010, read_pack};
use kith_peers::{questions, told};

/// So many questions make one sample.
const SAMPLE: usize = 1_000;

fn sharing(criterion: &mut Criterion) {
    let pack = read_pack(LEAFLET_2010).expect("the leaflet passes its checks");
    let states: Vec<_> = questions().into_iter().take(SAMPLE).collect();
    let mut group = criterion.benchmark_group("sharing");
    group.throughput(Throughput::Elements(SAMPLE as u64));
    group.bench_function("kith: answer with its reasons", |bencher| {
        bencher.iter(|| states.iter().map(|state| told(&decide_again(black_box(*state), &pack))).sum::<usize>());
    });
    group.bench_function("kith: ways to yes", |bencher| {
        bencher.iter(|| states.iter().map(|state| ways_to_yes_from(black_box(*state), &pack).len()).sum::<usize>());
    });
    #[cfg(feature = "cedar")]
    {
        let peer = kith_peers::cedar::Peer::new(&states);
        group.bench_function("cedar: allow or deny", |bencher| {
            bencher.iter(|| (0..SAMPLE).filter(|place| peer.is_allowed(black_box(*place))).count());
        });
    }
    group.finish();
}

criterion_group!(benches, sharing);
criterion_main!(benches);
