#!/usr/bin/env bash
# Lets scanners attack a fresh server on this machine, and fails when one of them finds something. Then
# lets them attack one with a hole on purpose (feature `planted`), and fails when one does not find it:
# a scanner that finds nothing proves nothing by itself.
#
#   .ci/attack/run.sh [sqlmap|wapiti|slow]...     (all of them, without an argument)
#
# Needs `pip install sqlmap wapiti3`, and slowhttptest (of Debian).
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
source ../serve.sh
results=$(mktemp -d)

build() { # NAME [flags of cargo…]: a binary under this name
  local name=$1
  shift
  cargo build --quiet --manifest-path "$root/Cargo.toml" "$@"
  cp "$target/debug/fasttrack" "$results/$name"
}

begin() { # NAME: a server of that build, with something in it, and a token of its admin
  serve "$results/$1" ACCESS_TOKEN_TTL=1d
  TOKEN=$(curl -sf "$FASTTRACK_URL/api/v1/auth/token" -d grant_type=password -d username=admin \
    --data-urlencode "password=$ADMIN_PASSWORD" | python3 -c 'import json,sys; print(json.load(sys.stdin)["access_token"])')
  for city in Recife Olinda; do
    curl -sf -o /dev/null "$FASTTRACK_URL/api/v1/events" -H "Authorization: Bearer $TOKEN" --json \
      "{\"title\": \"Baile\", \"city\": \"$city\", \"starts_at\": \"2100-01-01T00:00:00Z\", \"status\": \"published\"}"
  done
}

# What a scanner found, a line each. Its whole report is in $results.
sqlmap_finds() { # NAME [TARGET…]: where the flags of a target are functions of a running server
  begin "$1"
  sqlmap --batch --disable-coloring --level 3 --risk 2 --threads 4 --flush-session \
    --headers "Authorization: Bearer $TOKEN" --output-dir "$results/sqlmap-$1" $("$2") \
    >"$results/sqlmap-$1.log" 2>&1 || true
  finish
  grep -E '^Parameter: ' "$results/sqlmap-$1.log" || true
}
everything() { echo "--openapi $FASTTRACK_URL/openapi.json --openapi-base $FASTTRACK_URL"; }
events_of_a_city() { echo "-u $FASTTRACK_URL/api/v1/events?city=Recife"; }

wapiti_finds() { # NAME
  begin "$1"
  wapiti -u "$FASTTRACK_URL/" --swagger "$FASTTRACK_URL/openapi.json" -H "Authorization: Bearer $TOKEN" \
    -m sql,timesql,xss,permanentxss,exec,file,crlf,redirect,ssrf,xxe,upload,log4shell --scope domain \
    --flush-session --no-bugreport --max-attack-time 600 -f json -o "$results/wapiti-$1.json" \
    >"$results/wapiti-$1.log" 2>&1 || true
  finish
  python3 - "$results/wapiti-$1.json" <<'PYTHON'
import json, sys
for kind, holes in json.load(open(sys.argv[1]))["vulnerabilities"].items():
    for hole in holes:
        print(f"{kind}: {hole['method']} {hole['path']}: {hole['info']}")
PYTHON
}

finish() {
  stop
  rm -rf "$folder"
}

nothing() { # SCANNER FINDINGS
  [ -z "$2" ] || { printf '%s found something, see %s:\n%s\n' "$1" "$results" "$2" && exit 1; }
  echo "$1 found nothing"
}

something() { # SCANNER FINDINGS
  [ -n "$2" ] || { echo "$1 did not find the hole that is there, see $results" && exit 1; }
  echo "$1 found the hole that is there: ${2%%$'\n'*}"
}

attack_sqlmap() {
  something sqlmap "$(sqlmap_finds planted events_of_a_city)"
  nothing sqlmap "$(sqlmap_finds sound everything)"
}

attack_wapiti() {
  something wapiti "$(wapiti_finds planted)"
  nothing wapiti "$(wapiti_finds sound)"
}

# 1,000 slow clients for a minute, thrice: heads that never end, bodies that never end, and ranges of
# everything (CVE-2011-3192). Meanwhile somebody asks, and is answered.
attack_slow() {
  begin sound
  event=$(curl -sf "$FASTTRACK_URL/api/v1/events" -H "Authorization: Bearer $TOKEN" |
    python3 -c 'import json,sys; print(json.load(sys.stdin)["items"][0]["id"])')
  python3 slow.py "$SERVER" "$FASTTRACK_URL" "$TOKEN" "/api/v1/events/$event" "$results"
  finish
}

# No release may hold the hole.
refused=$(cargo check --release --manifest-path "$root/Cargo.toml" -p fasttrack-sqlite --features planted 2>&1 || true)
grep -q 'a hole on purpose' <<<"$refused" || { echo "a release can be built with the hole" && exit 1; }

build sound
build planted --features planted
for attack in "${@:-sqlmap wapiti slow}"; do
  for name in $attack; do "attack_$name"; done
done
rm -rf "$results"
