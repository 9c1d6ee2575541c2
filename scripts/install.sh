#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs what lies beside this script. PREFIX (/usr/local) says below what, DESTDIR is put in front of every path.
# Running it again updates; nothing in /etc/geoffrin that exists is ever touched.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
PREFIX=${PREFIX:-/usr/local}
DESTDIR=${DESTDIR:-}
to=$DESTDIR$PREFIX
etc=$DESTDIR/etc/geoffrin

put() { # mode, source, destination
    install -D -m "$1" "$here/$2" "$3"
}

put 0755 bin/geoffrin "$to/bin/geoffrin"
install -d "$to/lib/systemd/system"
sed "s|/usr/bin/geoffrin|$PREFIX/bin/geoffrin|g" "$here/lib/systemd/system/geoffrin.service" >"$to/lib/systemd/system/geoffrin.service"
chmod 0644 "$to/lib/systemd/system/geoffrin.service"
put 0644 completions/geoffrin.bash "$to/share/bash-completion/completions/geoffrin"
put 0644 completions/geoffrin.zsh "$to/share/zsh/site-functions/_geoffrin"
put 0644 completions/geoffrin.fish "$to/share/fish/vendor_completions.d/geoffrin.fish"
put 0644 man/geoffrin.1 "$to/share/man/man1/geoffrin.1"
put 0644 man/bot.conf.5 "$to/share/man/man5/bot.conf.5"
for file in "$here"/doc/*.md "$here"/doc/LICENSE; do
    install -D -m 0644 "$file" "$to/share/doc/geoffrin/$(basename "$file")"
done
put 0644 doc/examples/bot.conf.example "$to/share/doc/geoffrin/examples/bot.conf.example"
put 0644 doc/examples/questions.txt "$to/share/doc/geoffrin/examples/questions.txt"

# bot.conf holds no secret and is read by an unprivileged user: 0755 here, 0700 on what is secret.
[ -d "$etc" ] || install -d -m 0755 "$etc"
[ -d "$etc/secrets" ] || install -d -m 0700 "$etc/secrets"

if [ -z "$DESTDIR" ]; then
    cat <<END
Installed below $PREFIX. Next:
  cd /etc/geoffrin && geoffrin init .    (as root: a few questions, then bot.conf)
  geoffrin check                         says back what she understood
  systemctl daemon-reload && systemctl enable --now geoffrin
END
    case $PREFIX in
    /usr | /usr/local) ;;
    *) echo "systemd does not look below $PREFIX; first: systemctl link $to/lib/systemd/system/geoffrin.service" ;;
    esac
    if ! ldd "$to/bin/geoffrin" >/dev/null 2>&1 || ldd "$to/bin/geoffrin" | grep -q 'not found'; then
        echo "Missing libraries:"
        ldd "$to/bin/geoffrin" | grep 'not found' || true
        echo "On Debian 12: apt-get install libsqlite3-0 libre2-9 libcurl4 libssl3 libstdc++6 ca-certificates"
    fi
fi
