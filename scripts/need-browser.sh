#!/usr/bin/env bash
# What the browser tests need: Node and a Chromium that starts. Prints its path.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/packages.sh

find_chromium() {
  local name
  for name in ${CHROMIUM:+"$CHROMIUM"} chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null && "$name" --version >/dev/null 2>&1; then
      command -v "$name"
      return
    fi
  done
  return 1
}

is_there node || install_packages "Node" nodejs npm >&2
if ! find_chromium; then
  # On Ubuntu this package is a snap; where snaps do not run, CHROMIUM names another Chromium or Chrome.
  package=$(. /etc/os-release 2>/dev/null; [ "${ID:-}" = ubuntu ] && echo chromium-browser || echo chromium)
  install_packages "Chromium" "$package" fonts-liberation >&2
  find_chromium || { echo "no Chromium starts here; set CHROMIUM to the path of one, then try again" >&2; exit 3; }
fi
