// SPDX-License-Identifier: Apache-2.0

public import Chat
import Conf

/// The last words of a process (promise 8).
extension Engine {
    /// What still stands and how to lift it by hand, for the desk, before she stops. The first decision is one line
    /// that says it all in short, to be said at once; the second, where there is more, the whole list.
    public mutating func farewell(at now: Timestamp) -> [Decision] {
        var turn = Turn(Event(at: now, .ticked))
        let standing =
            upheld
            // Closed doors first: they concern everybody.
            .sorted { ($0.kind == .lock ? 0 : 1, $0.act) < ($1.kind == .lock ? 0 : 1, $1.act) }
        guard !standing.isEmpty else { return [] }
        let list = self.standing(at: now)
        let lines = lifting(standing)
        var short = words(.stopStands, [.list: .list(list), .byhand: .own(lines)])
        let isWhole = short.text.utf8.count <= Self.lineLasts
        if !isWhole {
            short = words(.stopMany, [.count: .number(foremost.count), .byhand: .own(lines)])
        }
        var draft = Draft("farewell", self, at: now)
        draft.alert(short, policy)
        take(draft, in: &turn)
        if !isWhole {
            var rest = Draft("farewell list", self, at: now)
            rest.alert(words(.statusStands, [.list: .list(list)]), policy)
            take(rest, in: &turn)
        }
        return turn.decisions
    }

    /// What stands in rooms she is not in any more and how to lift it by hand: from outside nobody does. Nil where nothing
    /// stands there.
    ///
    /// - Parameter isHers: whether she is in a room, for whatever community.
    public func leftBehind(_ isHers: (RoomID) -> Bool) -> Utterance? {
        let standing = upheld.filter { !isHers($0.room) }
            .sorted { ($0.kind == .lock ? 0 : 1, $0.act) < ($1.kind == .lock ? 0 : 1, $1.act) }
        guard !standing.isEmpty else { return nil }
        let rooms = Set(standing.map(\.room)).sorted()
        return words(
            .leaveStands,
            [
                .rooms: .list(rooms.map(roomValue)), .count: .number(standing.count),
                .byhand: .own(lifting(standing)),
            ])
    }

    /// What stands, without what another of the same person outlasts in the same room: of the two that one is told.
    var foremost: [Sanction] {
        struct Hold: Hashable {
            var room: RoomID
            var kind: Sanction.Kind
            var person: PersonID
            init(_ of: Sanction) { (room, kind, person) = (of.room, of.kind, of.target.person) }
        }
        var longest: [Hold: (until: Timestamp, act: ActID)] = [:]
        let standing = upheld
        for one in standing where one.kind != .lock {
            let end = (one.until ?? .distantFuture, one.act)
            if longest[Hold(one)].map({ $0 < end }) ?? true { longest[Hold(one)] = end }
        }
        return standing.filter { $0.kind == .lock || $0.until == nil || longest[Hold($0)]?.act == $0.act }
    }

    /// What stands and is not being lifted.
    private var upheld: [Sanction] { state.sanctions.values.filter { $0.receipt != nil && $0.liftedBy == nil } }

    /// One line of IRC with room to spare.
    static let lineLasts = 330

    /// Each network's in its own words.
    private func lifting(_ standing: [Sanction]) -> String {
        let others = liftingLines(standing.filter { !$0.room.isOfMatrix })
        let onMatrix = liftingOnMatrix(
            standing.filter { $0.room.isOfMatrix }, most: Self.byHandMost - others.utf8.count)
        return ((others.isEmpty ? [] : [others]) + onMatrix).joined(separator: "; ")
    }

    /// `/mode #salon -qq *!*@a *!*@b`, a command for each room, within what one line holds; then how many are left out.
    private func liftingLines(_ standing: [Sanction]) -> String {
        var rooms: [(name: String, letters: String, masks: String)] = []
        var length = 0
        var left = 0
        for sanction in standing {
            if sanction.kind == .lock, let mark = sanction.receipt?.mark, mark.bytes.count == 1 {
                let name = policy.room(sanction.room)?.displayName ?? sanction.room.name.text
                length += name.utf8.count + 14
                // A mode without a mask takes a line of its own: it must not eat the mask of another.
                rooms.append((name, mark.text, ""))
                continue
            }
            let parts = (sanction.receipt?.mark.text ?? "").split(separator: " ", maxSplits: 1).map(String.init)
            // A mark that comes from a server is text of a stranger.
            guard parts.count == 2 else { continue }
            let mask = TerminalText(PeerText(parts[1]), limit: 120).text
            let name = policy.room(sanction.room)?.displayName ?? sanction.room.name.text
            let place = rooms.firstIndex { $0.name == name && !$0.masks.isEmpty }
            if place.map({ rooms[$0].masks.contains(" " + mask + " ") || rooms[$0].masks.hasSuffix(" " + mask) })
                == true
            {
                continue
            }
            let cost = mask.utf8.count + 2 + (place == nil ? name.utf8.count + 12 : 0)
            guard length + cost <= Self.byHandMost else {
                left += 1
                continue
            }
            length += cost
            if let place {
                rooms[place].letters += parts[0]
                rooms[place].masks += " " + mask
            } else {
                rooms.append((name, parts[0], " " + mask))
            }
        }
        let lines = rooms.map { "/mode \($0.name) -\($0.letters)\($0.masks)" } + (left > 0 ? ["+ \(left)"] : [])
        return lines.joined(separator: " · ")
    }
    static let byHandMost = 230
}
