#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# progress.sh WHAT COMMAND…   says what is built, warns once that a first build takes minutes, and how long it took.
# Where the output is no terminal, the compiler's hundreds of steps become one line every ten seconds.
set -euo pipefail
what=$1
shift

say() { printf '%s\n' "-- $*"; }

scratch=.build
for ((i = 1; i < $#; i++)); do
    if [ "${!i}" = --scratch-path ]; then
        next=$((i + 1))
        scratch=${!next}
    fi
done
if [ -e "$scratch/.built" ]; then
    say "$what."
else
    say "$what. The first time, with all that she stands on, this takes 5 to 15 minutes; later builds take seconds."
fi

began=$SECONDS
status=0
if [ -t 1 ]; then
    "$@" || status=$?
else
    # Steps look like `[12/345] Compiling …`: only now and then, everything else in full.
    "$@" 2>&1 | {
        last=-10
        while IFS= read -r line; do
            if [[ $line =~ ^\[[0-9]+/[0-9]+\] ]]; then
                if ((SECONDS - last >= 10)); then
                    printf '%s\n' "$line"
                    last=$SECONDS
                fi
            else
                printf '%s\n' "$line"
            fi
        done
    } || status=$?
fi
if [ "$status" -eq 0 ]; then
    touch "$scratch/.built"
    say "Done in $((SECONDS - began)) s."
else
    say "That did not work (status $status); the reason stands above."
fi
exit "$status"
