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

    public var bytes: [UInt8] {
        // What is made of these cases is always JSON.
        let data = try? JSONSerialization.data(withJSONObject: any, options: [.fragmentsAllowed, .sortedKeys])
        return data.map { Array($0) } ?? []
    }

    private var any: Any {
        switch self {
        case .null: NSNull()
        case .bool(let value): value
        case .number(let value): value
        case .text(let value): value
        case .list(let values): values.map(\.any)
        case .object(let values): values.mapValues(\.any)
        }
    }

    public subscript(key: String) -> JSON { if case .object(let values) = self { values[key] ?? .null } else { .null } }
    public var text: String? { if case .text(let value) = self { value } else { nil } }
    public var number: Int64? { if case .number(let value) = self { value } else { nil } }
    public var list: [JSON] { if case .list(let values) = self { values } else { [] } }
    public var object: [String: JSON] { if case .object(let values) = self { values } else { [:] } }
}
