#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# setup.sh run|test|boot|peers   installs what is missing for that, once, and says so. Nothing missing: nothing done.
# Services that come with a package (IRC servers for the tests) are neither started nor enabled.
set -euo pipefail
purpose=${1:-run}

say() { printf '%s\n' "-- $*" >&2; }
die() {
    say "$*"
    exit 1
}

# --- Swift ------------------------------------------------------------------
needs_swift() {
    command -v "${SWIFT:-swift}" >/dev/null 2>&1 ||
        die "Swift is not on PATH. Geoffrin needs Swift 6.2 or later: https://www.swift.org/install/linux/"
    local stamp=.build/.swift-checked version
    if [ ! -e "$stamp" ] || [ "$(command -v "${SWIFT:-swift}")" -nt "$stamp" ]; then
        version=$("${SWIFT:-swift}" --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
        case $version in
        6.[01] | [0-5].* | '') die "Geoffrin needs Swift 6.2 or later, this is ${version:-unknown}: https://www.swift.org/install/linux/" ;;
        esac
        mkdir -p .build && touch "$stamp"
    fi
}

# --- packages -----------------------------------------------------------------
# TOML positions, patterns, HTTP, cryptography and the database are system libraries; the rest is built from source.
libraries="git pkg-config libsqlite3-dev libtomlplusplus-dev libre2-dev libcurl4-openssl-dev libssl-dev"
[ -d /usr/include/c++ ] || libraries="$libraries g++"
[ -e /usr/include/stdio.h ] || libraries="$libraries libc6-dev"
servers="ngircd inspircd atheme-services openssl python3-venv"

case $purpose in
run) wanted=$libraries ;;
test) wanted="$libraries $servers" ;;
boot) wanted="debootstrap systemd-container" ;;
peers) wanted="python3-venv eggdrop" ;;
*) die "usage: setup.sh run|test|boot|peers" ;;
esac
case $purpose in run | test) needs_swift ;; esac

# --- Synapse --------------------------------------------------------------------
# A homeserver from PyPI in a venv of its own, once; its version is Tests/Support/Matrix/Synapse.swift's. Without it, or
# without a network, the tests that need it say that they are skipped.
synapse_version=1.163.2
needs_synapse() {
    local place=.build/synapse-$synapse_version
    [ ! -x "$place/bin/python" ] || return 0
    say "Installing Synapse $synapse_version from PyPI below .build (about a minute)"
    mkdir -p .build && rm -rf "$place"
    # Made in its place, for a venv cannot be moved, and finished or gone.
    if ! { python3 -m venv "$place" && "$place/bin/pip" install -q --disable-pip-version-check \
        "matrix-synapse==$synapse_version" >&2; }; then
        rm -rf "$place"
        say "Synapse could not be installed: its tests are skipped"
    fi
}

if ! command -v dpkg-query >/dev/null 2>&1; then
    say "This is not Debian or Ubuntu: if the build fails, install the equivalents of: $wanted"
    exit 0
fi

# One query for all of them; a name that only another package provides counts as present too.
present=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n${db:Status-Status} ${Provides}\n' 2>/dev/null |
    sed -n 's/^installed //p' | tr -d ' ' | tr ',' '\n' | sed 's/(.*//' | sort -u)
missing=()
for package in $wanted; do
    grep -qx -- "$package" <<<"$present" || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
    [ "$purpose" != test ] || needs_synapse
    exit 0
fi

root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || die "Missing: ${missing[*]}. As root: apt-get install ${missing[*]}"
    root=(sudo)
fi
say "Installing with apt: ${missing[*]}"
[ ${#root[@]} -eq 0 ] || say "(sudo may ask for your password)"

# Installing an IRC server must not start it: 101 tells Debian's packages so. What stood there is kept.
policy=/usr/sbin/policy-rc.d
ours=
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | "${root[@]}" install -m 0755 /dev/stdin "$policy"
    ours=yes
fi
finish() {
    [ -z "$ours" ] || "${root[@]}" rm -f "$policy"
}
trap finish EXIT

install_missing() {
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" </dev/null >&2
}
known=yes
for package in "${missing[@]}"; do
    apt-cache show "$package" >/dev/null 2>&1 || known=
done
if [ -z "$known" ] || ! install_missing; then
    say "Fetching the lists of packages first"
    "${root[@]}" apt-get update -q </dev/null >&2
    install_missing
fi

# Nor may it start at the next boot: the tests start their own on loopback.
for package in "${missing[@]}"; do
    case $package in
    ngircd | inspircd | atheme-services)
        "${root[@]}" update-rc.d "$package" disable >/dev/null 2>&1 || say "could not disable the service $package"
        ;;
    esac
done
say "Installed."
[ "$purpose" != test ] || needs_synapse
