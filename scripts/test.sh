#!/usr/bin/env bash
# Everything that must hold, in the order that finds a mistake soonest. `make test` calls it.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/packages.sh

locked=${CI:+--locked}
began=$SECONDS
step() {
  say "$1 (after $((SECONDS - began)) s)"
  shift
  "$@"
}

test_rust() {
  if cargo nextest --version >/dev/null 2>&1; then
    scripts/with-mesh.sh scripts/with-postgresql.sh cargo nextest run --workspace $locked --no-fail-fast --status-level fail
    # nextest leaves the examples in the documentation out.
    cargo test --doc --workspace $locked --quiet
  else
    scripts/with-mesh.sh scripts/with-postgresql.sh cargo test --workspace $locked --no-fail-fast --quiet
  fi
}

test_browser() {
  cargo build $locked -p kith
  KITH_BIN="$PWD/target/debug/kith" CHROMIUM="$chromium" node --test --test-concurrency=2 browser/*.test.mjs
}

step "What the build needs" scripts/need-build.sh
say "What the browser journeys need (after $((SECONDS - began)) s)"
chromium=$(scripts/need-browser.sh)
step "Format" cargo fmt --all --check
step "Lints" cargo clippy --workspace --all-targets $locked --quiet -- -D warnings
step "Tidy" cargo xtask tidy
step "Licences" cargo xtask licences
step "Unit, cases, laws, samples, stores, HTTP journeys" test_rust
step "Generated pages" cargo xtask docs --check
step "Browser journeys" test_browser
step "Killed while it writes, ten times (make kill: 200)" node scripts/kill.mjs "$PWD/target/debug/kith" 10
say "All of it holds, in $((SECONDS - began)) s"
