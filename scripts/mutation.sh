#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# mutation.sh [--check] [PATTERN]   removes each guard and each detector in turn and expects a scenario to fail.
# scripts/mutations.tsv holds one mutation a line: file, sed -E expression that disables it, what should be noticed.
# With --check only says whether the table is complete and still fits the sources. With PATTERN only matching lines.
# Works on a copy of HEAD in .build-mutation; the first build takes minutes, each mutation about one.
set -euo pipefail
cd "$(dirname "$0")/.."
top=$PWD
table=scripts/mutations.tsv
covered=(Sources/Engine/Detectors Sources/Engine/Guards)
# Files of those folders that decide nothing by themselves.
vocabulary='/(Detector|DetectorKind|Look|ArrivalLook)\.swift$'

only_check=
[ "${1:-}" != --check ] || { only_check=yes; shift; }
pattern=${1:-.}

say() { printf '%s\n' "$*" >&2; }
rows() { grep -v '^#' "$table" | grep -v '^[[:space:]]*$' | grep -E -- "$pattern" || true; }

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
if [ "$pattern" = . ]; then
    while IFS= read -r file; do
        [[ ! $file =~ $vocabulary ]] || continue
        cut -f 1 "$table" | grep -qx -- "$file" || {
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

# --- a copy of HEAD, built once ---------------------------------------------------
tree=$top/.build-mutation/tree
rm -rf "$tree" && mkdir -p "$tree"
git archive HEAD | tar -x -C "$tree"
# What is switched off leaves code that is never reached: here that is no error.
sed -i '/treatAllWarnings(as: .error)/d' "$tree/Package.swift"
read -ra flags <<<"${SWIFTFLAGS:-}"
build() {
    swift build --package-path "$tree" --scratch-path "$top/.build-mutation/build" --product geoffrin "${flags[@]}" \
        </dev/null >"$top/.build-mutation/log" 2>&1
}
# Other checks may be named, such as `swift test …`; it runs in the copy and must fail when something is missing.
check() {
    if [ -n "${MUTATION_CHECK:-}" ]; then
        (cd "$tree" && bash -c "$MUTATION_CHECK")
    else
        (cd "$tree" && find Tests/Scenarios -name '*.scenario' -print0 | sort -z |
            xargs -0 timeout 300 "$top/.build-mutation/build/debug/geoffrin" scenario)
    fi >"$top/.build-mutation/played" 2>&1 </dev/null
}

say "-- building the unchanged program (minutes, the first time)"
build || {
    tail -n 20 .build-mutation/log >&2
    exit 1
}
check || {
    say "the scenarios fail without any mutation:"
    tail -n 20 .build-mutation/played >&2
    exit 1
}

caught=0
missed=0
broken=0
while IFS=$'\t' read -r file expression what; do
    cp "$tree/$file" .build-mutation/original
    sed -E -i "$expression" "$tree/$file"
    if ! build; then
        result="DOES NOT COMPILE"
        broken=$((broken + 1))
        grep -m 3 'error:' .build-mutation/log >&2 || true
    elif check; then
        result=MISSED
        missed=$((missed + 1))
    else
        result="caught by $(grep -c '\.scenario' .build-mutation/played || true) lines"
        caught=$((caught + 1))
    fi
    cp .build-mutation/original "$tree/$file"
    printf '%-18s %s: %s\n' "$result" "$file" "$what"
done < <(rows)
build || true
printf '%s caught, %s missed, %s do not compile\n' "$caught" "$missed" "$broken"
[ $((missed + broken)) -eq 0 ]
