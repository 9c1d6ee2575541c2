// SPDX-License-Identifier: Apache-2.0

import Chat

/// Domains of a list. One matches itself and its subdomains, label by label: `ravelry.com` matches
/// `www.ravelry.com`, not `notravelry.com`, not `ravelry.com.evil.example`. A shared host (`github.io`) matches only
/// itself: its subdomains belong to strangers (THREATS D5).
struct DomainSet: Hashable, Sendable {
    private struct Entry: Hashable {
        let hash: UInt64
        let name: ByteString
        let isExact: Bool
    }
    /// Ordered by hash.
    private let entries: [Entry]

    var isEmpty: Bool { entries.isEmpty }

    init(_ domains: [Domain]) {
        var seen: [Entry] = domains.map {
            Entry(
                hash: Self.reversedHash($0.name.bytes), name: $0.name, isExact: $0.isAddress || $0.isSharedHost)
        }
        seen.sort { ($0.hash, $0.name) < ($1.hash, $1.name) }
        entries = seen
    }

    func contains(_ name: ByteString) -> Bool {
        let bytes = name.bytes
        var hash = SeededHash(seed: 0)
        var i = bytes.count
        // From the right: at each dot the bytes so far are a suffix of whole labels.
        while i > 0 {
            i -= 1
            hash.add(bytes[i])
            if i == 0 || bytes[i - 1] == 0x2E, find(hash.stirred, bytes, from: i) { return true }
        }
        return false
    }

    private func find(_ hash: UInt64, _ bytes: [UInt8], from start: Int) -> Bool {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].hash < hash { low = middle + 1 } else { high = middle }
        }
        while low < entries.count, entries[low].hash == hash {
            let entry = entries[low]
            if (!entry.isExact || start == 0) && entry.name.bytes.elementsEqual(bytes[start...]) { return true }
            low += 1
        }
        return false
    }

    private static func reversedHash(_ bytes: [UInt8]) -> UInt64 { SeededHash.of(bytes.reversed(), seed: 0) }
}
