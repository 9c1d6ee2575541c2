// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import IRC

/// Every line she sends is at most 512 bytes as others receive it, valid UTF-8, without CR, LF or NUL (RFC 1459 §2.3).
@Suite struct LineLengthTests {
    /// Of one, two, three and four bytes, and what reads as one sign of many scalars.
    private static let signs = [
        "a", "Z", " ", " ", "é", "e\u{301}", "→", "ก็", "🧶", "👨‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇫🇷", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "!op eve ", "\u{200D}",
        "\r", "\n", "\0", "\u{1}", "\u{2}",
    ]

    private func text(_ length: Int, _ chance: inout Seeded) -> String {
        (0..<length).map { _ in Self.signs.randomElement(using: &chance) ?? "" }.joined()
    }

    /// In a room, under a name and a host of these lengths.
    private func wire(room: String, nick: Int, host: Int, support: String) -> Wire {
        var settings = Wire.settings()
        settings.rooms = [SessionSettings.Room(ByteString(room))]
        var wire = Wire(settings)
        let own = String(repeating: "g", count: nick)
        wire.receive(":irc.test 001 \(own) :Welcome")
        wire.receive(":irc.test 005 \(own) PREFIX=(ohv)@%+ CHANMODES=b,k,l,imnpst CASEMAPPING=ascii \(support) :are")
        wire.receive(":irc.test 376 \(own) :End")
        wire.receive(":\(own)!salon@\(String(repeating: "h", count: host)) JOIN \(room)")
        wire.receive(":irc.test 353 \(own) = \(room) :@\(own) evilevilevilevilevilevilevilev!\(Self.eve)")
        wire.receive(":irc.test 366 \(own) \(room) :End")
        wire.pass(.seconds(60))
        wire.forget()
        return wire
    }

    private static let eve = "evil@" + String(repeating: "e", count: 63)

    @Test(arguments: ["", "KICKLEN=20 MODES=20", "KICKLEN=400 MODES=4"]) func everyLineFits(_ support: String) throws {
        var chance = Seeded(28)
        var lines = 0
        for round in 0..<300 {
            let room = "#" + String(repeating: "r", count: Int.random(in: 1...199, using: &chance))
            let nick = Int.random(in: 1...30, using: &chance)
            let host = Int.random(in: 1...63, using: &chance)
            var wire = wire(room: room, nick: nick, host: host, support: support)
            let words = text(Int.random(in: 0...700, using: &chance), &chance)
            let eve = wire.target("evilevilevilevilevilevilevilev")
            for (place, action) in actions(words).enumerated() {
                let act = OwedAct(
                    id: ActID(epoch: 7, sequence: Int64(place), index: 0), community: CommunityID("atelier"),
                    room: RoomID(Wire.network, ByteString(room)), network: Wire.network, target: eve, action: action,
                    lane: .sanction, owedAt: wire.now, expiresAt: nil, caseNumber: 0)
                wire.session.perform(act, at: wire.now)
                wire.collect()
                wire.pass(.seconds(30))
                wire.receive(":irc.test NOTICE * :alive")
            }
            if let line = wire.session.farewell(words) { wire.lines.append(text(line)) }
            #expect(!wire.lines.isEmpty)
            lines += wire.lines.count
            for line in wire.lines {
                let prefix = 1 + nick + 1 + "salon".utf8.count + 1 + host + 1
                #expect(line.utf8.count + 2 <= 512)
                #expect(prefix + line.utf8.count + 2 <= 512, "round \(round): \(line)")
                #expect(!line.utf8.contains { $0 == 0 || $0 == 0x0A || $0 == 0x0D })
                #expect(!line.utf8.contains(1))
                #expect(!line.unicodeScalars.contains("\u{FFFD}"))
            }
        }
        #expect(lines > 1500)
    }

    private func text(_ line: IRCLine) -> String { String(decoding: line.bytes.dropLast(2), as: UTF8.self) }

    private func actions(_ words: String) -> [Action] {
        let words = words.replacing("\0", with: "").replacing("\u{1}", with: "")
        return [
            .say(Utterance(words)), .alert(Utterance(words)), .whisper(Utterance(words)),
            .mute(.minutes(10), reason: Utterance(words)), .ban(.hours(24), reason: Utterance(words)),
            .kick(reason: Utterance(words)), .leave(reason: Utterance(words)),
        ]
    }

    // The end of a ban must survive, however short the server wants a reason.
    @Test(arguments: [1, 20, 30, 57, 255]) func theEndStandsInTheReason(_ length: Int) throws {
        var wire = wire(room: "#tricot", nick: 8, host: 9, support: "KICKLEN=\(length)")
        wire.perform(
            .ban(.hours(24), reason: Utterance(String(repeating: "très long ", count: 60))),
            on: "evilevilevilevilevilevilevilev")
        wire.pass(.seconds(30))
        let kick = try #require(wire.lines.first { $0.hasPrefix("KICK ") })
        let reason = try #require(kick.split(separator: ":", maxSplits: 1).last)
        let end = " [→ 2027-01-16 08:01 UTC]"
        #expect(reason.hasSuffix("UTC]"))
        #expect(reason.utf8.count <= max(length, end.utf8.count))
    }

    // A line longer than the server takes would be cut by it, at a place of its own: it is not sent at all.
    @Test func aLineThatDoesNotFitIsRefused() {
        var wire = Wire(room: "bob!b@h")
        let act = OwedAct(
            id: ActID(epoch: 7, sequence: 1, index: 0), community: CommunityID("atelier"),
            room: RoomID(Wire.network, ByteString("#" + String(repeating: "x", count: 600))), network: Wire.network,
            target: nil, action: .join, lane: .answer, owedAt: wire.now, expiresAt: nil, caseNumber: 0)
        wire.session.perform(act, at: wire.now)
        wire.collect()
        #expect(wire.lines.isEmpty)
        #expect(wire.fates == [.failed(.refused("a line that the encoder refuses"))])
    }

    // What reads as one sign is not torn: no piece but the first begins in the middle of one.
    @Test(arguments: ["👨‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇫🇷", "e\u{301}", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"]) func aSignOfManyScalarsIsNotTorn(_ sign: String) {
        let text = String(repeating: sign, count: 60)
        for budget in 80...140 {
            for piece in TextSplitter.pieces(Array(text.utf8), budget: budget, lines: 40) {
                #expect(piece.count <= budget)
                var piece = String(decoding: piece, as: UTF8.self)
                if piece.hasPrefix("… ") { piece.removeFirst(2) }
                #expect(piece.allSatisfy { String($0) == sign }, "\(budget): \(piece)")
            }
        }
    }
}
