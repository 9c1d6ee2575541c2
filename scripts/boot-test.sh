#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# boot-test.sh TARBALL [REPORT]   boots a real Debian 12 with systemd in a container, installs what `make dist` packed,
# and tries the unit: readiness, status, reload refused and accepted, watchdog, DynamicUser, credentials, crashes.
# Needs root, Debian's debootstrap and systemd-container, about 1 GB in BOOT_CACHE, two minutes the first time and one
# after that. Not part of .ci/run. Exit 0 when every line of the report is «ok».
set -euo pipefail
cd "$(dirname "$0")/.."
tarball=$(realpath "${1:?usage: boot-test.sh TARBALL [REPORT]}")
report=${2:-/dev/stdout}
cache=${BOOT_CACHE:-/var/tmp/geoffrin-boot}
mirror=${BOOT_MIRROR:-http://deb.debian.org/debian}

say() { printf '%s\n' "-- $*" >&2; }
[ "$(id -u)" -eq 0 ] || {
    say "booting a container needs root: sudo $0 $*"
    exit 77
}
scripts/setup.sh boot

mkdir -p "$cache"
exec 9>"$cache/lock"
flock -n 9 || {
    say "another boot test is using $cache"
    exit 75
}
mounted=$(awk -v cache="$cache/" 'index($2, cache) == 1 { print $2 }' /proc/mounts)
[ -z "$mounted" ] || {
    say "still in use, from a run that was cut short: umount $mounted"
    exit 1
}

packages=systemd,systemd-sysv,dbus,ca-certificates,libsqlite3-0,libre2-9,libcurl4,libssl3,libstdc++6,ngircd,procps,man-db,groff-base
# Another list of packages is another base.
base=$cache/base-$(printf '%s' "$packages" | sha256sum | cut -c 1-8)
if [ ! -e "$base.ready" ]; then
    say "Making a Debian 12 in $base (about two minutes)"
    rm -rf --one-file-system "$base"
    debootstrap --variant=minbase \
        --include="$packages" \
        bookworm "$base" "$mirror" >"$cache/debootstrap.log" 2>&1 9>&- || {
        tail -n 20 "$cache/debootstrap.log" >&2
        exit 1
    }
    systemctl --root="$base" disable ngircd.service >/dev/null 2>&1 || true
    touch "$base.ready"
fi

root=$cache/root
rm -rf --one-file-system "$root"
cp -a --reflink=auto "$base" "$root"

say "Installing $(basename "$tarball")"
mkdir "$root/opt/dist"
tar -xzf "$tarball" -C "$root/opt/dist" --strip-components=1
DESTDIR=$root PREFIX=/usr "$root/opt/dist/install.sh"

install -m 0644 scripts/boot/bot.conf "$root/etc/geoffrin/bot.conf"
printf '%s\n' 'planted-secret-7f3a' | install -m 0600 /dev/stdin "$root/etc/geoffrin/secrets/boot"
install -m 0644 scripts/boot/ngircd.conf "$root/etc/ngircd/ngircd.conf"
install -m 0755 scripts/boot/inside.sh "$root/root/inside.sh"
# Short waits for the test; everything else is the unit as shipped.
install -d "$root/etc/systemd/system/geoffrin.service.d"
printf '[Service]\nRestartSec=1\nWatchdogSec=5\n' >"$root/etc/systemd/system/geoffrin.service.d/test.conf"
cat >"$root/etc/systemd/system/boot-test.service" <<'UNIT'
[Unit]
Description=Try the unit and power off
After=basic.target
[Service]
Type=oneshot
ExecStart=/root/inside.sh
ExecStopPost=/usr/bin/systemctl --no-block poweroff
StandardOutput=append:/root/log.txt
StandardError=append:/root/log.txt
TimeoutStartSec=240
UNIT
install -d "$root/etc/systemd/system/multi-user.target.wants"
ln -s ../boot-test.service "$root/etc/systemd/system/multi-user.target.wants/boot-test.service"

say "Booting"
timeout --kill-after=10 300 systemd-nspawn --quiet --boot --directory="$root" --register=no --keep-unit --console=pipe \
    --private-network --hostname=boottest </dev/null >"$cache/console.log" 2>&1 || true

if [ ! -s "$root/root/report.txt" ]; then
    say "no report was written; the console said:"
    tail -n 30 "$cache/console.log" >&2
    [ ! -s "$root/root/log.txt" ] || tail -n 30 "$root/root/log.txt" >&2
    exit 1
fi
cat "$root/root/report.txt" >"$report"
say "journal of the unit: $root/root/journal.txt"
! grep -q '^FAILED' "$root/root/report.txt"
