#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# irctest.sh PROGRAM CHECKOUT [PYTEST ARGUMENTS]   plays the client part of irctest, an independent conformance suite for IRC,
# against PROGRAM. CHECKOUT is a clone of https://github.com/progval/irctest. What pytest needs goes into .build/irctest.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -ge 2 ] || {
    sed -n '3,4s/^# //p' "$0" >&2
    exit 64
}
program=$(readlink -f "$1")
checkout=$(readlink -f "$2")
shift 2
venv=$PWD/.build/irctest
[ -x "$venv/bin/pytest" ] || {
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet pytest==8.3.5 pytest-timeout==2.3.1 ecdsa==0.19.1
}
export GEOFFRIN=$program PYTHONPATH=$PWD/scripts/irctest PYTHONDONTWRITEBYTECODE=1
cd "$checkout"
exec "$venv/bin/pytest" --controller=geoffrin irctest/client_tests --timeout 120 -p no:cacheprovider "$@"
