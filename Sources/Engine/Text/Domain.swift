// SPDX-License-Identifier: Apache-2.0

import Chat

/// A host name as it is compared: lower-case A-labels without a final dot; or an IP address, IPv4 always as four
/// decimal numbers however it was spelt.
struct Domain: Hashable, Sendable {
    let name: ByteString
    let isAddress: Bool

    static let longest = 253

    /// - Parameter host: UTF-8 of the `plain` view, at most percent-encoded. Nil: no browser would go there.
    init?(host: some Collection<UInt8>) {
        var bytes = Array(host.prefix(4 * Self.longest))
        if bytes.contains(0x25) { bytes = Self.percentDecoded(bytes) }
        while bytes.last == 0x2E { bytes.removeLast() }
        guard !bytes.isEmpty, bytes.count == host.count || bytes.count <= Self.longest * 4 else { return nil }
        if bytes.first == 0x5B {
            guard bytes.last == 0x5D, bytes.count <= 64,
                bytes.dropFirst().dropLast().allSatisfy({ Self.isHex($0) || $0 == 0x3A || $0 == 0x2E })
            else { return nil }
            name = ByteString(bytes).asciiLowercased
            isAddress = true
            return
        }
        guard let labels = Self.labels(bytes) else { return nil }
        if let last = labels.last, Self.isNumber(last) {
            guard let address = Self.address(labels) else { return nil }
            name = ByteString(address)
            isAddress = true
            return
        }
        let joined = Array(labels.joined(separator: [0x2E]))
        guard joined.count <= Self.longest else { return nil }
        name = ByteString(joined)
        isAddress = false
    }

    /// A domain as written in `bot.conf`: a leading `*.` or `.` is allowed and means the same as without.
    init?(written text: String) {
        var bytes = Array(text.utf8)
        if bytes.starts(with: [0x2A, 0x2E]) {
            bytes.removeFirst(2)
        } else if bytes.first == 0x2E {
            bytes.removeFirst()
        }
        guard let domain = Domain(host: bytes), !domain.name.isEmpty else { return nil }
        self = domain
    }

    /// What somebody registered, as far as is known without the public suffix list: the last two labels, three below
    /// `co.uk` and its like, one more below a shared host (`github.io`).
    var registrable: ByteString {
        if isAddress { return name }
        let bytes = name.bytes
        var starts: [Int] = [0]
        for (i, byte) in bytes.enumerated() where byte == 0x2E { starts.append(i + 1) }
        guard starts.count > 2 else { return name }
        var labels = 2
        let second = bytes[starts[starts.count - 2]..<starts[starts.count - 1] - 1]
        let isCountry = bytes.count - starts[starts.count - 1] == 2
        if isCountry && SharedHosts.secondLevels.contains(where: { second.elementsEqual($0.utf8) }) { labels = 3 }
        if starts.count > labels, SharedHosts.isShared(bytes[starts[starts.count - labels]...]) { labels += 1 }
        return ByteString(Array(bytes[starts[max(0, starts.count - labels)]...]))
    }

    /// Anybody may put pages below it: trusting it as a whole trusts everybody (THREATS D5).
    var isSharedHost: Bool { SharedHosts.isShared(name.bytes[...]) }

    // MARK: - Spelling

    /// A byte that a host name may hold.
    @inline(__always)
    static func isNameByte(_ b: UInt8) -> Bool {
        (b | 0x20) &- 0x61 < 26 || b &- 0x30 < 10 || b == 0x2D || b == 0x5F || b >= 0x80
    }

    private static func labels(_ bytes: [UInt8]) -> [[UInt8]]? {
        var labels: [[UInt8]] = []
        for part in bytes.split(separator: 0x2E, omittingEmptySubsequences: false) {
            guard !part.isEmpty, part.count <= 252, labels.count < 127 else { return nil }
            guard let label = label(part) else { return nil }
            labels.append(label)
        }
        return labels
    }

    private static func label(_ part: ArraySlice<UInt8>) -> [UInt8]? {
        guard part.allSatisfy(isNameByte) else { return nil }
        if part.allSatisfy({ $0 < 0x80 }) {
            guard part.count <= 63 else { return nil }
            return part.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
        }
        // IDNA in small: lower case and composed accents; the accents stay, they are part of the name.
        var scalars: [UInt32] = []
        for scalar in String(decoding: part, as: UTF8.self).unicodeScalars {
            let kind = ScalarClass.of(scalar)
            if kind == .invisible || kind == .selector { continue }
            let shown = Folding.plain(scalar, kind)
            for lower in lowercased(shown) { scalars.append(lower) }
        }
        if scalars.allSatisfy({ $0 < 0x80 }) {
            return scalars.isEmpty ? nil : label(scalars.map { UInt8($0) }[...])
        }
        return Punycode.encode(scalars)
    }

    private static func lowercased(_ v: UInt32) -> [UInt32] {
        guard let scalar = Unicode.Scalar(v) else { return [] }
        return scalar.properties.lowercaseMapping.unicodeScalars.map(\.value)
    }

    private static func percentDecoded(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var i = 0
        while i < bytes.count {
            if bytes[i] == 0x25, i + 2 < bytes.count, isHex(bytes[i + 1]), isHex(bytes[i + 2]) {
                out.append(hexValue(bytes[i + 1]) << 4 | hexValue(bytes[i + 2]))
                i += 3
            } else {
                out.append(bytes[i])
                i += 1
            }
        }
        return out
    }

    static func isHex(_ b: UInt8) -> Bool { b &- 0x30 < 10 || (b | 0x20) &- 0x61 < 6 }
    static func hexValue(_ b: UInt8) -> UInt8 { b < 0x40 ? b - 0x30 : (b | 0x20) - 0x57 }

    // MARK: - Addresses, https://url.spec.whatwg.org/#concept-ipv4-parser

    private static func isNumber(_ label: [UInt8]) -> Bool {
        if label.allSatisfy({ $0 &- 0x30 < 10 }) { return true }
        return label.count >= 2 && label[0] == 0x30 && label[1] == 0x78 && label.dropFirst(2).allSatisfy(isHex)
    }

    private static func address(_ labels: [[UInt8]]) -> [UInt8]? {
        guard labels.count <= 4 else { return nil }
        var numbers: [UInt64] = []
        for label in labels {
            guard let number = number(label) else { return nil }
            numbers.append(number)
        }
        var value: UInt64 = 0
        for (i, number) in numbers.enumerated() {
            if i < numbers.count - 1 {
                guard number < 256 else { return nil }
                value |= number << UInt64(8 * (3 - i))
            } else {
                guard number < UInt64(1) << UInt64(8 * (5 - numbers.count)) else { return nil }
                value |= number
            }
        }
        let parts = [value >> 24, value >> 16 & 255, value >> 8 & 255, value & 255]
        return Array(parts.map { "\($0)" }.joined(separator: ".").utf8)
    }

    private static func number(_ label: [UInt8]) -> UInt64? {
        var digits = label[...]
        var radix: UInt64 = 10
        if digits.starts(with: [0x30, 0x78]) {
            digits = digits.dropFirst(2)
            radix = 16
        } else if digits.count > 1 && digits.first == 0x30 {
            digits = digits.dropFirst()
            radix = 8
        }
        var value: UInt64 = 0
        for digit in digits {
            guard isHex(digit), UInt64(hexValue(digit)) < radix else { return nil }
            value = value * radix + UInt64(hexValue(digit))
            if value > UInt64(UInt32.max) { return nil }
        }
        return value
    }
}
