#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A conversation on a real Synapse in which every person is a matrix-nio client: another implementation of the protocol
than hers and than that of the tests. Prints each step with the time it took; exits 1 at the first that does not come.

usage: conversation.py SYNAPSE_PYTHON GEOFFRIN      (started by scripts/conversation.sh)
"""
import asyncio, json, os, pathlib, signal, subprocess, sys, tempfile, time, urllib.error, urllib.request

import nio

ROOT = pathlib.Path(__file__).resolve().parents[3]
PORT = 28217
BASE = f"http://127.0.0.1:{PORT}"


def ask(method, path, body=None, token=None):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = "Bearer " + token
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(BASE + path, method=method, data=data, headers=headers)
    return json.load(urllib.request.urlopen(request, timeout=60))


class Person:
    """A nio client that keeps all it sees."""

    def __init__(self, name):
        answer = ask("POST", "/_matrix/client/v3/register",
                     {"username": name, "password": "p-" + name, "auth": {"type": "m.login.dummy"}})
        self.name, self.id, self.token = name, answer["user_id"], answer["access_token"]
        self.client = nio.AsyncClient(BASE, self.id)
        self.client.restore_login(self.id, answer["device_id"], self.token)
        self.seen, self.invited = [], []
        self.news = asyncio.Event()

    async def begin(self):
        await self.client.sync(timeout=0, full_state=True)
        self.client.add_event_callback(self.take, nio.Event)
        self.client.add_event_callback(self.asked, nio.InviteMemberEvent)
        self.task = asyncio.create_task(self.client.sync_forever(timeout=20000))

    async def take(self, room, event):
        self.seen.append((room.room_id, event))
        self.news.set()

    async def asked(self, room, event):
        if event.state_key == self.id and event.membership == "invite":
            self.invited.append((room.room_id, event.sender))
            self.news.set()

    async def say(self, room, text):
        content = {"msgtype": "m.text", "body": text}
        return await self.client.room_send(room, "m.room.message", content)

    async def edit(self, room, event, text):
        content = {"msgtype": "m.text", "body": "* " + text, "m.new_content": {"msgtype": "m.text", "body": text},
                   "m.relates_to": {"rel_type": "m.replace", "event_id": event}}
        return await self.client.room_send(room, "m.room.message", content)

    async def react(self, room, event, key):
        relates = {"rel_type": "m.annotation", "event_id": event, "key": key}
        return await self.client.room_send(room, "m.reaction", {"m.relates_to": relates})

    async def until(self, what, found, limit=60):
        """The first thing seen for which `found` gives something."""
        end = time.monotonic() + limit
        while True:
            for room, event in self.seen:
                if result := found(room, event):
                    return result
            self.news.clear()
            left = end - time.monotonic()
            if left <= 0:
                raise AssertionError(f"{self.name} waited {limit} s for {what}")
            try:
                await asyncio.wait_for(self.news.wait(), min(left, 1))
            except asyncio.TimeoutError:
                pass

    async def hears(self, text, room=None, limit=60):
        def found(where, event):
            body = getattr(event, "body", "")
            return (where, event) if text in body and room in (None, where) else None
        return await self.until(f"«{text}»", found, limit)

    async def sees_gone(self, target, limit=60):
        return await self.until(
            f"the removal of {target}",
            lambda _, event: isinstance(event, nio.RedactionEvent) and event.redacts == target, limit)


steps = []


class step:
    def __init__(self, what):
        self.what = what

    async def __aenter__(self):
        self.began = time.monotonic()

    async def __aexit__(self, kind, error, _):
        took = time.monotonic() - self.began
        steps.append(self.what)
        print(f"{'ok  ' if kind is None else 'FAIL'} {len(steps):2}. {self.what} ({took:.1f} s)", flush=True)


def case_of(event):
    source = event.source["content"]
    relates = source.get("m.relates_to", {})
    return relates["event_id"] if relates.get("rel_type") == "m.replace" else event.event_id


def number_of(body):
    return body.split("[")[-1].split("]")[0]


async def play(folder, program):
    margaux, sami, lou, eve, bot = (Person(n) for n in ("margaux", "sami", "lou", "eve", "geoffrin"))
    people = (margaux, sami, lou, eve)
    for person in people:
        await person.begin()
    levels = {"users": {bot.id: 100, sami.id: 50}}
    salon = (await margaux.client.room_create(
        alias="salon", preset=nio.RoomPreset.public_chat, power_level_override=levels)).room_id
    desk = (await margaux.client.room_create(
        alias="desk", preset=nio.RoomPreset.private_chat, invite=[bot.id, sami.id])).room_id
    await sami.client.join(desk)
    await sami.client.join(salon)
    (folder / "secrets").mkdir(mode=0o700)
    (folder / "secrets/matrix").write_text(bot.token)
    (folder / "secrets/matrix").chmod(0o600)
    (folder / "bot.conf").write_text(f'''
language = "en"
owners = ["matrix/{margaux.id}"]
contact = "hello@hs.test"
[network.matrix]
matrix = "{BASE}"
token = "secret:matrix"
unlimited = true
[community.salon]
rooms = ["matrix/#salon:hs.test"]
desk = ["matrix/#desk:hs.test"]
[welcome]
after = "0s"
[moderation]
mode = "act"
preset = "strict"
[[rule]]
name = "lamps"
when = 'text matches "(?i)cheap lamps"'
then = ["remove"]
mode = "act"
''')
    log = open(folder / "log", "w")
    daemon = subprocess.Popen([program, "run", "--state", "state", "--socket", "control", "--log", "info"],
                              cwd=folder, stderr=log, stdout=log)
    try:
        async with step("she comes in and the desk reads what she can do"):
            await sami.hears("I am in", desk)
        async with step("a newcomer is welcomed"):
            await lou.client.join(salon)
            await sami.hears("Welcome, lou", salon)
        async with step("who asks for help is answered in private, in a room of two she makes"):
            await lou.say(salon, "!help")
            await lou.until("an invitation", lambda *_: lou.invited or None) if lou.seen else None
            while not lou.invited:
                lou.news.clear()
                await asyncio.wait_for(lou.news.wait(), 60)
            room, by = lou.invited[0]
            assert by == bot.id
            await lou.client.join(room)
            await lou.until("the help", lambda where, event: where == room and event.sender == bot.id
                            and getattr(event, "body", "") or None)
        async with step("what a rule takes away is taken away"):
            await eve.client.join(salon)
            await sami.until("eve's coming", lambda where, event: where == salon and isinstance(
                event, nio.RoomMemberEvent) and event.state_key == eve.id)
            # Nobody is judged while the roster is fresh (FIELD rule 8): what is said then is judged when that is over.
            advert = (await eve.say(salon, "cheap lamps here")).event_id
            await sami.sees_gone(advert)
        async with step("what was edited into an advert goes whole: the edit and what it replaced"):
            plain = (await eve.say(salon, "good evening to all of you")).event_id
            await lou.hears("good evening to all of you", salon)
            edit = (await eve.edit(salon, plain, "cheap lamps, again")).event_id
            await sami.sees_gone(plain)
            await sami.sees_gone(edit)
        async with step("a flood is silenced, and the desk hears of it in one case"):
            for _ in range(8):
                await eve.say(salon, "buy gold at my shop today")
            _, told = await sami.until("the case", lambda where, event: (where, event) if where == desk and all(
                w in getattr(event, "body", "") for w in ("mute", "eve", "Take back")) else None)
            refused = await eve.say(salon, "and now?")
            assert isinstance(refused, nio.RoomSendError), refused
        number = number_of(told.body.split("mute")[0])
        async with step("a moderator asks why"):
            await sami.say(desk, f"why {number}")
            await sami.hears("mode act: same text", desk)
        async with step("a thumb down gives the voice back"):
            await sami.react(desk, case_of(told), "\U0001F44E")
            await sami.until("the level", lambda where, event: where == salon and event.sender == bot.id
                             and isinstance(event, nio.PowerLevelsEvent) and event.power_levels.users.get(eve.id, 0) >= 0)
            assert isinstance(await eve.say(salon, "thank you"), nio.RoomSendResponse)
        # A desk reads a few lines a minute, the rest as a digest: what follows is about single lines.
        await asyncio.sleep(61)
        async with step("a member calls the moderators"):
            await lou.say(salon, "!mods somebody sells lamps")
            await sami.hears("somebody sells lamps", desk)
        async with step("a moderator's order: out for an hour, then taken back by its number"):
            await sami.say(desk, "ban eve 1h selling")
            await sami.until("the ban", lambda where, event: isinstance(event, nio.RoomMemberEvent)
                             and event.state_key == eve.id and event.membership == "ban")
            _, done = await sami.until("the desk's line", lambda where, event: (where, event) if where == desk and all(
                w in getattr(event, "body", "") for w in ("ban 1 h", "eve", "sami")) else None)
            await sami.say(desk, f"undo {number_of(done.body)}")
            await sami.until("let in again", lambda where, event: isinstance(event, nio.RoomMemberEvent)
                             and event.state_key == eve.id and event.membership == "leave")
        async with step("somebody who is no moderator orders nothing"):
            before = len(sami.seen)
            await lou.say(salon, "!ban sami")
            await lou.say(salon, "is anybody here?")
            await sami.hears("is anybody here?", salon)
            assert not any(isinstance(e, nio.RoomMemberEvent) and e.state_key == sami.id for _, e in sami.seen[before:])
        async with step("she goes when she is told to, and says so at the desk"):
            daemon.send_signal(signal.SIGTERM)
            assert daemon.wait(30) == 0, daemon.returncode
    except BaseException:
        print((folder / "log").read_text()[-3000:], file=sys.stderr)
        for room, event in sami.seen[-15:]:
            print(room == desk and "desk " or "salon", event.sender, getattr(event, "body", type(event).__name__), file=sys.stderr)
        raise
    finally:
        if daemon.poll() is None:
            daemon.kill()
        for person in people:
            person.task.cancel()
            await person.client.close()
        await bot.client.close()


def main():
    python, program = sys.argv[1:3]
    server = subprocess.Popen(["bash", str(ROOT / "Tests/Support/servers/synapse.sh"), python, str(PORT), "relaxed"])
    try:
        for _ in range(1200):
            try:
                ask("GET", "/_matrix/client/versions")
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(play(pathlib.Path(folder), os.path.abspath(program)))
        print(f"{len(steps)} steps, all as they should be; matrix-nio {nio.__version__ if hasattr(nio, '__version__') else ''}")
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
