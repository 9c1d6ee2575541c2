// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Conf

/// One incident at the desk, with its small number. One incident is one case is one message.
public struct Case: Sendable, Hashable {
    /// Who says what it is worth.
    public enum Judgement: UInt8, Sendable { case open = 1, right, wrong, undone, expired }

    public var number: Int32
    public var openedAt: Timestamp
    public var changedAt: Timestamp
    public var room: RoomID
    public var person: PersonID
    public var name: PeerText
    /// Facts needed to act later: the session it was about.
    public var target: Target
    public var rule: String
    public var mode: Mode
    /// The hardest step done, proposed or that would have been done.
    public var step: Step
    /// The step that is proposed and waits for people.
    public var proposed: Step?
    public var verdict: Verdict
    public var score: Int32
    public var threshold: Int32
    /// The acts done in it.
    public var acts: [ActID]
    public var judgement: Judgement
    public var judgedBy: PeerText?
    /// The last lines at fault, for the desk only; erased with the texts.
    public var lines: [CaseLine]
    /// What the person answered to her notice, one message a line (`appealLines`).
    public var appeal: PeerText?
    /// When the desk is reminded that they wait for an answer; nil when nobody waits, or the desk has been.
    var answerDue: Timestamp?
    /// The team has answered: they may write once more.
    var isAnswered = false
    /// A ban of it took away what somebody wrote: that does not come back.
    var hasErased = false
    /// They could not be told of it in private.
    var isUntold = false
    /// When the last of what stood in it came to its end.
    var endedAt: Timestamp?
    /// Others whom it is about: a campaign is one case.
    public var also: [Accused] = []

    static let linesKept = 10

    mutating func add(_ more: [CaseLine]) {
        for line in more {
            if let message = line.message, let place = lines.firstIndex(where: { $0.message == message }) {
                lines[place] = line
            } else {
                lines = (lines + [line]).suffix(Self.linesKept)
            }
        }
    }

    /// Messages of one appeal that are passed on, of so many scalars each.
    static let appealMost = 5
    static let appealScalars = 500

    /// A message as the appeal keeps it: in one line.
    static func appealLine(_ text: String) -> PeerText {
        let scalars = text.unicodeScalars.prefix(appealScalars)
        return PeerText(String(String.UnicodeScalarView(scalars.map { $0.properties.isWhitespace ? " " : $0 })))
    }

    /// How many messages the appeal has had, those that were not kept included.
    var appealCount: Int { appeal.map { $0.raw.utf8.count { $0 == 0x0A } + 1 } ?? 0 }

    var appealLines: [PeerText] {
        appeal.map { $0.raw.utf8.split(separator: 0x0A).map { PeerText(String(decoding: $0, as: UTF8.self)) } } ?? []
    }

    /// A first message, or one more while nobody has answered.
    mutating func appeal(with line: PeerText) {
        if let appeal, !isAnswered { self.appeal = PeerText(appeal.raw + "\n" + line.raw) } else { appeal = line }
        isAnswered = false
    }

    /// A member calls the moderators: no case against them.
    var isCall: Bool { rule == "call" && verdict.signals.isEmpty }
    /// Somebody may be in distress: no case against them either, and nothing of what they said is kept in it.
    public var isCare: Bool { rule == Self.care && verdict.signals.isEmpty }
    static let care = "care"
    /// A moderator ordered it, whatever was seen.
    var isOrder: Bool { rule == Self.order }
    static let order = "order"
    /// It is about whom this is meant for.
    func concerns(_ target: Target?) -> Bool { targets.contains { $0.person == target?.person } }
    var accusesNobody: Bool { isCall || isCare }
    /// The desk wants to know of it now: more than watched.
    var isUrgent: Bool { mode != .observe || accusesNobody }
    /// The team took it back, or said that there was nothing in it: it stays on nobody's name.
    var isTakenBack: Bool { judgement == .undone || judgement == .wrong }
    /// Something was done, so there is something to ask about, to appeal against and to take back.
    var hasActed: Bool { mode == .act && !accusesNobody || !acts.isEmpty }
    /// The newest of its texts that is kept.
    public var lastText: PeerText? { lines.last { !$0.text.raw.isEmpty }?.text }
}

/// A sanction that stands, or whose end is not yet settled.
public struct Sanction: Sendable, Hashable {
    public enum Kind: UInt8, Sendable { case mute = 1, ban, lock }
    public var act: ActID
    public var kind: Kind
    public var room: RoomID
    public var target: Target
    public var caseNumber: Int32
    /// When it ends; nil for one that people made permanent.
    public var until: Timestamp?
    /// What the server keeps; nil until performed. While `isDoubtful`, what it would keep.
    public var receipt: Receipt?
    /// The act that lifts it, once owed.
    public var liftedBy: ActID?
    /// How often lifting it has failed, and when it is tried again.
    public var tries: UInt8 = 0
    public var nextTry: Timestamp?
    /// The server never answered: it may stand.
    public var isDoubtful = false
}
