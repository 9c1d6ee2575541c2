// SPDX-License-Identifier: Apache-2.0

/// Patterns with `*` (any run of bytes, also none) and `?` (one byte), as masks of IRC and access lists of Matrix have
/// them.
public enum Wildcard {
    /// Whether the whole of `text` fits. One point of return, never a tree of them: at most pattern × text steps, for
    /// callers where both are bounded by a line or an event.
    ///
    /// - Parameter fold: applied to the bytes of both before they are compared.
    @inlinable
    public static func matches(
        _ pattern: UnsafeBufferPointer<UInt8>, _ text: UnsafeBufferPointer<UInt8>,
        fold: (UInt8) -> UInt8 = { $0 }
    ) -> Bool {
        var p = 0
        var t = 0
        var star = -1
        var resume = 0
        while t < text.count {
            if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
                star = p
                resume = t
                p += 1
            } else if p < pattern.count, pattern[p] == UInt8(ascii: "?") || fold(pattern[p]) == fold(text[t]) {
                p += 1
                t += 1
            } else if star >= 0 {
                p = star + 1
                resume += 1
                t = resume
            } else {
                return false
            }
        }
        while p < pattern.count, pattern[p] == UInt8(ascii: "*") { p += 1 }
        return p == pattern.count
    }
}
