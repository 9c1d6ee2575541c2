// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Matrix

/// What stands in rooms, who takes it away, and what is left of it when the stream breaks.
struct StandingTests {
    private let base = SyncTests()
    private var start: Timestamp { base.start }

    private func levels(_ id: String, by: String, _ users: String, more: String = "") -> String {
        #"{"type":"m.room.power_levels","event_id":"\#(id)","state_key":"","sender":"\#(by)","content":{"users":{\#(users)}\#(more)}}"#
    }
    private let muted = #""@mod:h":50,"@g:h":50,"@alice:h":-1"#
    private let spoken = #""@mod:h":50,"@g:h":50"#

    private func observed(_ events: [Event]) -> [Event.Observed] {
        events.compactMap { if case .sanctioned(let observed) = $0.kind { observed } else { nil } }
    }

    @Test func `a voice that somebody else gives back is lifted, her own act is not told`() throws {
        var rooms = try base.rooms()
        let mark = Mark.mute("@alice:h", before: nil)
        rooms.note(mark, in: "!r")
        let own = rooms.take(try base.sync(timeline: levels("$1", by: "@g:h", muted)), .init(at: start))
        #expect(observed(own).isEmpty)
        let other = rooms.take(try base.sync(timeline: levels("$2", by: "@mod:h", spoken)), .init(at: start))
        #expect(observed(other) == [.init(.unmuted, mark: mark.bytes, target: MemberID(NetworkID("m"), "@alice:h"))])
        #expect(rooms.marks.isEmpty)
        // Told once.
        let again = rooms.take(
            try base.sync(timeline: levels("$3", by: "@mod:h", spoken, more: #","ban":60"#)), .init(at: start))
        #expect(observed(again).isEmpty)
    }

    @Test func `what was lifted while she was away is seen in the first state`() throws {
        var rooms = Rooms(network: NetworkID("m"), own: "@g:h")
        rooms.note(.ban("@eve:h"), in: "!r")
        rooms.note(.ban("@bob:h"), in: "!r")
        let events = rooms.take(
            try base.sync(timeline: "", state: base.member("@g:h") + "," + base.member("@eve:h", "ban")),
            .init(at: start))
        // The state alone is no proof: the homeserver is asked what holds.
        #expect(observed(events).isEmpty)
        let doubts = rooms.takeDoubts()
        #expect(doubts == [.init(room: "!r", mark: .ban("@bob:h"))])
        #expect(observed(rooms.settle(doubts[0], try JSON(parsing: Array("[]".utf8)), at: start)).isEmpty)
        let told = rooms.settle(doubts[0], try JSON(parsing: Array(#"{"membership":"leave"}"#.utf8)), at: start)
        #expect(observed(told).map(\.mark) == ["ban @bob:h"])
        #expect(rooms.marks["!r"] == [.ban("@eve:h")] && rooms.takeDoubts().isEmpty)
    }

    @Test func `a mute that the state of a sync does not show stands where the homeserver says so`() throws {
        var rooms = Rooms(network: NetworkID("m"), own: "@g:h")
        rooms.note(.mute("@alice:h", before: nil), in: "!r")
        // The newest event was accepted beside her mute: the state after it does not know of that.
        let state = levels("$s", by: "@owner:h", spoken) + "," + base.member("@alice:h")
        let events = rooms.take(try base.sync(timeline: "", state: state), .init(at: start))
        #expect(observed(events).isEmpty)
        let doubts = rooms.takeDoubts()
        #expect(doubts.map(\.room) == ["!r"])
        #expect(doubts[0].mark.question(in: "!r").path.hasSuffix("/rooms/%21r/state/m.room.power_levels/"))
        let now = try JSON(parsing: Array(#"{"users":{\#(muted)}}"#.utf8))
        #expect(rooms.settle(doubts[0], now, at: start).isEmpty)
        #expect(rooms.marks["!r"]?.count == 1 && rooms.levels("!r")?.level(of: "@alice:h") == -1)
        // Given back by somebody, it is lifted.
        let given = try JSON(parsing: Array(#"{"users":{\#(spoken)}}"#.utf8))
        #expect(observed(rooms.settle(doubts[0], given, at: start)).map(\.what) == [.unmuted])
    }

    @Test func `what somebody said is found newest first, and nothing else of theirs`() throws {
        var rooms = try base.rooms()
        func said(_ id: String, _ by: String) -> String {
            #"{"type":"m.room.message","event_id":"\#(id)","sender":"\#(by)","content":{"body":"x"}}"#
        }
        let timeline = [said("$1", "@eve:h"), said("$2", "@alice:h"), base.member("@eve:h"), said("$4", "@eve:h")]
        _ = rooms.take(try base.sync(timeline: timeline.joined(separator: ",")), .init(at: start))
        #expect(rooms.newest(of: "@eve:h", in: "!r", most: 20) == ["$4", "$1"])
        #expect(rooms.newest(of: "@eve:h", in: "!r", most: 1) == ["$4"])
    }

    @Test func `what she set while or after the sync was asked for is not taken for lifted`() throws {
        var rooms = Rooms(network: NetworkID("m"), own: "@g:h")
        rooms.note(.mute("@alice:h", before: nil), in: "!r")
        // The state before the timeline does not know of the mute yet, the timeline does.
        let events = rooms.take(
            try base.sync(
                timeline: levels("$m", by: "@g:h", muted),
                state: levels("$s", by: "@owner:h", spoken) + "," + base.member("@alice:h")), .init(at: start))
        #expect(observed(events).isEmpty && rooms.marks["!r"]?.count == 1)
        var passage = Rooms.Passage(at: start)
        passage.marks = [:]
        let late = rooms.take(try base.sync(timeline: levels("$l", by: "@mod:h", spoken)), passage)
        #expect(observed(late).isEmpty && rooms.marks["!r"]?.count == 1)
    }

    @Test func `marks of a room are bounded`() {
        var rooms = Rooms(network: NetworkID("m"), own: "@g:h")
        for n in 0...Rooms.marksMost { rooms.note(.ban(ByteString("@u\(n):h")), in: "!r") }
        #expect(rooms.marks["!r"]?.count == Rooms.marksMost && rooms.marks["!r"]?.first == .ban("@u1:h"))
    }

    @Test func `a threshold that moves changes what she can, and is told once`() throws {
        var rooms = try base.rooms()
        func capabilities(_ events: [Event]) -> [Event.Capability] {
            events.compactMap { if case .capability(let capability) = $0.kind { capability } else { nil } }
        }
        let raised = rooms.take(
            try base.sync(timeline: levels("$1", by: "@owner:h", spoken, more: #","ban":80"#)), .init(at: start))
        #expect(capabilities(raised).map { $0.cannot.contains(.ban) } == [true])
        let same = rooms.take(
            try base.sync(timeline: levels("$2", by: "@owner:h", spoken, more: #","ban":90"#)), .init(at: start))
        // What it takes is another; that she cannot is known.
        #expect(capabilities(same).map { $0.cannot.contains(.ban) } == [true])
        #expect(capabilities(same).map { $0.levels?.needed.first { $0.ability == .ban }?.level } == [90])
    }

    @Test func `what she lacks is told with the exact levels, and who took it`() throws {
        var rooms = try base.rooms()
        let taken = rooms.take(
            try base.sync(
                timeline: levels(
                    "$1", by: "@mod:h", #""@g:h":50,"@mod:h":100"#,
                    more: #","events":{"m.room.redaction":60,"m.room.power_levels":100},"kick":40"#)),
            .init(at: start))
        let event = try #require(taken.first { if case .capability = $0.kind { true } else { false } })
        guard case .capability(let capability) = event.kind else { return }
        #expect(event.member?.key == "@mod:h" && event.facts?.isSelf == false)
        #expect(capability.can.contains(.kick) && capability.can.contains(.ban))
        #expect(
            capability.levels
                == .init(own: 50, needed: [.init(.remove, level: 60), .init(.mute, level: 100)]))
    }

    @Test func `whoever shows her out is told, and nothing of the room is known after it`() throws {
        var rooms = try base.rooms()
        let text = """
            {"next_batch":"s3","rooms":{"leave":{"!r":{"timeline":{"events":[
            {"type":"m.room.member","event_id":"$k","state_key":"@g:h","sender":"@mod:h","content":{"membership":"leave","reason":"later"}}]}},
            "!never":{"timeline":{"events":[]}}}}}
            """
        let sync = try #require(SyncResponse(try JSON(parsing: Array(text.utf8)), own: "@g:h") { _ in true })
        let events = rooms.take(sync, .init(at: start))
        #expect(events.count == 2 && events[0].facts?.isSelf == true)
        #expect(events[1].kind == .barred(.shown) && events[1].member?.key == "@mod:h")
        #expect(
            events[0].kind
                == .left(.kicked(by: MemberID(NetworkID("m"), "@mod:h"), reason: PeerText("later"))))
        #expect(!rooms.isKnown("!r"))
        // Banned later it takes more to let her in; of a room that is none of hers nobody hears.
        rooms.names["!r"] = "#r:h"
        for (room, count) in [("!r", 1), ("!other", 0)] {
            let ban = """
                {"next_batch":"s4","rooms":{"leave":{"\(room)":{"timeline":{"events":[
                {"type":"m.room.member","event_id":"$b","state_key":"@g:h","sender":"@mod:h","content":{"membership":"ban"}}]}}}}}
                """
            let sync = try #require(SyncResponse(try JSON(parsing: Array(ban.utf8)), own: "@g:h") { _ in true })
            let events = rooms.take(sync, .init(at: start))
            #expect(events.map(\.kind) == Array(repeating: .barred(.banned), count: count))
            #expect(events.allSatisfy { $0.member?.key == "@mod:h" && $0.room?.name == "#r:h" })
        }
    }

    @Test func `when the place is lost, only what stands behind the newest known event is new`() throws {
        var rooms = try base.rooms()
        _ = rooms.take(try base.sync(timeline: base.message("$known", "@alice:h", "seen")), .init(at: start))
        var passage = Rooms.Passage(at: start)
        passage.isFirst = true
        let timeline = [
            base.message("$before", "@alice:h", "old"), base.message("$known", "@alice:h", "seen"),
            base.message("$after", "@alice:h", "new"),
        ]
        let events = rooms.take(
            try base.sync(timeline: timeline.joined(separator: ","), state: base.member("@bob:h")), passage)
        #expect(base.said(events) == ["new"])
        #expect(events.contains { if case .synced = $0.kind { true } else { false } })
        let strange = rooms.take(try base.sync(timeline: base.message("$x", "@alice:h", "whenever")), passage)
        #expect(base.said(strange).isEmpty)
    }

    @Test func `a room that strangers can enter or read is open, and told when it changes (C5)`() throws {
        var rooms = try base.rooms()
        func isOpen(_ type: String, _ id: String, _ content: String) throws -> [Bool?] {
            let event =
                #"{"type":"\#(type)","event_id":"\#(id)","state_key":"","sender":"@owner:h","content":{\#(content)}}"#
            return rooms.take(try base.sync(timeline: event), .init(at: start)).compactMap {
                if case .capability(let capability) = $0.kind { .some(capability.isOpen) } else { nil }
            }
        }
        #expect(try isOpen("m.room.join_rules", "$1", #""join_rule":"public""#) == [true])
        #expect(try isOpen("m.room.join_rules", "$2", #""join_rule":"invite""#) == [false])
        #expect(try isOpen("m.room.history_visibility", "$3", #""history_visibility":"world_readable""#) == [true])
        #expect(try isOpen("m.room.history_visibility", "$4", #""history_visibility":"world_readable""#).isEmpty)
    }

    @Test func `the whole state told again corrects what she thought, and says nothing where she was right (H4)`()
        throws
    {
        var rooms = try base.rooms()
        var passage = Rooms.Passage(at: start)
        passage.isWhole = true
        let right = ["@owner:h", "@mod:h", "@g:h", "@alice:h"].map { base.member($0) }
        #expect(rooms.take(try base.sync(timeline: "", state: right.joined(separator: ",")), passage).isEmpty)
        let events = rooms.take(
            try base.sync(timeline: "", state: right.dropLast().joined(separator: ",")), passage)
        guard case .synced(let present) = events.first?.kind else { return #expect(Bool(false), "no roster") }
        #expect(present.map(\.member.key) == ["@g:h", "@mod:h", "@owner:h"])
    }

    @Test func `a core that forgot who is where is told`() throws {
        let events = try base.rooms().rosters(at: start)
        guard case .synced(let present) = events.first?.kind else { return #expect(Bool(false), "no roster") }
        #expect(present.count == 4 && events.count == 2)
    }

    @Test func `a case grows in its message until that has scrolled away`() {
        var rooms = Rooms(network: NetworkID("m"), own: "@g:h")
        rooms.noteCase(
            CaseMessage(event: "$c", number: 7, room: "!d", lines: ["[7] mute"], changedAt: start))
        let soon = rooms.grown(7, in: "!d", by: "[7] taken back", at: start + .minutes(1))
        #expect(soon?.lines == ["[7] mute", "[7] taken back"] && soon?.event == "$c")
        #expect(rooms.grown(7, in: "!d", by: "late", at: start + .minutes(11)) == nil)
        #expect(rooms.grown(7, in: "!other", by: "elsewhere", at: start) == nil)
        #expect(rooms.grown(8, in: "!d", by: "another", at: start) == nil)
    }
}
