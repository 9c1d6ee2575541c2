// SPDX-License-Identifier: Apache-2.0

import Chat

/// Many domains as eight bytes each, by a keyed hash, so that nobody can choose one that collides: what `DomainSet` is
/// for a few. Matches a domain and its subdomains, by labels; a shared host and an address only themselves. A single
/// label (`com`) never enters: no list matches everything (FIELD rule 14).
struct DomainIndex: Sendable {
    private let seed: UInt64
    /// Ordered, each once.
    private let hashes: [UInt64]
    /// Of whole names as they are written, for `wikipedia.org.evil.example`; only of trusted sites.
    private let prefixes: [UInt64]
    static let none = DomainIndex([], seed: 0)

    var isEmpty: Bool { hashes.isEmpty }
    var count: Int { hashes.count }

    /// - Parameter texts: as written in a file: `example.org`, `*.example.org`, `0.0.0.0 example.org`, with a comment
    ///   after `#`, or an address whose host counts. What is no domain is passed over.
    init(_ texts: some Sequence<String>, seed: UInt64) {
        self.seed = seed
        hashes = Self.ordered(
            texts.compactMap { Self.domain(in: $0) }.filter { $0.name.bytes.contains(0x2E) || $0.isAddress }.map {
                Self.reversed($0.name.bytes[...], seed: $0.isAddress || $0.isSharedHost ? ~seed : seed)
            })
        prefixes = []
    }

    /// Of what registered names look like: to find those that imitate them.
    init(skeletonsOf sites: [String], seed: UInt64) {
        self.seed = seed
        let domains = sites.compactMap { Domain(written: $0) }.filter { !$0.isAddress }
        hashes = Self.ordered(domains.map { Self.skeleton($0.registrable, seed) })
        prefixes = Self.ordered(domains.map { SeededHash.of($0.name.bytes, seed: seed) })
    }

    private static func ordered(_ hashes: [UInt64]) -> [UInt64] {
        var sorted = hashes.sorted()
        var last: UInt64?
        sorted.removeAll { hash in
            defer { last = hash }
            return hash == last
        }
        return sorted
    }

    private static func domain(in line: String) -> Domain? {
        let bare = line.utf8.prefix { $0 != UInt8(ascii: "#") }
        let words = bare.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == UInt8(ascii: ",") }
        // A hosts file names the address first.
        guard var word = words.count > 1 ? words.dropFirst().first : words.first else { return nil }
        if let scheme = word.firstIndex(of: 0x2F), word[scheme...].starts(with: [0x2F, 0x2F]) {
            word = word[word.index(scheme, offsetBy: 2)...]
        }
        return Domain(written: String(decoding: word.prefix { $0 != 0x2F }, as: UTF8.self))
    }

    func contains(_ domain: Domain) -> Bool {
        guard !hashes.isEmpty else { return false }
        let bytes = domain.name.bytes
        var hash = SeededHash(seed: seed)
        var i = bytes.count
        while i > 0 {
            i -= 1
            hash.add(bytes[i])
            if i == 0 || bytes[i - 1] == 0x2E, Self.find(hash.stirred, in: hashes) { return true }
        }
        return Self.find(Self.reversed(bytes[...], seed: ~seed), in: hashes)
    }

    /// Looks like one of them, or carries one in front of its own name, and is none of them.
    func isImitated(by domain: Domain) -> Bool {
        guard !hashes.isEmpty, !domain.isAddress else { return false }
        if Self.find(Self.skeleton(domain.registrable, seed), in: hashes) { return true }
        let bytes = domain.name.bytes
        var hash = SeededHash(seed: seed)
        for (place, byte) in bytes.enumerated() {
            if byte == 0x2E, place > 0, Self.find(hash.stirred, in: prefixes) { return true }
            hash.add(byte)
        }
        return false
    }

    private static func find(_ hash: UInt64, in ordered: [UInt64]) -> Bool {
        var low = 0
        var high = ordered.count
        while low < high {
            let middle = (low + high) / 2
            if ordered[middle] < hash { low = middle + 1 } else { high = middle }
        }
        return low < ordered.count && ordered[low] == hash
    }

    private static func reversed(_ bytes: ArraySlice<UInt8>, seed: UInt64) -> UInt64 {
        SeededHash.of(bytes.reversed(), seed: seed)
    }

    /// Labels beyond ASCII are read as people see them.
    private static func skeleton(_ name: ByteString, _ seed: UInt64) -> UInt64 {
        var scalars: [Unicode.Scalar] = []
        for label in name.bytes.split(separator: 0x2E) {
            if !scalars.isEmpty { scalars.append(".") }
            if label.starts(with: Array("xn--".utf8)), let shown = Punycode.decode(label.dropFirst(4)) {
                scalars += shown
            } else {
                scalars += label.map { Unicode.Scalar($0) }
            }
        }
        return NameSkeleton.hash(scalars, seed)
    }
}

/// Hosts whose links hide where they lead.
enum ShortLinks {
    private static let hosts: Set<ByteString> = Set(
        [
            "adf.ly", "bit.ly", "bitly.com", "bl.ink", "buff.ly", "clck.ru", "cutt.ly", "dub.sh", "goo.gl", "goo.su",
            "is.gd", "lc.cx", "ouo.io", "ow.ly", "qr.ae", "rb.gy", "rebrand.ly", "s.id", "shorte.st", "shorturl.at",
            "soo.gd", "t.co", "t.ly", "tiny.cc", "tinyurl.com", "tr.im", "u.to", "urlz.fr", "v.gd",
        ].map { ByteString($0) })

    static func contains(_ domain: Domain) -> Bool {
        guard domain.name.bytes.count <= 16 else { return false }
        return hosts.contains(domain.name)
    }
}
