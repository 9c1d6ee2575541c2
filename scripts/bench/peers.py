# SPDX-License-Identifier: Apache-2.0
"""Bots of other libraries that do a little of what she does: look at every message for one pattern and answer a word.

peers.py nio|mautrix BASE USER TOKEN"""
import asyncio
import re
import sys

KIND, BASE, USER, TOKEN = sys.argv[1:5]
PATTERN = re.compile(r"(?i)cheap lamps|https?://\S+\.tk\b")


async def nio():
    from nio import AsyncClient, AsyncClientConfig, RoomMessageText

    client = AsyncClient(BASE, USER, config=AsyncClientConfig(store_sync_tokens=False))
    client.access_token, client.user_id, client.device_id = TOKEN, USER, "BENCH"

    async def heard(room, event):
        if PATTERN.search(event.body):
            await client.room_redact(room.room_id, event.event_id)
        elif event.body == "!ping":
            await client.room_send(room.room_id, "m.room.message", {"msgtype": "m.notice", "body": "pong"})

    client.add_event_callback(heard, RoomMessageText)
    await client.sync_forever(timeout=30000, full_state=False)


async def mautrix():
    """What maubot is made of: its client, its handlers; a plugin would come on top."""
    from mautrix.client import Client, MemorySyncStore
    from mautrix.types import EventType

    client = Client(mxid=USER, device_id="BENCH", base_url=BASE, token=TOKEN, sync_store=MemorySyncStore())

    async def heard(event):
        body = event.content.body or ""
        if PATTERN.search(body):
            await client.redact(event.room_id, event.event_id)
        elif body == "!ping":
            await client.send_notice(event.room_id, "pong")

    client.add_event_handler(EventType.ROOM_MESSAGE, heard)
    await client.start(None)


asyncio.run(nio() if KIND == "nio" else mautrix())
