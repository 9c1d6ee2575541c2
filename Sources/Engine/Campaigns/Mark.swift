// SPDX-License-Identifier: Apache-2.0

import Chat

/// What an advert cannot do without and ordinary talk seldom shares: where it leads, or whom to call.
struct Mark: Sendable, Hashable {
    enum Kind: UInt8, Sendable {
        /// A site of somebody's own.
        case site = 1
        /// A page where anybody puts pages.
        case page
        /// A door to another room, or a short link: made for those who bring it.
        case invitation
        case room
        case handle
        case number
    }

    let kind: Kind
    var key: UInt64
    /// As the desk sees it, `labelBytes` at most.
    var label: String
    /// Nobody comes upon it by chance: those who bring it as their first words need not use the same words for it. Of
    /// others what is said beside it is compared.
    var standsAlone: Bool

    static let labelBytes = 80
    /// Of one line.
    static let most = 4

    /// Of a site that people of the community lead to, whoever's it is: no advert is made of it.
    static func home(_ site: ByteString, seed: UInt64) -> UInt64 { key(0, site.bytes, seed) }

    private static func key(_ kind: UInt8, _ bytes: [UInt8], _ seed: UInt64) -> UInt64 {
        var hash = SeededHash(seed: seed)
        hash.add(kind)
        for byte in bytes { hash.add(byte) }
        return hash.stirred
    }

    init(_ kind: Kind, _ bytes: [UInt8], seed: UInt64) {
        self.kind = kind
        standsAlone = kind == .site || kind == .invitation
        key = Self.key(kind.rawValue, bytes, seed)
        label = String(decoding: bytes.prefix(Self.labelBytes), as: UTF8.self)
    }
}

/// Finds the marks of a line. Most lines have none, and one look at their bytes says so.
struct MarkScanner {
    let view: TextView
    let trusted: DomainSet
    let seed: UInt64

    static func mayFind(in view: TextView) -> Bool {
        if view.features.links > 0 || view.features.digits >= fewestDigits { return true }
        return view.withPlain { bytes in
            for byte in bytes where byte == 0x23 || byte == 0x40 { return true }
            return false
        }
    }

    func marks() -> [Mark] {
        var found: [Mark] = []
        func add(_ mark: Mark) {
            if found.count < Mark.most, !found.contains(where: { $0.key == mark.key }) { found.append(mark) }
        }
        view.withPlain { bytes in
            // Addresses stand in the order of the text: each is looked for behind the one before.
            var read = 0
            for link in view.links {
                if let mark = mark(of: link, bytes, from: &read) { add(mark) }
            }
            for token in bytes.split(separator: 0x20, maxSplits: Self.tokensMost).prefix(Self.tokensMost) {
                if let mark = mark(of: Array(token.prefix(Self.tokenBytes))) { add(mark) }
            }
        }
        return found
    }

    // MARK: - Addresses

    private func mark(of link: Link, _ bytes: UnsafeBufferPointer<UInt8>, from read: inout Int) -> Mark? {
        guard let domain = link.domain, !trusted.contains(domain.name), !Self.isLocal(domain) else { return nil }
        let site = domain.registrable
        switch SharedPlaces.kind(of: site) {
        case .none:
            var mark = Mark(.site, site.bytes, seed: seed)
            if SharedPlaces.isForAll(domain) { mark.standsAlone = false }
            return mark
        case .silent?: return nil
        case .invitations?: return page(.invitation, domain, link.isNested, bytes, from: &read)
        case .pages?: return page(.page, domain, link.isNested, bytes, from: &read)
        }
    }

    /// The site with the path that follows it; a short path takes its query along. Nil for a front page. Inside another
    /// address it may be escaped, and ends with its parameter.
    private func page(
        _ kind: Mark.Kind, _ domain: Domain, _ isNested: Bool, _ bytes: UnsafeBufferPointer<UInt8>, from read: inout Int
    ) -> Mark? {
        let name = domain.name.bytes
        guard var at = Self.find(name, in: bytes, from: read) else { return nil }
        at += name.count
        read = at
        var path: [UInt8] = []
        var isQuery = false
        while at < bytes.count, path.count < Mark.labelBytes {
            if isNested, bytes[at] == 0x26 { break }
            let (byte, next) = isNested ? EscapedByte(bytes, at).pair : (bytes[at], at + 1)
            if byte <= 0x20 || byte == 0x3C || byte == 0x3E || byte == 0x22 || byte == 0x60 || byte == 0x23 { break }
            if byte == 0x3F {
                guard kind == .page, path.count < Self.shortPath else { break }
                isQuery = true
            }
            if isQuery, byte == 0x26 { break }
            path.append(byte)
            at = next
        }
        while let last = path.last, Self.isPunctuation(last) { path.removeLast() }
        guard path.count >= 2, path[0] == 0x2F else { return nil }
        let isInvitation = path.starts(with: Array("/invite/".utf8)) || path.starts(with: Array("/joinchat/".utf8))
        return Mark(isInvitation ? .invitation : kind, domain.registrable.bytes + path, seed: seed)
    }

    private static func find(_ name: [UInt8], in bytes: UnsafeBufferPointer<UInt8>, from: Int) -> Int? {
        guard let first = name.first, from <= bytes.count - name.count else { return nil }
        for start in from...(bytes.count - name.count) where lower(bytes[start]) == first {
            if name.indices.allSatisfy({ lower(bytes[start + $0]) == name[$0] }) { return start }
        }
        return nil
    }

    static func isLocal(_ domain: Domain) -> Bool {
        guard domain.isAddress else { return domain.name.bytes.elementsEqual("localhost".utf8) }
        return ["127.", "10.", "192.168.", "169.254.", "0.", "[::1]", "[fe8", "[fc", "[fd"].contains {
            domain.name.bytes.starts(with: Array($0.utf8))
        }
    }

    // MARK: - Rooms, names, numbers

    private func mark(of token: [UInt8]) -> Mark? {
        var token = token[...]
        while let first = token.first, first == 0x28 || first == 0x22 || first == 0x27 { token = token.dropFirst() }
        while let last = token.last, Self.isPunctuation(last) { token = token.dropLast() }
        if let place = Self.roomAddress(in: token) { token = token[place...] }
        guard let first = token.first, token.count >= 4 else { return nil }
        switch first {
        case 0x23:
            guard token.dropFirst().allSatisfy({ Self.isNameByte($0) || $0 == 0x3A || $0 == 0x2E || $0 == 0x23 }),
                token.contains(where: Self.isLetter)
            else { return nil }
            return Mark(.room, token.map(Self.lower), seed: seed)
        case 0x40:
            guard token.count >= 6, token.dropFirst().allSatisfy(Self.isNameByte) else { return nil }
            return Mark(.handle, token.map(Self.lower), seed: seed)
        case _ where Self.isPurse(token): return Mark(.number, token.map(Self.lower), seed: seed)
        case 0x2B, 0x30...0x39:
            let digits = token.filter { 0x30...0x39 ~= $0 }
            guard digits.count >= (first == 0x2B ? Self.fewestDigits - 1 : Self.fewestDigits),
                token.dropFirst().allSatisfy({ 0x30...0x39 ~= $0 || $0 == 0x2D })
            else { return nil }
            return Mark(.number, digits, seed: seed)
        default: return nil
        }
    }

    /// Where money is sent: `bc1q…`, `0x…`.
    private static func isPurse(_ token: ArraySlice<UInt8>) -> Bool {
        let begin = token.prefix(3).map(lower)
        let least = begin.elementsEqual("bc1".utf8) ? 26 : begin.starts(with: "0x".utf8) ? 42 : Int.max
        return token.count >= least && token.allSatisfy { isLetter($0) || 0x30...0x39 ~= $0 }
    }

    /// Where the room stands in `matrix.to/#/#room:server`.
    private static func roomAddress(in token: ArraySlice<UInt8>) -> Int? {
        let door = Array("matrix.to/#/#".utf8)
        guard token.count > door.count, token.contains(0x23) else { return nil }
        return (token.startIndex...token.endIndex - door.count).first { start in
            door.indices.allSatisfy { lower(token[start + $0]) == door[$0] }
        }.map { $0 + door.count - 1 }
    }

    private static func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || byte >= 0x80 }
    private static func isNameByte(_ byte: UInt8) -> Bool {
        isLetter(byte) || 0x30...0x39 ~= byte || byte == 0x5F || byte == 0x2D
    }
    private static func isPunctuation(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21, 0x22, 0x27, 0x29, 0x2C, 0x2E, 0x3A, 0x3B, 0x3F, 0x5D: true
        default: false
        }
    }

    static let fewestDigits: Int32 = 9
    private static let tokensMost = 64
    private static let tokenBytes = 100
    private static let shortPath = 12
}

extension TextView {
    /// No `#room`, no `@handle`, and in words of digits alone fewer of them than a number to call has.
    var namesNobody: Bool {
        guard withPlain({ bytes in !bytes.contains { $0 == 0x23 || $0 == 0x40 } }) else { return false }
        return folded.withUnsafeBufferPointer { bytes in
            var digits: Int32 = 0
            for word in words {
                let all = bytes[Int(word.start)..<Int(word.start) + Int(word.length)]
                if all.allSatisfy({ 0x30...0x39 ~= $0 }) { digits += Int32(word.length) }
            }
            return digits < MarkScanner.fewestDigits
        }
    }
}

/// Sites where anybody puts things up: of these a page is somebody's, not the site.
enum SharedPlaces {
    enum Kind { case pages, invitations, silent }

    private static let table: [ByteString: Kind] = {
        var table: [ByteString: Kind] = [:]
        for name in pages { table[ByteString(name)] = .pages }
        for name in invitations { table[ByteString(name)] = .invitations }
        table["matrix.to"] = .silent
        return table
    }()

    static func kind(of site: ByteString) -> Kind? { table[site] }

    /// By its first name, whoever runs it: a place where everybody puts what they ask about, or finds what was asked before.
    static func isForAll(_ domain: Domain) -> Bool {
        let name = domain.name.bytes
        guard name.count > domain.registrable.bytes.count, let dot = name.firstIndex(of: 0x2E) else { return false }
        return forAll.contains(ByteString(Array(name[..<dot])))
    }

    private static let forAll: Set<ByteString> = Set(
        [
            "paste", "pastebin", "pastes", "paste2", "bin", "dpaste", "gist", "bugs", "bugzilla", "issues", "lists",
            "git",
        ]
        .map { ByteString($0) })

    private static let invitations = [
        "t.me", "telegram.me", "telegram.dog", "discord.gg", "wa.me", "whatsapp.com", "signal.group", "line.me",
        "bit.ly", "tinyurl.com", "goo.gl", "is.gd", "ow.ly", "cutt.ly", "rebrand.ly", "shorturl.at", "rb.gy", "t.ly",
        "adf.ly", "linktr.ee",
    ]
    private static let pages = [
        "amazon.com", "apple.com", "archive.org", "arxiv.org", "bitbucket.org", "bpaste.net", "codeberg.org",
        "dailymotion.com", "debian.org", "digg.com", "discord.com", "dpaste.com", "dropbox.com", "ebay.com", "etsy.com",
        "facebook.com", "fedoraproject.org", "flickr.com", "freenode.net", "gist.github.com", "github.com",
        "gitlab.com", "gnome.org", "gnu.org", "godbolt.org", "google.com", "google.fr", "hastebin.com", "ibb.co",
        "imgur.com", "instagram.com", "ix.io", "kde.org", "kernel.org", "launchpad.net", "libera.chat",
        "linkedin.com", "lobste.rs", "lwn.net", "mediafire.com", "medium.com", "microsoft.com", "mozilla.org",
        "nih.gov", "notion.so",
        "npmjs.com", "paste.ee", "pastebin.com", "pastebin.ca", "pinterest.com", "postimg.cc", "pypi.org",
        "ravelry.com", "readthedocs.io", "reddit.com", "rust-lang.org", "slashdot.org", "soundcloud.com",
        "sourceforge.net",
        "spotify.com", "sprunge.us", "stackexchange.com", "stackoverflow.com", "steampowered.com", "substack.com",
        "termbin.com", "tiktok.com", "tumblr.com", "twitch.tv", "twitter.com", "ubuntu.com", "vimeo.com",
        "wikimedia.org", "wikipedia.org", "x.com", "yahoo.com", "ycombinator.com", "youtu.be", "youtube.com",
        "0x0.st",
    ]
}
