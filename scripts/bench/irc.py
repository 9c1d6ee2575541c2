# SPDX-License-Identifier: Apache-2.0
"""IRC, measured from outside: parts of bench.py, and by itself against bots of others.

irc.py PROGRAM PEERS [KIND…]   her and the bots of bots.py (PEERS is a venv with Limnoria and Sopel) on the same flood, one
after the other: bare full limnoria sopel eggdrop
"""
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from server import Server
from talk import lines as talk_lines

ADVERTS = 6
GREETING = "Welcome! Here we knit, at every level."
TRIGGER = r"(?i)cheap lamps|https?://\S+\.tk\b"


def ordinary(server, texts, count, first=0, tags=None):
    """One line a room in turn, by its members in turn; `tags` makes what stands before each."""
    rooms, out = len(server.rooms), []
    for k in range(first, first + count):
        room, step = k % rooms, k // rooms
        member = step % server.members
        out.append((tags(room, member, k) if tags else "").encode()
                   + f":{server.source(room, member)} PRIVMSG {server.rooms[room]} "
                     f":{texts[(step + room * (len(texts) // rooms)) % len(texts)]}\r\n".encode())
    return out


# --- parts of bench.py ----------------------------------------------------------------------
def tags(with_server, row):
    """What a modern network puts before each line."""
    texts, count = talk_lines(), 200_000
    server, daemon = with_server(200, 1000, capabilities="multi-prefix userhost-in-names message-tags server-time "
                                                         "account-tag batch echo-message")
    try:
        stamp = [""]

        def before(room, member, k):
            if k % 1000 == 0:
                now = time.time()
                stamp[0] = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + ".%03dZ" % (now % 1 * 1000)
            return f"@time={stamp[0]};msgid=p{k:08x}q7Zk2;account=m{room}x{member} "

        costs = []
        # A line without an account tag says that its author is logged in no more: the two kinds do not take turns.
        for n, kind in enumerate((None, before, before)):
            pour = ordinary(server, texts, count, n * count, kind)
            spent = quiet(server, daemon.process.pid)
            server.pour(pour, 256)
            costs.append((quiet(server, daemon.process.pid) - spent) / count * 1e6)
        row("tags on every message (time, msgid, account), 256 lines a read",
            f"{costs[2]:.1f} µs of CPU a message; {costs[0]:.1f} without tags, {costs[1]:.1f} while each of the 200,000 "
            f"accounts is heard for the first time", "12")
    finally:
        daemon.stop()


def crowd(with_server, row):
    """What a room of 10,000 costs to come into: the whole start, less that of a room of ten."""
    costs = {}
    for members in (10, 10_000):
        server, daemon = with_server(1, members, rules=0)
        try:
            quiet(server, daemon.process.pid)
            costs[members] = (daemon.cpu(), daemon.anonymous(), time.perf_counter() - daemon.began)
        finally:
            daemon.stop()
    (small, little, _), (large, much, _) = costs[10], costs[10_000]
    row("a room of 10,000 members joined", f"{large - small:.2f} s of CPU, {much - little:.0f} MB more than a room of ten "
        f"({large:.2f} s and {much:.0f} MB in all)", "2 s")


def channels(with_server, row):
    began = time.perf_counter()
    server, daemon = with_server(1000, 20, communities=5, rules=0, patience=600)
    try:
        took = time.perf_counter() - began
        cost, memory = quiet(server, daemon.process.pid), daemon.anonymous()
        row("1,000 rooms of 20 joined", f"{took:.0f} s, at the server's pace (JOIN lines wait for the flood clock); "
            f"{cost:.2f} s of CPU, {memory:.0f} MB")
    finally:
        daemon.stop()


def split(with_server, row):
    """100 rooms of 1,000: all leave with the text of a split, and come back."""
    server, daemon = with_server(100, 1000, rules=0, welcome=True)
    try:
        # Past the time in which the roster is fresh and nobody is greeted anyway.
        server.attend(100)
        before, memory, rows_before = quiet(server, daemon.process.pid), daemon.anonymous(), daemon.count("journal") or 0
        heard = len(server.heard)
        people = [(room, member) for member in range(1000) for room in range(100)]
        quits = [f":{server.source(r, m)} QUIT :hub.bench leaf.bench\r\n".encode() for r, m in people]
        joins = [f":{server.source(r, m)} JOIN {server.rooms[r]}\r\n".encode() for r, m in people]
        began = time.perf_counter()
        server.pour(quits, 256)
        gone = quiet(server, daemon.process.pid)
        server.pour(joins, 256)
        back = quiet(server, daemon.process.pid)
        took, peak = time.perf_counter() - began, daemon.peak()
        server.attend(60)       # whoever is greeted is greeted by now
        greeted = [line for line in server.heard[heard:] if "Welcome" in line]
        written = (daemon.count("journal") or 0) - rows_before
        row("a netsplit: 100,000 quits and 100,000 joins", f"{back - before:.2f} s of CPU ({gone - before:.2f} and "
            f"{back - gone:.2f}), {took:.0f} s with two seconds of quiet; {len(greeted)} greetings; {written:,} rows in the journal",
            "2 s, 0 greetings")
        row("anonymous memory over it", f"{memory:.0f} MB before, {daemon.anonymous():.0f} after; "
            f"resident at most {peak:.0f}", "within 20 MB")
    finally:
        daemon.stop()


# --- others ------------------------------------------------------------------------------------
class Hall(Server):
    """Answers more than she asks: the others look for members by WHO."""

    def answer(self, line):
        verb, _, rest = line.partition(" ")
        if verb == "JOIN" and rest.startswith(":"):
            line = "JOIN " + rest[1:]
        if verb == "WHO" and rest in self.rooms:
            room = self.rooms.index(rest)
            for member in range(self.members):
                nick, _, at = self.source(room, member).partition("!")
                user, _, host = at.partition("@")
                self.say(f":irc.bench 352 geoffrin {rest} {user} {host} irc.bench {nick} H :0 somebody")
            self.say(f":irc.bench 352 geoffrin {rest} g h.example irc.bench geoffrin H@ :0 her",
                     f":irc.bench 315 geoffrin {rest} :End of WHO")
        elif verb == "USERHOST":
            self.say(":irc.bench 302 geoffrin :" + " ".join(f"{nick}=+u@h.example" for nick in rest.split()))
        else:
            super().answer(line)
        if verb == "KICK":
            room, nick = rest.split()[:2]
            self.say(f":geoffrin!g@h.example KICK {room} {nick} :out")

    def hear(self):
        try:
            data = self.client.recv(65536)
        except BlockingIOError:
            return
        *whole, self.rest = (self.rest + data).split(b"\n")
        self.client.setblocking(True)
        for line in whole:
            self.answer(line.rstrip(b"\r").decode())
        self.client.setblocking(False)

    def await_line(self, fits, patience=30):
        """Seconds until she says a line that `fits`, None when she does not."""
        began, first = time.perf_counter(), len(self.heard)
        while time.perf_counter() - began < patience:
            if any(fits(line) for line in self.heard[first:]):
                return time.perf_counter() - began
            self.listen(0.02)
        return None


def process_cpu(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def process_memory(pid):
    for line in open(f"/proc/{pid}/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def quiet(server, pid, patience=60):
    """Answers what is asked until nothing is done any more; the CPU used by then."""
    end = time.monotonic() + patience
    while True:
        before = process_cpu(pid)
        server.attend(1)
        if process_cpu(pid) - before <= 0.02 or time.monotonic() > end:
            return process_cpu(pid)


class Peer:
    """A bot of bots.py, in a folder of its own."""

    def __init__(self, kind, peers, port, rooms):
        import bots
        self.folder = tempfile.TemporaryDirectory(prefix=f"peer-{kind}-")
        command = getattr(bots, kind)(pathlib.Path(self.folder.name), peers, port, rooms, TRIGGER, GREETING)
        self.log = open(os.path.join(self.folder.name, "log"), "wb")
        self.process = subprocess.Popen(command, cwd=self.folder.name, stdin=subprocess.DEVNULL, stdout=self.log,
                                        stderr=self.log, env=dict(os.environ, HOME=self.folder.name))

    def said(self):
        return pathlib.Path(self.folder.name, "log").read_text(errors="replace")[-2000:]

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        self.folder.cleanup()


def conf(bench, server, is_full):
    """One rule and a greeting; in full a hundred rules more, all detectors acting."""
    rules = f'''[[rule]]
name = "lamps"
when = 'text matches "{TRIGGER.replace(chr(92), chr(92) * 2)}"'
then = ["kick"]
mode = "act"
'''
    acting = f'''[welcome]
first = "{GREETING}"
after = "0s"
gap = "0s"
[moderation]
mode = "act"
preset = "{'strict' if is_full else 'gentle'}"
ceiling = "kick"
budget = "1000 a minute"
'''
    text = bench.conf(bench.plain(server.port), server.rooms, 1, 100 if is_full else 0)
    head, _, tail = text.partition("[[rule]]")
    return head.replace('desk = ["bench/#desk"]', "") + acting + rules + ("[[rule]]" + tail if tail else "")


def compare(bench, peers, kinds, rooms=20, members=500, count=20_000):
    texts, found = talk_lines(), []
    for kind in kinds:
        bench.tell(f"measuring: {kind}")
        server = Hall(rooms, members)
        began = time.perf_counter()
        if kind in ("bare", "full"):
            runner = bench.Daemon(conf(bench, server, kind == "full"))
        else:
            runner = Peer(kind, peers, server.port, server.rooms)
        pid = runner.process.pid
        try:
            server.admit(has_desk=False, patience=600)
            joined = time.perf_counter() - began
            quiet(server, pid)
            if kind in ("bare", "full"):
                # Nobody is judged while the roster is fresh.
                server.attend(80)
            # One advert at a time, by others each time.
            times = []
            for n in range(ADVERTS):
                server.say(f":{server.source(0, 400 + n)} PRIVMSG #room0 :get CHEAP lamps here {n}")
                times.append(server.await_line(lambda line: line.startswith(f"KICK #room0 m0x{400 + n} ")))
                server.attend(6)          # her own flood clock counts two lines for each
            acted = [t for t in times if t is not None]
            server.say(":fanny!f@fanny.example JOIN #room1")
            greeted = server.await_line(lambda line: GREETING in line)
            before = quiet(server, pid)
            # The flood; whoever speaks last is kicked once all before has been looked at.
            pour = ordinary(server, texts, count) + [
                f":{server.source(2, 499)} PRIVMSG #room2 :cheap lamps\r\n".encode()]
            began = time.perf_counter()
            server.pour(pour, 64)
            last = server.await_line(lambda line: line.startswith("KICK #room2 m2x499 "), 120) if not any(
                line.startswith("KICK #room2 m2x499 ") for line in server.heard) else 0.0
            took = time.perf_counter() - began if last is not None else None
            spent = quiet(server, pid) - before
            found.append((kind, spent / count * 1e6, count / took if took else None, process_memory(pid),
                          statistics.median(acted) if acted else None, len(acted), greeted, joined))
        except Exception as error:
            bench.tell(f"{kind}: {error}; {runner.said()}")
            found.append((kind, None, None, None, None, 0, None, None))
        finally:
            runner.stop()
            server.listener.close()
    table(found, rooms, members, count)


NAMES = {"bare": "Geoffrin, one rule and a greeting", "full": "Geoffrin, 101 rules, strict, acting",
         "limnoria": "Limnoria", "sopel": "Sopel", "eggdrop": "eggdrop"}


def table(found, rooms, members, count):
    def shown(value, form):
        return "–" if value is None else form.format(value)
    own = {row[0]: row for row in found}
    print(f"\n| IRC, {count:,} lines in {rooms} rooms of {members} | µs of CPU a line | lines/s | resident MB | "
          f"advert to KICK, ms (of {ADVERTS}) | JOIN to greeting, s | exec to joined, s | bare she is | full she is |\n"
          "|---|---|---|---|---|---|---|---|---|")
    for row in found:
        ratios = []
        for her in ("bare", "full"):
            mine = own.get(her, row)
            if row[0] in ("bare", "full") or her not in own or None in (row[1], row[2], mine[1], mine[2]):
                ratios.append("")
            else:
                ratios.append(f"CPU {row[1] / mine[1]:.2f} ×, speed {mine[2] / row[2]:.2f} ×, memory "
                              f"{row[3] / mine[3]:.2f} ×")
        print(f"| {NAMES[row[0]]} | {shown(row[1], '{:.1f}')} | {shown(row[2], '{:,.0f}')} | {shown(row[3], '{:.0f}')} | "
              f"{shown(row[4] and row[4] * 1000, '{:.1f}')} ({row[5]}) | {shown(row[6], '{:.2f}')} | {shown(row[7], '{:.2f}')} | "
              f"{ratios[0]} | {ratios[1]} |")
    print("\n«CPU 3 ×»: hers costs a third; «speed 3 ×»: she is three times as fast; «memory 3 ×»: a third of the memory.")


if __name__ == "__main__":
    import bench        # noqa: E402  (its own arguments are PROGRAM and no part)
    compare(bench, pathlib.Path(sys.argv[2]).absolute(), sys.argv[3:] or list(NAMES))
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {time.strftime('%Y-%m-%d')}")
