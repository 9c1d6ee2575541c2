#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# transcript.sh [--check]   plays docs/examples/first-words.txt and puts what she answered into README.md between its
# two markers; with --check only says whether README.md still tells the truth.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${GEOFFRIN:-.build/debug/geoffrin}
input=docs/examples/first-words.txt

fresh=$(mktemp)
trap 'rm -f "$fresh"' EXIT
{
    printf '```console\n$ cat %s\n' "$input"
    cat "$input"
    printf '$ make -s run <%s\n' "$input"
    "$program" try <"$input"
    printf '```\n'
} >"$fresh"

page=$(awk -v fresh="$fresh" '
    /<!-- transcript:end -->/ { inside = 0 }
    !inside { print }
    /<!-- transcript:begin/ { inside = 1; while ((getline line < fresh) > 0) print line }
' README.md)

if [ "${1:-}" = --check ]; then
    diff -u README.md - <<<"$page" || {
        echo "README.md shows another conversation: scripts/transcript.sh brings it up to date" >&2
        exit 1
    }
else
    printf '%s\n' "$page" >README.md
fi
