// SPDX-License-Identifier: Apache-2.0

import Chat

/// Finds addresses in a text: the only URL parser of the house. Reads bytes of the plain view (UTF-8), once, forward.
struct LinkScanner {
    let seed: UInt64
    /// The first sixteen.
    private(set) var links: [Link] = []
    /// All of them; beyond 64 it stops looking.
    private(set) var count: Int32 = 0
    private static let mostCounted: Int32 = 64

    mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>) {
        var i = 0
        while i < bytes.count && count < Self.mostCounted {
            if isTokenStart(bytes, i) {
                if let after = schemeEnd(bytes, i) {
                    i = readURL(bytes, scheme: i, authority: after, isNested: false)
                    continue
                }
                let end = readBare(bytes, i)
                if end > i {
                    i = end
                    continue
                }
            } else if bytes[i] | 0x20 == 0x68, let after = webSchemeEnd(bytes, i) {
                i = readURL(bytes, scheme: i, authority: after, isNested: false)
                continue
            }
            i += 1
        }
    }

    private mutating func append(
        _ domain: Domain?, hasScheme: Bool, hasUserinfo: Bool, isDisguised: Bool, isNested: Bool
    ) {
        count += 1
        guard links.count < TextView.linkLimit else { return }
        links.append(
            Link(
                domain: domain, hasScheme: hasScheme, hasUserinfo: hasUserinfo, isDisguised: isDisguised,
                isNested: isNested))
    }

    /// The address just found goes on to where path and query end; a sentence may end behind it.
    private mutating func goOn(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int {
        let place = links.count - 1
        let isKept = count == links.count
        let after = readRest(bytes, end)
        guard isKept else { return after }
        // Behind «http://» there may be nothing.
        if let last = bytes[start..<after].lastIndex(where: { Domain.isNameByte($0) || $0 == 0x2F }) {
            links[place].whole = SeededHash.of(bytes[start...last], seed: seed)
        }
        return after
    }

    // MARK: - With a scheme

    private static let schemes: [StaticString] = [
        "https", "http", "hxxps", "hxxp", "ftp", "ircs", "irc", "wss", "ws", "matrix", "tg",
    ]

    /// After `scheme:/`, or nil. Browsers take any number of slashes of either kind.
    private func schemeEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ i: Int) -> Int? {
        for scheme in Self.schemes {
            let end = i + scheme.utf8CodeUnitCount
            guard end + 1 < bytes.count, bytes[end] == 0x3A, matches(bytes, i, scheme) else { continue }
            return afterSlashes(bytes, end + 1)
        }
        return nil
    }

    /// The same for http and https only, found anywhere.
    private func webSchemeEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ i: Int) -> Int? {
        guard matches(bytes, i, "http") || matches(bytes, i, "hxxp") else { return nil }
        var end = i + 4
        if end < bytes.count, bytes[end] | 0x20 == 0x73 { end += 1 }
        if end < bytes.count, bytes[end] == 0x3A { return afterSlashes(bytes, end + 1) }
        if matches(bytes, end, "%3a%2f%2f") { return end + 9 }
        return nil
    }

    private func afterSlashes(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
        var i = start
        while i < bytes.count, bytes[i] == 0x2F || bytes[i] == 0x5C { i += 1 }
        return i > start && i < bytes.count ? i : nil
    }

    private func matches(_ bytes: UnsafeBufferPointer<UInt8>, _ i: Int, _ word: StaticString) -> Bool {
        let n = word.utf8CodeUnitCount
        guard i + n <= bytes.count else { return false }
        for k in 0..<n {
            let byte = bytes[i + k]
            if (byte &- 0x41 < 26 ? byte | 0x20 : byte) != word.utf8Start[k] { return false }
        }
        return true
    }

    /// Reads authority and rest; returns the end of the address.
    private mutating func readURL(
        _ bytes: UnsafeBufferPointer<UInt8>, scheme: Int, authority start: Int, isNested: Bool
    ) -> Int {
        var end = start
        var userinfo = -1
        // https://url.spec.whatwg.org/#authority-state: the host begins after the *last* `@`; a backslash ends the
        // authority as a slash does.
        while end < bytes.count, !Self.endsAuthority(bytes[end]) {
            if bytes[end] == 0x40 { userinfo = end }
            end += 1
        }
        let from = userinfo < 0 ? start : userinfo + 1
        var to = from
        if to < end, bytes[to] == 0x5B, !bracketedDot(bytes, to) {
            while to < end, bytes[to] != 0x5D { to += 1 }
            if to < end { to += 1 }
        } else {
            while to < end, bytes[to] != 0x3A { to += 1 }
        }
        let (host, isSpelt) = hostBytes(bytes, from, to)
        let domain = Domain(host: host)
        let isDisguised = isSpelt || bytes[scheme + 1] | 0x20 == 0x78 || spellsOddly(domain, host)
        append(
            domain, hasScheme: true, hasUserinfo: userinfo >= 0, isDisguised: isDisguised, isNested: isNested)
        return goOn(bytes, from: start, to: end)
    }

    /// Walks over path and query, and finds the addresses that an open redirect would follow.
    private mutating func readRest(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var i = start
        while i < bytes.count, !Self.endsURL(bytes[i]) {
            if count < Self.mostCounted, let target = RedirectTarget(bytes, at: i, behind: start) {
                append(
                    target.domain, hasScheme: target.hasScheme, hasUserinfo: target.hasUserinfo,
                    isDisguised: target.isDisguised, isNested: true)
                i = target.end
            } else {
                i = EscapedByte(bytes, i).end
            }
        }
        return i
    }

    // MARK: - Bare

    private mutating func readBare(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var end = start
        var dots = 0
        var isSpelt = false
        while end < bytes.count {
            if Domain.isNameByte(bytes[end]) {
                end += 1
            } else if bytes[end] == 0x2E, end + 1 < bytes.count, Domain.isNameByte(bytes[end + 1]) {
                dots += 1
                end += 1
            } else if bracketedDot(bytes, end) {
                dots += 1
                isSpelt = true
                end += 3
            } else {
                break
            }
        }
        if end == start { return start }
        let next = end < bytes.count ? bytes[end] : 0x20
        // Somebody's mail address, or a user name before a host: read on from there.
        if next == 0x40 { return readAfterAt(bytes, end + 1) }
        // A scheme may be glued to a word: `xxhttps://`.
        guard dots > 0 else { return next == 0x3A ? start : end }
        let hasPath = next == 0x2F || (next == 0x3A && end + 1 < bytes.count && bytes[end + 1] &- 0x30 < 10)
        guard let domain = Domain(host: hostBytes(bytes, start, end).host),
            BareDomains.isAddress(domain, hasPath: hasPath), !domain.isAddress || dots == 3
        else { return end }
        append(domain, hasScheme: false, hasUserinfo: false, isDisguised: isSpelt, isNested: false)
        return goOn(bytes, from: start, to: end)
    }

    /// `name@host/path` leads to the host; `name@host` is a mail address.
    private mutating func readAfterAt(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var end = start
        while end < bytes.count, Domain.isNameByte(bytes[end]) || bytes[end] == 0x2E { end += 1 }
        guard end < bytes.count, bytes[end] == 0x2F, let domain = Domain(host: bytes[start..<end]),
            BareDomains.isAddress(domain, hasPath: true), !domain.isAddress
        else { return end }
        append(domain, hasScheme: false, hasUserinfo: true, isDisguised: false, isNested: false)
        return goOn(bytes, from: start, to: end)
    }

    // MARK: - Pieces

    /// The host with bracketed dots opened and what a sentence leaves at its end cut off.
    private func hostBytes(_ bytes: UnsafeBufferPointer<UInt8>, _ from: Int, _ to: Int) -> (
        host: [UInt8], isSpelt: Bool
    ) {
        var host: [UInt8] = []
        var isSpelt = false
        var i = from
        while i < to {
            if bracketedDot(bytes, i) {
                host.append(0x2E)
                isSpelt = true
                i += 3
            } else {
                host.append(bytes[i])
                i += 1
            }
        }
        if host.first != 0x5B {
            while let last = host.last, !Domain.isNameByte(last) { host.removeLast() }
        }
        return (host, isSpelt)
    }

    private func spellsOddly(_ domain: Domain?, _ host: [UInt8]) -> Bool {
        guard let domain else { return false }
        if host.contains(0x25) { return true }
        return domain.isAddress && !domain.name.bytes.elementsEqual(host) && host.first != 0x5B
    }

    private func bracketedDot(_ bytes: UnsafeBufferPointer<UInt8>, _ i: Int) -> Bool {
        guard i + 3 < bytes.count, bytes[i + 1] == 0x2E, Domain.isNameByte(bytes[i + 3]) else { return false }
        return (bytes[i] == 0x5B && bytes[i + 2] == 0x5D) || (bytes[i] == 0x28 && bytes[i + 2] == 0x29)
    }

    private func isTokenStart(_ bytes: UnsafeBufferPointer<UInt8>, _ i: Int) -> Bool {
        guard Domain.isNameByte(bytes[i]) else { return false }
        if i == 0 { return true }
        switch bytes[i - 1] {
        case 0x3A: return !isUser(bytes, server: i)
        case 0x20, 0x0A, 0x0D, 0x28, 0x5B, 0x3C, 0x3E, 0x7B, 0x22, 0x27, 0x7C, 0x2C, 0x3B, 0x3D, 0x2A, 0x7E, 0x60,
            0x21, 0x3F, 0x29, 0x5D:
            return true
        default: return false
        }
    }

    /// `@lise:example.org` is somebody of Matrix and no address; with a path behind it it would be one.
    private func isUser(_ bytes: UnsafeBufferPointer<UInt8>, server start: Int) -> Bool {
        var at = start - 2
        // https://spec.matrix.org/v1.16/appendices/#user-identifiers
        while at >= 0, start - at <= 255, Domain.isNameByte(bytes[at]) || Self.isOfUsers(bytes[at]) { at -= 1 }
        guard at >= 0, at < start - 2, bytes[at] == 0x40, at == 0 || !Domain.isNameByte(bytes[at - 1]) else {
            return false
        }
        var end = start
        while end < bytes.count, Domain.isNameByte(bytes[end]) || bytes[end] == 0x2E || bytes[end] == 0x3A { end += 1 }
        return end == bytes.count || bytes[end] != 0x2F
    }
    private static func isOfUsers(_ b: UInt8) -> Bool { b == 0x2E || b == 0x5F || b == 0x3D || b == 0x2F || b == 0x2B }

    private static func endsAuthority(_ b: UInt8) -> Bool {
        b == 0x2F || b == 0x5C || b == 0x3F || b == 0x23 || endsURL(b)
    }

    static func endsURL(_ b: UInt8) -> Bool {
        b <= 0x20 || b == 0x3C || b == 0x3E || b == 0x22 || b == 0x60
    }
}
