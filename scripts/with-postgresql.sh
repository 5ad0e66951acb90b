#!/usr/bin/env bash
# Runs a command with a throw-away PostgreSQL: with-postgresql.sh COMMAND...
# The command finds its address in KITH_TEST_POSTGRES. The server listens on loopback only, keeps its
# files in a temporary directory, and is stopped and removed when the command ends. An address that is
# already set is used as it is.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/packages.sh

if [ -n "${KITH_TEST_POSTGRES:-}" ]; then
  exec "$@"
fi

newest_tools() {
  ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -n | while read -r dir; do
    if [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ]; then echo "$dir"; fi
  done | tail -1
}
tools=$(newest_tools || true)
if [ -z "$tools" ] && is_there initdb && is_there postgres; then tools=$(dirname "$(command -v initdb)"); fi
if [ -z "$tools" ]; then
  install_packages "PostgreSQL" postgresql
  tools=$(newest_tools || true)
fi

# PostgreSQL refuses to run as root.
as_server() { "$@"; }
if [ "$(id -u)" = 0 ]; then
  id postgres >/dev/null 2>&1 || useradd --system --no-create-home postgres
  as_server() { (cd / && runuser -u postgres -- "$@"); }
fi

dir=$(mktemp -d /tmp/kith-postgresql.XXXXXX)
[ "$(id -u)" != 0 ] || chown postgres "$dir"
stop() {
  as_server "$tools/pg_ctl" -D "$dir/cluster" -m immediate -s stop || true
  rm -rf "$dir"
}
trap stop EXIT

as_server "$tools/initdb" -D "$dir/cluster" -U kith -A trust -E UTF8 --locale=C --no-sync >"$dir/initdb.log"
settings="-c listen_addresses=127.0.0.1 -c unix_socket_directories=$dir -c max_connections=200"
# Nothing here outlives the tests, so nothing waits for the disk, unless how long that takes is the question.
[ -n "${KITH_TEST_SYNC:-}" ] || settings+=" -c fsync=off -c full_page_writes=off"
for _ in 1 2 3 4 5; do
  port=$((20000 + RANDOM % 12000))
  if as_server "$tools/pg_ctl" -D "$dir/cluster" -l "$dir/server.log" -o "$settings -p $port" -s -w start; then
    as_server "$tools/createdb" -h 127.0.0.1 -p "$port" -U kith kith
    export KITH_TEST_POSTGRES="postgres://kith@127.0.0.1:$port/kith"
    status=0
    "$@" || status=$?
    exit "$status"
  fi
done
cat "$dir/server.log" >&2
echo "PostgreSQL does not start here; its log is above. Or set KITH_TEST_POSTGRES to the address of an empty one" >&2
exit 3
