#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Runs inside the booted container: one line per promise of the unit, «ok» or «FAILED».
exec 2>&1
set -u
report=/root/report.txt
: >"$report"
conf=/etc/geoffrin/bot.conf
secret=$(cat /etc/geoffrin/secrets/boot)
socket=/run/geoffrin/control

promise() { # sentence, then a command
    local what=$1
    shift
    if "$@" >/tmp/out 2>&1; then
        printf 'ok      %s\n' "$what" >>"$report"
    else
        printf 'FAILED  %s\n' "$what" >>"$report"
        sed 's/^/        | /' /tmp/out | head -n 8 >>"$report"
    fi
}
fact() { printf '        %s\n' "$*" >>"$report"; }
show() { systemctl show geoffrin -p "$1" --value; }
pid() { show MainPID; }
status_field() { awk -v key="$1:" '$1 == key { print $2 }' "/proc/$(pid)/status"; }
within() { # seconds, command: true as soon as the command is
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < end)) || return 1
        sleep 0.2
    done
}
active() { [ "$(show ActiveState)" = active ] && [ "$(show SubState)" = running ]; }
is() { printf '«%s», wanted «%s»\n' "$1" "$2"; [ "$1" = "$2" ]; }
restarted() { [ "$(show NRestarts)" -gt "$1" ] && active; }
journal() { journalctl -u geoffrin -o cat --no-pager; }

# --- before the start -------------------------------------------------------------
promise "systemd-analyze verify has nothing to say" bash -c '
    said=$(systemd-analyze verify /usr/lib/systemd/system/geoffrin.service 2>&1); status=$?
    echo "$said"; [ $status -eq 0 ] && [ -z "$(grep geoffrin <<<"$said")" ]'
exposure=$(systemd-analyze security --no-pager geoffrin.service 2>/dev/null | sed -n 's/.*level for geoffrin.service: \([0-9.]*\).*/\1/p')
promise "exposure ${exposure:-unknown}, at most 1.5" awk -v e="${exposure:-9}" 'BEGIN { exit !(e <= 1.5) }'
promise "geoffrin --version answers" geoffrin --version
promise "geoffrin check accepts the file" geoffrin check --config $conf

systemctl start ngircd

# --- ready, status -----------------------------------------------------------------
began=$(date +%s%N)
promise "start returns when she is ready" systemctl start geoffrin
fact "ready after $((($(date +%s%N) - began) / 1000000)) ms"
promise "she is active" active
promise "STATUS says something" bash -c '[ -n "$(systemctl show geoffrin -p StatusText --value)" ]'
in_room() { # a client of our own asks who is in the room
    exec 3<>/dev/tcp/127.0.0.1/6667 || return 1
    printf 'NICK probe%s\r\nUSER probe 0 * :probe\r\n' "$RANDOM" >&3
    local line end=$((SECONDS + 5)) found=1
    while ((SECONDS < end)) && IFS= read -r -t 2 line <&3; do
        case $line in
        PING*) printf 'PONG %s\r\n' "${line#PING }" >&3 ;;
        *" 376 "* | *" 422 "*) printf 'JOIN #salon\r\n' >&3 ;;
        *" 353 "*) [[ $line == *geoffrin* ]] && found=0 ;;
        *" 366 "*) break ;;
        esac
    done
    printf 'QUIT\r\n' >&3
    exec 3>&-
    return $found
}
promise "she sits in the room of a real server" within 20 in_room
fact "STATUS: $(show StatusText)"

# --- nobody's account, nothing to spare ---------------------------------------------
uid=$(awk '$1 == "Uid:" { print $2 }' "/proc/$(pid)/status")
promise "DynamicUser: uid $uid" bash -c "[ $uid -ge 61184 ] && [ $uid -le 65519 ]"
promise "no capabilities" is "$(status_field CapEff)" 0000000000000000
promise "no new privileges" is "$(status_field NoNewPrivs)" 1
promise "system calls are filtered" is "$(status_field Seccomp)" 2
promise "her state is hers alone" is "$(stat -c %a /var/lib/private/geoffrin)" 700
promise "no file of it is readable by others" bash -c '[ -z "$(find /var/lib/private/geoffrin -type f -perm /077)" ] && [ -n "$(find /var/lib/private/geoffrin -type f)" ]'
promise "her runtime directory is hers alone" is "$(stat -c %a /run/geoffrin)" 700
promise "the folder of secrets became credentials" bash -c 'ls -l /run/credentials/geoffrin.service/; [ "$(cat /run/credentials/geoffrin.service/secret_boot)" = "'"$secret"'" ]'
promise "no secret in her environment" bash -c "! grep -qa '$secret' /proc/$(pid)/environ"
fact "anonymous memory: $(awk '/^RssAnon/ { print $2, $3 }' "/proc/$(pid)/status"), threads: $(status_field Threads)"

# --- the control socket ---------------------------------------------------------------
promise "root may ask for her status" geoffrin status --socket $socket
promise "another user may not" bash -c "! setpriv --reuid=65534 --regid=65534 --clear-groups geoffrin status --socket $socket"

# --- reload -----------------------------------------------------------------------------
first=$(pid)
cp $conf /root/good.conf
sed -i 's/host@example.org/hosts@example.org/' $conf
promise "a good file is taken up" systemctl reload geoffrin
promise "without a restart" is "$(pid)" "$first"
promise "and she is active again" within 5 active
sed -i 's/^language = .*/langage = "en"/' $conf
promise "a broken file is refused" bash -c '! systemctl reload geoffrin'
promise "the journal names file, line and column" within 5 bash -c 'journalctl -u geoffrin -o cat --no-pager | grep -q "bot.conf:1:1:"'
promise "she goes on with the old settings" bash -c "[ $(pid) = $first ] && geoffrin status --socket $socket"
fact "STATUS: $(show StatusText)"
promise "a restart with the broken file starts with the last good settings" bash -c 'systemctl restart geoffrin'
promise "and is active" active
fact "STATUS: $(show StatusText)"

# --- what root asks of her state: she sees another /tmp, and may write nowhere else -----------
cp /root/good.conf $conf
systemctl reload geoffrin
promise "a backup lies where root asked for it" bash -c '
    geoffrin backup /root/copy.db && [ -s /root/copy.db ] && [ "$(stat -c "%a %U" /root/copy.db)" = "600 root" ]'
promise "in /tmp too" bash -c 'geoffrin backup /tmp/copy.db && [ -s /tmp/copy.db ]'
promise "audit, replay and drill find her journal" bash -c '
    geoffrin audit && geoffrin replay --since 1d && geoffrin drill raid | grep -q "the last 30 days"'
systemctl stop geoffrin
promise "also while she rests" bash -c 'geoffrin audit && geoffrin replay --since 1d && geoffrin backup /root/again.db'
promise "a backup put back as the guide says" bash -c '
    cd /var/lib/private/geoffrin && mv /root/copy.db geoffrin.db && chown --reference=. geoffrin.db &&
        rm -f geoffrin.db-wal geoffrin.db-shm && systemctl start geoffrin'
promise "is noticed" bash -c 'journalctl -u geoffrin -o cat --no-pager | grep -q "older than what was written here"'
cd /

# --- a broken file and nothing to fall back on -----------------------------------------------
systemctl stop geoffrin
mv /var/lib/private/geoffrin /root/state
sed -i 's/^language = .*/langage = "en"/' $conf
systemctl start geoffrin
promise "without a last good file a broken one ends with 78" is "$(show ExecMainStatus)" 78
sleep 2
promise "and is not tried again" is "$(show ActiveState)" failed
systemctl reset-failed geoffrin
rm -rf /var/lib/private/geoffrin
mv /root/state /var/lib/private/geoffrin
cp /root/good.conf $conf
promise "mended, she starts" systemctl start geoffrin

# --- the end, and unexpected ends ----------------------------------------------------------------
began=$(date +%s%N)
systemctl stop geoffrin
took=$((($(date +%s%N) - began) / 1000000))
promise "SIGTERM ends her within 2 s ($took ms)" bash -c "[ $took -le 2000 ]"
promise "with success" is "$(show Result) $(show ExecMainStatus)" "success 0"
systemctl start geoffrin

count=$(show NRestarts)
systemctl kill -s KILL geoffrin
promise "after kill -9 she is back" within 20 restarted "$count"
promise "and in the room" within 20 in_room

count=$(show NRestarts)
systemctl kill -s STOP --kill-who=main geoffrin
promise "a loop that stands still is ended by the watchdog and started again" within 40 restarted "$count"
promise "the journal says so" bash -c 'journalctl -u geoffrin -o cat --no-pager | grep -i watchdog'

count=$(show NRestarts)
systemctl kill -s SEGV --kill-who=main geoffrin
promise "after a crash she is back" within 40 restarted "$count"
promise "a crash leaves no core" bash -c '[ -z "$(find / -xdev -name "core*" -type f -newer /root/good.conf -not -path "/proc/*" -not -path "/sys/*" -not -path "/usr/*" 2>/dev/null)" ]'
promise "no secret in the journal" bash -c "! journalctl -o cat --no-pager | grep -qa '$secret'"
promise "no secret in her state" bash -c "! grep -rqa '$secret' /var/lib/private/geoffrin"

systemctl stop geoffrin
journal >/root/journal.txt
promises=$(grep -c '^ok\|^FAILED' "$report")
printf '%s passed, %s failed\n' "$(grep -c '^ok' "$report")" "$((promises - $(grep -c '^ok' "$report")))" >>"$report"
