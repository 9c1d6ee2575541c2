# SPDX-License-Identifier: Apache-2.0
"""Measures the daemon from outside: CPU of her own process a message, memory, start-up, idling, replay.

bench.py PROGRAM [PART…]   parts: talk attack lists tags crowd channels split start idle memory long replay matrix
synapse (default: all but long and synapse)
Figures are of this machine and this hour; nothing here passes or fails, except that ordinary talk must stay ordinary.
"""
import glob
import hashlib
import os
import pathlib
import resource
import signal
import socket
import sqlite3
import ssl
import statistics
import subprocess
import sys
import tempfile
import time

import irc
import matrix
import synapse
from server import Server
from talk import lines as talk_lines

PROGRAM = os.path.abspath(sys.argv[1])
PARTS = sys.argv[2:] or ["talk", "attack", "lists", "tags", "crowd", "channels", "split", "start", "idle", "memory", "replay",
                          "matrix"]
TOP = pathlib.Path(__file__).resolve().parents[2]
TICK = os.sysconf("SC_CLK_TCK")
rows = []


def tell(*words):
    print("--", *words, file=sys.stderr, flush=True)


def row(what, value, goal=""):
    rows.append((what, value, goal))
    tell(what, "=", value, f"(goal {goal})" if goal else "")


# --- the daemon --------------------------------------------------------------------------
def conf(network, rooms, communities=1, rules=100, welcome=False):
    """`rooms` rooms shared out among `communities`; rules that are evaluated for every line and never hold."""
    text = ['language = "en"', 'timezone = "UTC"', f'owners = ["bench/owner"]', 'contact = "bench@example.org"',
            "[network.bench]", network, 'nick = "geoffrin"']
    each = len(rooms) // communities
    for c in range(communities):
        own = ", ".join(f'"bench/{room}"' for room in rooms[c * each:(c + 1) * each])
        text += [f"[community.c{c}]", f"rooms = [{own}]", 'desk = ["bench/#desk"]' if communities == 1 else ""]
    if welcome:
        text += ["[welcome]", 'first = "Welcome, {{name}}!"', 'after = "0s"', 'gap = "0s"']
    for n in range(rules):
        when = [f"text.words > {200 + n} and links.count > 0", f"member.messages < 3 and text.words > {150 + n}",
                f"flood.score > {900 + n}", f"text matches 'zq{n}[xy]+w'"][n % 4]
        text += ["[[rule]]", f'name = "rule {n}"', f'when = "{when}"', 'then = ["note"]']
    return "\n".join(text) + "\n"


# 100,000 domains and 5,000 words, none of which ordinary talk holds.
LISTS = "\n".join([
    "[list.domains]", 'file = "domains.txt"', "[list.words]", 'file = "words.txt"',
    "[detector.domains]", 'lists = ["domains"]', "[detector.words]", 'lists = ["words"]']) + "\n"


def fill_lists(folder):
    (folder / "domains.txt").write_text("".join(f"bad{n}.site{n % 977}.example\n" for n in range(100_000)))
    (folder / "words.txt").write_text("".join(f"zq{n}xw\n" for n in range(5_000)))


class Daemon:
    def __init__(self, text, secrets=()):
        self.folder = tempfile.TemporaryDirectory(prefix="geoffrin-bench-")
        here = pathlib.Path(self.folder.name)
        (here / "bot.conf").write_text(text)
        if LISTS in text:
            fill_lists(here)
        (here / "state").mkdir(mode=0o700)
        (here / "run").mkdir(mode=0o700)
        if secrets:
            (here / "secrets").mkdir(mode=0o700)
            for name, secret in secrets.items():
                (here / "secrets" / name).write_text(secret + "\n")
                (here / "secrets" / name).chmod(0o600)
        self.here = here
        self.log = open(here / "log", "wb")
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            [PROGRAM, "run", "--config", here / "bot.conf", "--state", here / "state", "--socket", here / "run/control"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)

    def cpu(self):
        """Seconds of CPU of her own process so far, user and system."""
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def anonymous(self):
        """Anonymous memory, MB."""
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith("RssAnon"):
                return int(line.split()[1]) / 1024
        return 0.0

    def peak(self):
        """Resident memory at most so far, MB."""
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
        return 0.0

    def settle(self, quiet=1.0, patience=300):
        """Returns when she has used no more than 20 ms of CPU for `quiet` seconds; the CPU used by then."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            before = self.cpu()
            time.sleep(quiet)
            if self.cpu() - before <= 0.02:
                return self.cpu()
        return self.cpu()

    def count(self, table):
        for file in glob.glob(str(self.here / "state" / "*.sqlite")) + glob.glob(str(self.here / "state" / "*.db")):
            try:
                with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as db:
                    return db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            except sqlite3.Error as error:
                tell(f"{file}: {error}")
        return None

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        self.folder.cleanup()

    def said(self):
        return (self.here / "log").read_text(errors="replace")[-2000:]


def plain(port):
    return f'irc = "127.0.0.1:{port}"\ntls = false'


def with_server(rooms, members, communities=1, rules=100, welcome=False, patience=180, lists="", **how):
    server = Server(rooms, members, **how)
    daemon = Daemon(conf(plain(server.port), server.rooms, communities, rules, welcome) + lists)
    try:
        server.admit(has_desk=communities == 1, patience=patience)     # as `conf` says
    except Exception:
        tell(daemon.said())
        daemon.stop()
        raise
    return server, daemon


# --- talk -----------------------------------------------------------------------------------
def ordinary(server, texts, count, first=0):
    """One line a room in turn, by its members in turn: no member near a threshold, no line twice within 10,000."""
    rooms, out = len(server.rooms), []
    for k in range(first, first + count):
        room, step = k % rooms, k // rooms
        out.append(f":{server.source(room, step % server.members)} PRIVMSG {server.rooms[room]} "
                   f":{texts[(step + room * (len(texts) // rooms)) % len(texts)]}\r\n".encode())
    return out


def part_talk():
    texts = talk_lines()
    server, daemon = with_server(200, 1000)
    try:
        daemon.settle()
        row("members joined", "200,000 in 200 rooms; anonymous memory %.0f MB" % daemon.anonymous())
        at, first = {}, 0
        for grain, count, pause in ((1, 50_000, 0.0002), (16, 200_000, 0.0016), (256, 400_000, 0.0)):
            pour = ordinary(server, texts, count, first)
            first += count
            decided = daemon.count("decision") or 0
            before, began = daemon.settle(), time.perf_counter()
            server.pour(pour, grain, pause)
            took = time.perf_counter() - began
            spent = daemon.settle() - before
            decided = (daemon.count("decision") or 0) - decided
            if decided * 1000 > count:
                tell(f"{decided} decisions for {count} messages: this talk is not ordinary, the figure is worth nothing")
                sys.exit(1)
            row(f"ordinary talk, {grain} lines a read", f"{spent / count * 1e6:.1f} µs of CPU a message", "8")
            at[grain] = count / took
        pour = ordinary(server, texts, 400_000, first)
        daemon.settle()
        began = time.perf_counter()
        server.pour(pour, 64)
        row("throughput, 64 lines a read", f"{len(pour) / (time.perf_counter() - began):,.0f} messages/s", "100,000")
        row("lines she said meanwhile", str(len(server.heard)))
    finally:
        daemon.stop()


def part_lists():
    """The same talk and the same attack with long lists, against without, by turns."""
    texts = talk_lines()
    for lists in ("", LISTS):
        server, daemon = with_server(200, 1000, lists=lists)
        called = "with 100,000 domains and 5,000 words" if lists else "without lists"
        try:
            before = daemon.settle()
            pour = ordinary(server, texts, 400_000)
            server.pour(pour, 256)
            spent = daemon.settle() - before
            row(f"ordinary talk, 256 lines a read, {called}", f"{spent / len(pour) * 1e6:.1f} µs of CPU a message, "
                f"{daemon.anonymous():.0f} MB anonymous")
            attack(server, daemon, texts, f"attack, {called}")
        finally:
            daemon.stop()


def part_attack():
    texts = talk_lines()
    server, daemon = with_server(200, 1000)
    try:
        attack(server, daemon, texts, "attack: 1,000 members flood")
    finally:
        daemon.stop()


def attack(server, daemon, texts, called):
    before, decided = daemon.settle(), daemon.count("decision") or 0
    pour = []
    for step in range(30):          # 1,000 members, 30 lines each, 5 of them in each room
        for k in range(1000):
            room = k % 200
            pour.append(f":{server.source(room, k // 200)} PRIVMSG {server.rooms[room]} "
                        f":{texts[(step * 1000 + k) % len(texts)]}\r\n".encode())
    server.pour(pour, 16)
    spent = daemon.settle() - before
    decided = (daemon.count("decision") or 0) - decided
    row(called, f"{spent / len(pour) * 1e6:.1f} µs a message, {decided:,} decisions, {len(server.heard)} lines said")


# --- start, idle, memory -----------------------------------------------------------------------
def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def ngircd(port, tls=None, certificate=None):
    script = TOP / "Tests/Support/servers/ngircd.sh"
    environment = dict(os.environ, **({"CERT_OUT": certificate} if certificate else {}))
    process = subprocess.Popen(["bash", script, str(port)] + ([str(tls)] if tls else []), env=environment)
    for _ in range(500):
        try:
            socket.create_connection(("127.0.0.1", tls or port)).close()
            return process
        except OSError:
            time.sleep(0.02)
    raise TimeoutError("ngIRCd did not start")


def part_start():
    port = free_port()
    server = ngircd(port)
    try:
        watcher = socket.create_connection(("127.0.0.1", port))
        watcher.sendall(b"NICK watcher\r\nUSER w 0 * :w\r\nJOIN #room0\r\n")
        watcher.settimeout(30)
        times, rest = [], b""
        for _ in range(20):
            daemon = Daemon(conf(plain(port), ["#room0"], rules=0))
            try:
                while b":geoffrin!" not in rest or b"JOIN" not in rest.split(b":geoffrin!", 1)[1]:
                    data = watcher.recv(4096)
                    if data.startswith(b"PING"):
                        watcher.sendall(b"PONG :x\r\n")
                    rest += data
                times.append(time.perf_counter() - daemon.began)
            finally:
                daemon.stop()
            time.sleep(0.3)
            watcher.setblocking(False)
            try:
                watcher.recv(65536)
            except BlockingIOError:
                pass
            watcher.setblocking(True)
            watcher.settimeout(30)
            rest = b""
        row("exec to joined, ngIRCd, empty state", f"median {statistics.median(times):.3f} s of 20 "
            f"({min(times):.3f} to {max(times):.3f})", "0.2")
    finally:
        server.terminate()
        server.wait()


def part_idle():
    port, tls = free_port(), free_port()
    with tempfile.TemporaryDirectory() as folder:
        certificate = os.path.join(folder, "cert.pem")
        server = ngircd(port, tls, certificate)
        try:
            der = ssl.PEM_cert_to_DER_cert(open(certificate).read())
            pin = hashlib.sha256(der).hexdigest()
            daemon = Daemon(conf(f'irc = "127.0.0.1:{tls}"\npins = ["sha256:{pin}"]', ["#room0"]))
            try:
                time.sleep(20)
                before = daemon.cpu()
                time.sleep(120)
                row("idle, one TLS link", f"{(daemon.cpu() - before) / 120 * 1000:.2f} ms of CPU a second", "2")
                time.sleep(max(0, 300 - (time.perf_counter() - daemon.began)))
                row("anonymous memory after 5 min", f"{daemon.anonymous():.1f} MB", "18")
            finally:
                daemon.stop()
        finally:
            server.terminate()
            server.wait()


def part_memory():
    # JOIN lines wait for the flood clock: five minutes for so many rooms.
    server, daemon = with_server(1000, 100, communities=1000, rules=0, patience=600)
    try:
        daemon.settle()
        row("100,000 members in 1,000 communities", f"{daemon.anonymous():.0f} MB anonymous", "120")
    finally:
        daemon.stop()


def part_long():
    texts = talk_lines()
    server, daemon = with_server(200, 1000)
    try:
        at = []
        for million in range(10):
            server.pour(ordinary(server, texts, 1_000_000, million * 1_000_000), 256)
            daemon.settle()
            at.append(daemon.anonymous())
            tell(f"after {million + 1} M: {at[-1]:.1f} MB")
        row("anonymous memory from 1 M to 10 M messages", f"{at[0]:.1f} to {at[-1]:.1f} MB", "differ by 2")
    finally:
        daemon.stop()


def part_replay():
    texts = talk_lines()
    with tempfile.TemporaryDirectory() as folder:
        log, file = os.path.join(folder, "log.tsv"), os.path.join(folder, "bot.conf")
        with open(log, "w") as out:
            for k in range(100_000):
                at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1767600000 + k * 3))
                out.write(f"{at}\t#room0\tMSG\tm{k % 300}\t{texts[k % len(texts)]}\n")
        pathlib.Path(file).write_text(conf(plain(1), ["#room0"], rules=0))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([PROGRAM, "replay", "--config", file, "--log", log, "--format", "tsv", "--json"],
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        row("replay of 100,000 log lines", f"{spent:.2f} s of CPU" + (f" (exit {done.returncode})" if done.returncode else ""), "2")


def part_tags():
    irc.tags(with_server, row)


def part_crowd():
    irc.crowd(with_server, row)


def part_channels():
    irc.channels(with_server, row)


def part_split():
    irc.split(with_server, row)


def part_matrix():
    matrix.part(Daemon, row, tell)


def part_synapse():
    synapse.part(Daemon, row, talk_lines())


def main():
    for part in PARTS:
        tell(f"measuring: {part}")
        try:
            globals()["part_" + part]()
        except Exception as error:      # one part that cannot be measured must not hide the others
            row(part, f"not measured: {error}")
    print("| what | measured | goal |\n|---|---|---|")
    for what, value, goal in rows:
        print(f"| {what} | {value} | {goal} |")
    print(f"\n{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {time.strftime('%Y-%m-%d')}")


if __name__ == "__main__":
    main()
