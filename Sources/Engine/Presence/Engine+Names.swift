// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// Names that imitate others', names that change all the time, and where newcomers come from.
extension Engine {
    /// Keeps the names of the team, of regulars and hers, to know what imitates them.
    @discardableResult
    mutating func noteFace(_ name: PeerText, of number: Int32, _ rank: Rank, at now: Timestamp) -> Bool {
        let isTeam = number < 0 || rank.isModerator || isOfTheTeam(number)
        guard isTeam || state.persons.standing(of: number, at: now) != .newcomer else { return false }
        return state.faces.note(
            NameSkeleton.of(name.raw, seed: policy.textSeed), .init(person: number, name: name, isTeam: isTeam))
    }

    /// Whose name this newcomer's looks like, if it is somebody else's.
    func namesake(of name: PeerText, number: Int32, _ facts: Facts?, in index: Int, at now: Timestamp)
        -> FaceTable.Face?
    {
        let skeleton = NameSkeleton.of(name.raw, seed: policy.textSeed)
        guard skeleton != 0 else { return nil }
        if let face = state.faces.face(skeleton) {
            if face.person == number { return nil }
            if isStillBorne(face, number, at: now) {
                // The very same name: on IRC its owner may come from elsewhere; where both can be there at once, only
                // while the other is. On Matrix who it is stands beside the name, and the team's is no stranger's.
                let isSame = ByteString(face.name.raw).asciiLowercased == ByteString(name.raw).asciiLowercased
                let isOnMatrix = policy.matrixNetworks.contains(state.persons[number].id.network)
                if !isSame || isOnMatrix && face.isTeam || isPresentTwice(name, besides: number, in: index) {
                    return face
                }
            }
        }
        return ownedName(name, number, facts, at: now)
    }

    /// Whoever bore it then may be called otherwise by now, or be no regular any more.
    private func isStillBorne(_ face: FaceTable.Face, _ number: Int32, at now: Timestamp) -> Bool {
        guard face.person >= 0 else { return true }
        let record = state.persons[face.person]
        return record.name == face.name && (face.isTeam || record.standing(at: now) != .newcomer)
            // The same account or host under another record is the same hand.
            && (record.id.network == state.persons[number].id.network || face.isTeam)
            && !isSameHand(face.person, number)
    }

    private func isSameHand(_ one: Int32, _ other: Int32) -> Bool {
        state.persons[one].host != 0 && state.persons[one].host == state.persons[other].host
    }

    /// The account of somebody of the team, be they called otherwise now or absent: who bears its name without it is
    /// taken for them. Only where accounts are told, and never somebody at the same host, who may have to log in yet.
    private func ownedName(_ name: PeerText, _ number: Int32, _ facts: Facts?, at now: Timestamp) -> FaceTable.Face? {
        let network = state.persons[number].id.network
        if policy.matrixNetworks.contains(network) { return ownedLocalpart(name, number) }
        let account = PersonID(network, .account, ByteString(name.raw).asciiLowercased)
        guard facts?.accountIsKnown == true, state.persons[number].id != account else { return nil }
        let owner = state.persons.number(of: account)
        let wasRanked = owner.map { now - state.persons[$0].lastRanked <= Guards.rankLasts } ?? false
        guard policy.isOfTheTeam(account) || state.core.claimedOwner == account || wasRanked else { return nil }
        if let owner, isSameHand(owner, number) { return nil }
        return .init(person: owner ?? -1, name: PeerText(account.key.text), isTeam: true)
    }

    /// On Matrix the same by what stands before the server's name: `lise`, `@lise`, `Líse` of `@lise:hs.test`.
    private func ownedLocalpart(_ name: PeerText, _ number: Int32) -> FaceTable.Face? {
        let bare = name.raw.hasPrefix("@") ? String(name.raw.dropFirst()) : name.raw
        let own = state.persons[number].id
        let skeleton = NameSkeleton.of(bare, seed: policy.textSeed)
        let owner = policy.team.filter {
            $0.network == own.network && $0.kind != .host && $0 != own
                && NameSkeleton.of(Self.localpart(of: $0.key), seed: policy.textSeed) == skeleton
        }.min()
        guard let owner else { return nil }
        let number = state.persons.number(of: owner)
        let name = number.map { state.persons[$0].name } ?? PeerText("")
        return .init(person: number ?? -1, name: name.raw.isEmpty ? PeerText(owner.key.text) : name, isTeam: true)
    }

    private static func localpart(of user: ByteString) -> String {
        let bare = user.bytes.first == UInt8(ascii: "@") ? user.bytes.dropFirst() : user.bytes[...]
        return String(decoding: bare.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self)
    }

    private func isPresentTwice(_ name: PeerText, besides number: Int32, in index: Int) -> Bool {
        state.rooms[index].names.count(of: policy.nameHash(name)) > 1
    }

    /// Looks at somebody's name, as it is or as it has become.
    mutating func lookAtName(_ name: PeerText, changes: [Timestamp], in index: Int, _ turn: inout Turn) -> [Signal] {
        guard let number = turn.person, number >= 0,
            policy.relaySet.isEmpty || !policy.relaySet.contains(state.persons[number].id)
        else {
            return []
        }
        let isStranger = turn.standing == .newcomer && !isOfTheTeam(number)
        let face =
            isStranger
            ? namesake(of: name, number: number, turn.facts ?? turn.event.facts, in: index, at: turn.at) : nil
        guard face != nil || !changes.isEmpty else { return [] }
        let look = NamingLook(at: turn.at, standing: turn.standing, changes: changes, alike: face?.name.raw)
        let signals = policy.rooms[index].detectors.compactMap { $0.inspect(naming: look) }
        if let face, face.isTeam, signals.contains(where: { $0.name == Namesakes.name }),
            isUntold(number, at: turn.at)
        {
            noteTold(number, at: turn.at)
            turn.alike = face
        }
        return signals
    }

    /// How many newcomers came from the same place just before; 0 where the network tells no hosts.
    mutating func countClones(_ facts: Facts, _ number: Int32, in index: Int, at now: Timestamp) -> Int32 {
        let host = policy.hostKey(facts.host)
        guard host != 0 else { return 0 }
        let net = policy.netKey(facts.host) ?? 0
        return state.rooms[index].hosts.note(host: host, net: net, person: number, at: now)
    }
}
