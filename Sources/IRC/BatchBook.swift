// SPDX-License-Identifier: Apache-2.0

import Chat

/// Open batches: IRCv3 batch. At most 16, 60 s each; a batch beyond them, or that its server never closes, is not known:
/// its lines are plain lines.
struct BatchBook: Sendable {
    enum Kind: Sendable { case netsplit, netjoin, playback, other }

    static let capacity = 16
    static let life = TimeSpan.seconds(60)

    private var open: [(reference: [UInt8], kind: Kind, until: Timestamp)] = []

    func kind(of reference: Bytes?, at now: Timestamp) -> Kind? {
        guard let reference, !open.isEmpty else { return nil }
        return open.first { $0.until > now && reference.equals($0.reference) }?.kind
    }

    mutating func begin(_ reference: Bytes, _ type: Bytes, within outer: Bytes?, at now: Timestamp) -> Kind? {
        open.removeAll { $0.until <= now }
        guard open.count < Self.capacity, reference.count <= 128 else { return nil }
        var kind = Kind.other
        if type.equals("netsplit") {
            kind = .netsplit
        } else if type.equals("netjoin") {
            kind = .netjoin
        } else if type.equals("chathistory") || type.equals("znc.in/playback") || type.equals("draft/chathistory") {
            kind = .playback
        } else if let outer = self.kind(of: outer, at: now) {
            // A batch inside a playback is played back too.
            kind = outer
        }
        open.append((reference.array, kind, now + Self.life))
        return kind
    }

    mutating func end(_ reference: Bytes) -> Kind? {
        guard let index = open.firstIndex(where: { reference.equals($0.reference) }) else { return nil }
        return open.remove(at: index).kind
    }
}

extension Session {
    /// `BATCH +ref type params` and `BATCH -ref`. Only a server opens one: the verb cannot be relayed.
    mutating func receiveBatch(_ message: MessageView) {
        let reference = message[0].part(1, message[0].count)
        guard !reference.isEmpty, let sign = message[0].first else { return }
        if sign == UInt8(ascii: "+") {
            let kind = batches.begin(reference, message[1], within: KnownTags(message.tags).batch, at: now)
            guard kind == .netsplit else { return }
            splits.know(server: message[2])
            splits.know(server: message[3])
            openSplit()
        } else {
            _ = batches.end(reference)
        }
    }
}
