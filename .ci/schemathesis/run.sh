#!/usr/bin/env bash
# Tries every operation of a fresh server with schemathesis (`pip install schemathesis`), and fails
# when one misbehaves or was never answered with a 2xx. Arguments go to `schemathesis run`.
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
cargo build --quiet --manifest-path "$root/Cargo.toml"
fasttrack=${CARGO_TARGET_DIR:-$root/target}/debug/fasttrack

source ../serve.sh
serve "$fasttrack" API_KEY_MAX_PER_USER=100000

schemathesis run "$FASTTRACK_URL/openapi.json" "$@"
curl -sf "$FASTTRACK_URL/openapi.json" >"$folder/openapi.json"
stop
python3 - "$folder" <<'PYTHON'
import json, sys
folder = sys.argv[1]
reached = set()
for line in open(f"{folder}/log"):
    line = json.loads(line)
    if line["msg"] == "request" and 200 <= line["status"] < 300:
        reached.add((line["method"].lower(), line.get("route")))
paths = json.load(open(f"{folder}/openapi.json"))["paths"]
missed = [f"{m} {p}" for p, item in paths.items() for m in item if (m, p) not in reached]
print(f"{sum(map(len, paths.values())) - len(missed)} operations were answered with a 2xx")
sys.exit(f"never answered with a 2xx: {missed}" if missed else 0)
PYTHON
