// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The parser vectors of ircdocs (CC0), as they are.
enum Vectors {
    static func load<Case: Decodable>(_ name: String, as type: Case.Type) throws -> [Case] {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Vectors/\(name).json")
        return try JSONDecoder().decode(VectorFile<Case>.self, from: Data(contentsOf: url)).tests
    }
}

struct VectorFile<Case: Decodable>: Decodable { var tests: [Case] }

struct Atoms: Decodable {
    var tags: [String: String?]?
    var source: String?
    var verb: String?
    var params: [String]?
    var nick: String?
    var user: String?
    var host: String?
}
