// SPDX-License-Identifier: Apache-2.0

/// An address of the public internet, where a network shows it as somebody's host: what may be asked about outside.
///
/// A literal and nothing else. A name that holds an address (`203-0-113-5.dsl.example`) is whatever its owner wrote there,
/// and a cloak (`gateway/web/ip.203.0.113.5`) hides one on purpose: neither is one (ADR 0046).
public enum PublicAddress: Sendable, Hashable {
    /// The four bytes, the first one highest.
    case v4(UInt32)
    /// The sixteen bytes in two halves, the first one highest.
    case v6(UInt64, UInt64)

    /// Nil for what is no literal, and for one that leads to nobody in public: private, shared, loopback, link-local,
    /// documentation, multicast, tunnels.
    public init?(host: ByteString) {
        if let number = Self.four(host.bytes[...]) {
            guard Self.isPublic(number) else { return nil }
            self = .v4(number)
        } else if let (high, low) = Self.six(host.bytes) {
            // RFC 4291 §2.5.5.2: an IPv4 address in the clothes of the other.
            if high == 0, low >> 32 == 0xFFFF {
                guard Self.isPublic(UInt32(truncatingIfNeeded: low)) else { return nil }
                self = .v4(UInt32(truncatingIfNeeded: low))
            } else {
                guard Self.isPublic(high) else { return nil }
                self = .v6(high, low)
            }
        } else {
            return nil
        }
    }

    // MARK: - Reading

    /// `192.0.2.1`: four parts, each as people write it; other spellings are no address.
    public static func four(_ text: ArraySlice<UInt8>) -> UInt32? {
        let parts = text.split(separator: 0x2E, maxSplits: 4, omittingEmptySubsequences: false)
        guard text.count <= 15, parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.count == 1 || part.first != 0x30 else { return nil }
            var byte: UInt32 = 0
            for digit in part {
                guard digit &- 0x30 < 10 else { return nil }
                byte = byte * 10 + UInt32(digit - 0x30)
            }
            guard byte < 256 else { return nil }
            value = value << 8 | byte
        }
        return value
    }

    /// RFC 4291 §2.2. `0::1`, as IRC servers write `::1`, is one as well.
    static func six(_ text: [UInt8]) -> (UInt64, UInt64)? {
        guard (2...45).contains(text.count), text.contains(0x3A) else { return nil }
        var groups: [UInt16] = []
        /// Before which group the zeros stand that `::` leaves out.
        var gap: Int?
        var place = 0
        if text.starts(with: [0x3A, 0x3A]) { (gap, place) = (0, 2) }
        while place < text.count {
            let end = text[place...].firstIndex(of: 0x3A) ?? text.count
            if end == text.count, let number = four(text[place...]) {
                groups += [UInt16(number >> 16), UInt16(truncatingIfNeeded: number)]
                break
            }
            guard let group = group(text[place..<end]), groups.count < 8 else { return nil }
            groups.append(group)
            place = end + 1
            guard end < text.count else { break }
            // A single colon at the end is none.
            guard place < text.count else { return nil }
            if text[place] == 0x3A {
                guard gap == nil else { return nil }
                gap = groups.count
                place += 1
            }
        }
        guard gap == nil ? groups.count == 8 : groups.count < 8 else { return nil }
        if let gap { groups.insert(contentsOf: Array(repeating: 0, count: 8 - groups.count), at: gap) }
        let half = { (range: Range<Int>) in groups[range].reduce(UInt64(0)) { $0 << 16 | UInt64($1) } }
        return (half(0..<4), half(4..<8))
    }

    private static func group(_ text: ArraySlice<UInt8>) -> UInt16? {
        guard (1...4).contains(text.count) else { return nil }
        var value: UInt16 = 0
        for byte in text {
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x41...0x46, 0x61...0x66: digit = (byte | 0x20) - 0x61 + 10
            default: return nil
            }
            value = value << 4 | UInt16(digit)
        }
        return value
    }

    // MARK: - Who is there

    /// What the registry of special addresses keeps from the public (RFC 6890 and what came after it): address, bits.
    private static let special4: [(UInt32, UInt32)] = [
        (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16), (0xAC10_0000, 12),
        (0xC000_0000, 24), (0xC000_0200, 24), (0xC058_6300, 24), (0xC0A8_0000, 16), (0xC612_0000, 15),
        (0xC633_6400, 24), (0xCB00_7100, 24), (0xE000_0000, 3),
    ]

    private static func isPublic(_ number: UInt32) -> Bool {
        !special4.contains { number >> (32 - $0.1) == $0.0 >> (32 - $0.1) }
    }

    /// Global unicast is 2000::/3. Of that, without those in public: 2001::/23 (Teredo, ORCHID and the like),
    /// 2001:db8::/32 and 3fff::/20 (documentation), 2002::/16 (6to4: an IPv4 address behind it).
    private static func isPublic(_ high: UInt64) -> Bool {
        high >> 61 == 1 && high >> 41 != 0x2001_0000 >> 9 && high >> 32 != 0x2001_0DB8 && high >> 48 != 0x2002
            && high >> 44 != 0x3FFF0
    }
}
