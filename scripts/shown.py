#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""shown.py PROGRAM [PART…]   what she promises, shown with the whole daemon on real servers and ordinary clients.

parts: people split prompts penalty (ngIRCd), services (InspIRCd with Atheme), campaign (ngIRCd and InspIRCd); default: all. Each takes 2 to 4 minutes.
Every promise is one line, `ok` or `FAILED`; exit 1 when one failed, and her log and what the room saw stay in /tmp.
"""
import asyncio
import os
import re
import shutil
import signal
import sys
import tempfile
import time

from people import Client, answers, free_port, kept

HERE = os.path.dirname(os.path.abspath(__file__))
SERVERS = os.path.join(HERE, "../Tests/Support/servers")
results = []


def shown(what, holds, more=""):
    results.append(bool(holds))
    print(f"{'ok    ' if holds else 'FAILED'} {what}{'  (' + str(more) + ')' if more != '' else ''}", flush=True)


class Server:
    def __init__(self, script, *arguments, **environment):
        self.command, self.environment = [f"{SERVERS}/{script}", *map(str, arguments)], environment

    async def start(self):
        self.process = await asyncio.create_subprocess_exec(
            *self.command, env={**os.environ, **self.environment}, stderr=asyncio.subprocess.DEVNULL)
        await answers(int(self.command[1]))
        return self

    async def stop(self):
        self.process.terminate()
        await self.process.wait()


class Daemon:
    def __init__(self, program, port, text, nick="geoffrin", network=""):
        self.program, self.folder = program, tempfile.mkdtemp(prefix="shown-")
        self.head = f'''language = "en"
timezone = "UTC"
owners = ["net/founder"]
contact = "x@example.org"
[network.net]
irc = "127.0.0.1:{port}"
nick = "{nick}"
tls = false
{network}
'''
        self.write(text)
        self.log = open(f"{self.folder}/log", "ab")

    def write(self, text):
        with open(f"{self.folder}/bot.conf", "w") as out:
            out.write(self.head + text)

    async def start(self):
        self.process = await asyncio.create_subprocess_exec(
            self.program, "run", "--config", f"{self.folder}/bot.conf", "--state", f"{self.folder}/state",
            "--socket", f"{self.folder}/control", stdout=self.log, stderr=self.log)
        return self

    async def ask(self, *words):
        process = await asyncio.create_subprocess_exec(
            self.program, *words, "--socket", f"{self.folder}/control", stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT)
        return (await process.communicate())[0].decode(errors="replace")

    async def end(self, which=signal.SIGTERM):
        self.process.send_signal(which)
        return await self.process.wait()

    def remove(self):
        if all(results):
            shutil.rmtree(self.folder, ignore_errors=True)
        else:
            print(f"       her log and database: {self.folder}", flush=True)


def community(room, extra="", name="c"):
    return f'[community.{name}]\nrooms = ["net/{room}"]\ndesk = ["net/{room}-desk"]\n{extra}\n'


async def flood(client, room, lines=14, pause=0.3):
    for n in range(lines):
        client.say(room, f"buy this now, it is offer number {n} and the very last")
        await asyncio.sleep(pause)


def greeted(watcher, nick):
    return watcher.seen(rf"^:geoffrin!\S+ (PRIVMSG|NOTICE) #room :.*\b{nick}\b")


async def in_room(watcher, daemon, room="#room", nick="geoffrin"):
    back = watcher.expect(rf"^:{nick}!\S+ JOIN :?{room}$", 90)
    await daemon.start()
    await back


MODERATES = '[welcome]\nafter = "0s"\ngap = "0s"\n[moderation]\nmode = "act"\npreset = "strict"\nceiling = "mute 1m"\n'


async def people(program):
    port = free_port()
    server = await Server("ngircd.sh", port).start()
    founder = await Client(port, "founder", ops=("geoffrin",)).connect("#room", "#room-desk")
    daemon = Daemon(program, port, community("#room") + MODERATES)
    await in_room(founder, daemon)
    anna = await Client(port, "anna", "127.4.0.1").connect("#room")
    await founder.expect(r"^:geoffrin!\S+ PRIVMSG #room :.*anna")
    anna.send("PART #room")
    await anna.join("#room")
    await asyncio.sleep(5)
    await daemon.end()
    await in_room(founder, daemon)
    anna.send("PART #room")
    await anna.join("#room")
    await asyncio.sleep(6)
    shown("ngIRCd: a newcomer is welcomed once, not after rejoin, not after restart", len(greeted(founder, "anna")) == 1,
          len(greeted(founder, "anna")))

    # A forged quit opens no window: who comes a moment later is welcomed as always.
    sock = await Client(port, "sock", "127.4.0.2").connect("#room")
    sock.close("irc.test irc2.test")
    await founder.expect(r"^:sock!\S+ QUIT")
    before = time.time()
    await Client(port, "berta", "127.4.0.3").connect("#room")
    await founder.expect(r"^:geoffrin!\S+ PRIVMSG #room :.*berta")
    shown("ngIRCd: a forged quit opens no window, the next newcomer is welcomed", True, f"{time.time() - before:.1f} s")

    # C2: NickServ is anybody's name here.
    thief = await Client(port, "NickServ", "127.4.0.4").connect("#room")
    for text in ("This nickname is registered. Please identify via /msg NickServ identify <password>",
                 "You are now identified for geoffrin", "VERIFY your password"):
        thief.send(f"NOTICE geoffrin :{text}")
    await asyncio.sleep(5)
    got = thief.seen(r"^:geoffrin!\S+ (PRIVMSG|NOTICE) NickServ")
    shown("ngIRCd: false services are told nothing", not any(re.search("identify|sesame", x, re.I) for _, x in got), got or "")

    # A flood ends in a timed ban that mutes; it is lifted at its time, although she was killed and started again.
    banned = founder.expect(r"^:geoffrin!\S+ MODE #room \+b")
    eve = await Client(port, "eve", "127.4.0.5").connect("#room")
    talking = asyncio.create_task(flood(eve, "#room"))
    mask = (await banned).split()[-1]
    began = time.time()
    await talking
    await daemon.end(signal.SIGKILL)
    await asyncio.sleep(2)
    await in_room(founder, daemon)
    await founder.expect(rf"^:geoffrin!\S+ MODE #room -b {re.escape(mask)}", 90)
    took = time.time() - began
    shown("ngIRCd: a flood ends in a mute of one minute, lifted after kill -9 and restart at its time", 55 < took < 75,
          f"{mask} stood {took:.0f} s")
    shown("ngIRCd: … once", len(founder.seen(r"^:geoffrin!\S+ MODE #room \+b")) == 1
          and len(founder.seen(r"^:geoffrin!\S+ MODE #room -b")) == 1)

    # SIGHUP with a broken file: she stays with what held and tells why.
    daemon.write(community("#room") + MODERATES + '[moderatoin]\nmode = 7\n')
    told = founder.expect(r"^:geoffrin!\S+ (PRIVMSG|NOTICE) #room-desk :Settings refused")
    daemon.process.send_signal(signal.SIGHUP)
    try:
        line = (await told).split(" :", 1)[1]
    except asyncio.TimeoutError:
        line = ""
    shown("ngIRCd: SIGHUP with a broken file is refused and told at the desk", line and daemon.process.returncode is None,
          line)
    carla = founder.expect(r"^:geoffrin!\S+ PRIVMSG #room :.*carla", 30)
    await Client(port, "carla", "127.4.0.6").connect("#room")
    shown("ngIRCd: … and what was accepted last goes on", await carla)
    daemon.write(community("#room") + MODERATES)

    # The server goes away and comes back.
    await server.stop()
    await server.start()
    founder = await Client(port, "founder", ops=("geoffrin",)).connect("#room", "#room-desk")
    began = time.time()
    await founder.expect(r"^:geoffrin!\S+ JOIN :?#room$", 120)
    back = time.time() - began
    await Client(port, "anna", "127.4.0.1").connect("#room")
    await asyncio.sleep(8)
    shown("ngIRCd: she comes back after the server's restart, and welcomes nobody again", not greeted(founder, "anna"),
          f"{back:.1f} s")
    shown("SIGTERM: exit 0", await daemon.end() == 0)
    daemon.remove()
    await server.stop()


async def split(program, many=1000):
    """Two ngIRCd, linked through a door of ours that can be shut."""
    ports = [free_port(), free_port(), free_port()]
    door_port = ports[2]
    link = "[Server]\n  Name = {0}\n  MyPassword = x\n  PeerPassword = x\n{1}"
    first = await Server("ngircd.sh", ports[0], EXTRA=link.format("irc2.test", "  Passive = yes\n")).start()
    pipes, is_shut = set(), False

    async def door(reader, writer):
        if is_shut:
            return writer.close()
        there, out = await asyncio.open_connection("127.0.0.1", ports[0])

        async def copy(source, sink):
            while data := await source.read(65536):
                sink.write(data)
            sink.close()
        pipes.add(writer), pipes.add(out)
        await asyncio.gather(copy(reader, out), copy(there, writer), return_exceptions=True)
    await asyncio.start_server(door, "127.0.0.1", door_port)
    second = await Server("ngircd.sh", ports[1], SERVERNAME="irc2.test", CONNECTRETRY="2",
                          EXTRA=link.format("irc.test", f"  Host = 127.0.0.1\n  Port = {door_port}\n")).start()
    founder = await Client(ports[0], "founder", ops=("geoffrin",)).connect("#room", "#room-desk")
    crowd = []
    for n in range(many):
        crowd.append(await Client(ports[1], f"m{n}", f"127.5.{n // 250}.{n % 250 + 1}").connect("#room"))
    for _ in range(120):
        if len(founder.seen(r"^:m\d+!\S+ JOIN")) == many:
            break
        await asyncio.sleep(0.5)

    def crowd_in(what, since=0.0):
        return {line.split("!")[0] for at, line in founder.seen(rf"^:m\d+!\S+ {what}") if at >= since}
    daemon = Daemon(program, ports[0], community("#room") + MODERATES)
    await in_room(founder, daemon)
    await asyncio.sleep(8)
    is_shut = True
    for pipe in pipes:
        pipe.close()
    for _ in range(60):
        if len(crowd_in("QUIT")) == many:
            break
        await asyncio.sleep(0.5)
    gone = founder.seen(r"^:m\d+!\S+ QUIT")
    new = await Client(ports[0], "newcomer", "127.4.1.1").connect("#room")
    await asyncio.sleep(10)
    is_shut, opened = False, time.time()
    for _ in range(120):
        if len(crowd_in("JOIN", opened)) == many:
            break
        await asyncio.sleep(0.5)
    back = crowd_in("JOIN", opened)
    shown(f"a split of {many}: all left and came back", len(crowd_in("QUIT")) == len(back) == many,
          f"{gone[0][1] if gone else ''}; {len(crowd_in('QUIT'))}, {len(back)}")
    if not greeted(founder, "newcomer"):
        try:
            await founder.expect(r"^:geoffrin!\S+ PRIVMSG #room :.*newcomer", 200)
        except asyncio.TimeoutError:
            pass
    await asyncio.sleep(10)
    wrong = founder.seen(r"^:geoffrin!\S+ (PRIVMSG|NOTICE) #room :.*\bm\d+\b")
    shown(f"a split of {many} welcomes none of them", not wrong, wrong[:2] or "")
    shown("… and nobody is sanctioned for it", not founder.seen(r"^:geoffrin!\S+ (MODE #room \+b|KICK)"))
    hello = greeted(founder, "newcomer")
    shown("a true newcomer during the split is welcomed afterwards, once", len(hello) == 1,
          f"{hello[0][0] - gone[-1][0]:.0f} s after the split" if hello and gone else "never")
    await daemon.end()
    daemon.remove()
    await second.stop()
    await first.stop()


async def prompts(program):
    """Three daemons at one minute, each killed at another moment of it."""
    port = free_port()
    server = await Server("ngircd.sh", port).start()
    nicks = {"before": "gbefore", "between": "gbetween", "after": "gafter"}
    founder = await Client(port, "founder", ops=tuple(nicks.values())).connect(
        *[f"#{x}" for x in nicks], *[f"#{x}-desk" for x in nicks])
    minute = (int(time.time()) // 60 + 2) * 60 if time.time() % 60 > 25 else (int(time.time()) // 60 + 1) * 60
    at = time.strftime("%H:%M", time.gmtime(minute))
    # Whatever the hour is, quiet hours are others.
    quiet = "-".join(time.strftime("%H:%M", time.gmtime(minute + hours * 3600)) for hours in (11, 12))
    daemons = {}
    for name, nick in nicks.items():
        text = community(f"#{name}") + f'''[animation]
quiet = "{quiet}"
[bank.questions]
file = "questions.txt"
[[prompt]]
name = "evening"
at = "every day at {at}"
from = "questions"
'''
        daemons[name] = Daemon(program, port, text, nick=nick)
        with open(f"{daemons[name].folder}/questions.txt", "w") as out:
            out.write("What is on your needles?\n\nWhich yarn would you never buy again?\n")
        await in_room(founder, daemons[name], f"#{name}", nick)
    said = {x: rf"^:{nicks[x]}!\S+ PRIVMSG #{x} :" for x in nicks}
    await asyncio.sleep(minute - 1 - time.time())
    await daemons["before"].end(signal.SIGKILL)
    # Her lane is full of answers: at the minute the question is owed, and waits to be sent.
    for _ in range(6):
        founder.say("#between-desk", "gbetween: help")
    restarts = [asyncio.create_task(in_room(founder, daemons["before"], "#before", nicks["before"]))]

    async def after():
        await founder.expect(said["after"], 70)
        await daemons["after"].end(signal.SIGKILL)
        await in_room(founder, daemons["after"], "#after", nicks["after"])
    restarts.append(asyncio.create_task(after()))
    await asyncio.sleep(minute + 0.7 - time.time())
    early = len(founder.seen(said["between"]))
    await daemons["between"].end(signal.SIGKILL)
    await in_room(founder, daemons["between"], "#between", nicks["between"])
    await asyncio.gather(*restarts)
    # The answers that were asked for first take some seconds each.
    for name in nicks:
        if not founder.seen(said[name]):
            try:
                await founder.expect(said[name], 90)
            except asyncio.TimeoutError:
                pass
    await asyncio.sleep(20)
    for name in nicks:
        lines = founder.seen(said[name])
        when = f"{len(lines)} said" + (f", {lines[0][0] - minute:.1f} s after the minute" if lines else "")
        if name == "between":
            when += f"; {early} before the kill"
        shown(f"a prompt at its minute, kill -9 {'one second before' if name == 'before' else name + ' commit and send' if name == 'between' else 'after send'}: once",
              len(lines) == 1, when)
    for daemon in daemons.values():
        await daemon.end()
        daemon.remove()
    await server.stop()


async def penalty(program):
    """ngIRCd slows down who talks too fast: she is never slowed to death nor cut off."""
    port = free_port()
    server = await Server("ngircd.sh", port, MAXPENALTY="-1").start()
    founder = await Client(port, "founder", ops=("geoffrin",)).connect("#room", "#room-desk")
    daemon = Daemon(program, port, community("#room") + MODERATES)
    await in_room(founder, daemon)
    guests = [await Client(port, f"g{n}", f"127.6.0.{n + 1}").connect("#room") for n in range(5)]
    floods = [asyncio.create_task(flood(guest, "#room", 16, 0.2)) for guest in guests]
    await asyncio.gather(*floods)
    await asyncio.sleep(60)
    shown("ngIRCd with penalties: she stays connected", not founder.seen(r"^:geoffrin!\S+ QUIT"))
    shown("ngIRCd with penalties: floods at once are all silenced", len(founder.seen(r"^:geoffrin!\S+ MODE #room \+b")) >= 1,
          [line.split(" ", 3)[3] for _, line in founder.seen(r"^:geoffrin!\S+ MODE #room")])
    await daemon.end()
    daemon.remove()
    await server.stop()


async def services(program):
    port, tls, link = free_port(), free_port(), free_port()
    accounts = "founder:sesame alice:wonderland relay:tunnel bob:builder"
    server = await Server("inspircd-atheme.sh", port, tls, link, ACCOUNTS=accounts).start()
    for _ in range(100):
        probe = await Client(port, "probe").connect()
        there = probe.expect(" 318 ")
        probe.send("WHOIS ChanServ")
        await there
        probe.close()
        if probe.seen(" 311 "):
            break
        await asyncio.sleep(0.2)
    founder = await Client(port, "founder", ops=("geoffrin",), login=("founder", "sesame")).connect("#room", "#room-desk")
    # This server gives no rank to who opens a room.
    founder.send("OPER oper oper", "SAMODE #room +o founder", "SAMODE #room-desk +o founder")
    registered = founder.expect(r"NOTICE founder :.*#room.* now registered", 20)
    founder.say("ChanServ", "REGISTER #room")
    await registered
    founder.say("ChanServ", "FLAGS #room geoffrin!*@* +Oo")
    founder.send("MODE #room +o founder")
    ircop = await Client(port, "ircop", "127.7.0.4").connect()
    known = ircop.expect(" 381 ")
    ircop.send("OPER oper oper")
    await known
    await ircop.join("#room")
    extra = 'moderators = ["net/alice"]\nrelays = ["net/relay"]'
    daemon = Daemon(program, port, community("#room", extra) + MODERATES)
    await in_room(founder, daemon)
    await asyncio.sleep(3)
    anna = await Client(port, "anna", "127.4.0.1").connect("#room")
    await founder.expect(r"^:geoffrin!\S+ PRIVMSG #room :.*anna")
    anna.send("PART #room")
    await anna.join("#room")
    named = {
        "a moderator named in the file": await Client(port, "alice", "127.7.0.1", login=("alice", "wonderland")).connect("#room"),
        "an operator of the room": await Client(port, "opal", "127.7.0.2").connect("#room"),
        "a declared relay": await Client(port, "relay", "127.7.0.3", login=("relay", "tunnel")).connect("#room"),
        "an operator of the network": ircop,
    }
    late = await Client(port, "late", "127.7.0.5").connect()
    known = late.expect(" 381 ")
    late.send("OPER oper oper")
    await known
    await late.join("#room")
    named["an operator of the network who came after her"] = late
    founder.send("MODE #room +o opal")
    await asyncio.sleep(5)
    eve = await Client(port, "eve", "127.7.0.9").connect("#room")
    muted = founder.expect(r"^:geoffrin!\S+ MODE #room \+b \S*127\.7\.0\.9", 60)
    await asyncio.gather(flood(eve, "#room"), *[flood(client, "#room") for client in named.values()])
    # Services answer in the room to whoever asks: their lines are no flood of theirs.
    for _ in range(10):
        founder.say("#room", "!flags")
        await asyncio.sleep(0.2)
    mask = (await muted).split()[-1].lstrip(":")
    began = founder.seen(r"^:geoffrin!\S+ MODE #room \+b \S*127\.7\.0\.9")[0][0]
    shown("InspIRCd: a flood ends in a quiet", mask.lstrip(":").startswith("m:") and "127.7.0.9" in mask, mask)
    await daemon.end()
    await asyncio.sleep(2)
    await in_room(founder, daemon)
    # By the server, which was told when; or by her where it was not.
    await founder.expect(rf"^:\S+ MODE #room -b :?{re.escape(mask)}", 90)
    shown("InspIRCd: … lifted after a restart at its time", 55 < time.time() - began < 75, f"{time.time() - began:.0f} s")
    acts = [line for _, line in founder.seen(r"^:geoffrin!\S+ (MODE #room \+b|KICK #room)")]
    for what, client in named.items():
        hit = [line for line in acts if client.address in line or re.search(rf"\b{client.nick}\b", line)]
        heard = len(founder.seen(rf"^:{client.nick}!\S+ PRIVMSG #room"))
        shown(f"InspIRCd: {what} floods ({heard} lines) and is not touched", not hit and heard >= 14, hit or "")
    shown("InspIRCd: services are not touched", not [x for x in acts if "services" in x or "ChanServ" in x])
    shown("InspIRCd: nothing but the flood was sanctioned, once",
          len([x for x in acts if late.address not in x]) == 1, acts)
    shown("InspIRCd: a newcomer is welcomed once", len(greeted(founder, "anna")) == 1)
    # B4: she has access at ChanServ; nobody has her say an order to it.
    mallory = await Client(port, "mallory", "127.7.0.8").connect("#room")
    for text in ("!op mallory", "geoffrin: say !op mallory", "!mods !op mallory", "geoffrin: !op mallory"):
        mallory.say("#room", text)
        mallory.say("geoffrin", text)
        await asyncio.sleep(2)
    await asyncio.sleep(8)
    orders = founder.seen(r"^:geoffrin!\S+ (PRIVMSG|NOTICE) #room\S* :\s*[!.]")
    shown("Atheme: no line of hers is an order, mallory has no rank",
          not orders and not founder.seen(r" MODE #room \+[a-z]*[oq]\S* .*mallory"), orders or "")
    await daemon.end()
    daemon.remove()
    await server.stop()


async def campaign(program):
    """Thirty people in three rooms of two networks bring one address in ever other words, one after the other."""
    first, second, tls = free_port(), free_port(), free_port()
    ngircd = await Server("ngircd.sh", first).start()
    inspircd = await Server("inspircd-atheme.sh", second, tls, 0).start()
    founder = await Client(first, "founder", ops=("geoffrin",)).connect("#one", "#two", "#desk")
    other = await Client(second, "founder", ops=("geoffrin",)).connect("#three")
    given = other.expect(r" MODE #three .*\+o.*[ :]founder")
    other.send("OPER oper oper", "SAMODE #three +o founder")
    await given
    places = {"#one": (first, founder), "#two": (first, founder), "#three": (second, other)}
    socks, locals_ = [], []
    for n in range(30):
        room = list(places)[n % 3]
        socks.append((room, await Client(places[room][0], f"sock{n * 7919 % 997}", f"127.8.0.{n + 1}").connect(room)))
    for n, room in enumerate(places):
        locals_.append((room, await Client(places[room][0], f"anna{n}", f"127.9.0.{n + 1}").connect(room)))
    daemon = Daemon(program, first, '''[community.c]
rooms = ["net/#one", "net/#two", "insp/#three"]
desk = ["net/#desk"]
[welcome]
active = false
[moderation]
mode = "act"
''', network=f'''[network.insp]
irc = "127.0.0.1:{second}"
nick = "geoffrin"
tls = false
''')
    there = [founder.expect(r"^:geoffrin!\S+ JOIN :?#(one|two)$", 90), other.expect(r"^:geoffrin!\S+ JOIN :?#three$", 90)]
    await daemon.start()
    await asyncio.gather(*there)
    await asyncio.sleep(25)
    openings = ("have a look", "you will love it", "my cousin earns with", "finally found", "the best of all is", "free today")
    small_talk = [
        "does anybody have a pattern for socks of size 43?", "good morning from the train", "I ran out of the blue wool again",
        "which needles do you take for lace?", "mine are bamboo, four millimetres", "the shop in Lyon has some left, I think",
        "thanks, I will ask there on Saturday", "has somebody washed merino by hand before?", "cold water and no wringing, it went well",
        "my cat sleeps on the sleeve I wanted to finish", "same here, so I knit the other one first", "what is this month's theme?",
        "stripes, it is written in the topic", "oh, I never look up there", "how do you hide the ends of so many colours?",
        "I weave them in as I go", "that takes patience, I admire it", "see you tonight, off to work"]
    began, tried = time.time(), 0
    for turn in range(3):
        for n, (room, sock) in enumerate(socks):
            sock.say(room, f"{openings[(n + turn) % 6]} https://shop{turn}.cheap-scarves.example/p{n}x{turn} {'now ' * (n % 4)}")
            tried += 1
            if n % 5 == 0:
                at, anna = locals_[n // 5 % 3]
                anna.say(at, small_talk[(turn * 6 + n // 5) % len(small_talk)])
            await asyncio.sleep(0.7)
    await asyncio.sleep(60)
    heard = sorted((at, line) for watcher in (founder, other) for at, line in watcher.seen(r" PRIVMSG #(one|two|three) :.*cheap-scarves"))
    acts = [line for watcher in (founder, other) for _, line in watcher.seen(r"^:geoffrin!\S+ (MODE #\w+ \+b|KICK)")]
    acted = [at for watcher in (founder, other) for at, _ in watcher.seen(r"^:geoffrin!\S+ (MODE #\w+ \+b|KICK)")]
    started = [at for at, line in heard if at > began]
    shown("a campaign of 30 in three rooms of two networks is met", len(acts) >= 20 and len(heard) < tried / 2,
          f"{len(heard)} of {tried} lines got through, {sum(at < min(acted, default=began) for at in started)} of them before the first act, "
          f"which came {min(acted, default=0) - began:.1f} s after the first line; {len(acts)} acts")
    later = [at for at, _ in heard if at > max(acted, default=began)]
    shown("… and nobody else is touched", not [x for x in acts if "anna" in x or "127.9." in x])
    desk = founder.seen(r"^:geoffrin!\S+ PRIVMSG #desk :\[")
    shown("… told at the desk as one case", len({re.search(r":\[(\d+)", line)[1] for _, line in desk}) <= 2, f"{len(desk)} lines; {len(later)} adverts after the last act")
    await daemon.end()
    daemon.remove()
    await inspircd.stop()
    await ngircd.stop()


PARTS = {"people": people, "split": split, "prompts": prompts, "penalty": penalty, "services": services, "campaign": campaign}


async def main(program, names):
    for name in names:
        began = time.time()
        try:
            await asyncio.wait_for(PARTS[name](program), 600)
        except (asyncio.TimeoutError, OSError) as error:
            import traceback
            place = traceback.extract_tb(error.__traceback__)
            shown(f"{name}: waited in vain", False, next((f"line {x.lineno}: {x.line}" for x in reversed(place) if x.filename == __file__), error))
        print(f"   {name}: {time.time() - began:.0f} s", flush=True)
    return 0 if all(results) else 1


if __name__ == "__main__":
    if len(sys.argv) < 2 or not set(sys.argv[2:]) <= set(PARTS):
        sys.exit(__doc__)
    sys.exit(asyncio.run(main(os.path.abspath(sys.argv[1]), sys.argv[2:] or list(PARTS))))
