// SPDX-License-Identifier: Apache-2.0

public import Chat

/// All that a bot.conf says: typed, checked, and each value with its place. Immutable.
public struct Configuration: Sendable {
    public let file: String
    public internal(set) var owners: [Located<PersonID>] = []
    public internal(set) var networks: [NetworkEntry] = []
    /// Where the keys of rooms with one (+k) are.
    public internal(set) var roomKeys: [RoomID: Located<SecretReference>] = [:]
    /// In the order of the file.
    public internal(set) var communities: [CommunityEntry] = []
    /// Rules, prompts, banks, lists and expectations for all communities.
    public internal(set) var content = Content()
    /// Her words, where the file changes them; the narrower scope wins.
    public internal(set) var words: [WordsEntry] = []
    /// The sections that were read, the built-in ones first.
    public internal(set) var sections: [AnySection] = []
    /// Where the keys of networks and communities stand, `network.libera.irc`, and those of the top that are no settings.
    var written: [String: Position] = [:]
    var values: [Scope: [String: Located<SettingValue>]] = [:]
    /// The community of each room, by `network/#room`.
    var communityOfRoom: [RoomID: CommunityID] = [:]

    init(file: String) { self.file = file }

    /// One utterance of hers that the file changes: `mute.told`.
    public struct WordsEntry: Sendable {
        public var scope: Scope
        public var name: Located<String>
        public var words: Wording
    }

    // MARK: - Settings

    /// What holds in a scope: built in → top level → community → room.
    public func value<Value>(_ setting: Setting<Value>, in scope: Scope) -> Value {
        for scope in chain(scope) {
            if let found = values[scope]?[setting.path], let value = setting.unwrap(found.value) { return value }
        }
        return setting.standard
    }

    /// Where the value that holds in a scope comes from.
    public func origin<Value>(of setting: Setting<Value>, in scope: Scope) -> Origin {
        origin(ofPath: setting.path, in: scope)
    }

    /// The same, by the path of the setting.
    public func origin(ofPath path: String, in scope: Scope) -> Origin {
        for step in chain(scope) {
            guard let found = values[step]?[path] else { continue }
            switch step {
            case .top: return .top(found.at)
            case .community(let id): return .community(id, found.at)
            case .room(let id): return .room(id, found.at)
            }
        }
        return .builtIn
    }

    /// Whether the file says any setting for this room alone.
    public func hasSettings(of room: RoomID) -> Bool { values[.room(room)]?.isEmpty == false }

    /// The value of any setting, by its path; nil when there is no such setting.
    public func anyValue(_ path: String, in scope: Scope) -> SettingValue? {
        for scope in chain(scope) {
            if let found = values[scope]?[path] { return found.value }
        }
        return setting(path)?.standard
    }

    /// The description of a setting, by its path.
    public func setting(_ path: String) -> AnySetting? {
        for section in sections {
            if let setting = section.settings.first(where: { $0.path == path }) { return setting }
        }
        return nil
    }

    /// Scopes in which the file itself says a setting, in the order of the file.
    public func scopes(sayingPath path: String) -> [Scope] {
        let all: [Scope] =
            [.top] + communities.map { .community($0.id) } + communities.flatMap { $0.rooms.map { .room($0.value) } }
        return all.filter { values[$0]?[path] != nil }
    }

    /// The order of looking up.
    private func chain(_ scope: Scope) -> [Scope] {
        switch scope {
        case .top: [.top]
        case .community: [scope, .top]
        case .room(let room):
            if let community = community(of: room) { [scope, .community(community), .top] } else { [scope, .top] }
        }
    }

    // MARK: - Look-ups

    public func network(_ id: NetworkID) -> NetworkEntry? { networks.first { $0.name == id } }
    public func community(_ id: CommunityID) -> CommunityEntry? { communities.first { $0.id == id } }

    /// The community that a room belongs to, the team's rooms not included.
    public func community(of room: RoomID) -> CommunityID? {
        communityOfRoom[room] ?? communityOfRoom[RoomID(room.network, room.name.asciiLowercased)]
    }

    /// Files that the configuration names, as it writes them, each once: what they say is part of what holds.
    public var namedFiles: [String] {
        let contents = [content] + communities.map(\.content)
        let all = contents.flatMap { $0.banks.compactMap(\.file?.value) + $0.lists.compactMap(\.file?.value) }
        return all.enumerated().filter { all.firstIndex(of: $0.element) == $0.offset }.map(\.element)
    }

    /// Model files that it names, each once: bytes, not text.
    public var namedModels: [String] {
        let all = communities.compactMap { value(ModerationSettings.model, in: .community($0.id)) }
        return all.enumerated().filter { all.firstIndex(of: $0.element) == $0.offset }.map(\.element)
    }

    /// Banks that a community's prompts may draw from, its own first.
    public func banks(in community: CommunityID) -> [BankEntry] {
        (self.community(community)?.content.banks ?? []) + content.banks
    }
    /// Lists that a community's rules may name, its own first.
    public func lists(in community: CommunityID) -> [ListEntry] {
        (self.community(community)?.content.lists ?? []) + content.lists
    }
    /// The same for rules, those for all first.
    public func rules(in community: CommunityID) -> [RuleEntry] {
        content.rules + (self.community(community)?.content.rules ?? [])
    }
    public func prompts(in community: CommunityID) -> [PromptEntry] {
        content.prompts + (self.community(community)?.content.prompts ?? [])
    }
    public func expectations(in community: CommunityID) -> [ExpectEntry] {
        content.expectations + (self.community(community)?.content.expectations ?? [])
    }
}
