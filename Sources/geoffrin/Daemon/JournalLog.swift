// SPDX-License-Identifier: Apache-2.0

internal import Engine
internal import Glibc
internal import Logging
internal import Synchronization

/// Log lines for systemd's journal or a terminal: one fact a line, its priority in front where systemd reads them.
///
/// Of the same message at most `most` lines a minute and label are written, then a count (THREATS F8).
struct JournalLog: LogHandler {
    var metadata = Logger.Metadata()
    var logLevel: Logger.Level
    private let isForSystemd: Bool
    private let flood: Flood

    static let most = 30

    init(level: Logger.Level, isForSystemd: Bool) {
        logLevel = level
        self.isForSystemd = isForSystemd
        flood = Flood()
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let text = event.message.description
        guard let held = flood.admit(text, at: time(nil)) else { return }
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        var line = isForSystemd ? "<\(Self.priority(event.level))>" : "\(event.level): "
        line += text
        for (key, value) in all.sorted(by: { $0.key < $1.key }) { line += " \(key)=\(value)" }
        if held > 0 { line += " (and \(held) more like it)" }
        // One line, whatever a value holds: a forged priority would begin a second one (THREATS K6).
        let clean = String(
            String.UnicodeScalarView(TerminalText(own: line).text.unicodeScalars.map { $0 == "\n" ? " " : $0 }))
        let bytes = Array((clean + "\n").utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }

    private static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}

/// Counts what is said too often.
private final class Flood: Sendable {
    private struct Count {
        var minute: Int
        var said: Int
        var held: Int
    }
    private let counts = Mutex<[String: Count]>([:])

    /// How many were held back before this one; nil when this one is held back too.
    func admit(_ text: String, at now: Int) -> Int? {
        counts.withLock { counts in
            // Messages are constants of the program: there are not many; whatever happens, the table stays small.
            if counts.count > 1000 { counts = [:] }
            var count = counts[text] ?? Count(minute: now / 60, said: 0, held: 0)
            defer { counts[text] = count }
            if count.minute != now / 60 {
                let held = count.held
                count = Count(minute: now / 60, said: 1, held: 0)
                return held
            }
            guard count.said < JournalLog.most else {
                count.held += 1
                return nil
            }
            count.said += 1
            return 0
        }
    }
}
