// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Matrix

/// Policy lists as rooms keep them (client-server API, "Moderation policy lists").
struct PolicyListTests {
    private let base = SyncTests()

    private func event(
        _ type: String, _ key: String, _ entity: String, id: String = "$p", recommendation: String = "m.ban"
    ) -> String {
        #"{"type":"\#(type)","event_id":"\#(id)","state_key":"\#(key)","sender":"@mod:h","content":{"entity":"\#(entity)","recommendation":"\#(recommendation)","reason":"spam"}}"#
    }

    private func rooms() -> Rooms {
        var rooms = Rooms(network: NetworkID("m"), own: "@g:h")
        rooms.listNames = ["#bans:h"]
        rooms.names = ["!r": "#bans:h"]
        return rooms
    }

    private func listings(_ events: [Event]) -> [Listing] {
        events.compactMap { if case .listed(let listing) = $0.kind { listing } else { nil } }
    }

    @Test func `a list is told whole first, then by what changes, and nothing else of its room is heard`() throws {
        var rooms = rooms()
        let state = [
            event("m.policy.rule.user", "a", "@eve:evil"), event("m.room.rule.server", "b", "*.evil"),
            event("org.matrix.mjolnir.rule.room", "c", "!x:evil", recommendation: "org.matrix.mjolnir.ban"),
            event("m.policy.rule.user", "d", "@who:evil", recommendation: "m.shrug"), base.member("@g:h"),
        ]
        let first = rooms.take(
            try base.sync(timeline: base.message("$1", "@mod:h", "!ban alice"), state: state.joined(separator: ",")),
            .init(at: base.start))
        #expect(first.count == 1 && first.first?.room?.name == "#bans:h")
        let whole = try #require(listings(first).first)
        #expect(whole.isWhole && whole.rules.map(\.entity) == ["@eve:evil", "*.evil", "!x:evil"])
        #expect(whole.rules.map(\.kind) == [.user, .server, .room] && whole.rules[0].reason.raw == "spam")
        // The same again is no news; another entity under its key is, and so is an empty content.
        let same = rooms.take(
            try base.sync(timeline: event("m.policy.rule.user", "a", "@eve:evil")), .init(at: base.start))
        #expect(same.isEmpty)
        let other = rooms.take(
            try base.sync(timeline: event("m.policy.rule.user", "a", "@eva:evil", id: "$q")), .init(at: base.start))
        #expect(listings(other).first?.rules.map(\.entity) == ["@eva:evil"] && listings(other).first?.isWhole == false)
        let empty = #"{"type":"m.room.rule.server","event_id":"$e","state_key":"b","sender":"@mod:h","content":{}}"#
        #expect(listings(rooms.take(try base.sync(timeline: empty), .init(at: base.start))).first?.gone.count == 1)
        // A redaction takes its rule away.
        let redaction = #"{"type":"m.room.redaction","event_id":"$x","sender":"@mod:h","redacts":"$q","content":{}}"#
        #expect(listings(rooms.take(try base.sync(timeline: redaction), .init(at: base.start))).first?.gone.count == 1)
        #expect(rooms.isKnown("!r") && rooms.facts("@g:h", in: "!r") == nil)
    }

    @Test func `what the room's own state holds counts, where a sync of everything lacks it`() throws {
        var rooms = rooms()
        let both = [
            event("m.policy.rule.user", "a", "@eve:evil"), event("m.policy.rule.user", "b", "@mallory:evil", id: "$m"),
        ]
        _ = rooms.take(try base.sync(timeline: "", state: both.joined(separator: ",")), .init(at: base.start))
        let stale = try base.sync(timeline: "", state: both[0])
        var passage = Rooms.Passage(at: base.start)
        passage.isWhole = true
        passage.states["!r"] = try both.map { try #require(RoomEvent(try JSON(parsing: Array($0.utf8)))) }
        #expect(rooms.take(stale, passage).isEmpty)
        // What is gone there is gone, whatever the sync still shows.
        passage.states["!r"]?.removeFirst()
        #expect(listings(rooms.take(stale, passage)).first?.rules.map(\.entity) == ["@mallory:evil"])
        passage.states = [:]
        #expect(listings(rooms.take(stale, passage)).first?.rules.map(\.entity) == ["@eve:evil"])
    }

    @Test func `what makes no sense in a list says nothing`() throws {
        var rooms = rooms()
        let long = String(repeating: "x", count: 256)
        let odd = [
            event("m.policy.rule.user", "a", ""), event("m.policy.rule.user", "b", long),
            event("m.policy.rule.user", "c", "@a b:evil"),
            #"{"type":"m.policy.rule.user","event_id":"$1","state_key":"d","sender":"@m:h","content":{"entity":7,"recommendation":"m.ban"}}"#,
            #"{"type":"m.policy.rule.user","event_id":"$2","state_key":"e","sender":"@m:h","content":[]}"#,
            #"{"type":"m.policy.rule.user","event_id":"$3","sender":"@m:h","content":{"entity":"@e:evil","recommendation":"m.ban"}}"#,
        ]
        let events = rooms.take(try base.sync(timeline: odd.joined(separator: ",")), .init(at: base.start))
        #expect(listings(events).map(\.rules) == [[]])
    }

    @Test func `a list of more than it can hold counts the rest`() throws {
        var list = PolicyList()
        for n in 0..<Listing.most + 5 {
            let json = try JSON(parsing: Array(event("m.policy.rule.user", "k\(n)", "@u\(n):evil", id: "$\(n)").utf8))
            _ = list.apply(try #require(RoomEvent(json)))
        }
        #expect(list.whole.rules.count == Listing.most && list.whole.unread == 5)
    }
}
