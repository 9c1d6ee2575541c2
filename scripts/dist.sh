#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# dist.sh BINARY OUT NAME   lays out OUT/NAME/ and packs OUT/NAME.tar.gz: the stripped program, its unit, completions,
# man pages, guides and example, and install.sh. The same commit and compiler give the same bytes.
set -euo pipefail
binary=$1
out=$2
name=$3
tree=$out/$name

say() { printf '%s\n' "-- $*" >&2; }

rm -rf "$tree" "$tree.tar.gz"
install -d "$tree"/{bin,lib/systemd/system,completions,man,doc/examples}

install -m 0755 "$binary" "$tree/bin/geoffrin"
strip "$tree/bin/geoffrin"
install -m 0644 systemd/geoffrin.service "$tree/lib/systemd/system/"
install -m 0755 scripts/install.sh "$tree/install.sh"
install -m 0644 README.md LICENSE CHANGELOG.md "$tree/doc/"
install -m 0644 docs/*.md "$tree/doc/"
install -m 0644 bot.conf.example questions.txt "$tree/doc/examples/"
install -m 0644 docs/man/geoffrin.1 "$tree/man/"

for shell in bash zsh fish; do
    "$tree/bin/geoffrin" --generate-completion-script "$shell" >"$tree/completions/geoffrin.$shell"
done
# The settings part of bot.conf(5) is what this very program says of itself.
scripts/reference.sh "$tree/bin/geoffrin" man >"$tree/man/bot.conf.5"
chmod 0644 "$tree"/completions/* "$tree"/man/*

when=$(git log -1 --format=%ct 2>/dev/null || date +%s)
tar -C "$out" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$when" -cf - "$name" | gzip -n -9 >"$tree.tar.gz"
say "$tree.tar.gz: $(du -h "$tree.tar.gz" | cut -f 1); the program alone: $(du -h "$tree/bin/geoffrin" | cut -f 1)"
say "needs there: libsqlite3-0, libre2, libcurl4, libssl3, libstdc++6; $(ldd "$tree/bin/geoffrin" 2>/dev/null | awk '{print $1}' | paste -sd ' ')"
