#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# faults.sh   plays each broken IRC server alone and prints what it cost: time until she is over it, connections, and by how
# much memory grew at most (of the tests' process, which is server and adapter in one). docs/faults-irc.md has them.
set -euo pipefail
cd "$(dirname "$0")/.."
figures=$(mktemp)
trap 'rm -f "$figures"' EXIT
GEOFFRIN_MEASURE=$figures swift test "$@" --no-parallel --disable-xctest \
    --filter '(Connection|Registration|Room)FaultTests|FloodEndTests' >&2
printf '| fault | over it after | connections | memory, MB more at most |\n|---|---|---|---|\n'
sed 's/\t/ | /g; s/^/| /; s/$/ |/' "$figures"
printf '\n%s processors, load %s, %s\n' "$(nproc)" "$(cut -d' ' -f1 /proc/loadavg)" "$(date -u +%F)"
