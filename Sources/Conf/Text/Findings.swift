// SPDX-License-Identifier: Apache-2.0

/// What a reading has to say so far. At most ``capacity`` are kept: nobody reads more at once.
public struct Findings: Sendable {
    static let capacity = 500

    public let file: String
    public private(set) var diagnostics: [Diagnostic] = []
    /// Paths that could not be read: what depends on them is not reported as missing.
    var lost: [[String]] = []
    /// Keys that were said to be missing, each with what was said of it.
    private var missed: [[String]: Diagnostic] = [:]
    /// Keys that are there under another name, which is told.
    private var meant: Set<[String]> = []

    public init(file: String) { self.file = file }

    var isFull: Bool { diagnostics.count >= Self.capacity }

    public mutating func error(_ at: Position, _ path: String, _ message: Sentence) {
        add(.error, at, path, message)
    }
    public mutating func warning(_ at: Position, _ path: String, _ message: Sentence) {
        add(.warning, at, path, message)
    }
    public mutating func note(_ at: Position, _ path: String, _ message: Sentence) {
        add(.note, at, path, message)
    }

    /// That a key is missing, unless it is there under another name or was lost.
    mutating func missing(_ key: [String], _ at: Position, _ path: String, _ message: Sentence) {
        guard !isLost(key), !meant.contains(key) else { return }
        error(at, path, message)
        missed[key] = diagnostics.last
    }

    /// A key under another name, which is told: it is not missing besides.
    mutating func isMeant(_ key: [String]) {
        meant.insert(key)
        guard let told = missed.removeValue(forKey: key) else { return }
        diagnostics.removeAll { $0 == told }
    }

    private mutating func add(_ severity: Diagnostic.Severity, _ at: Position, _ path: String, _ message: Sentence) {
        guard !isFull else { return }
        let path = Shown.plain(path, most: 120)
        diagnostics.append(Diagnostic(file: file, at: at, path: path, severity: severity, message: message))
    }

    /// Whether this path, something above it or something below it was lost to a mistake already reported.
    func isLost(_ path: [String]) -> Bool {
        lost.contains { zip($0, path).allSatisfy { $0 == $1 } }
    }
}
