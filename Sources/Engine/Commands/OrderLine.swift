// SPDX-License-Identifier: Apache-2.0

import Chat

/// A line as orders are read from it: whoever is mentioned in it stands there as one sign, whatever the name shown.
struct OrderLine: Sendable {
    /// Nobody can send one: they are taken out of texts that hold mentions (Unicode, "Noncharacters").
    private static let signs = (0..<UInt32(Message.pillsMost)).compactMap { Unicode.Scalar(0xFDD0 + $0) }

    private(set) var text: String
    private var pills: [(user: ByteString, shown: String)] = []

    /// Words without mentions.
    init(_ text: String) { self.text = text }

    init(_ message: Message) {
        text = message.text.raw
        guard !message.pills.isEmpty else { return }
        guard !text.unicodeScalars.contains(where: { Self.signs.contains($0) }) else { return }
        let bytes = Array(text.utf8)
        var out: [UInt8] = []
        var at = 0
        for (sign, pill) in zip(Self.signs, message.pills) {
            let (end, isOver) = pill.start.addingReportingOverflow(pill.length)
            // Words that have expired, or were forgotten.
            guard !isOver, pill.start >= at, pill.length > 0, end <= bytes.count else { break }
            out += bytes[at..<pill.start]
            out += String(sign).utf8
            pills.append((pill.user, String(decoding: bytes[pill.start..<end], as: UTF8.self)))
            at = end
        }
        text = String(decoding: out + bytes[at...], as: UTF8.self)
    }

    /// Whom the sign at the head of `text` stands for, and what follows it and the colon, comma or space behind it.
    func head(of text: String) -> (user: ByteString, rest: String)? {
        guard let first = text.unicodeScalars.first, let pill = pill(first) else { return nil }
        var rest = text.unicodeScalars.dropFirst()
        while let next = rest.first, next == ":" || next == "," || next == " " || next == "\u{A0}" || next == "\t" {
            rest = rest.dropFirst()
        }
        return (pill.user, String(rest))
    }

    /// As readers see it.
    func shown(_ text: String) -> String {
        guard !pills.isEmpty else { return text }
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if let pill = pill(scalar) { out.append(contentsOf: pill.shown.unicodeScalars) } else { out.append(scalar) }
        }
        return String(out)
    }

    private func pill(_ scalar: Unicode.Scalar) -> (user: ByteString, shown: String)? {
        guard !pills.isEmpty, let number = Self.signs.firstIndex(of: scalar), number < pills.count else { return nil }
        return pills[number]
    }
}
