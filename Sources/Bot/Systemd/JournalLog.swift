// SPDX-License-Identifier: Apache-2.0

internal import Engine
internal import Glibc
public import Logging

/// Log lines for systemd's journal or a terminal: one fact a line, its priority in front where systemd reads them.
///
/// Above `trace` a message about one place is written once a minute; the next one says how many were held back
/// (THREATS F8).
public struct JournalLog: LogHandler {
    public var metadata = Logger.Metadata()
    public var logLevel: Logger.Level
    private let isForSystemd: Bool
    private let quota: LogQuota
    private let now: @Sendable () -> Int
    private let write: @Sendable ([UInt8]) -> Void

    /// Writes to the error output.
    /// - Parameter isForSystemd: begin each line with its priority (sd-daemon(3)).
    public init(level: Logger.Level, isForSystemd: Bool) {
        self.init(level: level, isForSystemd: isForSystemd, now: { time(nil) }) { bytes in
            _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
        }
    }

    /// - Parameters:
    ///   - now: seconds on any clock that does not run backwards by more than a minute.
    ///   - write: takes one line with its end.
    init(
        level: Logger.Level, isForSystemd: Bool, now: @escaping @Sendable () -> Int,
        write: @escaping @Sendable ([UInt8]) -> Void
    ) {
        logLevel = level
        self.isForSystemd = isForSystemd
        self.now = now
        self.write = write
        quota = LogQuota()
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        let text = event.message.description
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        var held = 0
        if event.level > .trace {
            let place = ["network.name", "community", "room"].compactMap { all[$0].map { " \($0)" } }.joined()
            guard let before = quota.admit(text + place, minute: now() / 60) else { return }
            held = before
        }
        var line = isForSystemd ? "<\(Self.priority(event.level))>" : "\(event.level): "
        line += text
        for (key, value) in all.sorted(by: { $0.key < $1.key }) { line += " \(key)=\(value)" }
        if held > 0 { line += " (and \(held) more like it)" }
        // One line, whatever a value holds: a forged priority would begin a second one (THREATS K6).
        let clean = String(
            String.UnicodeScalarView(TerminalText(own: line).text.unicodeScalars.map { $0 == "\n" ? " " : $0 }))
        write(Array((clean + "\n").utf8))
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
