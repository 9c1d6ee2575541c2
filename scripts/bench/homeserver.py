# SPDX-License-Identifier: Apache-2.0
"""A homeserver for measuring: rooms full of members, syncs that are made beforehand and served as fast as asked.

Answers what a client needs to begin and to act; counts what it is asked. Plain HTTP/1.1, one thread a connection."""
import itertools
import json
import socket
import threading
import time
import urllib.parse

OWN = "@geoffrin:hs.bench"
TOKEN = "bench"


class Homeserver:
    """`rooms` rooms of `members` each; those numbered `known` and above have no alias, so that nobody's bot.conf names
    them."""

    def __init__(self, rooms, members, timeline=50):
        self.rooms = [f"!room{r}:hs.bench" for r in range(rooms)]
        self.members = members
        self.batches = []           # the bodies of the syncs to come
        self.bytes = 0              # of those
        self.served = 0
        self.more = threading.Condition()
        self.redactions = []        # when each came
        self.sent = []              # types of the messages she sent
        self.synced = threading.Event()
        self.first_sync = None
        self.asked_since = None
        self.numbers = itertools.count(1)
        self.initial = self._initial()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=16)
        self.port = self.listener.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    # --- what is served ---------------------------------------------------------------
    def event(self, kind, sender, content, state_key=None):
        event = {"type": kind, "sender": sender, "content": content, "event_id": f"$e{next(self.numbers)}:hs.bench",
                 "origin_server_ts": 1767600000000, "unsigned": {"age": 120, "membership": "join"}}
        if state_key is not None:
            event["state_key"] = state_key
        return event

    def user(self, room, member):
        return f"@m{room}x{member}:hs.bench"

    def _state(self, r):
        people = [OWN] + [self.user(r, m) for m in range(self.members)]
        yield self.event("m.room.create", OWN, {"room_version": "11"}, "")
        yield self.event("m.room.power_levels", OWN, {"users": {OWN: 100}, "users_default": 0, "ban": 50, "kick": 50,
                                                      "redact": 50, "state_default": 50, "events_default": 0}, "")
        yield self.event("m.room.join_rules", OWN, {"join_rule": "public"}, "")
        for person in people:
            yield self.event("m.room.member", person, {"membership": "join", "displayname": person[1:].split(":")[0]},
                             person)

    def _initial(self):
        join = {room: {"state": {"events": list(self._state(r))},
                       "timeline": {"events": [], "limited": False, "prev_batch": "p0"}}
                for r, room in enumerate(self.rooms)}
        return self._body(join, 0)

    def _body(self, join, number):
        return json.dumps({"next_batch": f"s{number}", "rooms": {"join": join}}, separators=(",", ":")).encode()

    def batch(self, said):
        """One sync to come; `said`: (room, member, text)."""
        join = {}
        for r, member, text in said:
            events = join.setdefault(self.rooms[r], {"timeline": {"events": [], "limited": False, "prev_batch": "p"}})
            events["timeline"]["events"].append(
                self.event("m.room.message", self.user(r, member), {"msgtype": "m.text", "body": text, "m.mentions": {}}))
        return join

    def prepare(self, batches):
        """Bodies of syncs, so that serving them costs nothing but the sending."""
        made, number = [], len(self.batches)
        for batch in batches:
            number += 1
            made.append(self._body(batch, number))
        return made

    def serve(self, made):
        with self.more:
            self.batches += made
            self.bytes += sum(len(body) for body in made)
            self.more.notify_all()

    def drained(self, patience=600):
        """Waits until the next sync after the last batch is asked for: all of it was taken in."""
        wanted = f"s{len(self.batches)}"
        end = time.monotonic() + patience
        with self.more:
            while self.asked_since != wanted:
                if not self.more.wait(max(0, end - time.monotonic())):
                    raise TimeoutError(f"asked since {self.asked_since}, wanted {wanted}")

    # --- answering ---------------------------------------------------------------------
    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        rest = b""
        try:
            while True:
                while b"\r\n\r\n" not in rest:
                    data = client.recv(65536)
                    if not data:
                        return
                    rest += data
                head, rest = rest.split(b"\r\n\r\n", 1)
                lines = head.decode("latin-1").split("\r\n")
                method, path, _ = lines[0].split(" ", 2)
                length = 0
                for line in lines[1:]:
                    name, _, value = line.partition(":")
                    if name.lower() == "content-length":
                        length = int(value)
                while len(rest) < length:
                    rest += client.recv(65536)
                rest = rest[length:]
                body = self._answer(method, path)
                client.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
                               % len(body) + body)
        except OSError:
            pass
        finally:
            client.close()

    def _answer(self, method, path):
        url = urllib.parse.urlsplit(path)
        parts = [urllib.parse.unquote(part) for part in url.path.split("/")]
        if url.path.endswith("/sync"):
            return self._sync(urllib.parse.parse_qs(url.query))
        if url.path.endswith("/whoami"):
            return json.dumps({"user_id": OWN, "device_id": "BENCH"}).encode()
        if url.path.endswith("/joined_rooms"):
            return json.dumps({"joined_rooms": self.rooms}).encode()
        if url.path.endswith("/versions"):
            return b'{"versions":["v1.11"],"unstable_features":{}}'
        if "join" in parts:
            return json.dumps({"room_id": parts[-1]}).encode()
        if method == "PUT" and "redact" in parts:
            self.redactions.append(time.perf_counter())
        elif method == "PUT" and "send" in parts:
            self.sent.append(parts[-2])
        if url.path.endswith("/filter"):
            return b'{"filter_id":"1"}'
        return json.dumps({"event_id": f"$own{next(self.numbers)}:hs.bench"}).encode()

    def _sync(self, query):
        since = (query.get("since") or [None])[0]
        timeout = int((query.get("timeout") or ["0"])[0]) / 1000
        if since is None:
            self.first_sync = self.first_sync or time.perf_counter()
            return self.initial
        with self.more:
            self.asked_since = since
            self.more.notify_all()
            self.synced.set()
            number = int(since[1:])
            if number >= len(self.batches):
                self.more.wait_for(lambda: number < len(self.batches), timeout)
            if number < len(self.batches):
                self.served += 1
                return self.batches[number]
        return json.dumps({"next_batch": since}).encode()

    def close(self):
        self.listener.close()
