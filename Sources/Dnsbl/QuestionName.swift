// SPDX-License-Identifier: Apache-2.0

internal import Chat

/// The name under which a list has an address, in ASCII, without a dot at its end.
enum QuestionName {
    /// RFC 5782 §2.1: the bytes of an IPv4 address in reverse; §2.4: the 32 nibbles of an IPv6 address in reverse.
    static func of(_ address: PublicAddress, in list: String) -> String {
        switch address {
        case .v4(let number): of(four: number, in: list)
        case .v6(let high, let low): of(high, low, in: list)
        }
    }

    /// What each list has, and what none may have (RFC 5782 §5): 127.0.0.2 and 127.0.0.1, or these in IPv6's clothes.
    static func controls(of family: Family, in list: String) -> (present: String, absent: String) {
        switch family {
        case .v4: (of(four: 0x7F00_0002, in: list), of(four: 0x7F00_0001, in: list))
        case .v6: (of(0, 0xFFFF_7F00_0002, in: list), of(0, 0xFFFF_7F00_0001, in: list))
        }
    }

    private static func of(four number: UInt32, in list: String) -> String {
        (0..<4).map { "\(number >> ($0 * 8) & 0xFF)." }.joined() + list
    }

    private static func of(_ high: UInt64, _ low: UInt64, in list: String) -> String {
        [low, high].flatMap { half in (0..<16).map { String(half >> ($0 * 4) & 0xF, radix: 16) + "." } }.joined() + list
    }
}

/// A list may know one kind of address and not the other.
enum Family: Sendable, Hashable {
    case v4, v6

    init(_ address: PublicAddress) {
        switch address {
        case .v4: self = .v4
        case .v6: self = .v6
        }
    }
}
