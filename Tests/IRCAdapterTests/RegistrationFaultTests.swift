// SPDX-License-Identifier: Apache-2.0

import Chat
import IRC
import IRCTestSupport
import Testing

@testable import IRCAdapter

/// Servers that never let her in, or in another way than they should, over real sockets.
@Suite(.enabled(if: Measured.isOn, "\(Measured.why)"), .timeLimit(.minutes(10))) struct RegistrationFaultTests {
    private let ordinary = FakeServer.ordinary()

    @Test func aServerThatRefusesEveryNameIsLeft() async throws {
        // The first two connections take no name at all.
        let server = try await FakeServer.start { [ordinary] number, line in
            guard number < 3 else { return ordinary(number, line) }
            let words = line.split(separator: " ")
            return words.first == "NICK" ? [.lines(":irc.test 433 * \(words[1]) :Nickname is already in use")] : []
        }
        let measured = Measured("433 for ever, on two connections")
        let run = try FaultRun(server.port, pace: 50) { $0.alternatives = ["geoffrin_", "salonniere"] }
        try await run.joined()
        measured.tell(run.time.now, connections: server.accepted.all.count)
        #expect(server.accepted.all == [1, 2, 3])
        #expect(run.partings == ["no nick is free"])
        let names = server.received.all.filter { $0.hasPrefix("NICK ") }
        // Hers, the two others, twenty with digits; the third connection takes the first.
        #expect(names.count == 2 * 23 + 1)
        #expect(names.allSatisfy { $0.utf8.count <= 5 + 30 })
        try await run.stop()
    }

    @Test func aServerThatNeverWelcomesIsLeftForTheNext() async throws {
        let mute = try await FakeServer.start(
            greet: { _ in [.lines(":irc.test NOTICE * :*** Looking up your hostname")] },
            answer: { _, line in line == "CAP LS 302" ? [.lines(":irc.test CAP * LS :multi-prefix")] : [] })
        let server = try await FakeServer.start(answer: ordinary)
        let measured = Measured("no 001, then the next server")
        let run = try FaultRun(mute.port, server.port, pace: 50)
        try await run.joined()
        measured.tell(run.time.now, connections: mute.accepted.all.count + server.accepted.all.count)
        #expect(mute.accepted.all == [1])
        #expect(run.partings == ["no answer to registration in 60 s"])
        #expect(run.time.now >= .seconds(60))
        try await run.stop()
    }

    @Test func aSecondWelcomeChangesNothing() async throws {
        let server = try await FakeServer.start(answer: ordinary)
        let run = try FaultRun(server.port)
        try await run.joined()
        let since = run.time.now
        let measured = Measured("a second 001, 005 and 376")
        server.send(
            ":irc.test 001 somebody :Welcome", ":irc.test 005 somebody PREFIX=(ov)@+ :are supported",
            ":irc.test 376 somebody :End", ":bob!b@h PRIVMSG #tricot :still here")
        let said = try await run.said("still here")
        measured.tell(run.time.now - since, connections: server.accepted.all.count)
        #expect(run.events.all.filter { if case .connected = $0.kind { true } else { false } }.count == 1)
        #expect(said.facts?.name.raw == "bob")
        // She is who she was: what bob says to her still comes from a room's member, and nothing is joined again.
        #expect(server.received.all.filter { $0.hasPrefix("JOIN") } == ["JOIN #tricot"])
        #expect(server.accepted.all == [1])
        try await run.stop()
    }

    /// Offers SASL; `answer` says what follows the mechanism's name.
    private func withLogin(_ answer: @escaping @Sendable (Int, String) -> [FakeServer.Reply]) async throws
        -> FakeServer
    {
        try await FakeServer.start { [ordinary] number, line in
            if line == "CAP LS 302" { return [.lines(":irc.test CAP * LS :sasl=PLAIN cap-notify")] }
            if line.hasPrefix("CAP REQ ") { return [.lines(":irc.test CAP * ACK " + line.dropFirst(8))] }
            if line.hasPrefix("AUTHENTICATE") { return answer(number, line) }
            // Registration is over with CAP END, as everywhere.
            if line.hasPrefix("USER") { return [] }
            return ordinary(number, line == "CAP END" ? "USER" : line)
        }
    }
    private func login(_ settings: inout IRCSettings) {
        settings.account = "geoffrin"
        settings.password = "sesame"
        settings.mechanisms = [.plain]
        settings.allowsPlainInClear = true
    }

    @Test func servicesThatAreGoneAreWaitedForNoLongerThanNeeded() async throws {
        // Nobody answers AUTHENTICATE, until services have come back.
        let areBack = Record<Bool>()
        let server = try await withLogin { _, line in
            guard !areBack.all.isEmpty else { return [] }
            return line == "AUTHENTICATE PLAIN"
                ? [.lines("AUTHENTICATE +")]
                : [.lines(":irc.test 900 geoffrin geoffrin!g@h geoffrin :in", ":irc.test 903 geoffrin :done")]
        }
        let measured = Measured("SASL services gone: in without a login")
        let run = try FaultRun(server.port, pace: 50) { login(&$0) }
        try await run.joined()
        measured.tell(run.time.now, connections: server.accepted.all.count)
        #expect(run.time.now >= .seconds(15))
        #expect(server.received.all.contains("AUTHENTICATE *"))
        areBack.append(true)
        server.send(":irc.test CAP geoffrin DEL :sasl", ":irc.test CAP geoffrin NEW :sasl=PLAIN")
        try await server.received.first("her password") { $0 == "AUTHENTICATE Z2VvZmZyaW4AZ2VvZmZyaW4Ac2VzYW1l" }
        #expect(server.accepted.all == [1])
        try await run.stop()
    }

    @Test func withoutServicesALoginThatIsAskedForIsTriedRarely() async throws {
        let server = try await withLogin { _, _ in [] }
        let measured = Measured("SASL services gone, a login is required, for ten minutes")
        let run = try FaultRun(server.port, pace: 200, limit: .minutes(10)) {
            login(&$0)
            $0.requiresLogin = true
        }
        try await run.end
        measured.tell("it lasts", connections: server.accepted.all.count)
        #expect(server.accepted.all.count < 8)
        #expect(run.partings.count == 1)
        #expect(!server.received.all.contains { $0.hasPrefix("JOIN") || $0 == "CAP END" })
    }

    @Test(arguments: ["421 * CAP :Unknown command", "451 * CAP :You have not registered", "410 * CAP :Invalid command"])
    func aServerWithoutCapabilitiesIsTakenAsItIs(_ refusal: String) async throws {
        let server = try await FakeServer.start { [ordinary] number, line in
            line.hasPrefix("CAP") ? [.lines(":irc.test \(refusal)")] : ordinary(number, line)
        }
        let measured = Measured("\(refusal.prefix(3)) to CAP")
        let run = try FaultRun(server.port)
        try await run.joined()
        measured.tell(run.time.now, connections: server.accepted.all.count)
        #expect(server.received.all.filter { $0.hasPrefix("CAP") } == ["CAP LS 302"])
        #expect(server.accepted.all == [1])
        try await run.stop()
    }

    @Test func aByteASecondIsTooSlowForAWelcome() async throws {
        let welcome = Array(
            ":irc.test 001 geoffrin :Welcome to a network that has all the time of the world\r\n".utf8)
        let slow = try await FakeServer.start { _, line in
            line.hasPrefix("USER") ? [.drip(welcome, every: 20)] : []
        }
        let server = try await FakeServer.start(answer: ordinary)
        let measured = Measured("a byte a second, then the next server")
        let run = try FaultRun(slow.port, server.port, pace: 50)
        try await run.joined()
        measured.tell(run.time.now, connections: slow.accepted.all.count + server.accepted.all.count)
        #expect(slow.accepted.all == [1])
        #expect(run.partings == ["no answer to registration in 60 s"])
        try await run.stop()
    }

    @Test func lettersThatComeOneByOneAreRead() async throws {
        let server = try await FakeServer.start { [ordinary] number, line in
            ordinary(number, line).map { reply in
                if case .send(let bytes) = reply { .drip(bytes, every: 1) } else { reply }
            }
        }
        let measured = Measured("each byte alone, a thousand a second")
        let run = try FaultRun(server.port)
        try await run.joined()
        measured.tell(run.time.now, connections: server.accepted.all.count)
        #expect(server.accepted.all == [1])
        try await run.stop()
    }
}
