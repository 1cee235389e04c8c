# To be sourced: a fresh server for tools that try it from outside. Sets FASTTRACK_URL, FASTTRACK_DATABASE
# and SERVER (its process), and ends it with the script.
#
# serve BINARY [NAME=VALUE…]: starts one in a new folder, with these settings besides.
export ADMIN_PASSWORD='mandacaru-fulora-na-seca-27'

serve() {
  local binary=$1 address=
  shift
  folder=$(mktemp -d)
  : >"$folder/notes" # read before the server writes it
  (cd "$folder" && exec env HTTP_ADDR=127.0.0.1:0 BCRYPT_COST=4 SELF_SIGNUP=true RATE_LIMIT=off LOG_FORMAT=json "$@" \
    "$binary" serve >"$folder/log" 2>"$folder/notes") &
  SERVER=$!
  trap 'stop; rm -rf "$folder"' EXIT
  for _ in $(seq 100); do
    address=$(sed -n 's/.*listens on \(http[^ ]*\).*/\1/p' "$folder/notes")
    [ -n "$address" ] && curl -sf "$address/health/ready" >/dev/null && break
    sleep 0.1
  done
  export FASTTRACK_URL=$address FASTTRACK_DATABASE=$folder/data/fasttrack.db
}

# Ends it, and waits: its log is whole then.
stop() {
  kill -TERM "$SERVER" 2>/dev/null || true
  wait "$SERVER" 2>/dev/null || true
}
