#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# fuzz.sh [-s SECONDS] [NAME…]   fuzzes the parsers of scripts/fuzz.tsv with libFuzzer and AddressSanitizer.
# What it learns goes to .build-fuzz/found/NAME; inputs that reach something new are merged, minimised, into
# Tests/Corpora/NAME, which the ordinary tests replay. A crash is kept as Tests/Corpora/NAME/crash-….
# FUZZ_PACKAGE builds another package than this one (a part of it, say).
set -euo pipefail
cd "$(dirname "$0")/.."
top=$PWD
package=${FUZZ_PACKAGE:-$top}
seconds=60
if [ "${1:-}" = -s ]; then
    seconds=$2
    shift 2
fi
scratch=$package/.build-fuzz
swift=$(command -v swift)
say() { printf '%s\n' "-- $*" >&2; }

# Every module under test, instrumented: coverage for libFuzzer, checks for memory. Nothing is linked here.
say "building the parsers with coverage (minutes, the first time)"
read -ra flags <<<"${SWIFTFLAGS:-}"
for target in $(grep -v '^#' scripts/fuzz.tsv | cut -f 2 | sort -u); do
    "$swift" build --package-path "$package" --scratch-path "$scratch" -c release --target "$target" "${flags[@]}" \
        -Xswiftc -sanitize=fuzzer,address -Xswiftc -enable-testing \
        -Xcc -fsanitize=fuzzer-no-link,address -Xcxx -fsanitize=fuzzer-no-link,address </dev/null >&2
done
build=$(cd "$scratch/release" && pwd -P)

status=0
found_any=
while IFS=$'\t' read -r name target statement longest words; do
    [[ $name != '#'* && -n $name ]] || continue
    if [ $# -gt 0 ] && ! printf '%s\n' "$@" | grep -qx -- "$name"; then continue; fi
    found_any=yes
    work=$scratch/$name
    corpus=$top/Tests/Corpora/$name
    found=$scratch/found/$name
    mkdir -p "$work" "$corpus" "$found"

    {
        printf '@testable import Chat\n'
        [ "$target" = Chat ] || printf '@testable import %s\n' "$target"
        printf '@_cdecl("LLVMFuzzerTestOneInput") public func one(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {\n'
        printf '    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))\n'
        printf '    %s\n    return 0\n}\n' "$statement"
    } >"$work/entry.swift"
    # Modules and objects of the target and of all it stands on; the C shims have module maps.
    maps=()
    for map in "$build"/*.build/module.modulemap "$scratch"/checkouts/*/Sources/*/include/module.modulemap; do maps+=(-Xcc "-fmodule-map-file=$map"); done
    includes=()
    for folder in "$package"/Sources/C*/include; do includes+=(-Xcc "-I$folder"); done
    # Swift objects as the map of each module names them: a renamed file leaves its old object behind.
    mapfile -t objects < <(
        for module in "$build"/*.build; do
            [[ $module != */geoffrin.build ]] || continue
            if [ -e "$module/output-file-map.json" ]; then
                sed -n 's/.*"object" *: *"\([^"]*\)".*/\1/p' "$module/output-file-map.json" | sed 's|\\/|/|g' | sort -u
            else
                find "$module" -name '*.o'
            fi
        done | while IFS= read -r object; do [ ! -e "$object" ] || printf '%s\n' "$object"; done
    )
    libraries=()
    [[ "${objects[*]}" != */CRE2.build/* ]] || libraries=(-lre2 -lstdc++)
    [[ "${objects[*]}" != */CToml.build/* ]] || libraries+=(-lstdc++)
    "$swift"c -O -parse-as-library -sanitize=fuzzer,address -swift-version 6 -module-name FuzzEntry -I "$build/Modules" \
        "${maps[@]}" "${includes[@]}" "$work/entry.swift" "${objects[@]}" "${libraries[@]}" -o "$work/fuzz" \
        2> >(grep -v 'ld.gold\|ld: warning' >&2)

    : >"$work/words"
    read -ra list <<<"$words"
    # A word in the dictionary is ASCII: other bytes are written as \xNN.
    for word in ${list[@]+"${list[@]}"}; do printf '"%s"\n' "${word//\"/\\\"}"; done |
        perl -pe 's/([^\x00-\x7f])/sprintf "\\x%02x", ord $1/ge' >"$work/words"

    say "$name: $seconds s from $(find "$corpus" -type f | wc -l) inputs"
    if ! ASAN_OPTIONS=detect_leaks=0 "$work/fuzz" "$found" "$corpus" -max_total_time="$seconds" -max_len="$longest" \
        -timeout=5 -rss_limit_mb=2048 -dict="$work/words" -artifact_prefix="$corpus/crash-" -print_final_stats=1 \
        >"$work/log" 2>&1 </dev/null; then
        say "$name: CRASHED, see $work/log and $corpus"
        tail -n 25 "$work/log" >&2
        status=1
    fi
    grep -E 'number_of_executed_units|new_units_added|peak_rss' "$work/log" | sed "s/^stat::/   $name /" || true
    ASAN_OPTIONS=detect_leaks=0 "$work/fuzz" -merge=1 -max_len="$longest" "$corpus" "$found" >>"$work/log" 2>&1 </dev/null || true
    say "$name: $(find "$corpus" -type f | wc -l) inputs kept"
done <scripts/fuzz.tsv
[ -n "$found_any" ] || {
    say "no such name; there are: $(grep -v '^#' scripts/fuzz.tsv | cut -f 1 | paste -sd ' ')"
    exit 64
}
exit "$status"
