// SPDX-License-Identifier: Apache-2.0

import Chat
import Curl
import Matrix
import Synchronization
import Testing

@testable import MatrixAdapter

/// Whom her words call, and what is told of rooms and removals.
struct TellingTests {
    let base = AdapterTests()

    @Test func `a welcome pings nobody, an answer whoever asked, and a removal gives its reason`() async throws {
        let (adapter, door, _, _) = await base.play([
            AdapterTests.whoami, AdapterTests.join, ("sync", 200, AdapterTests.batch("s1", "old", id: "$1")),
            ("/send/", 200, #"{"event_id":"$x"}"#), ("/send/", 200, #"{"event_id":"$y"}"#), ("/redact/", 200, "{}"),
        ])
        func body() -> String { String(decoding: door.asked.withLock { $0.last?.body } ?? [], as: UTF8.self) }
        var welcome = base.act(.say(Utterance("Welcome, eve")), on: "@eve:h")
        welcome.lane = .welcome
        _ = try await adapter.perform(welcome)
        #expect(body().contains(#""m.mentions":{}"#))
        welcome.lane = .answer
        _ = try await adapter.perform(welcome)
        #expect(body().contains(#""m.mentions":{"user_ids":["@eve:h"]}"#))
        _ = try await adapter.perform(
            base.act(.remove(message: "$1", reason: Utterance("repeated text")), on: "@eve:h"))
        #expect(body().contains(#""reason":"repeated text""#))
    }

    @Test func `a room that does not let her in is told once, with why`() async throws {
        let (_, _, events, _) = await base.play([
            AdapterTests.whoami,
            ("/join/", 403, #"{"errcode":"M_BAD_STATE","error":"Cannot join user who was banned"}"#),
            ("sync", 200, #"{"next_batch":"s1"}"#), ("sync", 200, #"{"next_batch":"s2"}"#),
        ])
        let bars = events.compactMap { if case .barred(let bar) = $0.kind { bar } else { nil } }
        #expect(bars == [.banned])
        #expect(events.first { if case .barred = $0.kind { true } else { false } }?.room?.name == "#r:h")
    }

    /// «Invite her to the desk», every guide says: she was asked into a room whose alias had not let her in before, and
    /// declined.
    @Test func `an invitation to a room whose alias did not let her in is taken`() async throws {
        let invitation =
            #"{"next_batch":"s2","rooms":{"invite":{"!d":{"invite_state":{"events":[{"type":"m.room.member","state_key":"@g:h","sender":"@lise:h","content":{"membership":"invite"}}]}}}}}"#
        let (_, door, _, _) = await base.play(
            [
                AdapterTests.whoami, ("/join/", 403, #"{"errcode":"M_FORBIDDEN","error":"You are not invited"}"#),
                ("/directory/room/%23desk%3Ah", 200, #"{"room_id":"!d","servers":["h"]}"#),
                ("sync", 200, #"{"next_batch":"s1"}"#), ("sync", 200, invitation),
                ("/join/", 200, #"{"room_id":"!d"}"#),
                ("sync", 200, #"{"next_batch":"s3"}"#),
            ], rooms: ["#desk:h"], declines: "I only enter rooms of mine")
        #expect(door.paths("/leave").isEmpty)
        #expect(door.paths("/join/").count == 2)
    }

    /// Any homeserver may say that somebody asks her into any room.
    @Test func `invitations without end are not tried without end`() async throws {
        func invitation(_ n: Int) -> String {
            #"{"next_batch":"s\#(n)","rooms":{"invite":{"!d":{"invite_state":{"events":[{"type":"m.room.member","state_key":"@g:h","sender":"@eve:evil","content":{"membership":"invite"}}]}}}}}"#
        }
        let refused = ("/join/", 403, #"{"errcode":"M_FORBIDDEN","error":"You are not invited"}"#)
        let way = ("/directory/room/%23desk%3Ah", 200, #"{"room_id":"!d","servers":["h"]}"#)
        let (_, door, _, _) = await base.play(
            [
                AdapterTests.whoami, refused, way, ("sync", 200, #"{"next_batch":"s1"}"#),
                ("sync", 200, invitation(2)), refused, way, ("sync", 200, invitation(3)),
                ("sync", 200, invitation(4)), ("sync", 200, #"{"next_batch":"s5"}"#),
            ], rooms: ["#desk:h"], declines: "I only enter rooms of mine")
        #expect(door.paths("/join/").count == 2)
    }

    /// A desk is for those invited, and so is what it is upgraded to: she was told to, and declined.
    @Test func `a room that replaces hers is entered once somebody invites her`() async throws {
        let stone =
            #"{"next_batch":"s2","rooms":{"join":{"!r":{"timeline":{"events":[{"type":"m.room.tombstone","event_id":"$t","state_key":"","sender":"@o:h","content":{"replacement_room":"!n"}}]}}}}}"#
        let invitation =
            #"{"next_batch":"s3","rooms":{"invite":{"!n":{"invite_state":{"events":[{"type":"m.room.member","state_key":"@g:h","sender":"@mod:h","content":{"membership":"invite"}}]}}}}}"#
        let (_, door, events, _) = await base.play(
            [
                AdapterTests.whoami, ("/join/%23r", 200, #"{"room_id":"!r"}"#),
                ("sync", 200, AdapterTests.batch("s1", "old", id: "$1")), ("sync", 200, stone),
                ("/join/%21n", 403, #"{"errcode":"M_FORBIDDEN","error":"You are not invited"}"#),
                ("sync", 200, invitation), ("/join/%21n", 200, #"{"room_id":"!n"}"#),
                ("m.room.create", 200, #"{"content":{"predecessor":{"room_id":"!r"}},"sender":"@o:h"}"#),
                ("sync", 200, AdapterTests.batch("s4", "there", id: "$2").replacing("!r", with: "!n")),
            ], declines: "I only enter rooms of mine")
        #expect(door.paths("/leave").isEmpty)
        #expect(door.paths("/join/%21n").count == 2)
        let rosters = events.filter { if case .synced = $0.kind { true } else { false } }
        #expect(rosters.compactMap(\.room?.name) == ["#r:h", "#r:h"])
    }

    /// bot.conf names the closed room and the one in its place.
    @Test func `a room that has a name keeps it where it replaces another`() async throws {
        let stone =
            #"{"next_batch":"s2","rooms":{"join":{"!r":{"timeline":{"events":[{"type":"m.room.tombstone","event_id":"$t","state_key":"","sender":"@o:h","content":{"replacement_room":"!n"}}]}}}}}"#
        let (_, door, events, _) = await base.play(
            [
                AdapterTests.whoami, ("/join/%23r", 200, #"{"room_id":"!r"}"#),
                ("/join/%23n", 200, #"{"room_id":"!n"}"#),
                ("sync", 200, AdapterTests.batch("s1", "old", id: "$1")), ("sync", 200, stone),
                ("sync", 200, AdapterTests.batch("s3", "there", id: "$2").replacing("!r", with: "!n")),
            ], rooms: ["#r:h", "#n:h"])
        #expect(door.paths("/join/%21n").isEmpty)
        let rosters = events.filter { if case .synced = $0.kind { true } else { false } }
        #expect(rosters.compactMap(\.room?.name) == ["#r:h", "#n:h"])
    }

    /// «invite someone to #desk:h», the desk was told.
    @Test func `who she is is told before which room does not let her in`() async throws {
        let (_, _, events, _) = await base.play(
            [
                AdapterTests.whoami, ("/join/%23d", 403, #"{"errcode":"M_FORBIDDEN","error":"You are not invited"}"#),
                ("/directory/", 404, #"{"errcode":"M_NOT_FOUND"}"#), ("/join/%23r", 200, #"{"room_id":"!r"}"#),
                ("sync", 200, AdapterTests.batch("s1", "old", id: "$1")),
            ], rooms: ["#d:h", "#r:h"])
        let roster = events.firstIndex { if case .synced = $0.kind { true } else { false } }
        let bar = events.firstIndex { if case .barred = $0.kind { true } else { false } }
        #expect(try #require(roster) < #require(bar))
    }

    /// Its server may be slow, or ask her to wait: nobody invites her for that.
    @Test func `a room that replaces hers is tried again where it failed for the moment`() async throws {
        let stone =
            #"{"next_batch":"s2","rooms":{"join":{"!r":{"timeline":{"events":[{"type":"m.room.tombstone","event_id":"$t","state_key":"","sender":"@o:h","content":{"replacement_room":"!n"}}]}}}}}"#
        let now = Mutex(Timestamp(seconds: 1_800_000_000))
        let (_, door, events, _) = await base.play(
            [
                AdapterTests.whoami, ("/join/%23r", 200, #"{"room_id":"!r"}"#),
                ("sync", 200, AdapterTests.batch("s1", "old", id: "$1")), ("sync", 200, stone),
                ("/join/%21n", 502, "<html>bad gateway</html>"), ("sync", 200, #"{"next_batch":"s3"}"#),
                ("/join/%21n", 200, #"{"room_id":"!n"}"#),
                ("m.room.create", 200, #"{"content":{"predecessor":{"room_id":"!r"}},"sender":"@o:h"}"#),
                ("sync", 200, AdapterTests.batch("s4", "there", id: "$2").replacing("!r", with: "!n")),
            ],
            clock: {
                now.withLock {
                    $0 = $0 + .seconds(20)
                    return $0
                }
            })
        #expect(door.paths("/join/%21n").count > 1)
        let rosters = events.filter { if case .synced = $0.kind { true } else { false } }
        #expect(rosters.compactMap(\.room?.name) == ["#r:h", "#r:h"])
    }

    @Test func `a room on a server that does not answer keeps her out of no other`() async throws {
        let (_, door, _, _) = await base.play(
            [
                AdapterTests.whoami, ("/join/%23a", 502, #"{"errcode":"M_UNKNOWN","error":"Failed to fetch alias"}"#),
                ("/join/%23r", 200, #"{"room_id":"!r"}"#), ("sync", 200, #"{"next_batch":"s1"}"#),
            ], rooms: ["#a:gone", "#r:h"])
        #expect(door.paths("/join/%23r").count == 1)
    }
}
