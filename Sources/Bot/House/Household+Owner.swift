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

    /// Sixteen letters of 32: nobody guesses 80 bits in ten minutes.
    func newOwnerCode() -> String {
        let letters = Array("abcdefghjkmnpqrstuvwxyz23456789".utf8)
        let code = (0..<16).map { _ in letters[Int(surroundings.random() % UInt64(letters.count))] }
        ownerCode = OwnerCode(text: code, until: time.now + .minutes(10))
        return String(decoding: code, as: UTF8.self)
    }

    /// Whether a private message brings the code; then its author owns every community it reaches.
    ///
    /// The decision is the shell's and goes through the journal like any other: a recovery finds it again.
    func claim(_ event: Event, _ concerned: [Int]) -> Bool {
        guard let code = ownerCode, case .said(let message) = event.kind, message.isPrivate, !message.isPlayback,
            let member = event.member, let facts = event.facts
        else { return false }
        guard time.now < code.until else {
            ownerCode = nil
            return false
        }
        let words = message.text.raw.utf8.prefix(200).split { $0 == 0x20 }
        guard words.count == 2, words[0].elementsEqual("owner".utf8, by: { $0 | 0x20 == $1 }),
            Self.isEqual(Array(words[1]), code.text)
        else { return false }
        ownerCode = nil
        let person =
            facts.account.map { PersonID(member.network, .account, $0) }
            ?? PersonID(member.network, .host, ByteString(facts.user.bytes + [0x40] + facts.host.bytes))
        var written = event
        var kept = message
        // The code has done its work; the journal need not know it.
        kept.text = PeerText("owner")
        written.kind = .said(kept)
        sequence += 1
        batch.events.append(JournalRow(sequence: sequence, communities: concerned.map { names[$0] }, event: written))
        for (position, place) in concerned.enumerated() {
            let decision = Decision(
                rule: "owner claimed", person: person, name: facts.name, changes: [.claimedOwner(person, at: event.at)])
            engines[place].recover(written, recorded: [decision])
            batch.decisions.append(
                RecordedDecision(
                    sequence: sequence, index: UInt16(clamping: position),
                    body: Recorded(position: position, decision: decision).packed))
            touched.insert(place)
        }
        logger.notice("an owner was confirmed by code")
        return true
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
