// SPDX-License-Identifier: Apache-2.0

/// The way in for a fuzzer (scripts/fuzz.tsv).
public enum Fuzz {
    /// A line of any bytes. Promised: what was read before changes nothing, both views stay within what one line may become,
    /// what weighed most is shown masked.
    public static func line(_ bytes: [UInt8]) -> Bool {
        guard let model = Model.embedded else { return false }
        var fresh = Reader(model)
        var used = Reader(model)
        let other = Array(bytes.reversed())
        _ = other.withUnsafeBufferPointer { used.read($0) }
        let first = bytes.withUnsafeBufferPointer { fresh.read($0) }
        guard bytes.withUnsafeBufferPointer({ used.read($0) }) == first else { return false }
        for view in [fresh.normaliser.plain, fresh.normaliser.bare] where view.bytes.count > 4 * Normaliser.limit {
            return false
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return Head.allCases.allSatisfy { head in
            fresh.explain(text, head).allSatisfy { $0.shown.unicodeScalars.dropFirst().allSatisfy { $0 == "*" } }
        }
    }
}
