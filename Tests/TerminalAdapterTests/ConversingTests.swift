// SPDX-License-Identifier: Apache-2.0

import Chat
import TerminalAdapter
import Testing

@Suite struct Conversing {
    /// A wall clock and a keyboard of our own: each reading takes the time it was given.
    private final class Room {
        var now = Timestamp(seconds: 1_767_603_600)
        var script: [(after: TimeSpan, line: String?)]
        var shown: [String] = []
        var naps: [TimeSpan] = []
        init(_ script: [(after: TimeSpan, line: String?)]) { self.script = script }

        func read(_ patience: TimeSpan) -> TerminalInput.Result {
            naps.append(patience)
            guard let next = script.first else { return .end }
            if next.after > patience {
                now = now + patience
                script[0].after = next.after - patience
                return .nothing
            }
            now = now + next.after
            script.removeFirst()
            return next.line.map { .line($0) } ?? .end
        }
    }

    private func talk(_ script: [(after: TimeSpan, line: String?)]) throws -> Room {
        let room = Room(script)
        var conversation = try Try(nil, now: room.now)
        conversation.converse(read: room.read, clock: { room.now }) { line in
            if case .room(let text) = line { room.shown.append(text) }
        }
        return room
    }

    @Test func sheActsAtHerTimeWhileNobodyTypes() throws {
        let room = try talk([(.seconds(1), "--> eve"), (.minutes(10), nil)])
        #expect(room.shown.count == 1)
        #expect(room.shown.first?.contains("Welcome, eve!") == true)
    }

    @Test func waitingSkipsTimeAndTheClockGoesOnFromThere() throws {
        let room = try talk([
            (.seconds(1), "--> eve"), (.seconds(1), "/wait 3m"), (.seconds(1), "--> ivo"), (.minutes(3), nil),
        ])
        #expect(room.shown.count == 2)
        #expect(room.shown.last?.contains("Welcome, ivo!") == true)
    }

    @Test func sheNeverSpins() throws {
        let room = try talk([(.seconds(1), "--> eve"), (.hours(1), nil)])
        #expect(room.naps.count < 400)
        #expect(room.naps.allSatisfy { $0 <= .minutes(1) && $0 > .zero })
    }

    @Test func theEndOfTheInputEndsIt() throws {
        #expect(try talk([]).shown == [])
    }
}
