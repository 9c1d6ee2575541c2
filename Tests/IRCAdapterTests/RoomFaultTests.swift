// SPDX-License-Identifier: Apache-2.0

import Chat
import IRC
import IRCTestSupport
import Testing

@testable import IRCAdapter

/// What goes wrong once she is in, over real sockets.
@Suite(.enabled(if: Measured.isOn, "\(Measured.why)"), .timeLimit(.minutes(10))) struct RoomFaultTests {
    private let ordinary = FakeServer.ordinary()

    /// Answers as well who is an operator of the network: nobody.
    private func server(
        _ names: String = "bob!b@h", _ answer: @escaping @Sendable (String) -> [FakeServer.Reply]? = { _ in nil }
    ) async throws -> FakeServer {
        let ordinary = FakeServer.ordinary(names)
        return try await FakeServer.start { number, line in
            if let own = answer(line) { return own }
            guard line.hasPrefix("USERHOST ") else { return ordinary(number, line) }
            let replies = line.split(separator: " ").dropFirst().map { "\($0)=+user@host" }
            return [.lines(":irc.test 302 geoffrin :" + replies.joined(separator: " "))]
        }
    }

    @Test func batchesThatNobodyClosesHoldNothingBack() async throws {
        let server = try await server("bob!b@h eve!e@h2 mallory!m@h3")
        let run = try FaultRun(server.port)
        try await run.joined()
        let since = run.time.now
        let measured = Measured("10,000 batches that nobody closes")
        server.send("BATCH +split netsplit a.test b.test")
        for number in 0..<10_000 { server.send("BATCH +n\(number) chathistory #tricot") }
        server.send("@batch=split :bob!b@h QUIT :a.test b.test", "@batch=n9999 :eve!e@h2 PRIVMSG #tricot :at once")
        _ = try await run.said("at once")
        measured.tell(run.time.now - since, connections: server.accepted.all.count)
        #expect(departures(run) == [.split(isCertain: true)])
        // A minute later nothing is left of it: a quit is a quit.
        run.time.skip(.seconds(61))
        server.send("@batch=split :mallory!m@h3 QUIT :a.test b.test", ":eve!e@h2 PRIVMSG #tricot :later")
        _ = try await run.said("later")
        #expect(departures(run).last != .split(isCertain: true))
        #expect(departures(run).count == 2)
        #expect(server.accepted.all == [1])
        try await run.stop()
    }

    private func departures(_ run: FaultRun) -> [Event.Departure] {
        run.events.all.compactMap { if case .left(let how) = $0.kind { how } else { nil } }
    }

    // Between JOIN and the end of NAMES; three times within ten minutes, and she stays out.
    @Test func whoIsKickedWhileJoiningIsOut() async throws {
        let server = try await server { line in
            guard line.hasPrefix("JOIN") else { return nil }
            return [
                .lines(
                    ":geoffrin!g@bot.host JOIN #tricot", ":irc.test 353 geoffrin = #tricot :@geoffrin bob!b@h",
                    ":bob!b@h KICK #tricot geoffrin :not now", ":irc.test 366 geoffrin #tricot :End")
            ]
        }
        let measured = Measured("KICK while joining, each time")
        let run = try FaultRun(server.port, pace: 150)
        let barred = try await run.events.first("why she stays out") { event in
            if case .barred(.kicked) = event.kind { true } else { false }
        }
        measured.tell(run.time.now, connections: server.accepted.all.count)
        #expect(barred.room?.name == ByteString("#tricot"))
        #expect(server.received.all.filter { $0 == "JOIN #tricot" }.count == 3)
        #expect(!run.events.all.contains { if case .synced = $0.kind { true } else { false } })
        #expect(run.time.now >= .seconds(10) + .minutes(5))
        try await run.stop()
    }

    @Test func aFullBanListIsTold() async throws {
        let server = try await server { line in
            line.hasPrefix("MODE #tricot +b ")
                ? [.lines(":irc.test 478 geoffrin #tricot *!*@h :Channel list is full")] : nil
        }
        try await refused(server, Measured("478, the ban list is full"), is: .full)
    }

    @Test func aModeThatIsNoneIsTold() async throws {
        let server = try await server { line in
            line.hasPrefix("MODE #tricot +b ") ? [.lines(":irc.test 472 geoffrin b :is unknown mode char to me")] : nil
        }
        try await refused(server, Measured("472, an unknown mode"), is: .unsupported)
    }

    /// A ban of bob comes to this, and she goes on.
    private func refused(_ server: FakeServer, _ measured: Measured, is error: ActError) async throws {
        let run = try FaultRun(server.port)
        try await run.joined()
        server.send(":bob!b@h PRIVMSG #tricot :hello")
        let bob = try await run.said("hello")
        let since = run.time.now
        await #expect(throws: error) {
            try await run.adapter.perform(run.act(.ban(.hours(1), reason: Utterance("out")), on: bob))
        }
        measured.tell(run.time.now - since, connections: server.accepted.all.count)
        server.send(":bob!b@h PRIVMSG #tricot :still here")
        _ = try await run.said("still here")
        #expect(server.accepted.all == [1])
        try await run.stop()
    }

    @Test(arguments: [200_000, 5_000_000]) func aLineWithoutAnEndIsPassedOver(_ bytes: Int) async throws {
        let server = try await server()
        let run = try FaultRun(server.port)
        try await run.joined()
        let since = run.time.now
        let measured = Measured("\(bytes / 1000) kB without an end of line")
        let piece = [UInt8](repeating: 0x61, count: 50_000)
        for _ in 0..<bytes / piece.count { server.send(piece) }
        server.send("", ":bob!b@h PRIVMSG #tricot :still here")
        _ = try await run.said("still here")
        measured.tell(run.time.now - since, connections: server.accepted.all.count)
        #expect(await run.adapter.report().unreadable == 1)
        #expect(server.accepted.all == [1])
        try await run.stop()
    }

    // IRCv3 message-tags: 8191 bytes with `@` and the space.
    @Test func tagsOf8191BytesAreReadAndOneMoreIsNot() async throws {
        let server = try await server { line in
            if line == "CAP LS 302" { return [.lines(":irc.test CAP * LS :message-tags account-tag")] }
            return line.hasPrefix("CAP REQ ") ? [.lines(":irc.test CAP * ACK " + line.dropFirst(8))] : nil
        }
        let run = try FaultRun(server.port)
        try await run.joined()
        let since = run.time.now
        let measured = Measured("1,000 lines with 8,191 bytes of tags, 1,000 with 8,192")
        func line(_ tags: Int, _ text: String) -> [UInt8] {
            // `@a=…;time=… ` and the rest of the line.
            let end = ";account=bob "
            return Array("@a=".utf8) + [UInt8](repeating: 0x62, count: tags - 3 - end.utf8.count)
                + Array((end + ":bob!b@h PRIVMSG #tricot :\(text)\r\n").utf8)
        }
        for number in 0..<1000 {
            server.send(line(8191, "long \(number)"))
            server.send(line(8192, "too long"))
        }
        server.send(":bob!b@h PRIVMSG #tricot :still here")
        _ = try await run.said("still here")
        measured.tell(run.time.now - since, connections: server.accepted.all.count)
        #expect(run.texts == (0..<1000).map { "long \($0)" } + ["still here"])
        #expect(await run.adapter.report().unreadable == 1000)
        let said = try await run.said("long 999")
        #expect(said.facts?.account == "bob")
        try await run.stop()
    }

    @Test(arguments: [TimeSpan.hours(1), .zero - .hours(1), .days(400)]) func aClockThatStepsEndsNothing(
        _ step: TimeSpan
    ) async throws {
        let server = try await server()
        let run = try FaultRun(server.port)
        try await run.joined()
        let since = run.time.now
        let measured = Measured("the wall clock steps by \(step.seconds / 3600) h")
        run.time.stepWall(step)
        server.send(":bob!b@h PRIVMSG #tricot :what time is it")
        let said = try await run.said("what time is it")
        _ = try await run.adapter.perform(run.act(.alert(Utterance("still here"))))
        measured.tell(run.time.now - since, connections: server.accepted.all.count)
        #expect(said.at - run.time.clocks.wall() <= .seconds(1))
        #expect(run.time.clocks.wall() - said.at <= .minutes(30))
        #expect(server.accepted.all == [1])
        try await run.stop()
    }
}
