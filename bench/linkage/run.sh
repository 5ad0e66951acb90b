#!/usr/bin/env bash
# Matching measured: run.sh [PERSONS...] (50000 unless said). Kith on records made up at each size, beside the common
# rule, and beside Splink up to 50,000 persons (SPLINK_UP_TO says otherwise); the same on 50,000 persons of another maker, whose
# names, streets and slips are not those of `kith synth`; then the FEBRL sets.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/packages.sh

scripts/need-build.sh
is_there python3 || install_packages "Python" python3 python3-venv
cargo build --release -p kith
kith=$PWD/target/release/kith
work=$(mktemp -d /tmp/kith-linkage.XXXXXX)
trap 'rm -rf "$work"' EXIT
# Outside the repository: the packages are the peers', not ours.
peers=${KITH_PEERS:-${XDG_CACHE_HOME:-$HOME/.cache}/kith-linkage-peers}
[ -x "$peers/bin/python" ] || python3 -m venv "$peers"
"$peers/bin/pip" install --quiet splink recordlinkage
python=$peers/bin/python

# Processor seconds, memory and the measures of one tool: tool FOLDER NAME COMMAND...
tool() {
  local folder=$1 name=$2
  shift 2
  say "$name"
  "$python" bench/linkage/spent.py "$@"
  "$kith" link measure --clusters "$folder/clusters.csv" --truth "$folder/truth.csv" --input "$folder/records.csv"
}

# All tools on the records of a folder, in turn: tools FOLDER PERSONS
tools() {
  local folder=$1 persons=$2
  tool "$folder" "Kith" "$kith" link run --input "$folder/records.csv" --out "$folder/clusters.csv"
  tool "$folder" "Common rule" "$python" bench/linkage/common_rule.py "$folder/records.csv" "$folder/clusters.csv"
  if [ "$persons" -le "${SPLINK_UP_TO:-50000}" ]; then
    tool "$folder" "Splink" "$python" bench/linkage/splink_run.py "$folder/records.csv" "$folder/clusters.csv"
  fi
}

[ $# -gt 0 ] || set -- 50000
for persons in "$@"; do
  say "$persons persons"
  "$kith" synth --records --children $((persons * 418 / 1000)) -o "$work/$persons"
  tools "$work/$persons" "$persons"
done
say "50000 persons of another maker"
"$python" bench/linkage/another_maker.py 50000 "$work/other"
tools "$work/other" 50000
for set in 3 4; do
  folder=$work/febrl$set
  mkdir "$folder"
  "$python" bench/linkage/febrl.py write $set "$folder"
  "$kith" link run --input "$folder/records.csv" --out "$folder/clusters.csv" --edges "$folder/edges.csv"
  "$python" bench/linkage/febrl.py measure $set "$folder"
done
