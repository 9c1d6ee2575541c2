// SPDX-License-Identifier: Apache-2.0

public import Chat
internal import Conf
internal import Engine
internal import Store

/// What goes into the audit log: whatever was done to somebody, and whatever somebody ordered. Never a word of what
/// anybody said.
extension Household {
    func audit(_ decision: Decision, on event: Event, in place: Int) {
        guard decision.isAudited else { return }
        let isOrder = decision.rule.hasPrefix("command")
        // Whom a private word of care went to is nobody's business later.
        let isCare = decision.rule == "care" || decision.rule == "command care"
        let subject = isCare ? nil : decision.person
        var content = AuditContent(what: decision.rule)
        content.mode = isOrder ? "" : decision.mode.rawValue
        content.acts = decision.acts.compactMap { $0.action.auditName }
        content.caseNumber = decision.acts.map(\.caseNumber).max() ?? decision.caseNumber
        content.room = decision.room?.description ?? ""
        if let subject {
            content.person = subject.description
            content.name = decision.name.raw
        }
        if isOrder, let facts = event.facts {
            content.by = facts.account?.text ?? facts.name.raw
        } else if case .commanded(let by, _) = event.kind {
            content.by = by.raw
        }
        content.reason = decision.verdict.signals.filter { $0.score > 0 }.map { signal in
            signal.reason.text(in: engines[place].policy.words)
        }.joined(separator: "; ")
        batch.audit.append(
            AuditEntry(
                community: names[place], at: event.at, subject: subject,
                actor: isOrder ? event.author : nil, content: content.packed))
    }
}

/// What is told of one entry.
public struct AuditContent: Packed, Sendable, Hashable {
    /// A detector's or rule's name, or `command mute`.
    public var what: String
    public var mode = ""
    public var acts: [String] = []
    /// 0 for none.
    public var caseNumber: Int32 = 0
    public var room = ""
    public var person = ""
    public var name = ""
    public var by = ""
    public var reason = ""

    public init(what: String) { self.what = what }

    public init(from reader: inout ByteReader) throws(PackedError) {
        what = try reader.text()
        mode = try reader.text()
        acts = try [String](from: &reader)
        caseNumber = try reader.signed(as: Int32.self)
        room = try reader.text()
        person = try reader.text()
        name = try reader.text()
        by = try reader.text()
        reason = try reader.text()
    }
    public func pack(into writer: inout ByteWriter) {
        writer.put(text: what)
        writer.put(text: mode)
        acts.pack(into: &writer)
        writer.put(signed: Int64(caseNumber))
        writer.put(text: room)
        writer.put(text: person)
        writer.put(text: name)
        writer.put(text: by)
        writer.put(text: reason)
    }
}

extension Action {
    /// Nil for words.
    fileprivate var auditName: String? {
        switch self {
        case .say, .whisper, .alert, .join, .leave: nil
        case .mute(let span, _), .ban(let span, _): "\(word) \(span?.text ?? "forever")"
        case .lock(let span, _): "\(word) \(span.text)"
        case .remove, .unmute, .kick, .unban, .unlock: word
        }
    }
}
