// SPDX-License-Identifier: Apache-2.0

/// One thing to say about a configuration file, to the person who wrote it.
public struct Diagnostic: Hashable, Sendable {
    public enum Severity: String, Sendable {
        /// The file is refused.
        case error
        /// The file is accepted, but should be looked at.
        case warning
        /// Worth knowing.
        case note
    }

    public let file: String
    public let at: Position
    /// What it is about: `detector.flood.limit`; empty for the file as a whole.
    public let path: String
    public let severity: Severity
    public let message: Sentence

    public init(file: String, at: Position, path: String, severity: Severity = .error, message: Sentence) {
        self.file = file
        self.at = at
        self.path = path
        self.severity = severity
        self.message = message
    }

    public var line: Int { at.line }
    public var column: Int { at.column }

    /// `FILE:LINE:COL: path: what was expected, what was found`, on one line.
    public func printed(_ tongue: Tongue) -> String {
        let place = Shown.plain(file, most: 1024) + ":\(at): " + (path.isEmpty ? "" : "\(path): ")
        switch (severity, tongue) {
        case (.error, _): return place + message[tongue]
        case (.warning, .en): return place + "warning: " + message.en
        case (.warning, .fr): return place + "attention\u{A0}: " + message.fr
        case (.note, .en): return place + "note: " + message.en
        case (.note, .fr): return place + "note\u{A0}: " + message.fr
        }
    }
}

extension [Diagnostic] {
    public var hasErrors: Bool { contains { $0.severity == .error } }

    /// By place; those of one place in the order they were found.
    func sortedByPlace() -> [Diagnostic] {
        enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }
}
