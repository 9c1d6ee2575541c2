// SPDX-License-Identifier: Apache-2.0

import Chat

/// The outline of one line: what a list, a recipe, a stack trace or a poem is recognised by.
struct LineShape: Hashable, Sendable {
    enum Kind: UInt8, Sendable {
        case plain
        /// `Rang 3 : …`, `R1:`, `4) …`, `12. …`
        case row
        /// `- …`, `* …`, `• …`
        case bullet
        /// `200 g de farine`, `3 œufs`
        case quantity
        /// A line of a stack trace or of a log.
        case trace
        /// Indented, or with the punctuation of a program.
        case code
    }

    let kind: Kind
    /// The number that a row carries, else -1.
    let number: Int32
    let words: Int32
    let scalars: Int32
    let hasLink: Bool
    let beginsWithCapital: Bool
    /// Of the kinds of its pieces (letters, numbers, punctuation), so that lines of equal build are equal.
    let outline: UInt64
    let skeleton: UInt64

    init(_ view: TextView) {
        words = view.features.words
        scalars = view.features.scalars
        hasLink = view.features.links > 0
        skeleton = view.skeleton
        let parts = view.withPlain { LineReader($0).read() }
        kind = parts.kind
        number = parts.number
        beginsWithCapital = parts.beginsWithCapital
        outline = parts.outline
    }
}
