// SPDX-License-Identifier: Apache-2.0

public import Chat

/// JSON that she writes: total, so that no text can leave its string (law L3). No fractions: Matrix refuses them.
public indirect enum Written: Sendable, ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral {
    case string(ByteString)
    case integer(Int64)
    case bool(Bool)
    case list([Written])
    case object([(String, Written)])
    /// A value as it came from a server, unchanged.
    case raw([UInt8])

    public init(stringLiteral value: String) { self = .string(ByteString(value)) }
    public init(dictionaryLiteral elements: (String, Written)...) { self = .object(elements) }
    public static func text(_ text: String) -> Written { .string(ByteString(text)) }

    /// The nesting is that of her own requests: at most five.
    public var bytes: [UInt8] {
        var out: [UInt8] = []
        write(to: &out)
        return out
    }

    private func write(to out: inout [UInt8]) {
        switch self {
        case .string(let string): Self.quote(string, to: &out)
        case .integer(let value): out += String(value).utf8
        case .bool(let value): out += (value ? "true" : "false").utf8
        case .raw(let bytes): out += bytes
        case .list(let values):
            out.append(UInt8(ascii: "["))
            for (n, value) in values.enumerated() {
                if n > 0 { out.append(UInt8(ascii: ",")) }
                value.write(to: &out)
            }
            out.append(UInt8(ascii: "]"))
        case .object(let members):
            out.append(UInt8(ascii: "{"))
            for (n, member) in members.enumerated() {
                if n > 0 { out.append(UInt8(ascii: ",")) }
                Self.quote(ByteString(member.0), to: &out)
                out.append(UInt8(ascii: ":"))
                member.1.write(to: &out)
            }
            out.append(UInt8(ascii: "}"))
        }
    }

    static func quote(_ string: ByteString, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        // Through `String`: what is no UTF-8 is repaired before it is sent.
        for c in string.text.utf8 {
            switch c {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                out.append(UInt8(ascii: "\\"))
                out.append(c)
            case 0x0A: out += "\\n".utf8
            case 0..<0x20:
                out += "\\u00".utf8
                out += [c >> 4, c & 15].map { $0 < 10 ? 0x30 + $0 : 0x57 + $0 }
            default: out.append(c)
            }
        }
        out.append(UInt8(ascii: "\""))
    }
}
