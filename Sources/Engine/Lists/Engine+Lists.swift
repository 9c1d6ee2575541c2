// SPDX-License-Identifier: Apache-2.0

public import Chat
import Conf

/// Policy lists of others: an opinion (THREATS, whom we trust). The desk sees a list before anything of it counts; what is
/// added later acts in the mode of lists, but for what jumps, which waits for people again (H6).
extension Engine {
    // MARK: - What is known of them

    mutating func observeListing(_ listing: Listing, _ turn: inout Turn) {
        guard let room = turn.event.room, policy.lists.contains(room) else { return }
        state.lists[room, default: Blocklist()].take(listing, seed: policy.textSeed)
    }

    mutating func apply(_ change: ListChange, to room: RoomID) {
        guard change != .left else {
            state.lists[room] = nil
            state.dirty.lists.insert(room)
            return
        }
        var list = state.lists[room] ?? Blocklist()
        switch change {
        case .asked(let number, let shown):
            if list.record.stance != .followed { list.record.stance = .asked }
            list.record.caseNumber = number
            list.record.shown = shown
        case .followed(let added, let gone, let begun):
            if list.record.stance != .followed { list.record.begun = begun }
            list.record.stance = .followed
            list.record.accepted = Set(list.record.accepted).union(added).subtracting(gone).sorted()
            list.record.declined.removeAll { added.contains($0) }
            list.record.caseNumber = 0
            list.record.shown = []
            list.match()
        case .refused(let isWhole):
            if isWhole || list.record.stance != .followed {
                list.record.stance = .refused
                list.record.accepted = []
                list.match()
            } else {
                list.record.declined = Set(list.record.declined).union(list.record.shown).sorted().suffix(Listing.most)
            }
            list.record.caseNumber = 0
            list.record.shown = []
        case .told(let people):
            list.record.told = (list.record.told.filter { !people.contains($0) } + people)
                .suffix(Blocklist.Record.toldMost)
        case .left: break
        }
        state.lists[room] = list
        state.dirty.lists.insert(room)
    }

    // MARK: - What comes of it

    mutating func decideListing(_ turn: inout Turn) {
        guard let room = turn.event.room, let list = state.lists[room], list.isLoaded else { return }
        switch list.record.stance {
        case .unasked: if !list.byHash.isEmpty { ask(about: room, &turn) }
        case .asked, .refused: break
        case .followed: follow(room, &turn)
        }
        liftUnlisted(&turn)
    }

    /// A list the desk has agreed to says something else, or says it again after a start.
    private mutating func follow(_ room: RoomID, _ turn: inout Turn) {
        guard let list = state.lists[room] else { return }
        let (new, gone) = list.changes
        // What waits for people is not overtaken.
        if let waiting = state.cases[list.record.caseNumber], waiting.judgement == .open, waiting.proposed != nil {
            return
        }
        guard !new.isEmpty || !gone.isEmpty else { return meet(room, list.matcher, &turn) }
        let named = named(by: ListMatcher(new.compactMap { list.byHash[$0] }), room, at: turn.at)
        let known = list.record.accepted.count
        let isJump =
            new.count > max(Self.newMost, known / 5) || gone.count > max(Self.newMost, known / 5)
            || list.byHash.isEmpty && known > 0 || named.strangers.count > Self.actsMost
            || named.strangers.count + named.spared.count > max(3, present(on: room.network) / 100)
            || !named.spared.isEmpty
        if isJump { return ask(about: room, &turn) }
        var draft = Draft("list", self, at: turn.at, room: room)
        draft.change(.list(room, .followed(new, gone: gone, begun: list.record.begun)))
        take(draft, in: &turn)
        meet(room, state.lists[room]?.matcher ?? ListMatcher(), &turn)
    }

    /// Rules that may come or go at once without people being asked, unless a fifth of the list is more.
    static let newMost = 20
    /// People one change of a list may hit.
    static let actsMost = 20

    /// Who came in, or whose roster was told, is looked up in the lists.
    mutating func meetLists(_ turn: inout Turn) {
        guard let network = turn.event.network, !policy.lists.isEmpty else { return }
        for room in policy.lists where room.network == network {
            guard let list = state.lists[room], list.record.stance == .followed, !list.matcher.isEmpty else { continue }
            if case .joined = turn.event.kind {
                guard let account = turn.event.facts?.account, list.matcher.rule(for: account) != nil else { continue }
            }
            meet(room, list.matcher, &turn)
        }
    }

    private func present(on network: NetworkID) -> Int {
        state.presences.keys.count { $0.network == network }
    }

    // MARK: - Whom it names

    struct Named: Sendable {
        struct One: Sendable {
            var target: Target
            var rooms: [RoomID]
            var rule: Listing.Rule
            var hash: UInt64
        }
        /// Newcomers: these the list may speak about.
        var strangers: [One] = []
        /// Moderators, services, regulars: nobody touches them without a person's order for each.
        var spared: [One] = []
    }

    /// Who is in her rooms and named, in the order of their ids; those people released are left out.
    func named(by matcher: ListMatcher, _ list: RoomID, at now: Timestamp) -> Named {
        var found = Named()
        guard !matcher.isEmpty else { return found }
        for member in state.presences.keys.sorted() where member.network == list.network {
            guard let presence = state.presences[member], presence.person >= 0, let account = presence.facts.account,
                let rule = matcher.rule(for: account)
            else { continue }
            let rooms = presence.rooms.map(\.room).filter { policy.indexOfRoom[$0] != nil }.sorted()
            guard !rooms.isEmpty else { continue }
            let person = state.persons[presence.person]
            var facts = presence.facts
            facts.rank = presence.highestRank
            let one = Named.One(
                target: presence.target(member, person.id), rooms: rooms, rule: rule,
                hash: SeededHash.of(account.bytes, seed: policy.textSeed))
            let guards = Guards(policy: policy, room: policy.room(rooms[0]))
            switch guards.mayAct(
                on: person.id, person, facts: facts, rule: Self.rule(of: list), isHard: true, isOrdered: false, at: now)
            {
            case .may:
                if person.standing(at: now) == .newcomer {
                    found.strangers.append(one)
                } else {
                    found.spared.append(one)
                }
            // Rank not known yet: at their next coming in, or the next word of the list.
            case .never(.guardReleased), .wait: continue
            case .never: found.spared.append(one)
            }
        }
        return found
    }

    static func rule(of list: RoomID) -> String { "list \(list.name.text)" }

    // MARK: - Lifting what only a list wanted

    /// Sanctions that a list brought and that no list followed any more speaks for. Nothing while a followed list has not
    /// been told yet: it might.
    mutating func liftUnlisted(_ turn: inout Turn) {
        let followed = policy.lists.filter { state.lists[$0]?.record.stance == .followed }
        guard followed.allSatisfy({ state.lists[$0]?.isLoaded == true }) else { return }
        var gone: [Int32: [Sanction]] = [:]
        for sanction in state.sanctions.values where sanction.liftedBy == nil {
            guard let found = state.cases[sanction.caseNumber], found.isOfList else { continue }
            if let until = sanction.until, until <= turn.at { continue }
            let account = sanction.target.account ?? sanction.target.member.key
            guard !followed.contains(where: { state.lists[$0]?.matcher.rule(for: account) != nil }) else { continue }
            gone[found.number, default: []].append(sanction)
        }
        for (number, sanctions) in gone.sorted(by: { $0.key < $1.key }) {
            guard let found = state.cases[number] else { continue }
            let sanctions = sanctions.sorted { $0.act < $1.act }
            var draft = Draft("list lifted", self, at: turn.at, room: found.room)
            draft.caseNumber = number
            guard !withdraw(sanctions.map(\.act), &draft).isEmpty else { continue }
            tellDesk(
                words(
                    .listLifted,
                    [
                        .case: .number(Int(number)), .list: .own(found.name.raw),
                        .names: shown(sanctions.map(\.target)),
                    ]), &draft)
            take(draft, in: &turn)
        }
    }

    /// Lists that bot.conf does not name any more.
    mutating func leaveLists(_ turn: inout Turn) {
        for room in state.lists.keys.sorted() where !policy.lists.contains(room) {
            let isFollowed = state.lists[room]?.record.stance == .followed
            var draft = Draft("list left", self, at: turn.at, room: room)
            draft.change(.list(room, .left))
            if isFollowed { draft.alert(words(.listLeft, [.list: .own(listName(room))]), policy) }
            take(draft, in: &turn)
        }
        liftUnlisted(&turn)
    }

    func listName(_ room: RoomID) -> String { room.name.text }

    func shown(_ people: [Target]) -> Words.Value {
        var seen: Set<MemberID> = []
        let each = people.filter { seen.insert($0.member).inserted }
        let names = each.prefix(Self.namesShown).map { Words.Value.who($0.name, account: $0.account) }
        let rest = each.count - names.count
        return .list(names + (rest > 0 ? [.phrase(.listOthers, [.count: .number(rest)])] : []))
    }
    static let namesShown = 8
}

/// What becomes of a list by decision.
public enum ListChange: Sendable, Hashable {
    /// The desk was asked in this case about these rules, by hash.
    case asked(Int32, shown: [UInt64])
    /// These rules count from here on, and those no more; `begun`: the case, where it begins with that.
    case followed([UInt64], gone: [UInt64], begun: Int32)
    /// Turned down: the list whole, or what was asked about.
    case refused(isWhole: Bool)
    /// The desk has heard of these people, by hash.
    case told([UInt64])
    /// bot.conf does not name it any more.
    case left
}

extension ListChange: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        switch try reader.byte() {
        case 1: self = .asked(try reader.signed(as: Int32.self), shown: try [Hash](from: &reader).map(\.value))
        case 2:
            self = .followed(
                try [Hash](from: &reader).map(\.value), gone: try [Hash](from: &reader).map(\.value),
                begun: try reader.signed(as: Int32.self))
        case 3: self = .refused(isWhole: try reader.flag())
        case 4: self = .told(try [Hash](from: &reader).map(\.value))
        case 5: self = .left
        case let other: throw .unknown("ListChange", UInt64(other))
        }
    }
    public func pack(into writer: inout ByteWriter) {
        switch self {
        case .asked(let number, let shown):
            writer.put(byte: 1)
            writer.put(signed: Int64(number))
            shown.map(Hash.init).pack(into: &writer)
        case .followed(let added, let gone, let begun):
            writer.put(byte: 2)
            added.map(Hash.init).pack(into: &writer)
            gone.map(Hash.init).pack(into: &writer)
            writer.put(signed: Int64(begun))
        case .refused(let isWhole):
            writer.put(byte: 3)
            writer.put(flag: isWhole)
        case .told(let people):
            writer.put(byte: 4)
            people.map(Hash.init).pack(into: &writer)
        case .left: writer.put(byte: 5)
        }
    }
}
