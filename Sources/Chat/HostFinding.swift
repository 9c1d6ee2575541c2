// SPDX-License-Identifier: Apache-2.0

/// What came of looking for one host.
public struct HostFinding: Sendable, Hashable {
    /// The lists that have it, of those that answered; nil where none did.
    public var listedBy: [String]?
    /// What became of lists on the way.
    public var news: [Event.Lookup]

    public init(listedBy: [String]? = nil, news: [Event.Lookup] = []) {
        self.listedBy = listedBy
        self.news = news
    }
}

/// What `status` tells of the lists.
public struct HostBookStanding: Sendable, Hashable {
    public var lists: [String]
    /// Questions that left; hosts found listed, found not listed, questions without an opinion; since the start.
    public var asked = 0
    public var listed = 0
    public var unlisted = 0
    public var failed = 0
    /// Answered without asking again; not asked because too many came at once, or the list is left alone.
    public var remembered = 0
    public var refused = 0
    /// Lists that are left alone, why, and for how long still.
    public var troubles: [Trouble] = []

    public struct Trouble: Sendable, Hashable {
        public var list: String
        public var why: Event.ListState
        public var span: TimeSpan
        public init(list: String, why: Event.ListState, span: TimeSpan) {
            self.list = list
            self.why = why
            self.span = span
        }
    }

    public init(lists: [String]) { self.lists = lists }
}
