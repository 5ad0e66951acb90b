#!/usr/bin/env bash
# What the tests of the message exchange need: Python with the exchange's sandbox. Prints the path of that Python.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/packages.sh

version=1.0.137
# Outside the repository: the packages are not ours.
place=${KITH_MESH_VENV:-${XDG_CACHE_HOME:-$HOME/.cache}/kith-mesh-sandbox-$version}
is_installed() {
  "$place/bin/python" -c 'import mesh_sandbox.api' >/dev/null 2>&1
}

if ! is_installed; then
  is_there python3 && python3 -c 'import ensurepip' 2>/dev/null || install_packages "Python" python3 python3-venv >&2
  say "Installing the sandbox of the message exchange" >&2
  rm -rf "$place"
  python3 -m venv "$place"
  "$place/bin/pip" install --quiet --disable-pip-version-check "mesh-sandbox==$version" >&2
  is_installed || { echo "the sandbox of the message exchange does not start from $place; remove it and try again" >&2; exit 3; }
fi
echo "$place/bin/python"
