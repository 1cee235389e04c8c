#!/usr/bin/env bash
# Tries every operation of a fresh server with schemathesis (`pip install schemathesis`), as two users, and fails
# when one misbehaves or was never answered with a 2xx. Arguments go to `schemathesis run`.
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
cargo build --quiet --manifest-path "$root/Cargo.toml"
fasttrack=${CARGO_TARGET_DIR:-$root/target}/debug/fasttrack

source ../serve.sh
serve "$fasttrack" API_KEY_MAX_PER_USER=100000

schemathesis run "$FASTTRACK_URL/openapi.json" "$@"
# And as somebody who may do less, to whom nothing of it belongs.
python3 - <<'PYTHON'
import os, requests
url, password = os.environ["FASTTRACK_URL"] + "/api/v1", os.environ["ADMIN_PASSWORD"]
form = {"grant_type": "password", "username": "admin", "password": password}
token = requests.post(f"{url}/auth/token", data=form, timeout=10).json()["access_token"]
editor = {"username": "editor", "full_name": "E", "email": "editor@example.org", "role": "editor", "password": password}
made = requests.post(f"{url}/users", json=editor, headers={"Authorization": f"Bearer {token}"}, timeout=10)
made.raise_for_status()
PYTHON
FASTTRACK_USER=editor schemathesis run "$FASTTRACK_URL/openapi.json" "$@"
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
