# SPDX-License-Identifier: Apache-2.0
"""An IRC server for measuring: one client, rooms full of members that only exist as names, talk at a given grain."""
import fcntl
import selectors
import socket
import struct
import termios
import time


class Server:
    def __init__(self, rooms, members, capabilities="multi-prefix userhost-in-names"):
        self.capabilities = capabilities
        self.rooms = [f"#room{r}" for r in range(rooms)]
        self.members = members
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=4)
        self.port = self.listener.getsockname()[1]
        self.heard = []      # lines of hers, after registration
        self.joined = set()
        self.rest = b""

    def source(self, room, member):
        return f"m{room}x{member}!u{member}@h{room}-{member}.example"

    # --- registration and joins, at her pace ---------------------------------------
    def admit(self, has_desk=True, patience=180):
        self.listener.settimeout(patience)
        self.client, _ = self.listener.accept()
        self.client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        wanted = set(self.rooms) | ({"#desk"} if has_desk else set())
        end = time.monotonic() + patience
        while not wanted <= self.joined:
            if time.monotonic() > end:
                raise TimeoutError(f"joined {len(self.joined)} of {len(wanted)} rooms")
            self.listen(0.2)

    def listen(self, seconds):
        self.client.settimeout(max(seconds, 0.001))
        try:
            data = self.client.recv(65536)
        except (TimeoutError, socket.timeout):
            return
        if not data:
            raise ConnectionError("she closed the connection")
        self.client.settimeout(None)
        *whole, self.rest = (self.rest + data).split(b"\n")
        for line in whole:
            self.answer(line.rstrip(b"\r").decode())

    def attend(self, seconds):
        """Answers whatever she asks for so long."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.listen(0.2)

    def say(self, *lines):
        self.client.sendall("".join(line + "\r\n" for line in lines).encode())

    def answer(self, line):
        verb, _, rest = line.partition(" ")
        nick = "geoffrin"
        if verb == "CAP" and rest.startswith("LS"):
            self.say(f":irc.bench CAP * LS :{self.capabilities}")
        elif verb == "CAP" and rest.startswith("REQ"):
            self.say(f":irc.bench CAP * ACK {rest[4:]}")
        elif verb == "USER":
            self.say(
                f":irc.bench 001 {nick} :Welcome", f":irc.bench 004 {nick} irc.bench bench-1 i beIklmnost",
                f":irc.bench 005 {nick} CASEMAPPING=ascii CHANTYPES=# PREFIX=(ov)@+ CHANMODES=beI,k,l,imnpst MODES=4 "
                f"NICKLEN=30 CHANNELLEN=60 :are supported", f":irc.bench 422 {nick} :No MOTD")
        elif verb == "PING":
            self.say(f":irc.bench PONG irc.bench {rest}")
        elif verb == "JOIN":
            for name in rest.split(" ")[0].split(","):
                self.join(nick, name)
        elif verb == "WHO":
            self.say(f":irc.bench 315 {nick} {rest.split(' ')[0]} :End of WHO")
        elif verb == "MODE" and rest.startswith("#") and len(rest.split()) == 1:
            self.say(f":irc.bench 324 {nick} {rest} +nt")
        elif verb == "MODE" and rest.startswith("#"):
            room, letter = rest.split()[0], rest.split()[1].lstrip("+")
            end = {"b": "368", "q": "729", "e": "349", "I": "347"}.get(letter)
            if end:
                self.say(f":irc.bench {end} {nick} {room} :End")
        elif verb in ("PRIVMSG", "NOTICE", "KICK"):
            self.heard.append(line)

    def join(self, nick, name):
        self.say(f":{nick}!g@h.example JOIN {name}")
        if name in self.rooms:
            room = self.rooms.index(name)
            names = [self.source(room, m) for m in range(self.members)] + [f"@{nick}!g@h.example"]
        else:
            names = [f"@{nick}!g@h.example"]
        for i in range(0, len(names), 10):
            self.say(f":irc.bench 353 {nick} = {name} :{' '.join(names[i:i + 10])}")
        self.say(f":irc.bench 366 {nick} {name} :End of NAMES")
        self.joined.add(name)

    # --- talk ------------------------------------------------------------------------
    def pour(self, lines, grain, pause=0.0):
        """Sends `lines` (bytes, with their ends), `grain` at a time; between two writes waits `pause` seconds, so that a
        write is a read on the other side. Without pause the kernel decides, and her back-pressure holds us."""
        self.client.setblocking(False)
        selector = selectors.DefaultSelector()
        selector.register(self.client, selectors.EVENT_READ | selectors.EVENT_WRITE)
        due = time.perf_counter()
        for i in range(0, len(lines), grain):
            piece = memoryview(b"".join(lines[i:i + grain]))
            while piece:
                for _, ready in selector.select(60):
                    if ready & selectors.EVENT_READ:
                        self.hear()
                    if ready & selectors.EVENT_WRITE and piece:
                        try:
                            piece = piece[self.client.send(piece):]
                        except BlockingIOError:
                            pass
            if pause:
                due = max(due + pause, time.perf_counter() - 0.05)
                while time.perf_counter() < due:
                    pass
        selector.close()
        while self.unsent():
            time.sleep(0.002)
        self.client.setblocking(True)

    def hear(self):
        try:
            data = self.client.recv(65536)
        except BlockingIOError:
            return
        *whole, self.rest = (self.rest + data).split(b"\n")
        for line in whole:
            text = line.rstrip(b"\r").decode()
            if text.startswith("PING"):
                self.client.setblocking(True)
                self.say(f":irc.bench PONG irc.bench {text[5:]}")
                self.client.setblocking(False)
            elif text.split(" ")[0] in ("PRIVMSG", "NOTICE", "KICK"):
                self.heard.append(text)

    def unsent(self):
        return struct.unpack("i", fcntl.ioctl(self.client, termios.TIOCOUTQ, b"\0\0\0\0"))[0]
