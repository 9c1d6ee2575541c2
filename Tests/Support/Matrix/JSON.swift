// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A JSON value, for tests that read and write the protocol by hand.
public enum JSON: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    case null, bool(Bool), number(Int64), text(String), list([JSON]), object([String: JSON])

    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int64) { self = .number(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: JSON...) { self = .list(elements) }
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { $1 }))
    }

    /// Null for what is no JSON.
    public init(_ bytes: [UInt8]) {
        let value = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
        self = value.map(JSON.init(any:)) ?? .null
    }

    private init(any value: Any) {
        switch value {
        case let value as [String: Any]: self = .object(value.mapValues { JSON(any: $0) })
        case let value as [Any]: self = .list(value.map { JSON(any: $0) })
        case let value as String: self = .text(value)
        case let value as NSNumber:
            self = String(cString: value.objCType) == "c" ? .bool(value.boolValue) : .number(value.int64Value)
        default: self = .null
        }
    }

    /// By hand: of a room of a hundred thousand `JSONSerialization` makes ten seconds in a debug build, and a minute where
    /// others build, which is as long as she waits for a first byte.
    public var bytes: [UInt8] {
        var out: [UInt8] = []
        write(into: &out)
        return out
    }

    private func write(into out: inout [UInt8]) {
        switch self {
        case .null: out += "null".utf8
        case .bool(let value): out += (value ? "true" : "false").utf8
        case .number(let value): out += String(value).utf8
        case .text(let value): Self.write(value, into: &out)
        case .list(let values):
            out.append(UInt8(ascii: "["))
            for (place, value) in values.enumerated() {
                if place > 0 { out.append(UInt8(ascii: ",")) }
                value.write(into: &out)
            }
            out.append(UInt8(ascii: "]"))
        case .object(let values):
            out.append(UInt8(ascii: "{"))
            for (place, key) in values.keys.sorted().enumerated() {
                if place > 0 { out.append(UInt8(ascii: ",")) }
                Self.write(key, into: &out)
                out.append(UInt8(ascii: ":"))
                self[key].write(into: &out)
            }
            out.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, into out: inout [UInt8]) {
        var text = text
        out.append(UInt8(ascii: "\""))
        text.withUTF8 { bytes in
            guard bytes.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
                return out.append(contentsOf: bytes)
            }
            for byte in bytes {
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"): out += [UInt8(ascii: "\\"), byte]
                case 0..<0x20: out += String(format: "\\u%04x", Int(byte)).utf8
                default: out.append(byte)
                }
            }
        }
        out.append(UInt8(ascii: "\""))
    }

    public subscript(key: String) -> JSON { if case .object(let values) = self { values[key] ?? .null } else { .null } }
    public var text: String? { if case .text(let value) = self { value } else { nil } }
    public var number: Int64? { if case .number(let value) = self { value } else { nil } }
    public var list: [JSON] { if case .list(let values) = self { values } else { [] } }
    public var object: [String: JSON] { if case .object(let values) = self { values } else { [:] } }
}
