// SPDX-License-Identifier: Apache-2.0

/// What changed between two texts, line by line, for `diff` and for the desk.
public struct LineDiff: Sendable, Hashable {
    public enum Change: Sendable, Hashable {
        case removed(String)
        case added(String)
    }

    /// In the order of the texts.
    public private(set) var changes: [Change] = []

    /// Longer texts are compared by their first lines only.
    static let most = 4000

    public init(from old: String, to new: String) {
        let before = Self.lines(old)
        let after = Self.lines(new)
        let difference = after.difference(from: before)
        // By place, so that a changed line reads as − then +.
        var removed: [Int: String] = [:]
        var added: [Int: String] = [:]
        for change in difference {
            switch change {
            case .remove(let offset, let line, _): removed[offset] = line
            case .insert(let offset, let line, _): added[offset] = line
            }
        }
        var (i, j) = (0, 0)
        while i < before.count || j < after.count {
            if let line = removed[i], i < before.count {
                changes.append(.removed(line))
                i += 1
            } else if let line = added[j], j < after.count {
                changes.append(.added(line))
                j += 1
            } else {
                i += 1
                j += 1
            }
        }
    }

    public var isEmpty: Bool { changes.isEmpty }
    public var lines: [String] {
        changes.map {
            switch $0 {
            case .removed(let line): "- \(line)"
            case .added(let line): "+ \(line)"
            }
        }
    }

    /// The keys and tables that changed, each once, for one line at the desk.
    public var keys: [String] {
        var found: [String] = []
        for change in changes {
            let line =
                switch change {
                case .removed(let line), .added(let line): line
                }
            let trimmed = line.drop { $0 == " " || $0 == "\t" }
            guard let first = trimmed.unicodeScalars.first, first != "#" else { continue }
            let key = trimmed.prefix { $0 != "=" && $0 != "#" }.reversed().drop { $0 == " " }.reversed()
            let text = String(key)
            if !text.isEmpty, text.utf8.count <= 60, !found.contains(text) { found.append(text) }
        }
        return found
    }

    private static func lines(_ text: String) -> [String] {
        Array(text.split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init).prefix(most))
    }
}
