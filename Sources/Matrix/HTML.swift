// SPDX-License-Identifier: Apache-2.0

import Chat

/// What a client shows of `org.matrix.custom.html`, as text, and where its links lead: a reader sees the one, a click
/// goes to the other, spam uses both (THREATS D1). Never builds a tree; reads at most 64 KiB.
public struct HTMLText: Sendable {
    public private(set) var text = ""
    /// `href` and `src` values, at most 64.
    public private(set) var links: [String] = []
    /// What attributes show: why something is hidden, what a picture is; at most 64.
    public private(set) var hints: [String] = []
    /// What stands in `mx-reply`, which clients of today hide, and where its links lead, at most 64.
    public private(set) var quoted = ""
    public private(set) var quotedLinks: [String] = []
    /// Mentions of people, as they are shown in the text, at most `pillsMost`.
    private(set) var pills: [Pill] = []
    /// Where the shown words of a mention differ from the room they lead to: the room.
    private(set) var hiddenRooms: [ByteString] = []

    struct Pill: Sendable, Hashable {
        var user: ByteString
        var link: String
        /// Bytes of `text`.
        var place: Range<Int>
    }
    static let pillsMost = 64

    public init(_ html: String) {
        let bytes = Array(html.utf8.prefix(64 << 10))
        var out: [UInt8] = []
        var aside: [UInt8] = []
        var i = 0
        var replyDepth = 0
        var open: (link: String, to: MatrixLink, start: Int)?
        while i < bytes.count {
            let c = bytes[i]
            if c == UInt8(ascii: "<"), i + 1 < bytes.count, Self.beginsTag(bytes[i + 1]) {
                let end = Self.endOfTag(bytes, i + 1)
                let tag = bytes[i + 1..<min(end, bytes.count)]
                let isClosing = tag.first == UInt8(ascii: "/")
                let name = Self.name(tag.dropFirst(isClosing ? 1 : 0))
                if name == "mx-reply" {
                    replyDepth = isClosing ? max(0, replyDepth - 1) : replyDepth + 1
                } else if replyDepth == 0 {
                    if Self.breaks.contains(name), let last = out.last, last != 0x0A { out.append(0x0A) }
                    if name == "a", let anchor = open { close(anchor, out) }
                    if name == "a" { open = nil }
                    guard !isClosing, links.count < 64 else {
                        i = end + 1
                        continue
                    }
                    let found = Self.values(of: Self.leading, in: tag)
                    links += found
                    if hints.count < 64 { hints += Self.values(of: Self.telling, in: tag) }
                    if name == "a", let link = found.first, let to = MatrixLink(link) { open = (link, to, out.count) }
                } else {
                    if Self.breaks.contains(name), let last = aside.last, last != 0x0A { aside.append(0x0A) }
                    if !isClosing, quotedLinks.count < 64 { quotedLinks += Self.values(of: Self.leading, in: tag) }
                }
                i = end + 1
            } else if c == UInt8(ascii: "&"), let (scalar, length) = Self.entity(bytes[i...]) {
                if replyDepth == 0 { out += String(scalar).utf8 } else { aside += String(scalar).utf8 }
                i += length
            } else {
                if replyDepth == 0 { out.append(c) } else { aside.append(c) }
                i += 1
            }
        }
        // What a reader sees, whether or not the tag was ever closed.
        if let open { close(open, out) }
        text = String(decoding: out, as: UTF8.self)
        quoted = String(decoding: aside, as: UTF8.self)
    }

    private mutating func close(_ anchor: (link: String, to: MatrixLink, start: Int), _ out: [UInt8]) {
        switch anchor.to {
        case .user(let user):
            guard out.count > anchor.start, pills.count < Self.pillsMost else { return }
            pills.append(Pill(user: user, link: anchor.link, place: anchor.start..<out.count))
        case .room(let room):
            if !out[anchor.start...].elementsEqual(room.bytes), hiddenRooms.count < 64 { hiddenRooms.append(room) }
        }
    }

    private static let breaks: [String] = [
        "br", "p", "div", "li", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "hr",
        "table",
    ]

    private static func beginsTag(_ c: UInt8) -> Bool {
        c == UInt8(ascii: "/") || c == UInt8(ascii: "!") || (c | 0x20 >= 0x61 && c | 0x20 <= 0x7A)
    }

    /// The closing `>`, quotes respected; the end of the text where there is none.
    private static func endOfTag(_ bytes: [UInt8], _ start: Int) -> Int {
        var quote: UInt8?
        var i = start
        while i < bytes.count {
            let c = bytes[i]
            if let open = quote {
                if c == open { quote = nil }
            } else if c == UInt8(ascii: "\"") || c == UInt8(ascii: "'") {
                quote = c
            } else if c == UInt8(ascii: ">") {
                return i
            }
            i += 1
        }
        return i
    }

    private static func name(_ tag: ArraySlice<UInt8>) -> String {
        let word = tag.prefix { $0 > 0x20 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ">") }
        return String(decoding: word.prefix(16).map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    private static let leading = ["href", "src"]
    /// Client-server API, "m.room.message msgtypes": what of attributes is shown.
    private static let telling = ["data-mx-spoiler", "alt", "title"]

    /// The values of these attributes in one tag.
    private static func values(of names: [String], in tag: ArraySlice<UInt8>) -> [String] {
        var found: [String] = []
        let bytes = Array(tag)
        var i = 0
        while let equals = bytes[i...].firstIndex(of: UInt8(ascii: "=")) {
            let before = bytes[i..<equals].reversed().drop { $0 <= 0x20 }
            let word = before.prefix { $0 > 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "'") }
            let key = String(decoding: word.reversed().map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }, as: UTF8.self)
            var start = equals + 1
            while start < bytes.count, bytes[start] <= 0x20 { start += 1 }
            var end = start
            if start < bytes.count, bytes[start] == UInt8(ascii: "\"") || bytes[start] == UInt8(ascii: "'") {
                start += 1
                end = bytes[start...].firstIndex(of: bytes[start - 1]) ?? bytes.count
            } else {
                while end < bytes.count, bytes[end] > 0x20 { end += 1 }
            }
            if names.contains(key) { found.append(decoded(bytes[start..<end])) }
            i = min(end + 1, bytes.count)
        }
        return found
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
        var out: [UInt8] = []
        var i = bytes.startIndex
        while i < bytes.endIndex, out.count < 2048 {
            if bytes[i] == UInt8(ascii: "&"), let (scalar, length) = entity(bytes[i...]) {
                out += String(scalar).utf8
                i += length
            } else {
                out.append(bytes[i])
                i += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// One character reference at the start, and its length.
    private static func entity(_ bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, Int)? {
        guard let end = bytes.prefix(12).firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = String(decoding: bytes[bytes.startIndex + 1..<end], as: UTF8.self)
        let length = end - bytes.startIndex + 1
        switch name {
        case "amp": return ("&", length)
        case "lt": return ("<", length)
        case "gt": return (">", length)
        case "quot": return ("\"", length)
        case "apos": return ("'", length)
        case "nbsp": return ("\u{A0}", length)
        case "shy": return ("\u{AD}", length)
        case "zwj": return ("\u{200D}", length)
        case "zwnj": return ("\u{200C}", length)
        case "period": return (".", length)
        case "colon": return (":", length)
        case "sol": return ("/", length)
        default: break
        }
        guard name.utf8.first == UInt8(ascii: "#") else { return nil }
        let digits = name.utf8.dropFirst()
        let isHex = digits.first.map { $0 | 0x20 == UInt8(ascii: "x") } ?? false
        guard
            let value = UInt32(String(decoding: digits.dropFirst(isHex ? 1 : 0), as: UTF8.self), radix: isHex ? 16 : 10)
        else { return nil }
        return (value == 0 ? "\u{FFFD}" : Unicode.Scalar(value) ?? "\u{FFFD}", length)
    }
}

/// HTML that she sends: only made by escaping (law L3), so that no name or quotation can become a tag.
public struct SafeHTML: Sendable, Hashable {
    public private(set) var html: String

    /// The text, as text.
    public init(_ text: String) {
        var out: [UInt8] = []
        for c in text.utf8 {
            switch c {
            case UInt8(ascii: "&"): out += "&amp;".utf8
            case UInt8(ascii: "<"): out += "&lt;".utf8
            case UInt8(ascii: ">"): out += "&gt;".utf8
            case UInt8(ascii: "\""): out += "&quot;".utf8
            case UInt8(ascii: "'"): out += "&#39;".utf8
            case 0x0A: out += "<br>".utf8
            case 0..<0x20: out.append(0x20)
            default: out.append(c)
            }
        }
        html = String(decoding: out, as: UTF8.self)
    }
}
