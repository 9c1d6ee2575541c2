// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import IRCTestSupport
import Testing

/// The whole daemon on a real ngIRCd, which has neither WHOX nor accounts, killed and started again: whoever is there is
/// who they were.
@Suite(
    .enabled(if: ServerProcess.isInstalled("ngircd", "openssl"), "ngircd is not installed: make setup"),
    .timeLimit(.minutes(10)))
struct NgircdMemoryTests {
    @Test func whoIsThereAfterAKillIsKnown() async throws {
        let server = try await ServerProcess.ngircd()
        defer { server.stop() }
        let stage = try await IRCStage.open(server, isInspircd: false)
        let mod = stage.mod
        let bob = try await IRCTestClient.connect(port: server.port, nick: "bob", user: "bob")
        try await bob.join("#salon")
        let eve = try await IRCTestClient.connect(port: server.port, nick: "eve", user: "eve")
        try await eve.join("#salon")
        mod.send("PRIVMSG #modos :trust bob")
        try await mod.expect("#modos :", "bob")
        mod.send("PRIVMSG #modos :mute eve 1h")
        try await mod.expect("#modos :[1] mute")
        eve.send("PRIVMSG #salon :nobody hears this")
        try await eve.expect(" 404 ")

        // She comes back into a desk that is closed as she advises.
        mod.send("MODE #modos +I geoffrin!*@*")
        try await mod.expect("MODE #modos +I")
        stage.running.signal(SIGKILL)
        _ = await stage.running.exit()
        try await mod.expect("geoffrin", "QUIT")
        let running = try Running(stage.program)
        defer { running.kill() }
        while mod.lines.all.count(where: { $0.hasPrefix(":geoffrin!") && $0.contains(" JOIN ") }) < 4 {
            try await Task.sleep(for: .milliseconds(50))
        }
        mod.send("MODE #salon +o geoffrin")
        // WHO is asked for one room in five seconds: asked again until she knows.
        try await hears("cases eve", "1 case: 1", mod)
        try await hears("why bob", "trusted", mod)
        mod.send("PRIVMSG #modos :free eve")
        try await mod.expect("MODE #salon -b")
        eve.send("PRIVMSG #salon :and everybody this")
        try await mod.expect("PRIVMSG #salon :and everybody this")
    }

    /// Gives an order at the desk until its answer contains this.
    private func hears(_ order: String, _ text: String, _ mod: IRCTestClient) async throws {
        let end = ContinuousClock.now + patience
        var isHeard = false
        repeat {
            let from = mod.lines.all.count
            mod.send("PRIVMSG #modos :\(order)")
            isHeard =
                (try? await mod.lines.first(from: from, within: .seconds(8)) {
                    $0.hasPrefix(":geoffrin!") && $0.contains(" #modos :") && $0.contains(text)
                }) != nil
        } while !isHeard && ContinuousClock.now < end
        #expect(isHeard, "\(order): \(text)")
    }
}
