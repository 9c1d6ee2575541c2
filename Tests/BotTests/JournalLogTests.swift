// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization
import Testing

@testable import Bot

/// What operators read: one fact a line, and never a flood of it (THREATS F8).
@Suite struct JournalLogTests {
    private final class Sink: Sendable {
        let lines = Mutex<[String]>([])
        let now = Mutex(0)
        var text: [String] { lines.withLock { $0 } }
        func pass(_ seconds: Int) { now.withLock { $0 += seconds } }
    }
    private let sink = Sink()

    private func logger(_ level: Logger.Level = .trace, isForSystemd: Bool = false) -> Logger {
        let sink = sink
        let log = JournalLog(level: level, isForSystemd: isForSystemd, now: { sink.now.withLock { $0 } }) { bytes in
            sink.lines.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
        }
        var logger = Logger(label: "test") { _ in log }
        logger.logLevel = level
        return logger
    }

    @Test func theSameIsSaidOnceAMinuteAndThenCounted() {
        let logger = logger()
        for _ in 1...500 { logger.warning("disconnected", metadata: ["network.name": "libera"]) }
        #expect(sink.text == ["warning: disconnected network.name=libera\n"])
        sink.pass(60)
        logger.warning("disconnected", metadata: ["network.name": "libera"])
        #expect(sink.text.last == "warning: disconnected network.name=libera (and 499 more like it)\n")
        sink.pass(60)
        logger.warning("disconnected", metadata: ["network.name": "libera"])
        #expect(sink.text.last == "warning: disconnected network.name=libera\n")
    }

    @Test func onePlaceHidesNoOther() {
        let logger = logger()
        for network in ["libera", "oftc", "libera"] {
            logger.warning("disconnected", metadata: ["network.name": "\(network)"])
        }
        logger.notice("sanction performed", metadata: ["community": "atelier"])
        logger.notice("sanction performed", metadata: ["community": "potager"])
        #expect(sink.text.count == 4)
    }

    @Test func whoAsksForEveryLineGetsEveryLine() {
        let logger = logger()
        for _ in 1...50 { logger.trace("line", metadata: ["irc.line": "PING"]) }
        #expect(sink.text.count == 50)
    }

    @Test func whatIsRememberedIsBounded() {
        let logger = logger()
        for kind in 0..<5 * LogQuota.kindsMost { logger.error("bot.conf:\(kind): a mistake") }
        #expect(sink.text.count == 5 * LogQuota.kindsMost)
    }

    /// THREATS K6
    @Test func nobodyForgesALineOrItsPriority() {
        let logger = logger(isForSystemd: true)
        logger.info("disconnected", metadata: ["irc.why": "gone\n<0>everything burns\u{1B}[2J"])
        #expect(sink.text.count == 1)
        #expect(sink.text[0].hasPrefix("<6>disconnected irc.why=gone <0>everything burns"))
        #expect(sink.text[0].unicodeScalars.filter { $0.value < 0x20 } == ["\n"])
    }
}
