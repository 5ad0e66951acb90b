//! `kith`: one program for the site, imports, checks and the demo locality.

use std::process::ExitCode;

/// A first screen is thousands of small allocations, freed on another thread
/// than they were made on, which the system's allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    kith::cli::run()
}
