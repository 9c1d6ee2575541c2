// SPDX-License-Identifier: Apache-2.0

internal import Scenario

/// A JSON object with its keys in the order they are given; texts are escaped in one place.
struct JSONObject: Sendable {
    indirect enum Value: Sendable {
        case text(String)
        case number(Int64)
        case bool(Bool)
        case list([Value])
        case object(JSONObject)
        case null

        var text: String {
            switch self {
            case .text(let text): JSONText.string(text)
            case .number(let number): String(number)
            case .bool(let bool): bool ? "true" : "false"
            case .list(let list): "[" + list.map(\.text).joined(separator: ",") + "]"
            case .object(let object): object.text
            case .null: "null"
            }
        }
    }

    let pairs: [(String, Value)]
    init(_ pairs: [(String, Value)]) { self.pairs = pairs }

    var text: String { "{" + pairs.map { "\(JSONText.string($0.0)):\($0.1.text)" }.joined(separator: ",") + "}" }
}
