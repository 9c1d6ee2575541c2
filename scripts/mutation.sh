#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# mutation.sh [--check] [PATTERN]   removes each guard and each detector in turn and expects a scenario to fail; of what the
# scenarios do not reach, `Sources/IRC`, a test of IRCTests.
# scripts/mutations.tsv holds one mutation a line: file, sed -E expression, what should be noticed. The expression writes
# MUTANT, a condition, where something is switched off. All are built at once into a copy of HEAD in .build-mutation
# (minutes), and the environment of each run says which one holds.
# With --check only says whether the table is complete and still fits the sources. With PATTERN only matching lines.
# MUTATION_BUILD may name another command that builds the copy, run in it, and MUTATION_PROGRAM what it makes: a release build
# plays the scenarios in a fifth of the time. It has no tests: rows of `Sources/IRC` are left out then.
set -euo pipefail
cd "$(dirname "$0")/.."
top=$PWD
table=scripts/mutations.tsv
covered=(Sources/Engine/Detectors Sources/Engine/Guards)
# Files of those folders that decide nothing by themselves.
vocabulary='/(Detector|CountingDetector|DetectorKind|Look|ArrivalLook|Relief)\.swift$'

only_check=
[ "${1:-}" != --check ] || { only_check=yes; shift; }
pattern=${1:-.}

say() { printf '%s\n' "$*" >&2; }
left_out='^$'
[ -z "${MUTATION_BUILD:-}" ] || [ -n "$only_check" ] || left_out='^Sources/IRC/'
rows() { grep -v '^#' "$table" | grep -v '^[[:space:]]*$' | grep -E -- "$pattern" | grep -vE -- "$left_out" || true; }

# --- the table fits the sources -------------------------------------------------
wrong=0
while IFS=$'\t' read -r file expression what; do
    if [ ! -f "$file" ]; then
        say "$table: no such file: $file"
        wrong=1
    elif [ -z "$what" ] || cmp -s "$file" <(sed -E "$expression" "$file"); then
        say "$table: changes nothing in $file: $expression"
        wrong=1
    fi
done < <(rows)
while IFS= read -r line; do
    say "$table: stands there twice: $line"
    wrong=1
done < <(rows | sort | uniq -d)
if [ "$pattern" = . ]; then
    while IFS= read -r file; do
        [[ ! $file =~ $vocabulary ]] || continue
        grep -q -- "^$file"$'\t' "$table" || {
            say "$table: nothing disables $file"
            wrong=1
        }
    done < <(git ls-files -- "${covered[@]}" | grep '\.swift$')
fi
[ "$wrong" -eq 0 ] || exit 1
[ -z "$only_check" ] || {
    echo "mutations: $(rows | wc -l), each fits"
    exit 0
}

# --- a copy of HEAD with all of them, built once ------------------------------------
tree=$top/.build-mutation/tree
mkdir -p "$tree"
find "$tree" -mindepth 1 -maxdepth 1 ! -name .build -exec rm -rf {} +
git archive HEAD | tar -x -C "$tree"
sed -i '/treatAllWarnings(as: .error)/d' "$tree/Package.swift"
for target in $(rows | cut -d/ -f2 | sort -u); do
    cat >"$tree/Sources/$target/Mutant.swift" <<'SWIFT'
import Foundation

private let mutant = ProcessInfo.processInfo.environment["MUTANT"] ?? ""
func isMutant(_ number: String) -> Bool { mutant == number }
SWIFT
done
number=0
while IFS=$'\t' read -r file expression what; do
    number=$((number + 1))
    cp "$tree/$file" .build-mutation/before
    sed -E -i "${expression//MUTANT/isMutant(\"$number\")}" "$tree/$file"
    ! cmp -s "$tree/$file" .build-mutation/before || {
        say "$table: two lines want the same place in $file: $expression"
        exit 1
    }
done < <(rows)
read -ra flags <<<"${SWIFTFLAGS:-}"
product='--product geoffrin'
! rows | grep -q '^Sources/IRC/' || product=--build-tests
say "-- building the program with $number switches (minutes)"
(cd "$tree" && bash -c "${MUTATION_BUILD:-swift build --scratch-path .build $product ${flags[*]}}") \
    </dev/null >.build-mutation/log 2>&1 || {
    grep -m 9 'error:' .build-mutation/log >&2 || tail -n 20 .build-mutation/log >&2
    exit 1
}
program=${MUTATION_PROGRAM:-$tree/.build/debug/geoffrin}
# Other checks may be named, such as `swift test …`; it runs in the copy and must fail when something is missing.
check() { # number, file
    if [ -z "${MUTATION_CHECK:-}" ] && [[ ${2:-} == Sources/IRC/* ]]; then
        (cd "$tree" && MUTANT=$1 swift test --scratch-path .build --skip-build --disable-xctest --filter '^IRCTests')
    elif [ -n "${MUTATION_CHECK:-}" ]; then
        (cd "$tree" && MUTANT=$1 bash -c "$MUTATION_CHECK")
    else
        (cd "$tree" && find Tests/Scenarios -name '*.scenario' -print0 | sort -z |
            MUTANT=$1 xargs -0 timeout 300 "$program" scenario)
    fi >"$top/.build-mutation/played" 2>&1 </dev/null
}
check 0 || {
    say "the scenarios fail without any mutation:"
    tail -n 20 .build-mutation/played >&2
    exit 1
}

! rows | grep -q '^Sources/IRC/' || check 0 Sources/IRC/ || {
    say "IRCTests fail, or do not start, without any mutation:"
    tail -n 20 .build-mutation/played >&2
    exit 1
}

caught=0
missed=0
number=0
while IFS=$'\t' read -r file expression what; do
    number=$((number + 1))
    if check "$number" "$file"; then
        result=MISSED
        missed=$((missed + 1))
    else
        result="caught by $(grep -oE '[^ :]+\.scenario|✘ Test [a-zA-Z]+\(' .build-mutation/played | sort -u | wc -l || true)"
        caught=$((caught + 1))
    fi
    printf '%-14s %s: %s\n' "$result" "$file" "$what"
done < <(rows)
printf '%s caught, %s missed\n' "$caught" "$missed"
[ "$missed" -eq 0 ]
