# SPDX-License-Identifier: Apache-2.0
"""Ordinary IRC clients for the scripts that watch her from outside: kills.py, shown.py."""
import asyncio
import base64
import re
import socket
import time

# Every client made, so that a script can keep what they saw.
kept = []


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


async def answers(port, seconds=15):
    for _ in range(int(seconds * 20)):
        try:
            (await asyncio.open_connection("127.0.0.1", port))[1].close()
            return
        except OSError:
            await asyncio.sleep(0.05)
    raise SystemExit(f"nothing answers on {port}")


class Client:
    """An ordinary client; keeps what it saw with its moment."""

    def __init__(self, port, nick, address="127.0.0.1", ops=(), login=None):
        self.port, self.nick, self.address, self.ops, self.login = port, nick, address, ops, login
        self.lines, self.waiting = [], []
        kept.append(self)

    async def connect(self, *rooms):
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(self.address, 0))
        ready = self.expect(r" 001 ")
        self.task = asyncio.create_task(self.listen())
        if self.login:
            self.send("CAP REQ :sasl")
        self.send(f"NICK {self.nick}", f"USER {self.nick} 0 * :{self.nick}")
        if self.login:
            await self.expect(" ACK ")
            self.send("AUTHENTICATE PLAIN")
            await self.expect(r"AUTHENTICATE :?\+")
            secret = "\0".join((self.login[0], *self.login))
            self.send("AUTHENTICATE " + base64.b64encode(secret.encode()).decode())
            await self.expect(" 903 ")
            self.send("CAP END")
        await ready
        for room in rooms:
            await self.join(room)
        return self

    async def join(self, room):
        there = self.expect(rf" 366 \S+ {room}")
        self.send(f"JOIN {room}")
        await there

    def send(self, *lines):
        self.writer.write("".join(line + "\r\n" for line in lines).encode())

    def say(self, room, text):
        self.send(f"PRIVMSG {room} :{text}")

    def expect(self, pattern, seconds=180):
        future = asyncio.get_running_loop().create_future()
        self.waiting.append((re.compile(pattern), future))
        return asyncio.wait_for(future, seconds)

    async def listen(self):
        while data := await self.reader.readline():
            line = data.decode(errors="replace").rstrip("\r\n")
            if line.startswith("PING"):
                self.send("PONG" + line[4:])
                continue
            self.lines.append((time.time(), line))
            for waiting in [w for w in self.waiting if w[0].search(line)]:
                self.waiting.remove(waiting)
                if not waiting[1].done():
                    waiting[1].set_result(line)
            joined = re.match(r":(\w+)!\S+ JOIN :?(\S+)", line)
            if joined and joined[1] in self.ops:
                self.send(f"MODE {joined[2]} +o {joined[1]}")

    def seen(self, pattern):
        return [(at, line) for at, line in self.lines if re.search(pattern, line)]

    def close(self, words=None):
        if words:
            self.send(f"QUIT :{words}")
        else:
            self.writer.close()
