// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// One question or order from the host's shell to the running daemon: one JSON object on one line.
public struct Request: Codable, Sendable, Hashable {
    /// `status`, `undo`, …: the word of the command line.
    public var command: String
    public var arguments: [String]
    /// `en` or `fr`: what the answer is told in; nil: the daemon's own.
    public var language: String?

    public init(_ command: String, _ arguments: [String] = [], language: String? = nil) {
        self.command = command
        self.arguments = arguments
        self.language = language
    }

    /// Bytes of one request, its line end included.
    public static let longest = 64 * 1024

    /// Reads one line; nil when it is no request.
    public init?(line: [UInt8]) {
        guard line.count <= Self.longest, let request = try? JSONDecoder().decode(Request.self, from: Data(line)) else {
            return nil
        }
        self = request
    }

    /// The line that `init(line:)` reads, its end included.
    public func line() throws -> [UInt8] { try Wire.line(self) }
}

/// What the daemon answers: one JSON object on one line.
public struct Reply: Codable, Sendable, Hashable {
    /// The exit code the command ends with: 0, or one of PRODUCT.md.
    public var exit: Int32
    /// For people, in the order they are read; each without line end.
    public var lines: [String]
    /// For programs: a JSON text, printed as it is under `--json`.
    public var data: String?

    public init(_ lines: [String], data: String? = nil, exit: Int32 = 0) {
        self.exit = exit
        self.lines = lines
        self.data = data
    }

    /// Bytes of one reply; longer ones lose their last lines, and say so.
    public static let longest = 4 * 1024 * 1024

    public init?(line: [UInt8]) {
        guard let reply = try? JSONDecoder().decode(Reply.self, from: Data(line)) else { return nil }
        self = reply
    }

    public func line() throws -> [UInt8] { try Wire.line(self) }
}

enum Wire {
    static func line(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
    }
}
