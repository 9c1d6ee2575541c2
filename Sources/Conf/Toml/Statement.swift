// SPDX-License-Identifier: Apache-2.0

/// A header or a key with its value, as a run of whole lines.
struct Statement: Sendable {
    enum Kind: Sendable, Equatable {
        case table([String], isList: Bool)
        case pair([String])
        case unknown
    }
    var kind: Kind
    /// Lines from 0.
    var lines: Range<Int>
    /// Where its name begins.
    var offset: Int
    /// Left out of what toml++ reads.
    var isLost = false
}

/// A known mistake at its place.
struct Slip: Sendable {
    var mistake: Mistake
    var offset: Int
}

/// Bytes of one line to be replaced, so that reading can go on.
struct Edit: Sendable {
    var range: Range<Int>
    var bytes: [UInt8]
}
