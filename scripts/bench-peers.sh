#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# bench-peers.sh PROGRAM [irc|matrix]   the same stream for her and for bots of others, one after the other in one run; prints
# tables with ratios. IRC: Limnoria and Sopel from PyPI, eggdrop from Debian. Matrix: a matrix-nio bot and a mautrix
# bot (what maubot is made of), from PyPI. What comes from PyPI is installed below .build, once. Quiet machine, please.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:?which program}
peers=.build/peers
scripts/setup.sh peers
if [ ! -x $peers/bin/python ]; then python3 -m venv $peers; fi
if [ "${2:-irc}" = irc ]; then
    $peers/bin/python -c 'import sopel, supybot' 2>/dev/null ||
        $peers/bin/pip install -q --disable-pip-version-check limnoria==2026.10.4 sopel==8.0.4 >&2
    python3 scripts/bench/irc.py "$program" $peers </dev/null
fi
if [ "${2:-matrix}" = matrix ]; then
    $peers/bin/python -c 'import nio, mautrix' 2>/dev/null ||
        $peers/bin/pip install -q --disable-pip-version-check matrix-nio==0.26.0 mautrix==0.21.1 >&2
    exec python3 scripts/bench/matrix.py "$program" "$peers/bin/python" </dev/null
fi
