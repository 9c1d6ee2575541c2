// SPDX-License-Identifier: Apache-2.0

public import Chat
import Conf

/// A line at fault, for the desk only; erased with the texts.
public struct CaseLine: Sendable, Hashable {
    public var text: PeerText
    /// The protocol's id of the message, where it has one: what can be removed.
    public var message: ByteString?
    /// The act that removes it.
    public var removal: ActID?
    /// Whose it is: 0 the case's person, else the place among those besides, from 1.
    public var who: Int32 = 0

    public init(_ text: PeerText, message: ByteString? = nil, removal: ActID? = nil) {
        self.text = text
        self.message = message
        self.removal = removal
    }
}

extension CaseLine: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        text = try PeerText(from: &reader)
        message = try ByteString?(from: &reader)
        removal = try ActID?(from: &reader)
        who = try reader.signed(as: Int32.self)
    }
    public func pack(into writer: inout ByteWriter) {
        text.pack(into: &writer)
        message.pack(into: &writer)
        removal.pack(into: &writer)
        writer.put(signed: Int64(who))
    }
}

extension Event {
    /// What was said, as a case keeps it. A topic, a name or a word of farewell is no message: it has no id.
    var caseLine: CaseLine? {
        guard let text else { return nil }
        if case .said(let message) = kind { return CaseLine(text, message: message.id) }
        return CaseLine(text)
    }
}

// MARK: - Removing

extension Draft {
    /// Owes the removal of each line that has an id and was not removed yet: all lines with what was owed, and the acts.
    /// Why stands beside what is left of each, where the network shows it.
    mutating func remove(
        _ lines: [CaseLine], of target: Target, in room: RoomID, reason: Reason, _ engine: Engine
    ) -> (lines: [CaseLine], acts: [ActID]) {
        let shown = reasonShown(reason.publicValue, until: nil, in: room, engine)
        var acts: [ActID] = []
        let marked = lines.map { line in
            guard line.removal == nil, let message = line.message else { return line }
            let act = owe(
                .remove(message: message, reason: shown), room: room, network: room.network, target: target,
                lane: .sanction)
            acts.append(act)
            var marked = line
            marked.removal = act
            return marked
        }
        return (marked, acts)
    }
}

extension Engine {
    /// A removal is for ever: of oneself only from newcomers, or on hard evidence (THREATS S10).
    func mayRemove(_ candidate: Candidate, in index: Int, _ turn: Turn) -> Bool {
        isFeasible(.remove, in: index) && (turn.standing == .newcomer || candidate.verdict.isHard)
    }

    /// One more line of somebody whose case has led to a removal, or to more, already: it goes too, without a word.
    mutating func removeMore(_ candidate: Candidate, _ current: Case, _ line: CaseLine?, _ turn: inout Turn) {
        guard let line, line.message != nil, current.hasActed else { return }
        var draft = Draft(
            candidate.rule, self, at: turn.at, room: current.room, person: current.person, name: current.name)
        draft.caseNumber = current.number
        draft.decision.mode = .act
        draft.decision.step = .remove
        draft.decision.verdict = candidate.verdict
        let removed = draft.remove(
            [line], of: current.target, in: current.room, reason: candidate.verdict.reason, self)
        draft.change(
            .caseGrown(
                current.number, step: current.step, proposed: nil, verdict: current.verdict, score: current.score,
                acts: removed.acts, lines: removed.lines, at: turn.at))
        take(draft, in: &turn)
    }

    /// Removed messages of a case that is taken back: those still waiting stay, the others come back as quotations.
    func quoteAgain(_ found: Case, _ draft: inout Draft) -> [Words.Value] {
        let removed = found.lines.filter { line in
            !line.text.raw.utf8.isEmpty
                && line.removal.map { found.acts.contains($0) && state.acts[$0] == nil } ?? false
        }
        guard !removed.isEmpty else { return [] }
        // The same words of the same person once, as they came last.
        var quoted: [CaseLine] = []
        for line in removed.reversed() where !quoted.contains(where: { $0.who == line.who && $0.text == line.text }) {
            quoted.append(line)
        }
        for line in quoted.prefix(Self.quotedMost).reversed() {
            let author = found.author(of: line)
            draft.say(
                words(
                    .removeQuoted, [.name: .name(author.target.name), .text: .peer(line.text)], in: author.room),
                in: author.room, lane: .answer,
                expires: .hours(1))
        }
        return [.phrase(.takenRemoval)]
    }
    private static let quotedMost = 3
}
