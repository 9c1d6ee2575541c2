// SPDX-License-Identifier: Apache-2.0

/// What fuzzing calls: see scripts/fuzz.tsv.
enum Fuzz {
    /// Whatever comes in is a request or none; a request goes out as it came in.
    static func request(_ bytes: [UInt8]) -> Bool {
        guard let request = Request(line: bytes) else { return true }
        guard let line = try? request.line(), let again = Request(line: line) else { return false }
        return again == request
    }
}
