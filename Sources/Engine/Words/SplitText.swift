// SPDX-License-Identifier: Apache-2.0

public import Chat

extension Utterance {
    /// The utterance as lines of at most `limit` bytes (at least 16), cut between words where it can be, never inside
    /// a scalar. Each continuation begins with `… `: text that a stranger wrote never begins one (THREATS.md B4).
    public func lines(limit: Int) -> [String] {
        let limit = max(16, limit)
        var lines: [String] = []
        for line in text.unicodeScalars.split(separator: "\n") {
            var rest = line
            var prefix = ""
            while !rest.isEmpty {
                let room = limit - prefix.utf8.count
                let taken = Self.fitting(rest, room)
                lines.append(prefix + String(taken))
                rest = rest[taken.endIndex...].drop { $0 == " " }
                prefix = "… "
            }
        }
        return lines
    }

    /// As much of `rest` as `room` bytes hold, up to the last space when a word would be cut and a third is kept.
    private static func fitting(_ rest: Substring.UnicodeScalarView, _ room: Int) -> Substring.UnicodeScalarView {
        var bytes = 0
        var end = rest.startIndex
        var space: String.Index?
        while end < rest.endIndex {
            let scalar = rest[end]
            bytes += scalar.utf8.count
            if bytes > room { break }
            if scalar == " ", bytes > room / 3 { space = end }
            end = rest.index(after: end)
        }
        if end == rest.endIndex { return rest }
        if let space, rest[end] != " " { return rest[..<space] }
        return rest[..<end]
    }
}
