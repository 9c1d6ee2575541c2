// SPDX-License-Identifier: Apache-2.0

/// What an act takes and she has, in levels: how a network that counts rights so says that one was not allowed.
public struct LevelsShort: Sendable, Hashable {
    public var own: Int64
    public var needed: Int64

    public init(own: Int64, needed: Int64) {
        self.own = own
        self.needed = needed
    }

    /// `level 50 of 51`, as `ActError.notAllowed` carries it.
    public var mark: String { "level \(own) of \(needed)" }

    /// Nil for any other mark.
    public init?(_ mark: String) {
        let words = mark.split(separator: " ")
        guard words.count == 4, words[0] == "level", words[2] == "of", let own = Int64(words[1]),
            let needed = Int64(words[3])
        else { return nil }
        self.init(own: own, needed: needed)
    }
}
