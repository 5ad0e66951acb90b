# Sourced by the other scripts: installs Debian packages when something is missing.

# say WORDS: one line, in bold on a terminal.
say() {
  if [ -t 1 ]; then printf '\033[1m%s\033[0m\n' "$*"; else printf '== %s\n' "$*"; fi
}

# install_packages WHAT PACKAGE...: installs the packages, or says how in one line and stops.
install_packages() {
  local what=$1
  shift
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "$what is missing. Install it, then try again: sudo apt-get install $* (or the same by your system's own means)" >&2
    exit 3
  fi
  say "Installing $* for $what"
  export DEBIAN_FRONTEND=noninteractive
  # The lists of a fresh machine may be empty or old: refresh them only if the first try fails.
  apt-get install -y -q --no-install-recommends "$@" >/dev/null 2>&1 ||
    { apt-get update -q >/dev/null && apt-get install -y -q --no-install-recommends "$@" >/dev/null; } ||
    { echo "$what could not be installed: apt-get install $* failed; run it by hand to see why" >&2; exit 3; }
}

# is_there COMMAND: whether a command is on the path.
is_there() {
  command -v "$1" >/dev/null
}
