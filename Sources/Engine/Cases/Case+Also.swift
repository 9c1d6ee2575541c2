// SPDX-License-Identifier: Apache-2.0

public import Chat
import Conf

/// One campaign is one case: whom it is about besides the first.
extension Case {
    /// Somebody else in it, and in which room.
    public struct Accused: Sendable, Hashable {
        public var target: Target
        public var room: RoomID
    }

    /// Beyond, another case is opened.
    static let alsoMost = 64
    /// Of them, shown by `why`, and to a line.
    static let whoMost = 36
    static let whoLine = 12

    /// Everybody it is about, each once.
    var targets: [Target] {
        var seen: Set<PersonID> = []
        return ([target] + also.map(\.target)).filter { seen.insert($0.person).inserted }
    }

    func accuses(_ who: PersonID, in room: RoomID) -> Bool {
        person == who && self.room == room || also.contains { $0.target.person == who && $0.room == room }
    }

    /// Who wrote a line of it, and where.
    func author(of line: CaseLine) -> Accused {
        let place = Int(line.who) - 1
        return also.indices.contains(place) ? also[place] : Accused(target: target, room: room)
    }

    /// Where somebody in it was.
    func room(of target: Target) -> RoomID {
        person == target.person ? room : also.first { $0.target.person == target.person }?.room ?? room
    }

    /// Who, for the desk: the first, and how many more.
    var who: Words.Value {
        let first = Words.Value.who(name, account: target.account)
        let more = targets.count - 1
        return more == 0 ? first : .phrase(.campaignsSeveral, [.who: first, .count: .number(more)])
    }

    /// Nothing that names them stays.
    mutating func erase(_ who: PersonID) {
        for place in also.indices where also[place].target.person == who {
            also[place].target.name = PeerText("")
            lines.removeAll { $0.who == Int32(place) + 1 }
        }
    }
}

extension Engine {
    /// Whom a case is about besides the first, some to a line, and what came of the lines of a campaign.
    func whoElse(_ found: Case) -> [Utterance] {
        let others = found.targets.dropFirst().map { Words.Value.who($0.name, account: $0.account) }
        let shown = others.prefix(Case.whoMost)
        var lines = stride(from: shown.startIndex, to: shown.endIndex, by: Case.whoLine).map { start in
            words(.whyWith, [.list: .list(Array(shown[start..<min(start + Case.whoLine, shown.endIndex)]))])
        }
        if others.count > shown.count { lines.append(words(.raidMore, [.count: .number(others.count - shown.count)])) }
        if let campaign = state.campaigns.entry(case: found.number), campaign.lines > 0 {
            lines.append(
                words(
                    .whyLines,
                    [.n: .number(Int(campaign.lines)), .count: .number(Int(min(campaign.lines, campaign.removed)))]))
        }
        return lines
    }

    /// What is withdrawn with a case, in words: of many acts only how many.
    mutating func withdrawn(_ found: Case, _ draft: inout Draft) -> [Words.Value] {
        let taken = withdraw(found.acts, &draft)
        return found.also.isEmpty || taken.count <= 3 ? taken : [.phrase(.takenMany, [.count: .number(taken.count)])]
    }
}

extension Case.Accused: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        self.init(target: try Target(from: &reader), room: try RoomID(from: &reader))
    }
    public func pack(into writer: inout ByteWriter) {
        target.pack(into: &writer)
        room.pack(into: &writer)
    }
}
