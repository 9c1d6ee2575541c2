// SPDX-License-Identifier: Apache-2.0

/// What she is to say: the same in every language, or a text for each; one text, or several to choose from.
public struct Wording: Hashable, Sendable {
    /// For languages that have none of their own.
    public var any: [String] = []
    public var en: [String] = []
    /// French, to `tu`.
    public var fr: [String] = []
    /// French, to `vous`; where empty, `fr` serves both.
    public var vous: [String] = []

    public init(any: [String] = [], en: [String] = [], fr: [String] = [], vous: [String] = []) {
        self.any = any
        self.en = en
        self.fr = fr
        self.vous = vous
    }

    /// The variants for a language; another language's rather than none.
    public func variants(_ tongue: Tongue, _ address: Address) -> [String] {
        let own: [String] =
            switch tongue {
            case .en: en
            case .fr: address == .vous && !vous.isEmpty ? vous : (fr.isEmpty ? vous : fr)
            }
        return [own, any, en, fr, vous].first { !$0.isEmpty } ?? []
    }
}
