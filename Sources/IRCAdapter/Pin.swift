// SPDX-License-Identifier: Apache-2.0

import IRC

/// The SHA-256 of a certificate, or of the public key in it: `sha256:` and 64 hexadecimal digits.
public struct Pin: Sendable, Hashable {
    public let digest: [UInt8]

    /// Nil for anything else; colons between the digits and a missing `sha256:` are accepted, as tools print both.
    public init?(_ text: String) {
        var digits = Substring(text)
        if digits.hasPrefix("sha256:") { digits = digits.dropFirst(7) }
        var nibbles: [UInt8] = []
        for byte in digits.utf8 where byte != UInt8(ascii: ":") {
            switch byte {
            case 0x30...0x39: nibbles.append(byte - 0x30)
            case 0x41...0x46: nibbles.append(byte - 0x37)
            case 0x61...0x66: nibbles.append(byte - 0x57)
            default: return nil
            }
        }
        guard nibbles.count == 64 else { return nil }
        digest = stride(from: 0, to: 64, by: 2).map { nibbles[$0] << 4 | nibbles[$0 + 1] }
    }

    static func sha256(_ bytes: [UInt8]) -> [UInt8] { Cryptography.libcrypto(key: nil).digest(.sha256, bytes) }

    /// Either of the two digests of a presented certificate.
    func matches(certificate: [UInt8], publicKey: [UInt8]) -> Bool {
        Self.sha256(certificate) == digest || Self.sha256(publicKey) == digest
    }
}
