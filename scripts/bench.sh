#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# bench.sh PROGRAM [PART…]   measures the daemon and prints a table; see scripts/bench/bench.py. Quiet machine, please.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v python3 >/dev/null 2>&1 || {
    echo "measuring needs python3" >&2
    exit 69
}
scripts/setup.sh test
exec python3 scripts/bench/bench.py "$@" </dev/null
