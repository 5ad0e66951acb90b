#!/usr/bin/env bash
# What building Kith needs: a C compiler, Node's npm for the styles, and a Rust toolchain.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/packages.sh

if ! is_there cargo; then
  echo "Rust is missing. Install Rust $(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml) or later with rustup, then try again" >&2
  exit 3
fi
is_there cc && [ -e /usr/include/stdio.h ] || install_packages "a C compiler" gcc libc6-dev
is_there npm || install_packages "npm" nodejs npm

# npm writes node_modules/.package-lock.json last: older than the lock file means not installed.
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  say "Installing the styles and the browser driver from npm"
  npm ci --silent || { echo "npm ci failed; run it by hand to see why" >&2; exit 3; }
  touch node_modules/.package-lock.json
fi
