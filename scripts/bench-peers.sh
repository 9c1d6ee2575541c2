#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# bench-peers.sh PROGRAM   the same Matrix stream for her, a matrix-nio bot and a mautrix bot (what maubot is made of),
# one after the other in one run; prints a table with ratios. Installs the two from PyPI below .build, once. Quiet
# machine, please.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:?which program}
peers=.build/peers
if [ ! -x $peers/bin/python ]; then python3 -m venv $peers; fi
$peers/bin/python -c 'import nio, mautrix' 2>/dev/null ||
    $peers/bin/pip install -q --disable-pip-version-check matrix-nio==0.26.0 mautrix==0.21.1 >&2
exec python3 scripts/bench/matrix.py "$program" "$peers/bin/python" </dev/null
