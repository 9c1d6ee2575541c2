#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A conversation with the built daemon on a real Synapse, in which every person is a matrix-nio client.
# usage: scripts/conversation.sh        (after swift build and scripts/setup.sh test; installs matrix-nio below .build once)
set -euo pipefail
cd "$(dirname "$0")/.."
python=$(ls -d .build/synapse-*/bin/python 2>/dev/null | head -1)
[ -n "$python" ] || { echo "Synapse is not installed: scripts/setup.sh test" >&2; exit 1; }
if [ ! -x .build/nio/bin/python ]; then python3 -m venv .build/nio; fi
.build/nio/bin/python -c 'import nio' 2>/dev/null || .build/nio/bin/pip install -q "matrix-nio==0.26.0"
exec .build/nio/bin/python Tests/Support/nio/conversation.py "$PWD/$python" .build/debug/geoffrin
