// SPDX-License-Identifier: Apache-2.0

import Chat

/// The names of a list, compared without regard to ASCII case; domains among them by labels.
struct NameSet: Hashable, Sendable {
    private let domains: DomainSet?
    /// Hash and lower-case name, ordered.
    private let names: [Name]

    private struct Name: Hashable {
        let hash: UInt64
        let name: ByteString
    }

    init(names values: [String]) {
        domains = nil
        names = values.map {
            let name = ByteString($0).asciiLowercased
            return Name(hash: SeededHash.of(name.bytes, seed: 0), name: name)
        }.sorted { ($0.hash, $0.name) < ($1.hash, $1.name) }
    }

    init(domains values: [Domain]) {
        domains = DomainSet(values)
        names = []
    }

    var isEmpty: Bool { domains?.isEmpty ?? names.isEmpty }

    func contains(_ name: ByteString) -> Bool {
        if let domains { return domains.contains(name) }
        var hash = SeededHash(seed: 0)
        name.withBytes { for byte in $0 { hash.add(Self.lower(byte)) } }
        let wanted = hash.stirred
        var low = 0
        var high = names.count
        while low < high {
            let middle = (low + high) / 2
            if names[middle].hash < wanted { low = middle + 1 } else { high = middle }
        }
        while low < names.count, names[low].hash == wanted {
            if Self.areEqual(names[low].name, name) { return true }
            low += 1
        }
        return false
    }

    static func areEqual(_ a: ByteString, _ b: ByteString) -> Bool {
        guard a.count == b.count else { return false }
        return a.withBytes { a in b.withBytes { b in a.elementsEqual(b) { lower($0) == lower($1) } } }
    }

    @inline(__always)
    static func lower(_ b: UInt8) -> UInt8 { b &- 0x41 < 26 ? b | 0x20 : b }
}
