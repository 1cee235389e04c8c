#!/usr/bin/env bash
# Reads the calendars of a fresh server with Python's icalendar (`pip install icalendar tzdata`), and
# fails when they do not say what the events were made with.
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
cargo build --quiet --manifest-path "$root/Cargo.toml"
fasttrack=${CARGO_TARGET_DIR:-$root/target}/debug/fasttrack

folder=$(mktemp -d)
export ADMIN_PASSWORD='mandacaru-fulora-na-seca-27'
(cd "$folder" && exec env HTTP_ADDR=127.0.0.1:0 BCRYPT_COST=4 RATE_LIMIT=off LOG_FORMAT=json \
  "$fasttrack" serve >"$folder/log" 2>"$folder/notes") &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
for _ in $(seq 100); do
  address=$(sed -n 's/.*listens on \(http[^ ]*\).*/\1/p' "$folder/notes")
  [ -n "$address" ] && curl -sf "$address/health/ready" >/dev/null && break
  sleep 0.1
done
FASTTRACK_URL=$address "${PYTHON:-python3}" check.py
