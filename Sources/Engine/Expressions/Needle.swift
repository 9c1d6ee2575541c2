// SPDX-License-Identifier: Apache-2.0

import CRE2

/// A text to be found inside another, in time linear in both (the C library's two-way search; without regard to case
/// Knuth, Morris and Pratt's): nobody can write a line that makes `contains` slow.
struct Needle: Hashable, Sendable {
    let bytes: [UInt8]
    /// For each prefix the length of its longest proper border.
    private let borders: [UInt16]

    /// - Parameter bytes: at most 256, already folded as the haystack will be.
    init(_ bytes: [UInt8]) {
        let bytes = Array(bytes.prefix(ExpressionLimits.text))
        var borders = [UInt16](repeating: 0, count: bytes.count)
        var k = 0
        for i in bytes.indices.dropFirst() {
            while k > 0, bytes[i] != bytes[k] { k = Int(borders[k - 1]) }
            if bytes[i] == bytes[k] { k += 1 }
            borders[i] = UInt16(k)
        }
        self.bytes = bytes
        self.borders = borders
    }

    func occurs(in haystack: [UInt8]) -> Bool {
        guard !bytes.isEmpty, haystack.count >= bytes.count else { return false }
        return haystack.withUnsafeBufferPointer { haystack in
            bytes.withUnsafeBufferPointer {
                cre2_find(haystack.baseAddress, haystack.count, $0.baseAddress, $0.count) != 0
            }
        }
    }

    func occursIgnoringCase(in haystack: [UInt8]) -> Bool { occurs(in: haystack, NameSet.lower) }

    @inline(__always)
    private func occurs(in haystack: [UInt8], _ fold: (UInt8) -> UInt8) -> Bool {
        guard !bytes.isEmpty, haystack.count >= bytes.count else { return false }
        return haystack.withUnsafeBufferPointer { haystack in
            bytes.withUnsafeBufferPointer { needle in
                var k = 0
                for byte in haystack {
                    let c = fold(byte)
                    while k > 0, c != needle[k] { k = Int(borders[k - 1]) }
                    if c == needle[k] { k += 1 }
                    if k == needle.count { return true }
                }
                return false
            }
        }
    }
}
