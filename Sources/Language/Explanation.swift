// SPDX-License-Identifier: Apache-2.0

extension Reader {
    /// One word and what it added to a head, in 1/256 nats.
    public struct Part: Sendable, Hashable {
        /// As it was read, masked: the first letter and a star for each other one.
        public var shown: String
        public var weight: Int32
    }

    /// The few words that weighed most for a head, the heaviest first: of the view that scored higher.
    public mutating func explain(_ line: String, _ head: Head, most: Int = 3) -> [Part] {
        var line = line
        line.withUTF8 { normaliser.read($0) }
        let views = [normaliser.plain.bytes, normaliser.bare.bytes].filter { !$0.isEmpty }
        let best = views.map { ($0, parts(of: $0, head)) }.max { $0.1.total < $1.1.total }
        guard let (text, found) = best else { return [] }
        return found.parts.filter { $0.weight > 0 }
            .sorted { ($1.weight, $0.range.lowerBound) < ($0.weight, $1.range.lowerBound) }
            .prefix(most)
            .map { Part(shown: Self.masked(text[$0.range]), weight: $0.weight) }
    }

    private struct Weighed {
        var parts: [(range: Range<Int>, weight: Int32)] = []
        var total: Int32 = 0
    }

    private func parts(of text: [UInt8], _ head: Head) -> Weighed {
        var found: [(Range<Int>, Int32)] = []
        let sums = text.withUnsafeBufferPointer { text in
            ByteClass.table.withUnsafeBufferPointer { classes in
                classes.baseAddress.map { start in
                    model.common.table { Self.sum(text, start, model, $0) { found.append(($0, $1[head.rawValue])) } }
                }
            }
        }
        guard let sums else { return Weighed() }
        let root = Int64(Model.root(UInt64(sums.squares + ModelFormat.smoothing) << 16))
        let scale = Int64(model.scales[head.rawValue])
        return Weighed(
            parts: found.map { ($0.0, Int32(clamping: Int64($0.1) * scale / max(1, root))) },
            total: model.logits(sums)[head])
    }

    /// The first character, then a star for each other one, at most 12.
    static func masked(_ word: ArraySlice<UInt8>) -> String {
        let scalars = Array(String(decoding: word, as: UTF8.self).unicodeScalars)
        guard let first = scalars.first else { return "" }
        return String(String.UnicodeScalarView([first])) + String(repeating: "*", count: min(11, scalars.count - 1))
    }
}
