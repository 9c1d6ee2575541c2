// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// Inputs that a fuzzer found to reach something of their own, and those that once broke something (scripts/fuzz.sh).
public struct Corpus {
    public let files: [URL]

    /// - Parameter name: a folder of Tests/Corpora.
    public init(_ name: String) {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Corpora/\(name)").standardizedFileURL
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        files = names.sorted().map { folder.appendingPathComponent($0) }
    }

    public func bytes(_ file: URL) throws -> [UInt8] { [UInt8](try Data(contentsOf: file)) }

    /// The names of those for which a promise is broken.
    public func broken(_ holds: ([UInt8]) throws -> Bool) throws -> [String] {
        try files.filter { try !holds(bytes($0)) }.map(\.lastPathComponent)
    }
}
