#!/usr/bin/env bash
# Reads the calendars of a fresh server with Python's icalendar (`pip install icalendar tzdata`), and
# fails when they do not say what the events were made with.
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
cargo build --quiet --manifest-path "$root/Cargo.toml"
fasttrack=${CARGO_TARGET_DIR:-$root/target}/debug/fasttrack

source ../serve.sh
serve "$fasttrack"
"${PYTHON:-python3}" check.py
