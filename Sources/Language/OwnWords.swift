// SPDX-License-Identifier: Apache-2.0

/// What somebody says himself in a line: without code between back-quotes, without what is quoted from others.
///
/// A line that begins with `>` is another's. What stands between quotation marks does not count against the one who
/// quotes, unless next to nothing else was said: a line all in quotation marks is one's own.
public enum OwnWords {
    /// Letters and digits that must be left for the quoted part to be another's.
    static let least = 6

    public static func of(_ text: String) -> String {
        let bytes = text.utf8
        if bytes.withContiguousStorageIfAvailable({ isPlain($0) }) == true { return text }
        var kept: [UInt8] = []
        kept.reserveCapacity(min(bytes.count, Normaliser.limit))
        for line in bytes.prefix(Normaliser.limit).split(separator: 0x0A, omittingEmptySubsequences: false) {
            if line.first == 0x3E { continue }
            if !kept.isEmpty { kept.append(0x0A) }
            strip(Array(line), into: &kept)
        }
        let substance = kept.count { ByteClass.table[Int($0)] & ByteClass.word != 0 }
        return substance >= least ? String(decoding: kept, as: UTF8.self) : text
    }

    /// No byte of it begins a mark of quotation or code.
    private static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        // No early exit: the loop is vectorised.
        var marks: UInt8 = 0
        for byte in bytes {
            marks |= byte == 0x22 || byte == 0x60 || byte == 0x3E || byte == 0xC2 || byte == 0xE2 ? 1 : 0
        }
        return marks == 0
    }

    private static let opening: [[UInt8]] = [[0x60], [0x22], Array("«".utf8), Array("“".utf8)]
    private static let closing: [[UInt8]] = [[0x60], [0x22], Array("»".utf8), Array("”".utf8)]

    private static func strip(_ line: [UInt8], into kept: inout [UInt8]) {
        var place = 0
        while place < line.count {
            let mark = opening.firstIndex { line[place...].starts(with: $0) }
            if let mark, let end = find(closing[mark], in: line, from: place + opening[mark].count) {
                kept.append(0x20)
                place = end + closing[mark].count
            } else {
                kept.append(line[place])
                place += 1
            }
        }
    }

    private static func find(_ mark: [UInt8], in line: [UInt8], from start: Int) -> Int? {
        var place = start
        while place + mark.count <= line.count {
            if line[place...].starts(with: mark) { return place }
            place += 1
        }
        return nil
    }
}
