#!/usr/bin/env bash
# Runs a command with a sandbox of the national message exchange: with-mesh.sh COMMAND...
# The command finds its address in KITH_MESH_SANDBOX, the address of a second one over TLS in KITH_MESH_SANDBOX_TLS, and
# the certificates for that in the folder KITH_MESH_CERTIFICATES. The sandboxes (PyPI: mesh-sandbox, by NHS Digital)
# listen on loopback only, keep everything in memory, and are ended with the command. Addresses already set are used.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/packages.sh

if [ -n "${KITH_MESH_SANDBOX:-}" ]; then
  exec "$@"
fi

python=$(scripts/need-mesh.sh)
dir=$(mktemp -d /tmp/kith-mesh.XXXXXX)
servers=()
end() {
  kill "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}
stop() {
  for server in "${servers[@]}"; do end "$server"; done
  rm -rf "$dir"
}
trap stop EXIT

is_answered() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# serves PID PORT: whether it answers there within 30 seconds.
serves() {
  for _ in $(seq 150); do
    kill -0 "$1" 2>/dev/null || return 1
    if is_answered "$2"; then return 0; fi
    sleep 0.2
  done
  return 1
}

# start OPTION...: starts a sandbox on a free port, and sets `port`.
start() {
  local server
  for _ in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 12000))
    # Somebody else may be there, and would answer in the sandbox's place.
    if is_answered "$port"; then continue; fi
    AUTH_MODE=full STORE_MODE=memory SHARED_KEY=TestKey \
      "$python" -m uvicorn mesh_sandbox.api:app --host 127.0.0.1 --port "$port" --log-level warning "$@" \
      >>"$dir/server.log" 2>&1 &
    server=$!
    if serves "$server" "$port"; then
      servers+=("$server")
      return
    fi
    end "$server"
  done
  cat "$dir/server.log" >&2
  echo "The sandbox of the message exchange does not start here; its log is above. Or set KITH_MESH_SANDBOX to one" >&2
  exit 3
}

"$python" scripts/mesh-certificates.py "$dir"
start
export KITH_MESH_SANDBOX="http://127.0.0.1:$port"
start --ssl-keyfile "$dir/server.key" --ssl-certfile "$dir/server.pem" --ssl-ca-certs "$dir/exchange.pem" --ssl-cert-reqs 2
export KITH_MESH_SANDBOX_TLS="https://localhost:$port" KITH_MESH_CERTIFICATES="$dir"
status=0
"$@" || status=$?
exit "$status"
