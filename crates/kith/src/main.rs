//! `kith`: one program for the site, imports, checks and the demo locality.

use std::process::ExitCode;

fn main() -> ExitCode {
    kith::cli::run()
}
