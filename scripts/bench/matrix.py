# SPDX-License-Identifier: Apache-2.0
"""Matrix, measured from outside: a part of bench.py, and by itself against two bots of other libraries.

matrix.py PROGRAM PYTHON   her and the bots of peers.py (with PYTHON, that of a venv) on the same stream, one after the other
"""
import os
import pathlib
import statistics
import subprocess
import sys
import time

from homeserver import OWN, TOKEN, Homeserver
from talk import lines as talk_lines

A_SYNC = 500
ROOMS, MEMBERS = 100, 500


def conf(server, named, rules=""):
    """bot.conf for the first `named` rooms; she is in the others too, and nobody asked her to do anything there."""
    rooms = ", ".join(f'"matrix/{room}"' for room in server.rooms[:named])
    return f'''language = "en"
timezone = "UTC"
owners = ["matrix/@owner:hs.bench"]
contact = "bench@example.org"
[network.matrix]
matrix = "{server.base}"
token = "secret:token"
unlimited = true
[community.c0]
rooms = [{rooms}]
{rules}
'''


def ordinary(server, texts, count, first=0):
    """Syncs of 500 events, one line a room in turn, by its members in turn."""
    rooms, said, batches = len(server.rooms), [], []
    for k in range(first, first + count):
        room, step = k % rooms, k // rooms
        said.append((room, step % server.members, texts[(step + room * (len(texts) // rooms)) % len(texts)]))
        if len(said) == A_SYNC:
            batches.append(server.batch(said))
            said = []
    return server.prepare(batches)


def begin(Daemon, server, named, rules=""):
    daemon = Daemon(conf(server, named, rules), secrets={"token": TOKEN})
    if not server.synced.wait(120):
        said = daemon.said()
        daemon.stop()
        raise TimeoutError(said)
    daemon.settle()
    return daemon


def measured(server, bodies, cpu, settle):
    """Seconds and CPU for what `bodies` hold, and bytes per event."""
    before, began, events = settle(), time.perf_counter(), len(bodies) * A_SYNC
    server.serve(bodies)
    server.drained()
    took = time.perf_counter() - began
    return events / took, (settle() - before) / events * 1e6, sum(map(len, bodies)) / events


def part(Daemon, row, tell):
    texts = talk_lines()
    # Of no community: read, understood, routed; no detectors, nothing kept.
    server = Homeserver(ROOMS, MEMBERS)
    daemon = begin(Daemon, server, 1)
    try:
        speed, cost, size = measured(server, ordinary(server, texts, 200_000), daemon.cpu, daemon.settle)
        row("Matrix, rooms of no community (no detectors, no journal)",
            f"{speed:,.0f} events/s, {cost:.1f} µs of CPU an event of {size:.0f} bytes", "45,000; 8")
    finally:
        daemon.stop()
        server.close()
    server = Homeserver(ROOMS, MEMBERS)
    daemon = begin(Daemon, server, ROOMS)
    try:
        time.sleep(3)
        decided = daemon.count("decision") or 0
        speed, cost, size = measured(server, ordinary(server, texts, 150_000), daemon.cpu, daemon.settle)
        decided = (daemon.count("decision") or 0) - decided
        row("Matrix, ordinary talk, all detectors, journal",
            f"{speed:,.0f} events/s, {cost:.1f} µs of CPU an event of {size:.0f} bytes, {decided} decisions")
    finally:
        daemon.stop()
        server.close()
    for more in (redactions, start, idle):
        try:
            more(Daemon, row)
        except Exception as error:      # one that cannot be measured must not hide the others
            row("Matrix, " + more.__name__, f"not measured: {error}")


LAMPS = '''[moderation]
mode = "act"
preset = "gentle"
budget = "1000 a minute"
[[rule]]
name = "lamps"
when = 'text matches "(?i)cheap lamps"'
then = ["remove"]
mode = "act"
'''


def redactions(Daemon, row):
    """A thousand at once, which is what bot.conf lets her do in a minute; three times."""
    texts, count = talk_lines(), 1000
    server = Homeserver(ROOMS, MEMBERS)
    daemon = begin(Daemon, server, ROOMS, LAMPS)
    try:
        speeds, costs, done = [], [], 0
        for turn in range(3):
            time.sleep(75)      # nobody is judged while the roster is fresh (FIELD rule 8); and a minute's budget
            said = [(k % ROOMS, 10 * turn + k // ROOMS, "CHEAP lamps " + texts[turn * count + k]) for k in range(count)]
            bodies = server.prepare(server.batch(said[k:k + A_SYNC]) for k in range(0, count, A_SYNC))
            before, began, first = daemon.settle(), time.perf_counter(), len(server.redactions)
            server.serve(bodies)
            while len(server.redactions) < first + count and time.perf_counter() - began < 60:
                time.sleep(0.01)
            new = server.redactions[first:]
            done += len(new)
            if new:
                speeds.append(len(new) / (new[-1] - began))
                costs.append((daemon.settle() - before) / len(new) * 1e6)
        row("Matrix, redactions, 1,000 at once", f"{statistics.median(speeds):,.0f} a second from their sync to the last "
            f"({done:,} of {3 * count:,}), {statistics.median(costs):.0f} µs of CPU each", "2,000")
    finally:
        daemon.stop()
        server.close()


def start(Daemon, row):
    times = []
    for _ in range(20):
        server = Homeserver(1, 10)
        daemon = Daemon(conf(server, 1), secrets={"token": TOKEN})
        try:
            server.synced.wait(30)
            times.append(time.perf_counter() - daemon.began)
        finally:
            daemon.stop()
            server.close()
    row("Matrix, exec to first sync taken in, empty state", f"median {statistics.median(times):.3f} s of 20 "
        f"({min(times):.3f} to {max(times):.3f})", "0.1")


def idle(Daemon, row):
    """Two networks that never answer cost alike; one of them is a homeserver that does."""
    server = Homeserver(1, 10)
    with_it = begin(Daemon, server, 1)
    without = Daemon(conf(server, 1).replace(f'matrix = "{server.base}"\ntoken = "secret:token"\nunlimited = true',
                                             'irc = "127.0.0.1:9"\nnick = "geoffrin"\ntls = false')
                     .replace("matrix/!room0:hs.bench", "matrix/#room0").replace("matrix/@owner:hs.bench", "matrix/owner"))
    try:
        time.sleep(60)
        before = with_it.cpu()
        time.sleep(60)
        row("Matrix, idle, one account, plain", f"{with_it.anonymous() - without.anonymous():.1f} MB more than without "
            f"({with_it.anonymous():.1f} MB), {(with_it.cpu() - before) / 60 * 1000:.2f} ms of CPU a second", "2 MB")
    finally:
        with_it.stop()
        without.stop()
        server.close()


# --- others -------------------------------------------------------------------------------
class Peer:
    def __init__(self, python, kind, server):
        here = pathlib.Path(__file__).parent
        self.process = subprocess.Popen([python, here / "peers.py", kind, server.base, OWN, TOKEN],
                                        stdin=subprocess.DEVNULL)

    def stop(self):
        self.process.terminate()
        self.process.wait()


def process_cpu(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def process_memory(pid):
    for line in open(f"/proc/{pid}/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def settled(pid):
    while True:
        before = process_cpu(pid)
        time.sleep(1)
        if process_cpu(pid) - before <= 0.02:
            return process_cpu(pid)


def compare(Daemon, python, rooms=20, members=500, events=20_000):
    """Everybody on the same rooms and lines: she with all detectors and her journal, they with one pattern."""
    texts, found = talk_lines(), []
    for kind in ("geoffrin", "nio", "mautrix"):
        server = Homeserver(rooms, members)
        began = time.perf_counter()
        if kind == "geoffrin":
            runner = begin(Daemon, server, rooms)
        else:
            runner = Peer(python, kind, server)
        pid = runner.process.pid
        try:
            if not server.synced.wait(120):
                raise TimeoutError(f"{kind} never synced")
            up = time.perf_counter() - began
            settled(pid)
            speed, cost, size = measured(server, ordinary(server, texts, events), None, lambda: settled(pid))
            found.append((kind, speed, cost, process_memory(pid), up))
        finally:
            runner.stop()
            server.close()
    own = found[0]
    print(f"| Matrix, {events:,} events of {size:.0f} bytes, {A_SYNC} a sync | events/s | µs of CPU an event | resident MB "
          "| exec to first sync, s | she is |\n|---|---|---|---|---|---|")
    for kind, speed, cost, memory, up in found:
        ratio = "" if kind == "geoffrin" else f"{own[1] / speed:.1f} × faster, " \
            f"{cost / own[2]:.1f} × cheaper, {memory / own[3]:.1f} × smaller"
        print(f"| {kind} | {speed:,.0f} | {cost:.1f} | {memory:.0f} | {up:.2f} | {ratio} |")


if __name__ == "__main__":
    import bench        # noqa: E402  (its own arguments are PROGRAM and no part)
    compare(bench.Daemon, sys.argv[2])
