// SPDX-License-Identifier: Apache-2.0

internal import Bot
internal import Chat
internal import Conf
internal import Engine
internal import Scenario

/// The tests that stand in bot.conf itself, as `[[expect]]`: somebody says a text, and this is what comes of it.
enum Expectations {
    struct Failure: Sendable {
        var diagnostic: Diagnostic
        /// One line, without its place.
        var line: String
    }

    /// Monday noon, when nothing else is planned to happen.
    private static let noon = Timestamp(seconds: 1_767_614_400)

    static func failures(of policy: Policy, in accepted: Accepted) -> [Failure] {
        let configuration = accepted.configuration
        return configuration.expectations(in: policy.community).compactMap { expectation in
            let found = outcome(of: expectation, under: policy)
            let fits = expectation.gets.isEmpty ? found == nil : expectation.gets.contains { $0.value == found }
            if fits { return nil }
            let wanted =
                expectation.gets.isEmpty ? "nothing" : expectation.gets.map(\.value.description).joined(separator: ", ")
            let got = found?.description ?? "nothing"
            let text = expectation.text.value
            let sentence = Sentence(
                en: "“\(text)” by a \(expectation.by.rawValue): expected \(wanted), got \(got)",
                fr: "« \(text) » par \(expectation.by.rawValue) : attendu \(wanted), obtenu \(got)")
            return Failure(
                diagnostic: Diagnostic(
                    file: configuration.file, at: expectation.at, path: "expect", message: sentence),
                line: sentence.en)
        }
    }

    /// The hardest step that comes of it; nil for nothing.
    private static func outcome(of expectation: ExpectEntry, under policy: Policy) -> Step? {
        var policy = policy
        policy.isRehearsal = true
        guard let room = expectation.room?.value ?? policy.rooms.first?.room else { return nil }
        var settings = Player.Settings()
        settings.canRestart = false
        var player = Player(policies: [policy], now: noon - .days(8), settings: settings)
        player.begin()
        let name = "alice"
        switch expectation.by {
        case .newcomer:
            player.advance(to: noon - .minutes(5))
            player.join(name, room)
        case .regular, .trusted: grow(name, room, &player, days: expectation.by == .trusted ? 7 : 3)
        case .moderator:
            player.advance(to: noon - .minutes(5))
            player.seat(name, room, rank: .op)
        }
        player.advance(to: noon)
        _ = player.takeTrace()
        player.say(name, room, Message(PeerText(expectation.text.value)))
        player.advance(to: noon + .seconds(30))
        return player.takeTrace().compactMap { trace -> Step? in
            guard case .decided(let decision, _, _) = trace, let step = decision.step, step != .note else { return nil }
            return step
        }.max()
    }

    /// Somebody who has talked with the others for days.
    private static func grow(_ name: String, _ room: RoomID, _ player: inout Player, days: Int64) {
        player.seat("host", room, rank: .op)
        player.seat(name, room)
        for day in 0..<days {
            for line in 0..<12 {
                player.advance(to: noon - .days(days - day) + .minutes(Int64(line) * 7))
                player.say(name, room, Message(PeerText("un rang de plus, \(day * 12 + Int64(line)) mailles")))
                player.say("host", room, Message(PeerText("\(name): joli, numéro \(day * 12 + Int64(line))")))
            }
        }
    }
}
