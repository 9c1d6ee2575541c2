// SPDX-License-Identifier: Apache-2.0

import Chat

/// Reads one line of a scenario from left to right, by scalars.
struct LineCursor {
    private let scalars: [Unicode.Scalar]
    private(set) var place = 0

    init(_ line: String) { scalars = Array(line.unicodeScalars) }

    var isAtEnd: Bool { place >= scalars.count }
    private var rest: ArraySlice<Unicode.Scalar> { scalars[place...] }

    mutating func skipSpace() {
        while place < scalars.count, scalars[place] == " " || scalars[place] == "\t" { place += 1 }
    }

    /// The next word, up to a space; empty at the end.
    mutating func word() -> String {
        skipSpace()
        let start = place
        while place < scalars.count, scalars[place] != " ", scalars[place] != "\t" { place += 1 }
        return text(scalars[start..<place])
    }

    /// The next word without taking it.
    var peek: String {
        var copy = self
        return copy.word()
    }

    /// Everything that is left, with `\u{…}` put in.
    mutating func remainder() -> String {
        skipSpace()
        defer { place = scalars.count }
        return Self.unescaped(text(rest))
    }

    /// Takes `prefix` when it stands here.
    mutating func take(_ prefix: String) -> Bool {
        guard rest.starts(with: Array(prefix.unicodeScalars)) else { return false }
        place += prefix.unicodeScalars.count
        return true
    }

    /// Takes everything up to `end` and `end` itself; nil when it does not come.
    mutating func upTo(_ end: Unicode.Scalar) -> String? {
        guard let found = rest.firstIndex(of: end) else { return nil }
        defer { place = found + 1 }
        return text(scalars[place..<found])
    }

    private func text(_ part: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: part)
        return String(view)
    }

    /// Without spaces at either end; nothing is unescaped.
    static func trimmed(_ text: String) -> String {
        var cursor = LineCursor(text)
        cursor.skipSpace()
        var rest = cursor.text(cursor.rest).unicodeScalars
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return String(rest)
    }

    /// `\u{202E}` stands for that scalar; every other backslash is one.
    static func unescaped(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "\\")) else { return text }
        var out = String.UnicodeScalarView()
        let all = Array(text.unicodeScalars)
        var i = 0
        while i < all.count {
            if all[i] == "\\", i + 3 < all.count, all[i + 1] == "u", all[i + 2] == "{",
                let end = all[i...].firstIndex(of: "}"),
                let value = UInt32(all[(i + 3)..<end].map(String.init).joined(), radix: 16),
                let scalar = Unicode.Scalar(value)
            {
                out.append(scalar)
                i = end + 1
            } else {
                out.append(all[i])
                i += 1
            }
        }
        return String(out)
    }

    /// The other way round, for what cannot stand in a line of a file.
    static func escaped(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isPlain =
                scalar.value >= 0x20 && scalar.value != 0x7F && scalar.properties.generalCategory != .format
                && scalar.properties.generalCategory != .control
            if isPlain {
                out.append(scalar)
            } else {
                out.append(contentsOf: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars)
            }
        }
        return String(out)
    }
}
