#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Synapse on loopback in a throw-away directory.   usage: synapse.sh PYTHON PORT [relaxed|stock]     (foreground; SIGTERM stops it)
# PYTHON is that of a venv with matrix-synapse. relaxed lifts every rate limit; stock keeps Synapse's own for messages,
# joins, invites and logins. Registering is open and unlimited in both: that is the tests' own, not what they are about.
# env: DIR=work dir, SERVER_NAME (default hs.test), EXTRA=a YAML file to append
#      FEDERATION=ADDRESS:PORT: other servers find it there by TLS, and that is its name: an address is looked up nowhere.
#      CERTIFICATE, KEY=its own; AUTHORITIES=the certificates it believes, PEM files parted by commas
set -eu
PYTHON=$1; PORT=$2; LIMITS=${3:-relaxed}
# In memory where there is such a place: SQLite waits for no disk then.
if [ -z "${DIR:-}" ]; then if [ -w /dev/shm ]; then DIR=$(mktemp -d /dev/shm/synapse.XXXXXX); else DIR=$(mktemp -d); fi; fi
mkdir -p "$DIR"
pid=; trap 'kill $pid 2>/dev/null; wait $pid 2>/dev/null; rm -rf "$DIR"' EXIT; trap 'exit 0' TERM INT
tls=
[ -z "${FEDERATION:-}" ] || tls="
  - {port: ${FEDERATION##*:}, bind_addresses: [${FEDERATION%:*}], tls: true, type: http, resources: [{names: [federation], compress: false}]}"
free='{per_second: 100000, burst_count: 100000}'
{ cat <<C
server_name: "${FEDERATION:-${SERVER_NAME:-hs.test}}"
public_baseurl: http://127.0.0.1:$PORT/
serve_server_wellknown: true
pid_file: $DIR/homeserver.pid
listeners:
  - {port: $PORT, bind_addresses: [127.0.0.1], tls: false, type: http, x_forwarded: true, resources: [{names: [client], compress: false}]}$tls
database: {name: sqlite3, args: {database: $DIR/homeserver.db}}
log_config: $DIR/log.yaml
media_store_path: $DIR/media
signing_key_path: $DIR/signing.key
registration_shared_secret: "loopback"
macaroon_secret_key: "loopback"
form_secret: "loopback"
enable_registration: true
enable_registration_without_verification: true
rc_registration: $free
report_stats: false
trusted_key_servers: []
suppress_key_server_warning: true
experimental_features: {msc4222_enabled: true, msc4293_enabled: true}
C
if [ -n "${FEDERATION:-}" ]; then
  cat <<C
tls_certificate_path: $CERTIFICATE
tls_private_key_path: $KEY
federation_custom_ca_list: [$AUTHORITIES]
ip_range_blacklist: []
C
fi
if [ "$LIMITS" = relaxed ]; then
  cat <<C
rc_message: $free
rc_login: {address: $free, account: $free, failed_attempts: $free}
rc_admin_redaction: $free
rc_joins: {local: $free, remote: $free}
rc_joins_per_room: $free
rc_invites: {per_room: $free, per_user: $free, per_issuer: $free}
rc_reports: $free
rc_room_creation: $free
rc_presence: {per_user: $free}
C
fi
[ -z "${EXTRA:-}" ] || cat "$EXTRA"
} > "$DIR/homeserver.yaml"
cat > "$DIR/log.yaml" <<C
version: 1
formatters: {plain: {format: '%(asctime)s %(levelname)s %(name)s %(message)s'}}
handlers: {file: {class: logging.FileHandler, filename: ${LOG:-/dev/null}, formatter: plain}}
root: {level: WARNING, handlers: [file]}
disable_existing_loggers: false
C
# What --generate-keys would write, without a second start of Python: an unpadded seed of 32 bytes.
printf 'ed25519 a_test %s\n' "$(head -c 32 /dev/urandom | base64 | tr -d '=\n')" > "$DIR/signing.key"
"$PYTHON" -m synapse.app.homeserver -c "$DIR/homeserver.yaml" > "${LOG:-/dev/null}" 2>&1 & pid=$!
wait $pid
