// SPDX-License-Identifier: Apache-2.0

public import Chat

/// Entries for a fuzzer: any bytes in, no trap, and the laws of output hold.
public enum Fuzz {
    /// The codec: framing, parsing, tags, and back.
    public static func codec(_ bytes: [UInt8]) {
        var framer = Framer()
        bytes.lend { stream in
            framer.feed(stream) { line in
                guard let message = RawMessage(parsing: line) else { return }
                _ = message.serialized.lend { RawMessage(parsing: $0) }
                _ = IRCLine.traced(received: line)
                _ = TextDecoding.text(line)
            }
        }
    }

    /// A whole session: the bytes are a server's stream; the first byte of each line moves time. Returns the lines
    /// it sent, for the caller to hold against the law.
    public static func session(_ bytes: [UInt8], settings: SessionSettings, script: [Action] = []) -> [IRCLine] {
        let network = NetworkID("fuzz")
        var session = Session(network: network, settings: settings, epoch: 1, firstSerial: 0, chance: 1)
        var now = Timestamp(seconds: 1_800_000_000)
        var sent: [IRCLine] = []
        session.begin(at: now)
        var framer = Framer()
        var sequence: Int64 = 0
        bytes.lend { stream in
            framer.feed(stream) { line in
                now = now + .milliseconds(Int64(line.first ?? 0) * 50)
                session.receive(line, at: now)
                let output = session.take()
                sent += output.lines
                if session.nextDeadline <= now { session.tick(at: now) }
                guard let target = output.events.last.flatMap(target), let room = output.events.last?.room else {
                    return
                }
                for action in script {
                    sequence += 1
                    let act = OwedAct(
                        id: ActID(epoch: 1, sequence: sequence, index: 0), community: CommunityID("fuzz"), room: room,
                        network: network, target: target, action: action, lane: .sanction, owedAt: now,
                        expiresAt: nil, caseNumber: 0)
                    _ = session.reach(of: act)
                    session.perform(act, at: now)
                }
            }
        }
        session.end(.lost("end"), at: now)
        return sent + session.take().lines
    }

    private static func target(_ event: Event) -> Target? {
        guard let member = event.member, let facts = event.facts else { return nil }
        return Target(
            member: member, person: PersonID(member.network, .host, facts.host), account: facts.account,
            user: facts.user, host: facts.host, name: facts.name)
    }
}
