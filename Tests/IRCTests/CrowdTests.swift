// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import IRC

/// Twenty spammers in a second, within the limits of the server.
@Suite struct CrowdTests {
    private static let why = ActTests.why

    /// Hands over acts as the loop does: whenever the session takes one. Returns when each was done.
    private func quiet(_ wire: inout Wire, _ names: [String], most: Int = 8) -> [Int64: TimeSpan] {
        let start = wire.now
        var done: [Int64: TimeSpan] = [:]
        var next = 0
        var read = 0
        for _ in 0..<2000 where done.count < names.count {
            while next < names.count, next - done.count < most, wire.session.isReady(for: .sanction, at: wire.now) {
                wire.perform(.mute(.minutes(10), reason: Self.why), on: names[next], sequence: Int64(next))
                next += 1
            }
            while read < wire.lines.count {
                if wire.lines[read].hasPrefix("MODE #tricot +") { wire.receive(":geoffrin!s@h " + wire.lines[read]) }
                read += 1
            }
            for settled in wire.settled where done[settled.act.sequence] == nil {
                done[settled.act.sequence] = wire.now - start
            }
            wire.pass(.milliseconds(50))
        }
        return done
    }

    @Test(arguments: [(4, 3), (5, 5), (20, 8)]) func twentyAreQuietedWithinTheLimits(modes: Int, most: Int) {
        let names = (0..<20).map { "eve\($0)" }
        var wire = Wire(
            room: names.map { "\($0)!e@\($0).host" }.joined(separator: " "),
            support: "PREFIX=(ohv)@%+ CHANMODES=b,k,l,imnpst MODES=\(modes) CASEMAPPING=ascii")
        wire.pass(.minutes(2))
        wire.forget()
        let done = quiet(&wire, names)
        #expect(done.count == 20)
        #expect(wire.fates.allSatisfy { if case .performed = $0 { true } else { false } })
        #expect(done.values.min().map { $0 <= .milliseconds(50) } == true)
        #expect(done.values.max().map { $0 <= .seconds(45) } == true)
        let changes = wire.lines.filter { $0.hasPrefix("MODE #tricot +") }
        #expect(changes.joined(separator: " ").components("*!*@").count == 21)
        #expect(changes.allSatisfy { $0.components("*!*@").count - 1 <= min(modes, 8) })
        #expect(changes.count < 12)
        print(
            "MODES=\(modes): first \(done.values.min() ?? .zero), last \(done.values.max() ?? .zero), \(changes.count) lines"
        )
    }

    // What is said to the desk waits behind what stops them.
    @Test func nothingIsSaidBeforeTheyAreQuiet() {
        var wire = Wire(room: "eve!e@evil ann!a@ann bob!b@bob")
        for index in 0..<8 { wire.perform(.alert(Utterance("case \(index)")), sequence: Int64(index + 10)) }
        wire.forget()
        for (index, name) in ["eve", "ann", "bob"].enumerated() {
            wire.perform(.mute(nil, reason: Self.why), on: name, sequence: Int64(index))
        }
        wire.pass(.seconds(20))
        #expect(wire.lines.first == "MODE #tricot +bbb *!*@evil *!*@ann *!*@bob")
        #expect(wire.lines.contains { $0.hasPrefix("PRIVMSG #tricot :case") })
    }

    // An act is asked about again at the moment its line leaves.
    @Test func whoIsGivenPowerMeanwhileIsSpared() {
        var wire = Wire(room: "@mod!m@h eve!e@evil")
        for index in 0..<5 { wire.perform(.alert(Utterance("case \(index)")), sequence: Int64(index + 10)) }
        wire.forget()
        wire.perform(.mute(nil, reason: Self.why), on: "eve")
        wire.receive(":mod!m@h MODE #tricot +o eve")
        wire.pass(.seconds(20))
        #expect(!wire.lines.contains { $0.hasPrefix("MODE #tricot +b") })
        #expect(wire.fates.contains(.failed(.refused("somebody with power here"))))
    }

    // A question of the room's lists does not keep a sanction back.
    @Test func aWaitingQuestionKeepsNoSanctionBack() {
        var wire = Wire(room: "eve!e@evil")
        for index in 0..<3 {
            wire.perform(.say(Utterance("answer \(index)")), lane: .answer, sequence: Int64(index + 10))
        }
        #expect(!wire.session.isReady(for: .answer, at: wire.now))
        #expect(wire.session.isReady(for: .sanction, at: wire.now))
    }
}

extension String {
    fileprivate func components(_ separator: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return parts + [rest]
    }
}
