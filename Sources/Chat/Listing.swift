// SPDX-License-Identifier: Apache-2.0

/// What a list that others keep says of people, servers and rooms: a Matrix policy list
/// (https://spec.matrix.org/v1.16/client-server-api/#moderation-policy-lists). An opinion, told as it changes.
public struct Listing: Sendable, Hashable {
    /// One thing it says: that nobody wants `entity`.
    public struct Rule: Sendable, Hashable {
        public enum Kind: UInt8, Sendable, CaseIterable { case user = 1, server, room }
        /// Where it stands in the list: another rule of the same key takes its place.
        public var key: ByteString
        public var kind: Kind
        /// `@eve:evil.example`, `*.evil.example`; `*` and `?` as in file names. At most 255 bytes.
        public var entity: ByteString
        /// For the desk only (THREATS H6): at most 80 bytes.
        public var reason: PeerText

        public init(key: ByteString, kind: Kind, entity: ByteString, reason: PeerText) {
            self.key = key
            self.kind = kind
            self.entity = entity
            self.reason = reason
        }
    }

    /// All that the list says; what is not here it does not say any more.
    public var isWhole: Bool
    /// New, or other than before.
    public var rules: [Rule]
    /// Keys of rules that are gone.
    public var gone: [ByteString]
    /// Rules beyond `most` that are not read.
    public var unread: Int32

    /// Rules read of one list.
    public static let most = 4000

    public init(isWhole: Bool, rules: [Rule], gone: [ByteString] = [], unread: Int32 = 0) {
        self.isWhole = isWhole
        self.rules = rules
        self.gone = gone
        self.unread = unread
    }
}
