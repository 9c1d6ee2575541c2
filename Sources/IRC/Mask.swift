// SPDX-License-Identifier: Apache-2.0

public import Chat

/// A mask of the protocol: `*` any run, `?` any byte, everything else itself.
public struct Mask: Hashable, Sendable, CustomStringConvertible {
    public let bytes: [UInt8]

    /// A mask that exists already: from a server's list, or from a receipt.
    public init(verbatim bytes: [UInt8]) { self.bytes = bytes }

    public var description: String { ByteString(bytes).text }

    /// `*!user@host`, or `*!*@host` without a user. Nil when a name holds anything that a mask, a list or a line
    /// would read as its own (THREATS A12): `* ? ! @ ,` space, control bytes, a leading colon.
    public static func exactly(user: ByteString?, host: ByteString) -> Mask? {
        guard isPlain(host.bytes), user.map({ isPlain($0.bytes) }) ?? true else { return nil }
        return Mask(verbatim: [UInt8]("*!") + (user?.bytes ?? [UInt8]("*")) + [UInt8]("@") + host.bytes)
    }

    /// May stand in a mask as itself.
    public static func isPlain(_ name: [UInt8]) -> Bool {
        guard let first = name.first, first != UInt8(ascii: ":") else { return false }
        return name.allSatisfy { byte in
            switch byte {
            case 0...0x20, 0x7F, UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "!"), UInt8(ascii: "@"),
                UInt8(ascii: ","):
                false
            default: true
            }
        }
    }

    public func matches(_ text: Bytes, _ mapping: CaseMapping) -> Bool {
        bytes.withUnsafeBufferPointer { mask in Wildcard.matches(mask, text) { mapping.fold($0) } }
    }
}
