// SPDX-License-Identifier: Apache-2.0

/// Reads the part of TOML that a catalogue of words uses: `[key]`, `variant = "text"`, `variant = ["a", "b"]`, and
/// comments. A file of our own, so it is strict and says only the line.
struct CatalogueReader {
    private(set) var entries: [Catalogue.Entry] = []
    private(set) var mistakes: [String] = []
    private let lines: [ArraySlice<UInt8>]
    private var key = ""

    init(_ bytes: some Sequence<UInt8>) {
        lines = Array(bytes).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    }

    mutating func read() {
        for (index, line) in lines.enumerated() {
            var cursor = Cursor(line)
            cursor.skipSpace()
            guard let first = cursor.peek, first != UInt8(ascii: "#") else { continue }
            if !readLine(&cursor, line: index + 1) { mistakes.append("\(index + 1): not understood") }
        }
    }

    private mutating func readLine(_ cursor: inout Cursor, line: Int) -> Bool {
        if cursor.take(UInt8(ascii: "[")) {
            key = cursor.takeWord()
            return !key.isEmpty && cursor.take(UInt8(ascii: "]")) && cursor.isAtEnd
        }
        let variant = cursor.takeWord()
        cursor.skipSpace()
        guard !variant.isEmpty, !key.isEmpty, cursor.take(UInt8(ascii: "=")) else { return false }
        cursor.skipSpace()
        var texts: [String] = []
        if cursor.take(UInt8(ascii: "[")) {
            repeat {
                cursor.skipSpace()
                guard let text = cursor.takeString() else { return false }
                texts.append(text)
                cursor.skipSpace()
            } while cursor.take(UInt8(ascii: ","))
            guard cursor.take(UInt8(ascii: "]")) else { return false }
        } else {
            guard let text = cursor.takeString() else { return false }
            texts = [text]
        }
        entries.append(Catalogue.Entry(key: key, variant: variant, texts: texts, line: line))
        return cursor.isAtEnd
    }
}

/// A place in one line of a catalogue.
private struct Cursor {
    private var rest: ArraySlice<UInt8>

    init(_ line: ArraySlice<UInt8>) { rest = line }

    var peek: UInt8? { rest.first }

    /// Nothing but space and a comment is left.
    var isAtEnd: Bool {
        guard let first = rest.first(where: { $0 != UInt8(ascii: " ") }) else { return true }
        return first == UInt8(ascii: "#")
    }

    mutating func skipSpace() { rest = rest.drop { $0 == UInt8(ascii: " ") } }

    mutating func take(_ byte: UInt8) -> Bool {
        guard rest.first == byte else { return false }
        rest.removeFirst()
        return true
    }

    mutating func takeWord() -> String {
        let word = rest.prefix { $0 == UInt8(ascii: ".") || (0x61...0x7A).contains($0) }
        rest = rest.dropFirst(word.count)
        return String(decoding: word, as: UTF8.self)
    }

    mutating func takeString() -> String? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        var text: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                switch rest.popFirst() {
                case UInt8(ascii: "n"): text.append(0x0A)
                case UInt8(ascii: "\""): text.append(0x22)
                case UInt8(ascii: "\\"): text.append(0x5C)
                default: return nil
                }
            default: text.append(byte)
            }
        }
        return nil
    }
}
