# SPDX-License-Identifier: Apache-2.0
"""Beside a real Synapse: how long after the bytes of a /sync reached her does her request leave, and what a message costs.

A part of bench.py. She speaks through a relay of bytes that notes when what passed. Whoever syncs beside her, without her,
says how long Synapse itself takes from a message to the answer of a bare /sync: that is the floor.
"""
import http.client
import json
import pathlib
import re
import select
import signal
import socket
import statistics
import subprocess
import threading
import time
import urllib.parse
from types import SimpleNamespace

import matrix

TOP = pathlib.Path(__file__).resolve().parents[2]
ROUNDS, TALK = 100, 1000


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Synapse:
    def __init__(self):
        python = next(TOP.glob(".build/synapse-*/bin/python"), None)
        if python is None:
            raise FileNotFoundError("Synapse is not installed; scripts/setup.sh test does it")
        self.port = free_port()
        self.process = subprocess.Popen([TOP / "Tests/Support/servers/synapse.sh", python, str(self.port)],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.1)
        self.close()
        raise TimeoutError("Synapse does not come up")

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


class Person:
    """One account on one kept connection; a second one for /sync."""

    def __init__(self, port, name):
        self.port, self.token, self.count, self.since = port, None, 0, None
        self.line, self.listening = None, None
        answer = self.ask("POST", "register", {"username": name, "password": "pw", "auth": {"type": "m.login.dummy"}})
        self.id, self.token = answer["user_id"], answer["access_token"]

    def ask(self, method, path, body=None, line=None):
        if line is None:
            if self.line is None:
                self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            line = self.line
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        line.request(method, "/_matrix/client/v3/" + path, None if body is None else json.dumps(body), headers)
        answer = line.getresponse()
        found = json.loads(answer.read())
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {found}")
        return found

    def say(self, room, text):
        self.count += 1
        return self.ask("PUT", f"rooms/{urllib.parse.quote(room)}/send/m.room.message/{self.count}",
                        {"msgtype": "m.text", "body": text})["event_id"]

    def sync(self, timeout=0):
        if self.listening is None:
            self.listening = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        place = f"sync?timeout={timeout}" + (f"&since={self.since}" if self.since else "")
        found = self.ask("GET", place, line=self.listening)
        self.since = found["next_batch"]
        return found


class Relay(threading.Thread):
    """Bytes both ways between her and the homeserver; `heard[event]`: when its /sync passed, `acts`: her redactions."""

    REDACTS = re.compile(rb"PUT /_matrix/client/v3/rooms/[^/]+/redact/([^/]+)/")
    EVENT = re.compile(rb'"event_id":"(\$[^"]+)"')

    def __init__(self, port):
        super().__init__(daemon=True)
        self.server = ("127.0.0.1", port)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.heard, self.acts = {}, {}

    def run(self):
        other = {}
        while True:
            ready, _, _ = select.select([self.listener, *other], [], [])
            for one in ready:
                if one is self.listener:
                    hers, _ = self.listener.accept()
                    its = socket.create_connection(self.server)
                    for end in (hers, its):
                        end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    other[hers], other[its] = (its, True), (hers, False)
                    continue
                if one not in other:
                    continue
                to, is_hers = other[one]
                try:
                    data = one.recv(262_144)
                except OSError:
                    data = b""
                now = time.perf_counter()
                if not data:
                    for end in (one, to):
                        other.pop(end, None)
                        end.close()
                    continue
                to.sendall(data)
                if is_hers:
                    for event in self.REDACTS.findall(data):
                        self.acts.setdefault(urllib.parse.unquote(event.decode()), now)
                else:
                    for event in self.EVENT.findall(data):
                        self.heard.setdefault(event.decode(), now)


def until(done, patience=60):
    end = time.monotonic() + patience
    while not done():
        if time.monotonic() > end:
            raise TimeoutError("she did not act")
        time.sleep(0.001)


def spread(seconds):
    kept = sorted(seconds)
    return f"median {statistics.median(kept) * 1000:.2f} ms, nine in ten within {kept[len(kept) * 9 // 10] * 1000:.2f}"


def part(Daemon, row, texts):
    synapse = Synapse()
    try:
        port = synapse.port
        owner, her, speakers = Person(port, "owner"), Person(port, "geoffrin"), [Person(port, f"m{k}") for k in range(20)]
        room = owner.ask("POST", "createRoom", {"preset": "public_chat", "power_level_content_override": {
            "users": {her.id: 90}}})["room_id"]
        for one in (her, *speakers):
            one.ask("POST", "join/" + urllib.parse.quote(room), {})
        relay = Relay(port)
        relay.start()
        door = SimpleNamespace(base=f"http://127.0.0.1:{relay.port}", rooms=[room])
        daemon = Daemon(matrix.conf(door, 1, matrix.LAMPS), secrets={"token": her.token})
        try:
            time.sleep(75)      # nobody is judged while the roster is fresh (FIELD rule 8)
            acted(row, relay, owner, speakers, room, texts)
            before, began = daemon.settle(), time.perf_counter()
            for k in range(TALK):
                speakers[k % 20].say(room, texts[k % len(texts)])
            took = time.perf_counter() - began
            spent = daemon.settle() - before
            row("Synapse, ordinary talk, one message a sync", f"{spent / TALK * 1000:.2f} ms of CPU a message "
                f"({TALK / took:.0f} messages/s, which is what Synapse takes)", "0.3")
        finally:
            daemon.stop()
    finally:
        synapse.close()


def acted(row, relay, owner, speakers, room, texts):
    """One advert after another, each removed: from the bytes of the /sync that brings it to the first byte of her request."""
    owner.sync()
    floor, whole, own = [], [], []
    for k in range(ROUNDS):
        seen = {}

        def watch():
            for one in owner.sync(30_000)["rooms"]["join"].get(room, {}).get("timeline", {}).get("events", ()):
                seen.setdefault(one["event_id"], time.perf_counter())

        watcher = threading.Thread(target=watch)
        watcher.start()
        time.sleep(0.05)    # it must be waiting already, as she is
        began = time.perf_counter()
        event = speakers[k % 20].say(room, "cheap lamps " + texts[k])
        watcher.join()
        until(lambda: event in relay.acts and event in relay.heard)
        if event in seen:
            floor.append(seen[event] - began)
        whole.append(relay.acts[event] - began)
        own.append(relay.acts[event] - relay.heard[event])
        time.sleep(0.3)     # her removal comes to the watcher as well, before the next
        owner.sync()
    row("Synapse, from a message to the answer of a bare /sync", spread(floor))
    row("Synapse, from a message to her request to remove it", spread(whole))
    row("Synapse, from the bytes of her /sync to her request", spread(own), "2 ms")
