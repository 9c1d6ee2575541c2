// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Engine
internal import Logging
internal import Store

extension Household {
    /// A code printed on the host, waiting to come back in a private message.
    struct OwnerCode {
        var text: [UInt8]
        var until: Timestamp
    }

    /// Sixteen letters of 31: nobody guesses 79 bits in ten minutes.
    func newOwnerCode() -> String {
        let letters = Array("abcdefghjkmnpqrstuvwxyz23456789".utf8)
        let code = (0..<16).map { _ in letters[Int(surroundings.random() % UInt64(letters.count))] }
        ownerCode = OwnerCode(text: code, until: time.now + .minutes(10))
        return String(decoding: code, as: UTF8.self)
    }

    /// What a private message that brings a code is to the communities of its network; nil for any other event. The code
    /// goes no further: neither an engine nor the journal needs it.
    func claim(_ event: Event) -> Event.Claim? {
        guard case .said(let message) = event.kind, message.isPrivate, !message.isPlayback,
            event.member != nil, event.facts?.isSelf == false
        else { return nil }
        let words = message.text.raw.utf8.prefix(200).split { $0 == 0x20 }
        guard words.count == 2, words[0].elementsEqual("owner".utf8, by: { $0 | 0x20 == $1 }) else { return nil }
        guard let code = ownerCode, time.now < code.until, Self.isEqual(Array(words[1]), code.text) else {
            if let code = ownerCode, time.now >= code.until { ownerCode = nil }
            return .wrong
        }
        ownerCode = nil
        logger.notice("an owner was confirmed by code", metadata: ["network.name": event.network.map { "\($0)" } ?? ""])
        return .right
    }

    /// Whoever brings the right code owns every community of that network; one of them says so.
    func handle(_ event: Event, claiming claim: Event.Claim) {
        var event = event
        let concerned = event.network.map { router.communities(on: $0) } ?? []
        for place in claim == .wrong ? Array(concerned.prefix(1)) : concerned {
            event.kind = .claimed(claim == .right && place != concerned.first ? .rightToo : claim)
            handle(event, only: place)
        }
    }

    /// Takes as long whatever is wrong.
    private static func isEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        guard a.count == b.count else { return false }
        return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// Begins to leave a community, or all: what stands is lifted, then she says goodbye and goes. A process that dies
    /// meanwhile is followed by one that goes on with it. What is done is told in `retired` as it is done.
    func retire(_ community: CommunityID?, by: String) throws(Stop) {
        retired = []
        for place in active where community == nil || community == names[place] {
            _ = try command("retire", by: by, in: place)
        }
    }

    /// Communities she is still leaving.
    var retiring: [Int] { active.filter { engines[$0].isRetiring } }

    /// Whether an act is still to be done and can be: its network is there and its room, if it has one, is entered.
    func isComing(_ act: OwedAct) -> Bool {
        debts.contains(act.id) && (networks[act.network]?.canReach(act) ?? false)
    }
}
