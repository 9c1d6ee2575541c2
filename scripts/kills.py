#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kills.py PROGRAM [KILLS] [SEED]   kill -9 at random moments under load, against a real ngIRCd on loopback.

A founder opens a room and a desk and gives her op each time she comes; talkers talk; at any moment somebody floods from
an address of his own and must be silenced once, for a minute. She is killed KILLS times (200) at moments drawn from
SEED. Afterwards what the room saw is held against what she wrote down:

    sanctions lost     a case of hers that no ban in the room ever followed
    sanctions doubled  a second ban for the same case, or a ban never lifted, or lifted twice
    lines doubled      a desk line, a welcome or a notice of one case that was seen twice
    unknown            lines whose fate she told as unknown (they are never repeated): at most one a kill

Exit 0 when nothing is lost or doubled. Takes about thirteen seconds a kill.
"""
import asyncio
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "bench"))
import talk as ordinary  # noqa: E402
from people import Client, answers, free_port  # noqa: E402

ROOM, DESK = "#room", "#desk"
CONF = """language = "en"
timezone = "Europe/Paris"
owners = ["net/founder"]
contact = "x@example.org"
[network.net]
irc = "127.0.0.1:{port}"
nick = "geoffrin"
tls = false
[community.c]
rooms = ["net/{room}"]
desk = ["net/{desk}"]
[welcome]
after = "0s"
[moderation]
mode = "act"
preset = "strict"
ceiling = "mute 1m"
budget = "1000 an hour"
"""


def strangers(count):
    """Name, address and words of each guest: nothing in common, or many in a row would be a raid, and the door shut."""
    draw = random.Random(7)
    syllables = "ka lo mi ter ban su re vol gi na pex dor el ush quo fin bra zy".split()
    words = [word for line in ordinary.lines()[:400] for word in line.split() if word.isalpha() and len(word) > 3]
    found = {}
    while len(found) < count:
        name = "".join(draw.sample(syllables, draw.randint(2, 3)))[:9]
        number = len(found) + 1
        found.setdefault(name, (f"127.{3 + number % 120}.{number * 37 % 250}.{number * 91 % 250 + 1}",
                                " ".join(draw.sample(words, draw.randint(3, 6)))))
    return found


class Daemon:
    def __init__(self, program, folder):
        self.program, self.folder, self.log = program, folder, open(f"{folder}/log", "ab")

    async def start(self):
        self.process = await asyncio.create_subprocess_exec(
            self.program, "run", "--config", f"{self.folder}/bot.conf", "--state", f"{self.folder}/state",
            "--socket", f"{self.folder}/control", stdout=self.log, stderr=self.log)

    async def ask(self, *words):
        process = await asyncio.create_subprocess_exec(
            self.program, *words, "--socket", f"{self.folder}/control", stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT)
        return (await process.communicate())[0].decode(errors="replace")

    async def kill(self, which=signal.SIGKILL):
        self.process.send_signal(which)
        return await self.process.wait()


async def flood(port, name, address, words):
    """One who floods, from an address of his own: his mask hits nobody else."""
    client = await Client(port, name, address).connect()
    client.send(f"JOIN {ROOM}")
    await client.expect(" 366 ")
    for i in range(26):
        client.send(f"PRIVMSG {ROOM} :{words}")
        await asyncio.sleep(0.45)
    return client


async def talk(client, lines):
    for line in lines:
        client.send(f"PRIVMSG {ROOM} :{line}")
        await asyncio.sleep(random.uniform(2, 4))


def judge(founder, kills):
    """What the room saw, in numbers."""
    bans, lifts, desk, said = Counter(), Counter(), Counter(), Counter()
    cases = {}
    unknown = []
    for _, line in founder.lines:
        if not line.startswith(":geoffrin!"):
            continue
        mode = re.match(rf":\S+ MODE {ROOM} ([+-])b (\S+)", line)
        if mode:
            (bans if mode[1] == "+" else lifts)[mode[2]] += 1
        told = re.match(rf":\S+ (?:PRIVMSG|NOTICE) {DESK} :(.*)", line)
        if told:
            text = told[1]
            case = re.match(r"\[(\d+)\] mute \S+ \S+: ([a-z]+),", text)
            if case:
                cases[int(case[1])] = case[2]
                desk[text] += 1
            elif re.search(r"unknown|may have", text):
                unknown.append(text)
        words = re.match(rf":\S+ (?:PRIVMSG|NOTICE) {ROOM} :(.*)", line)
        if words:
            said[words[1]] += 1
    return bans, lifts, desk, said, cases, unknown


async def main(program, kills, seed):
    random.seed(seed)
    folder = tempfile.mkdtemp(prefix="kills-")
    port = free_port()
    here = os.path.dirname(os.path.abspath(__file__))
    server = await asyncio.create_subprocess_exec(
        f"{here}/../Tests/Support/servers/ngircd.sh", str(port), env={**os.environ, "MAXPENALTY": "0"})
    await answers(port)
    with open(f"{folder}/bot.conf", "w") as out:
        out.write(CONF.format(port=port, room=ROOM, desk=DESK))
    founder = await Client(port, "founder", ops=("geoffrin",)).connect()
    founder.send(f"JOIN {ROOM}", f"JOIN {DESK}")
    await founder.expect(f" 366 founder {DESK}")
    talkers, lines = [], ordinary.lines()
    for i in range(6):
        client = await Client(port, f"talker{i}", f"127.2.0.{i + 1}").connect()
        client.send(f"JOIN {ROOM}")
        talkers.append(asyncio.create_task(talk(client, lines[i::6])))
    daemon = Daemon(program, folder)
    number, guests, coming = 0, [], strangers(kills)
    names = list(coming)
    someone = re.compile(r"\b(" + "|".join(names) + r")\b")
    began = time.monotonic()
    for kill in range(kills):
        back = founder.expect(f"^:geoffrin!\\S+ JOIN :?{ROOM}", 90)
        await daemon.start()
        await back
        number += 1
        guest = asyncio.create_task(flood(port, names[number - 1], *coming[names[number - 1]]))
        # She reads the room, then settles for five seconds: then it rains acts.
        await asyncio.sleep(random.uniform(8, 16))
        guests.append(await guest)
        await daemon.kill()
        while len(guests) > 30:
            guests.pop(0).close()
        if kill % 10 == 9:
            print(f"   {kill + 1} kills, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    back = founder.expect(f"^:geoffrin!\\S+ JOIN :?{ROOM}", 90)
    await daemon.start()
    await back
    for task in talkers:
        task.cancel()
    # Until nothing is owed and every minute is over.
    quiet = time.monotonic()
    while time.monotonic() - quiet < 75:
        before = len([1 for _, line in founder.lines if line.startswith(":geoffrin!")])
        await asyncio.sleep(5)
        after = len([1 for _, line in founder.lines if line.startswith(":geoffrin!")])
        if after != before:
            quiet = time.monotonic()
    status = await daemon.ask("status")
    bans, lifts, desk, said, cases, unknown = judge(founder, kills)
    counted = sum(map(int, re.findall(r"(\d+) open cases?", status)))
    why, others, misses, n = {}, [], 0, 0
    # Every case there is: numbers go up one by one; a few are passed over, never many.
    while len(why) + len(others) < counted and misses <= 50:
        n += 1
        text = (await daemon.ask("why", str(n))).strip()
        if someone.search(text) and "mute" in text:
            why[n] = text.splitlines()[0]
        elif someone.search(text) or re.search(r"\btalker\d+\b", text):
            others.append(text.splitlines()[0])
        else:
            misses += 1
    unread = counted - len(why) - len(others)
    code = await daemon.kill(signal.SIGTERM)
    server.terminate()
    await server.wait()

    address = {name: coming[name][0] for name in names}
    banned = Counter()
    for mask, times in bans.items():
        banned[mask.rpartition("@")[2]] += times
    lifted = Counter()
    for mask, times in lifts.items():
        lifted[mask.rpartition("@")[2]] += times
    by_person = Counter()
    for text in why.values():
        by_person[someone.search(text)[0]] += 1
    lost = sorted(who for who in by_person if banned[address[who]] == 0)
    doubled = sorted(who for who in by_person if banned[address[who]] > by_person[who])
    standing = sorted(who for who in by_person if lifted[address[who]] < min(1, banned[address[who]]))
    twice = [text for text, times in (desk + said).items() if times > 1 and someone.search(text)]
    print(f"kills {kills}, seed {seed}, {time.monotonic() - began:.0f} s, exit {code}")
    print(f"cases {len(why)}, people {len(by_person)}, bans seen {sum(bans.values())}, lifts seen {sum(lifts.values())}")
    print(f"open cases by her own count {counted}, of others {len(others)} {others[:3]}, unread {unread}")
    print(f"sanctions lost {len(lost)} {lost[:9]}")
    print(f"sanctions doubled {len(doubled)} {doubled[:9]}")
    print(f"never lifted {len(standing)} {standing[:9]}")
    print(f"lines doubled {len(twice)} {twice[:5]}")
    print(f"lines of unknown fate {len(unknown)}")
    for text in unknown[:5]:
        print(f"   {text}")
    print(status)
    if unread > 0 or lost or doubled or standing or twice or len(unknown) > kills:
        print(f"the log and the database stay in {folder}")
        with open(f"{folder}/seen", "w") as out:
            for at, line in founder.lines:
                out.write(f"{at - began:.3f} {line}\n")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(asyncio.run(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 200, int(sys.argv[3]) if len(sys.argv) > 3 else 1)))
