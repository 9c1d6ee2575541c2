// SPDX-License-Identifier: Apache-2.0

import Chat
import IRC
import IRCTestSupport
import Logging
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import IRCAdapter

/// A machine whose clock is set while she is connected (THREATS K11).
@Suite(.timeLimit(.minutes(10))) struct ClockTests {
    private final class Wall: Sendable {
        let step = Mutex(TimeSpan.zero)
        var clocks: Clocks {
            Clocks(wall: { .wall + self.step.withLock { $0 } }, elapsed: Clocks.real.elapsed)
        }
    }

    // NTP at boot: an hour back. What waits for the penalty clock leaves in its seconds, not in an hour.
    @Test(arguments: [TimeSpan.zero - .hours(1), .hours(1), .zero - .days(400)]) func aClockThatIsSetHoldsNothingBack(
        _ step: TimeSpan
    ) async throws {
        let server = try await FakeServer.start(answer: FakeServer.ordinary())
        var settings = IRCSettings(servers: [.init(host: "127.0.0.1", port: server.port)], nick: "geoffrin")
        settings.usesTLS = false
        settings.rooms = [.init("#tricot")]
        let wall = Wall()
        let run = try AdapterRun(settings, clocks: wall.clocks)
        try await run.joined("#tricot")
        wall.step.withLock { $0 = step }
        let receipt = Task {
            try await run.adapter.perform(run.act(.alert(Utterance("still here")), room: "#tricot", lane: .sanction))
        }
        try await server.received.first("her line") { $0.hasSuffix(":still here") }
        #expect(try await receipt.value == Receipt())
        // What is told is stamped by the wall as it is now.
        server.send(":bob!b@h PRIVMSG #tricot :what time is it")
        let said = try await run.said("what time is it")
        let now = Timestamp.wall + step
        #expect(said.at <= now + .seconds(1))
        #expect(said.at >= now - .minutes(30))
        try await run.stop()
    }

    // tcp(7): what is not acknowledged within this time ends the connection, whatever the kernel would still try.
    @Test func bytesThatNobodyAcknowledgesEndTheConnection() async throws {
        let server = try await FakeServer.start { _, _ in [] }
        let channel = try await Connector.bootstrap(MultiThreadedEventLoopGroup.singleton.next())
            .connect(host: "127.0.0.1", port: server.port).get()
        let value = try await channel.getOption(Connector.acknowledgement).get()
        #expect(value == 90_000)
        try await channel.close()
    }
}
