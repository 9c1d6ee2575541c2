// SPDX-License-Identifier: Apache-2.0

/// One byte of an address, as a server reads it: `%2F` and `%252F` are a slash.
struct EscapedByte {
    let byte: UInt8
    /// Behind it.
    let end: Int
    let isEscaped: Bool
    var pair: (byte: UInt8, end: Int) { (byte, end) }

    /// Percent signs that stand for percent signs, one in the other; deeper ones are read as they stand.
    private static let deepest = 4

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) {
        var digits = start + 1
        if bytes[start] == 0x25 {
            var depth = 1
            while depth < Self.deepest, Self.isPercent(bytes, digits), Self.value(bytes, digits + 2) != nil {
                digits += 2
                depth += 1
            }
            if let value = Self.value(bytes, digits) {
                (byte, end, isEscaped) = (value, digits + 2, true)
                return
            }
        }
        (byte, end, isEscaped) = (bytes[start], start + 1, false)
    }

    private static func isPercent(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Bool {
        at + 1 < bytes.count && bytes[at] == 0x32 && bytes[at + 1] == 0x35
    }
    private static func value(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> UInt8? {
        guard at + 1 < bytes.count, let high = digit(bytes[at]), let low = digit(bytes[at + 1]) else { return nil }
        return high << 4 | low
    }
    private static func digit(_ byte: UInt8) -> UInt8? {
        if byte &- 0x30 < 10 { return byte &- 0x30 }
        let letter = byte | 0x20
        return letter &- 0x61 < 6 ? letter &- 0x61 + 10 : nil
    }
}

/// An address inside another one, to which an open redirect leads: `/url?q=https%3A%2F%2Fevil.example`, `?q=//evil.example`,
/// `?url=evil.example`. Judged as a link to it.
struct RedirectTarget {
    let domain: Domain?
    let hasScheme: Bool
    private(set) var hasUserinfo = false
    /// A letter or a dot of the host is escaped, which nothing asks for.
    private(set) var isDisguised = false
    private(set) var end: Int

    /// Bytes of a host that are read.
    private static let hostMost = 2 * Domain.longest

    /// - Parameters:
    ///   - start: where it would begin.
    ///   - first: where path and query begin that it stands in.
    init?(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int, behind first: Int) {
        let raw = bytes[start]
        guard raw | 0x20 == 0x68 || raw == 0x3D || raw == 0x3F || raw == 0x25 else { return nil }
        let letter = EscapedByte(bytes, start)
        var host = start
        var isBare = false
        if letter.byte | 0x20 == 0x68, let after = Self.scheme(bytes, start) {
            (host, hasScheme) = (after, true)
        } else if letter.byte == 0x3D || letter.byte == 0x3F, let after = Self.slashes(bytes, letter.end, least: 2) {
            // What a browser reads as another host: `//evil.example`, also with backslashes.
            (host, hasScheme) = (after, false)
        } else if letter.byte == 0x3D, Self.isOfRedirects(bytes, first, start) {
            (host, hasScheme, isBare) = (letter.end, false, true)
        } else {
            return nil
        }
        var name: [UInt8] = []
        var isOver = false
        end = host
        while end < bytes.count, !LinkScanner.endsURL(bytes[end]), end - host < Self.hostMost {
            let one = EscapedByte(bytes, end)
            // What calls the next target ends a bare one.
            if Self.endsHost(one.byte) || isBare && one.byte == 0x3D { break }
            if one.byte == 0x40 {
                // The host begins behind the last of them. A bare one would be somebody's mail address.
                if isBare { return nil }
                (name, isOver, hasUserinfo, isDisguised) = ([], false, true, false)
            } else if one.byte == 0x3A {
                isOver = true
            } else if !isOver {
                name.append(one.byte)
                if one.isEscaped, one.byte < 0x80 { isDisguised = true }
            }
            end = one.end
        }
        while let last = name.last, !Domain.isNameByte(last) { name.removeLast() }
        // Most of what is no address has no dot of any kind.
        if isBare, !name.contains(where: { $0 == 0x2E || $0 >= 0x80 }) { return nil }
        domain = Domain(host: name)
        // Without a scheme it may be a file or a word: what is an address by itself is one here too.
        if !hasScheme {
            let hasPath = !isBare || end < bytes.count && EscapedByte(bytes, end).byte == 0x2F
            guard let domain, !domain.isAddress || hasPath, BareDomains.isAddress(domain, hasPath: hasPath) else {
                return nil
            }
        }
        end = max(end, letter.end)
    }

    /// Behind `http:/`, however it is escaped.
    private static func scheme(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
        // Most letters begin no scheme.
        let second = EscapedByte(bytes, start).end
        guard second < bytes.count, [0x74, 0x78].contains(EscapedByte(bytes, second).byte | 0x20) else { return nil }
        var place = start
        var name: [UInt8] = []
        while place < bytes.count, name.count < 6 {
            let one = EscapedByte(bytes, place)
            place = one.end
            if one.byte == 0x3A { break }
            name.append(one.byte | 0x20)
        }
        guard ["http", "https", "hxxp", "hxxps"].contains(where: { name.elementsEqual($0.utf8) }) else { return nil }
        return slashes(bytes, place, least: 1)
    }

    /// Behind so many slashes of either kind, or more; nil where nothing follows.
    private static func slashes(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, least: Int) -> Int? {
        var place = start
        var count = 0
        while place < bytes.count {
            let one = EscapedByte(bytes, place)
            guard one.byte == 0x2F || one.byte == 0x5C else { break }
            count += 1
            place = one.end
        }
        return count >= least && place < bytes.count ? place : nil
    }

    /// What stands before the `=` is what redirects call their target.
    private static func isOfRedirects(_ bytes: UnsafeBufferPointer<UInt8>, _ first: Int, _ equals: Int) -> Bool {
        var start = equals
        while start > first, equals - start <= 16, isKeyByte(bytes[start - 1]) { start -= 1 }
        guard start > first, start < equals else { return false }
        // Of what is escaped only the last two digits would be read.
        if bytes[start - 1] == 0x25 { start += 2 }
        guard start < equals else { return false }
        let key = String(decoding: bytes[start..<equals].map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }, as: UTF8.self)
        return keys.contains(key) || key == "q" && isOfRedirect(bytes, first, start)
    }

    /// `/url?q=evil.example`: a search asks for it, a redirect leads to it.
    private static func isOfRedirect(_ bytes: UnsafeBufferPointer<UInt8>, _ first: Int, _ key: Int) -> Bool {
        guard let query = bytes[first..<key].firstIndex(of: 0x3F) else { return false }
        let path = bytes[first..<query]
        return path.elementsEqual("/url".utf8) || path.elementsEqual("/redirect".utf8)
    }

    private static let keys: Set<String> = [
        "continue", "dest", "destination", "forward", "go", "goto", "href", "link", "next", "out", "redir", "redirect",
        "redirect_to", "redirect_uri", "redirect_url", "return", "return_to", "return_url", "returnto", "returnurl",
        "rurl", "target", "to", "u", "uri", "url",
    ]
    private static func isKeyByte(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x5F || byte == 0x2D
    }
    private static func endsHost(_ byte: UInt8) -> Bool {
        byte == 0x2F || byte == 0x5C || byte == 0x3F || byte == 0x23 || byte == 0x26 || byte == 0x3B || byte <= 0x20
    }
}
