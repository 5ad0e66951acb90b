#!/usr/bin/env bash
# The figures of docs/performance.md, on this machine: bench.sh [CHILDREN...] (6000 and 60000 unless said).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/packages.sh

scripts/need-build.sh
is_there node || install_packages "Node" nodejs npm
cargo build --release -p kith
kith=$PWD/target/release/kith
say "Program"
echo "$(($(stat -c %s "$kith") / 1024 / 1024)) MB; $(nproc) cores; $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)"

first_screens() {
  local children=$1 engine=$2 data
  local database=${KITH_DATABASE:+--database $KITH_DATABASE}
  data=$(mktemp -d /tmp/kith-bench.XXXXXX)
  say "$children children, $engine: making and importing"
  time "$kith" demo --no-serve --no-progress --children "$children" --data "$data"
  say "$children children, $engine: first screens"
  node bench/first-screen.mjs "$kith" "$data" --password "made up people only" --names amara,joanne $database
  rm -rf "$data"
}

[ $# -gt 0 ] || set -- 6000 60000
for children in "$@"; do first_screens "$children" SQLite; done
export -f first_screens say
export kith
KITH_TEST_SYNC=1 scripts/with-postgresql.sh bash -c 'KITH_DATABASE=$KITH_TEST_POSTGRES first_screens "$1" PostgreSQL' bench "$1"
say "The store by itself"
cargo run --quiet --release -p kith-store --example speed
