// SPDX-License-Identifier: Apache-2.0

extension Event.Kind: Packed {
    /// The stable number of the case: what the journal and a packed event call it.
    public var number: UInt8 {
        switch self {
        case .connected: 1
        case .disconnected: 2
        case .synced: 3
        case .joined: 4
        case .left: 5
        case .renamed: 6
        case .identified: 7
        case .moved: 8
        case .ranked: 9
        case .invited: 10
        case .said: 11
        case .topic: 12
        case .sanctioned: 13
        case .capability: 14
        case .split: 15
        case .commanded: 16
        case .due: 17
        case .performed: 18
        case .failed: 19
        case .expired: 20
        case .forgotten: 21
        case .reloaded: 22
        case .opened: 23
        case .ticked: 24
        case .clockStepped: 25
        case .listed: 27
        case .claimed: 26
        case .voted: 40
        case .barred: 28
        case .unclear: 29
        case .opined: 41
        case .unidentified: 42
        case .lookedUp: 43
        }
    }

    public init(from reader: inout ByteReader) throws(PackedError) {
        switch try reader.byte() {
        case 1: self = .connected(try NetworkID(from: &reader))
        case 2: self = .disconnected(try NetworkID(from: &reader), why: try reader.text())
        case 3: self = .synced(members: try [Event.Present](from: &reader))
        case 4: self = .joined(try reader.enumCase(Event.Arrival.self))
        case 5: self = .left(try Event.Departure(from: &reader))
        case 6: self = .renamed(to: try PeerText(from: &reader))
        case 7: self = .identified(account: try ByteString?(from: &reader))
        case 8: self = .moved(user: try ByteString(from: &reader), host: try ByteString(from: &reader))
        case 9: self = .ranked(try reader.enumCase(Rank.self), by: try MemberID?(from: &reader))
        case 10: self = .invited
        case 11: self = .said(try Message(from: &reader))
        case 12: self = .topic(try reader.peerWords(), isHistory: try reader.flag())
        case 13: self = .sanctioned(try Event.Observed(from: &reader))
        case 14: self = .capability(try Event.Capability(from: &reader))
        case 15: self = .split(isOpen: try reader.flag(), try NetworkID(from: &reader))
        case 16: self = .commanded(by: try PeerText(from: &reader), text: try reader.peerWords())
        case 17: self = .due(try ActID(from: &reader), try Reach(from: &reader))
        case 18: self = .performed(try ActID(from: &reader), try Receipt(from: &reader))
        case 19: self = .failed(try ActID(from: &reader), try ActError(from: &reader))
        case 20: self = .expired(try ActID(from: &reader), try reader.enumCase(Event.Expiry.self))
        case 21: self = .forgotten(try PersonID(from: &reader))
        case 22: self = .reloaded(fingerprint: try reader.unsigned(), changes: try [String](from: &reader))
        case 23: self = .opened(seed: try reader.unsigned())
        case 24: self = .ticked
        case 25: self = .clockStepped(try TimeSpan(from: &reader))
        case 27: self = .listed(try Listing(from: &reader))
        case 26: self = .claimed(try reader.enumCase(Event.Claim.self))
        case 40: self = .voted(try Vote(from: &reader))
        case 28: self = .barred(try reader.enumCase(Event.Bar.self))
        case 29: self = .unclear(among: try [CommunityID](from: &reader))
        case 41:
            self = .opined(Event.Opinion(question: try reader.unsigned(), sureness: try reader.signed(as: Int32.self)))
        case 42: self = .unidentified(try NetworkID(from: &reader), try reader.enumCase(Event.Unidentified.self))
        case 43: self = .lookedUp(try Event.Lookup(from: &reader))
        case let other: throw .unknown("Event.Kind", UInt64(other))
        }
    }

    public func pack(into writer: inout ByteWriter) {
        writer.put(byte: number)
        switch self {
        case .said(let message): message.pack(into: &writer)
        case .joined(let arrival): writer.put(case: arrival)
        case .left(let departure): departure.pack(into: &writer)
        case .connected(let network): network.pack(into: &writer)
        case .disconnected(let network, let why):
            network.pack(into: &writer)
            writer.put(text: why)
        case .synced(let members): members.pack(into: &writer)
        case .renamed(let name): name.pack(into: &writer)
        case .identified(let account): account.pack(into: &writer)
        case .moved(let user, let host):
            user.pack(into: &writer)
            host.pack(into: &writer)
        case .ranked(let rank, let by):
            writer.put(case: rank)
            by.pack(into: &writer)
        case .topic(let text, let isHistory):
            writer.put(words: text)
            writer.put(flag: isHistory)
        case .sanctioned(let observed): observed.pack(into: &writer)
        case .capability(let capability): capability.pack(into: &writer)
        case .split(let isOpen, let network):
            writer.put(flag: isOpen)
            network.pack(into: &writer)
        case .commanded(let by, let text):
            by.pack(into: &writer)
            writer.put(words: text)
        case .due(let id, let reach):
            id.pack(into: &writer)
            reach.pack(into: &writer)
        case .performed(let id, let receipt):
            id.pack(into: &writer)
            receipt.pack(into: &writer)
        case .failed(let id, let error):
            id.pack(into: &writer)
            error.pack(into: &writer)
        case .expired(let id, let expiry):
            id.pack(into: &writer)
            writer.put(case: expiry)
        case .forgotten(let person): person.pack(into: &writer)
        case .reloaded(let fingerprint, let changes):
            writer.put(unsigned: fingerprint)
            changes.pack(into: &writer)
        case .opened(let seed): writer.put(unsigned: seed)
        case .clockStepped(let span): span.pack(into: &writer)
        case .listed(let listing): listing.pack(into: &writer)
        case .claimed(let claim): writer.put(case: claim)
        case .voted(let vote): vote.pack(into: &writer)
        case .barred(let bar): writer.put(case: bar)
        case .unclear(let among): among.pack(into: &writer)
        case .opined(let opinion):
            writer.put(unsigned: opinion.question)
            writer.put(signed: Int64(opinion.sureness))
        case .unidentified(let network, let why):
            network.pack(into: &writer)
            writer.put(case: why)
        case .lookedUp(let lookup): lookup.pack(into: &writer)
        case .invited, .ticked: break
        }
    }
}
