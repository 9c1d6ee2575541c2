// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Language

/// The fields of the rule language, and where their values come from for one message.
struct RuleFields: FieldSource {
    private let turn: Seen
    private let view: TextView
    private let person: Author
    private let members: Int32
    private let raidLevel: Int32
    private let patterns: RulePatterns
    private let domains: [ByteString]
    /// What matched of the field asked for last, which is nearly always the text; and of others.
    private var asked: FieldIndex?
    private var hits = PatternHits()
    private var others: [FieldIndex: PatternHits] = [:]

    /// Of a turn, and of a person's record, no more than the fields are taken from: copying all of either for every
    /// message costs more than the rules do.
    private struct Seen {
        let at: Timestamp
        let facts: Facts?
        let isAction: Bool
        let standing: Standing
        let verdict: Verdict
        let score: Int32
        let mentions: Int32
        let lull: TimeSpan
        let levels: Levels
        let kind: Message.Kind
        let media: Int32
    }
    struct Author {
        let firstSeen: Timestamp
        let messages: Int32
        let answered: Int32
        let name: PeerText
    }

    init(
        _ turn: borrowing Turn, _ view: TextView, person: Author, members: Int32, raidLevel: Int32,
        patterns: RulePatterns
    ) {
        self.turn = Seen(
            at: turn.event.at, facts: turn.carried == nil ? turn.event.facts : turn.facts,
            isAction: turn.event.isAction, standing: turn.standing,
            verdict: turn.verdict, score: turn.score, mentions: turn.mentions, lull: turn.lull,
            levels: turn.levels, kind: turn.kind, media: turn.media)
        self.view = view
        self.person = person
        self.members = members
        self.raidLevel = raidLevel
        self.patterns = patterns
        domains = view.links.isEmpty ? [] : view.links.compactMap { $0.domain?.name }
    }

    /// The order is that of the catalogue's indices.
    enum Field: UInt8, CaseIterable {
        case memberAge = 0, memberMessages, memberAnswered, memberAccount, memberRank, memberStanding, memberName
        case text, textWords, textCaps, textLetters, textLines, textInvisible, textLong
        case linksCount, linksDomains, linksDisguised, mentionsCount
        case floodScore, duplicateScore, score, roomLull, roomMembers, raidLevel, isAction
        case spam, toxicity, toxicitySevere, toxicityObscene, toxicityThreat, toxicityInsult, toxicityIdentity
        case toxicitySexual, toxicitySelfHarm
        case mediaKind, mediaCount

        /// The model's head, for a field that is one.
        var head: Head? {
            switch self {
            case .spam: .spam
            case .toxicity: .toxic
            case .toxicitySevere: .severe
            case .toxicityObscene: .obscene
            case .toxicityThreat: .threat
            case .toxicityInsult: .insult
            case .toxicityIdentity: .identity
            case .toxicitySexual: .sexual
            case .toxicitySelfHarm: .selfHarm
            default: nil
            }
        }
    }

    static let catalog = FieldCatalog([
        entry("member.age", .duration, .memberAge, "time since the first visit", "temps depuis la première visite"),
        entry("member.messages", .integer, .memberMessages, "messages counted so far", "messages comptés jusqu'ici"),
        entry("member.answered", .integer, .memberAnswered, "times regulars answered", "fois où l'on a répondu"),
        entry(
            "member.account", .string, .memberAccount, "services account, empty without one", "compte, vide sans compte"
        ),
        entry(
            "member.rank", .choice(["unknown", "member", "voice", "halfop", "op", "founder", "ircop", "services"]),
            .memberRank,
            "rank in the room", "rang dans le salon"),
        entry(
            "member.standing", .choice(["newcomer", "regular", "trusted"]), .memberStanding, "how far she trusts them",
            "confiance"),
        entry(
            "member.name", .string, .memberName, "the name as shown; never proof of identity",
            "le nom affiché ; ne prouve rien"),
        entry("text", .text, .text, "what was written", "ce qui est écrit"),
        entry("text.words", .integer, .textWords, "words", "mots"),
        entry("text.caps", .integer, .textCaps, "share of capitals, in percent", "part de capitales, en pour cent"),
        entry("text.letters", .integer, .textLetters, "letters", "lettres"),
        entry("text.lines", .integer, .textLines, "lines", "lignes"),
        entry("text.invisible", .integer, .textInvisible, "invisible characters", "caractères invisibles"),
        entry("text.length", .integer, .textLong, "characters", "caractères"),
        entry("links.count", .integer, .linksCount, "links", "liens"),
        entry("links.domains", .domains, .linksDomains, "where they lead", "où ils mènent"),
        entry("links.disguised", .integer, .linksDisguised, "links dressed up as something else", "liens déguisés"),
        entry("mentions.count", .integer, .mentionsCount, "people named", "personnes nommées"),
        entry(
            "flood.score", .integer, .floodScore, "what the flood detector says, in hundredths",
            "avis du détecteur de flot, en centièmes"),
        entry(
            "duplicate.count", .integer, .duplicateScore, "times the same was said", "fois où la même chose a été dite"),
        entry("score", .integer, .score, "the verdict's sum, in hundredths", "la somme du verdict, en centièmes"),
        entry("room.lull", .duration, .roomLull, "silence before this message", "silence avant ce message"),
        entry("room.members", .integer, .roomMembers, "people present", "personnes présentes"),
        entry(
            "raid.level", .integer, .raidLevel, "0 calm, 1 many arrivals at once, 2 a raid",
            "0 calme, 1 beaucoup d'arrivées d'un coup, 2 un raid"),
        entry("text.action", .bool, .isAction, "written with /me", "écrit avec /me"),
        entry("spam", .level, .spam, "how sure the model is of spam", "spam, selon le modèle"),
        entry("toxicity", .level, .toxicity, "how sure the model is of abuse", "injures, selon le modèle"),
        entry("toxicity.severe", .level, .toxicitySevere, "of severe abuse", "injures graves"),
        entry("toxicity.obscene", .level, .toxicityObscene, "of obscene words", "grossièretés"),
        entry("toxicity.threat", .level, .toxicityThreat, "of a threat", "menaces"),
        entry("toxicity.insult", .level, .toxicityInsult, "of an insult", "insultes"),
        entry("toxicity.identity", .level, .toxicityIdentity, "of hatred of a group", "haine d'un groupe"),
        entry("toxicity.sexual", .level, .toxicitySexual, "of sexual talk", "propos sexuels"),
        entry("toxicity.self_harm", .level, .toxicitySelfHarm, "of harm to oneself", "mal fait à soi-même"),
        entry(
            "media.kind", .choice(["words", "file", "sticker", "minor", "call", "unreadable"]), .mediaKind,
            "what the message is besides its words", "ce qu'est le message outre ses mots"),
        entry(
            "media.count", .integer, .mediaCount,
            "files, stickers and calls by the author within a minute, this one included",
            "fichiers, autocollants et appels de l'auteur en une minute, celui-ci compris"),
    ])

    private static func entry(_ name: String, _ type: FieldType, _ field: Field, _ en: String, _ fr: String)
        -> FieldCatalog.Entry
    {
        FieldCatalog.Entry(name, type, field.rawValue, en: en, fr: fr)
    }

    mutating func bool(_ field: FieldIndex) -> Bool {
        Field(rawValue: field) == .isAction && turn.isAction
    }

    mutating func integer(_ field: FieldIndex) -> Int64 {
        let features = view.features
        switch Field(rawValue: field) {
        case .memberAge: return (turn.at - person.firstSeen).milliseconds
        case .memberMessages: return Int64(person.messages)
        case .memberAnswered: return Int64(person.answered)
        case .memberRank: return Int64(turn.facts?.rank.rawValue ?? 0)
        case .memberStanding: return Int64(turn.standing.rawValue) - 1
        case .textWords: return Int64(features.words)
        case .textCaps: return Int64(features.capitalPercent)
        case .textLetters: return Int64(features.letters)
        case .textLines: return Int64(features.lines)
        case .textInvisible: return Int64(features.invisible)
        case .textLong: return Int64(features.scalars)
        case .linksCount: return Int64(features.links)
        case .linksDisguised: return Int64(view.links.count { $0.isDisguised || $0.hasUserinfo })
        case .mentionsCount: return Int64(turn.mentions)
        case .floodScore: return signal(Flood.name)?.score ?? 0
        case .duplicateScore: return signal(Duplicate.name)?.count ?? 0
        case .score: return Int64(turn.score)
        case .roomLull: return turn.lull.milliseconds
        case .roomMembers: return Int64(members)
        case .mediaKind: return Int64(turn.kind.rawValue) - 1
        case .mediaCount: return Int64(turn.media)
        // Others' arrivals weigh on newcomers only (law L4).
        case .raidLevel: return turn.standing == .newcomer ? Int64(raidLevel) : 0
        case .spam, .toxicity, .toxicitySevere, .toxicityObscene, .toxicityThreat, .toxicityInsult, .toxicityIdentity,
            .toxicitySexual, .toxicitySelfHarm:
            return Field(rawValue: field)?.head.map { Int64(turn.levels[$0]) } ?? 0
        case .memberAccount, .memberName, .text, .linksDomains, .isAction, nil: return 0
        }
    }

    private func signal(_ name: String) -> (score: Int64, count: Int64)? {
        turn.verdict.signals.first { $0.name == name }.map { (Int64($0.score), Int64($0.reason.count)) }
    }

    mutating func string(_ field: FieldIndex) -> ByteString {
        switch Field(rawValue: field) {
        case .memberAccount: turn.facts?.account ?? ""
        case .memberName: ByteString(person.name.raw)
        default: ""
        }
    }

    mutating func set(_ field: FieldIndex) -> [ByteString] { Field(rawValue: field) == .linksDomains ? domains : [] }
    mutating func withText<Result>(_ field: FieldIndex, _ body: (TextView) -> Result) -> Result? {
        Field(rawValue: field) == .text ? body(view) : nil
    }

    mutating func isMatched(_ pattern: PatternID) -> Bool {
        if asked != pattern.field { ask(for: pattern.field) }
        return hits[Int(pattern.index)]
    }

    private mutating func ask(for field: FieldIndex) {
        if let asked { others[asked] = hits }
        asked = field
        if let known = others[field] {
            hits = known
        } else {
            hits = PatternHits()
            guard let set = patterns.set(for: field) else { return }
            if Field(rawValue: field) == .text {
                set.match(view, into: &hits)
            } else {
                let named = String(decoding: string(field).bytes, as: UTF8.self)
                set.match(TextView(PeerText(named), seed: 0), into: &hits)
            }
        }
    }
}

extension Event {
    fileprivate var isAction: Bool {
        if case .said(let message) = kind { message.carrier == .action } else { false }
    }
}

/// The patterns of all rules of a policy, compiled together, by field.
public struct RulePatterns: Sendable {
    let sets: [(field: FieldIndex, set: Patterns)]
    static let none = RulePatterns(sets: [])
    func set(for field: FieldIndex) -> Patterns? { sets.first { $0.field == field }?.set }
}
