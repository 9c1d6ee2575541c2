#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# bench-reader.sh PROGRAM   CPU a line of her reader, of fastText and of alt-profanity-check (both from PyPI), on the same
# lines one after the other in one run. Installs the two below .build, once.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:?which program}
peers=.build/readers
if [ ! -x $peers/bin/python ]; then python3 -m venv $peers; fi
$peers/bin/python -c 'import fasttext, profanity_check' 2>/dev/null ||
    $peers/bin/pip install -q --disable-pip-version-check fasttext-wheel==0.9.2 alt-profanity-check==1.9.1 'numpy<3' >&2
exec $peers/bin/python scripts/bench/reader.py "$program" </dev/null
