#!/usr/bin/env bash
# Runs a command with a sandbox of the national message exchange: with-mesh.sh COMMAND...
# The command finds its address in KITH_MESH_SANDBOX. The sandbox (PyPI: mesh-sandbox, by NHS Digital) listens on
# loopback only, keeps everything in memory, and is ended with the command. An address that is already set is used.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/packages.sh

if [ -n "${KITH_MESH_SANDBOX:-}" ]; then
  exec "$@"
fi

python=$(scripts/need-mesh.sh)
dir=$(mktemp -d /tmp/kith-mesh.XXXXXX)
server=
stop() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$dir"
}
trap stop EXIT

# starts PORT: whether the sandbox answers there within 20 seconds.
starts() {
  AUTH_MODE=full STORE_MODE=memory SHARED_KEY=TestKey \
    "$python" -m uvicorn mesh_sandbox.api:app --host 127.0.0.1 --port "$1" --log-level warning >"$dir/server.log" 2>&1 &
  server=$!
  for _ in $(seq 100); do
    kill -0 "$server" 2>/dev/null || return 1
    if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then return 0; fi
    sleep 0.2
  done
  return 1
}

for _ in 1 2 3 4 5; do
  port=$((20000 + RANDOM % 12000))
  # Somebody else may be there, and would answer in the sandbox's place.
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then continue; fi
  if starts "$port"; then
    export KITH_MESH_SANDBOX="http://127.0.0.1:$port"
    status=0
    "$@" || status=$?
    exit "$status"
  fi
  kill "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
done
cat "$dir/server.log" >&2
echo "The sandbox of the message exchange does not start here; its log is above. Or set KITH_MESH_SANDBOX to one" >&2
exit 3
