// SPDX-License-Identifier: Apache-2.0

/// Settings that stand together under one header.
public struct AnySection: Sendable {
    /// Where its header may stand.
    public struct Scopes: OptionSet, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }
        public static let top = Scopes(rawValue: 1)
        public static let community = Scopes(rawValue: 2)
        public static let room = Scopes(rawValue: 4)
        public static let everywhere: Scopes = [.top, .community, .room]
    }

    /// `welcome`, `detector.flood`; empty for keys without a header.
    public let path: String
    public let scopes: Scopes
    public let about: Sentence
    public let settings: [AnySetting]

    public init(_ path: String, scopes: Scopes = .everywhere, about: Sentence, settings: [AnySetting]) {
        self.path = path
        self.scopes = scopes
        self.about = about
        self.settings = settings
    }

    var components: [String] { path.isEmpty ? [] : path.split(separator: ".").map(String.init) }
}
