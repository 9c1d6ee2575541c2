// SPDX-License-Identifier: Apache-2.0

import Chat

/// A member's name as it may be repeated in public: nil when repeating it would spread an advert (THREATS.md B1).
struct ShownName {
    static let longest = 32

    let text: String?

    init(_ name: PeerText) {
        let clean = CleanText(name, limit: Self.longest)
        let isShown = !clean.wasCut && !clean.wasCostumed && clean.count > 0 && !Self.isAdvert(clean.text)
        text = isShown ? clean.text : nil
    }

    /// An address, a domain, a call, or one of these with its dots disguised: `t-me_freebtc`, `x(dot)com`.
    static func isAdvert(_ name: String) -> Bool {
        let scalars = name.unicodeScalars.map { dots.contains($0) ? "." : $0.properties.lowercaseMapping }.joined()
        if scalars.utf8.contains(UInt8(ascii: "@")) { return true }
        for mark in ["://", "http", "www.", "(dot)", "[dot]", "/"] where contains(scalars, mark) { return true }
        if scalars.utf8.first == UInt8(ascii: "#") { return true }
        return hasDomain(scalars) || hasDisguisedDomain(scalars)
    }

    private static let dots: [Unicode.Scalar] = ["。", "．", "｡", "․", "·"]

    /// `label.tld` with a letter, digit or dash before and two letters or more after.
    private static func hasDomain(_ text: String) -> Bool {
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        for (before, after) in zip(labels, labels.dropFirst()) {
            guard let last = before.last, last != UInt8(ascii: " ") else { continue }
            let letters = after.prefix { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 >= 0x80 }
            if letters.count >= 2 { return true }
        }
        return false
    }

    private static let endings: [String] = [
        "com", "net", "org", "info", "biz", "xyz", "top", "site", "online", "shop", "club", "link", "vip", "bet", "ru",
        "gg", "tk",
    ]
    private static let hosts: [(String, String)] = [
        ("t", "me"), ("telegram", "me"), ("wa", "me"), ("discord", "gg"), ("bit", "ly"), ("goo", "gl"), ("is", "gd"),
    ]

    private static func hasDisguisedDomain(_ text: String) -> Bool {
        let words = text.utf8.split { byte in
            [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: " "), UInt8(ascii: "|"), UInt8(ascii: ".")].contains(
                byte)
        }.map { String(decoding: $0, as: UTF8.self) }
        for (a, b) in zip(words, words.dropFirst()) {
            if endings.contains(b) || hosts.contains(where: { $0 == a && $1 == b }) { return true }
        }
        return false
    }

    private static func contains(_ text: String, _ mark: String) -> Bool {
        let bytes = Array(text.utf8)
        let wanted = Array(mark.utf8)
        guard bytes.count >= wanted.count else { return false }
        return (0...(bytes.count - wanted.count)).contains { bytes[$0..<($0 + wanted.count)].elementsEqual(wanted) }
    }
}
