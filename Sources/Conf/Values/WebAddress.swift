// SPDX-License-Identifier: Apache-2.0

/// The address of a service, as bot.conf writes it: `https://host[:port]/path`.
///
/// What is named lies in the public internet; a service of the house is written as the number of its machine, so that
/// no name can come to lead there (THREATS J1). Plain `http` is for those numbers only.
public struct WebAddress: Hashable, Sendable, CustomStringConvertible {
    public let text: String
    public let host: String
    public let isSecure: Bool
    /// Written as a number.
    public let isLiteral: Bool
    /// This machine.
    public let isLoopback: Bool

    public var description: String { text }

    public enum Problem: Error, Sendable {
        case malformed
        /// A name that stands for this machine.
        case named
        /// Plain http to somewhere else than this house.
        case readable
    }

    public init(_ text: String) throws(Problem) {
        let bytes = Array(text.utf8)
        let isSecure = bytes.starts(with: "https://".utf8)
        guard isSecure || bytes.starts(with: "http://".utf8), bytes.count <= Self.longest,
            // No user, query, fragment or quote; spaces and what is beyond ASCII are spelt with % in an address.
            bytes.allSatisfy({
                (0x21...0x7E).contains($0) && ![0x22, 0x23, 0x3C, 0x3E, 0x3F, 0x40, 0x5C, 0x60].contains($0)
            })
        else { throw .malformed }
        let rest = bytes.dropFirst(isSecure ? 8 : 7)
        let authority = Array(rest.prefix { $0 != 0x2F })
        guard let (host, isBracketed) = Self.host(authority) else { throw .malformed }
        let number = isBracketed ? nil : Self.number(host)
        let isNumeric = host.utf8.allSatisfy { $0.isDigit || $0 == 0x2E } || host.utf8.starts(with: "0x".utf8)
        // Other spellings of a number, 2130706433 or 0x7f.1, would be read as one by the system.
        guard isBracketed || number != nil || !isNumeric else { throw .malformed }
        let folded = host.utf8.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
        if folded.elementsEqual("localhost".utf8) || folded.suffix(10).elementsEqual(".localhost".utf8) { throw .named }
        isLiteral = isBracketed || number != nil
        isLoopback = number.map { $0 >> 24 == 127 } ?? (isBracketed && host == "::1")
        let isOfTheHouse = isLoopback || (number.map(Self.isPrivate) ?? (isBracketed && Self.isPrivate6(folded)))
        guard isSecure || isOfTheHouse else { throw .readable }
        self.text = text
        self.host = host
        self.isSecure = isSecure
    }

    static let longest = 300

    /// The host without its port; nil where either cannot be.
    private static func host(_ authority: [UInt8]) -> (String, isBracketed: Bool)? {
        var host = authority[...]
        var port: ArraySlice<UInt8> = []
        let isBracketed = authority.first == 0x5B
        if isBracketed {
            guard let end = authority.firstIndex(of: 0x5D) else { return nil }
            host = authority[1..<end]
            port = authority[(end + 1)...]
            guard host.contains(0x3A), host.allSatisfy({ $0.isHexadecimal || $0 == 0x3A || $0 == 0x2E }) else {
                return nil
            }
        } else {
            host = authority[..<(authority.firstIndex(of: 0x3A) ?? authority.endIndex)]
            port = authority[host.endIndex...]
            guard host.allSatisfy({ $0.isBareKey || $0 == 0x2E }), host.first != 0x2E, host.first != 0x2D else {
                return nil
            }
        }
        guard !host.isEmpty, host.count <= 253 else { return nil }
        if !port.isEmpty {
            guard port.first == 0x3A, let number = Int(String(decoding: port.dropFirst(), as: UTF8.self)),
                port.dropFirst().allSatisfy(\.isDigit), (1...65_535).contains(number)
            else { return nil }
        }
        return (String(decoding: host, as: UTF8.self), isBracketed)
    }

    /// `192.0.2.1`: four parts, each written as people do.
    private static func number(_ host: String) -> UInt32? {
        let parts = host.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            let text = String(decoding: part, as: UTF8.self)
            guard let byte = UInt8(text), String(byte) == text else { return nil }
            value = value << 8 | UInt32(byte)
        }
        return value
    }

    // RFC 1918.
    private static func isPrivate(_ number: UInt32) -> Bool {
        number >> 24 == 10 || number >> 20 == 0xAC1 || number >> 16 == 0xC0A8
    }
    // RFC 4193: fc00::/7.
    private static func isPrivate6(_ host: [UInt8]) -> Bool {
        let first = host.prefix { $0 != 0x3A }
        return first.count == 4 && (first.starts(with: "fc".utf8) || first.starts(with: "fd".utf8))
    }
}

extension UInt8 {
    fileprivate var isHexadecimal: Bool { isDigit || (self | 0x20) &- 0x61 < 6 }
}
