#!/usr/bin/env bash
# moto's S3 on the loopback, on a free port. Prints its endpoint when it is ready and lives until its standard input ends, so that
# it goes with the process that started it, even when that one is killed.
#   test/s3/moto.sh         by hand: Ctrl+D ends it
# Takes any access key. Needs moto_server on PATH (pip install 'moto[server]').
set -euo pipefail
export LC_ALL=C

log=$(mktemp "${TMPDIR:-/tmp}/moto.XXXXXX")
moto_server -H 127.0.0.1 -p 0 < /dev/null > "$log" 2>&1 &
pid=$!
stop() {
  kill "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  rm -f "$log"
}
trap stop EXIT
trap 'exit 1' INT TERM HUP

endpoint=
for _ in $(seq 300); do
  endpoint=$(sed -n 's/.*Running on \(http:[^ ]*\).*/\1/p' "$log") && [ "$endpoint" ] && break
  kill -0 "$pid" 2>/dev/null || break
  sleep 0.1
done
[ "$endpoint" ] || { tail -20 "$log" >&2; exit 1; }
echo "$endpoint"
cat > /dev/null
