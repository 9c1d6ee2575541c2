// SPDX-License-Identifier: Apache-2.0

import Chat
import IRCAdapter
import IRCTestSupport

/// Twenty spammers of #tricot who speak in one second, each of whom is to be muted.
struct TwentySpammers {
    let all: [IRCTestClient]

    init(port: Int) async throws {
        var socks: [IRCTestClient] = []
        for index in 0..<20 {
            let sock = try await IRCTestClient.connect(port: port, nick: "sock\(index)", user: "s\(index)")
            try await sock.join("#tricot")
            socks.append(sock)
        }
        all = socks
    }

    /// What came of muting them, and how long the first and all of them took from the first order on.
    struct Outcome {
        var receipts: [Receipt] = []
        var first = Duration.zero
        var all = Duration.zero
    }

    /// They speak, and each is muted as the clock lets her; a regular says something in between.
    func speak(to run: AdapterRun, besides regular: IRCTestClient) async throws -> Outcome {
        for (index, sock) in all.enumerated() { sock.send("PRIVMSG #tricot :spam \(index)") }
        var acts: [OwedAct] = []
        for index in all.indices {
            let spam = try await run.said("spam \(index)")
            acts.append(run.act(.mute(.minutes(10), reason: Utterance("flood")), room: "#tricot", on: spam))
        }
        let start = ContinuousClock.now
        let first = Task {
            try await regular.expect("geoffrin!", "MODE #tricot +b")
            return ContinuousClock.now - start
        }
        let adapter = run.adapter
        var outcome = Outcome()
        outcome.receipts = try await withThrowingTaskGroup(of: Receipt.self) { group in
            var receipts: [Receipt] = []
            for (number, act) in acts.enumerated() {
                if number >= 8, let receipt = try await group.next() { receipts.append(receipt) }
                while await adapter.ready(among: [.sanction]).isEmpty { try await Task.sleep(for: .milliseconds(20)) }
                group.addTask { try await adapter.perform(act) }
                if number == 10 { regular.send("PRIVMSG #tricot :go on, please") }
            }
            for try await receipt in group { receipts.append(receipt) }
            return receipts
        }
        outcome.all = ContinuousClock.now - start
        outcome.first = try await first.value
        return outcome
    }
}
