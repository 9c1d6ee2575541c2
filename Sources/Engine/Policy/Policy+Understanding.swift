// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Conf
import Language

extension Policy {
    /// What `check` says back of this policy beyond the file's own words: what she will ask and when, and by what
    /// scale she judges. In the order it is printed.
    public func understanding(now: Timestamp) -> [Sentence] {
        [asking(now: now)] + watching + otherModel + scales + [Self.fallback]
    }

    /// Which model reads, where it is not the one that came with the program.
    private var otherModel: [Sentence] {
        guard let model, model.checksum != Model.embedded?.checksum else { return [] }
        let mark = String(model.checksum, radix: 36)
        return [
            Sentence(
                en: "Lines are read with the model of that file (\(mark)), not with her own.",
                fr: "Les lignes sont lues avec le modèle de ce fichier (\(mark)), pas avec le sien.")
        ]
    }

    // MARK: - What she will ask

    private func asking(now: Timestamp) -> Sentence {
        guard !prompts.isEmpty else {
            return Sentence(en: "She asks nothing by herself.", fr: "Elle ne pose aucune question d'elle-même.")
        }
        // Characters as people count them, once for each file: nothing is compared by them.
        let used = Set(prompts.compactMap(\.bank)).sorted().flatMap { banks[$0]?.items ?? [] }
        let texts = used + prompts.compactMap(\.text)
        let longest = texts.map(\.unicodeScalars.count).max() ?? 0
        let next = prompts.compactMap { prompt -> Timestamp? in
            guard case .at(let schedule) = prompt.moment else { return nil }
            return firstLoud(schedule, after: now)
        }.min()
        let waits = prompts.contains { if case .lull = $0.moment { true } else { false } }
        let when = next == nil && !waits ? Sentence("") : moment(next, now: now)
        return switch texts.count {
        case 1:
            Sentence(
                en: "She will ask 1 question, of \(longest) characters\(when.en).",
                fr: "Elle posera 1 question, de \(longest) caractères\(when.fr).")
        default:
            Sentence(
                en: "She will ask \(texts.count) questions, the longest of \(longest) characters\(when.en).",
                fr: "Elle posera \(texts.count) questions, la plus longue de \(longest) caractères\(when.fr).")
        }
    }

    /// Its next moment that is no quiet one; none within four hundred.
    private func firstLoud(_ schedule: Schedule, after now: Timestamp) -> Timestamp? {
        var moment = now
        for _ in 0..<400 {
            guard let next = schedule.next(after: moment, in: zone) else { return nil }
            guard quiet?.contains(next, in: zone) ?? false else { return next }
            moment = next
        }
        return nil
    }

    private func moment(_ next: Timestamp?, now: Timestamp) -> Sentence {
        guard let next else {
            return Sentence(en: ", when talk has fallen asleep", fr: ", quand la conversation s'endort")
        }
        func spoken(_ tongue: Tongue) -> String {
            TimeWords(words: Words(tongue)).moment(zone.local(next), now: zone.local(now))
        }
        return Sentence(en: ", next on \(spoken(.en))", fr: ", la prochaine \(spoken(.fr))")
    }

    // MARK: - How she judges

    /// Rules that touch nobody yet, by name: a rule that is new should be known to be so.
    private var watching: [Sentence] {
        var told: Set<String> = []
        let names = rooms.flatMap { room in room.rules.filter { min(room.mode, $0.mode ?? .observe) == .observe } }
            .map(\.name).filter { told.insert($0).inserted }
        guard !names.isEmpty else { return [] }
        let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
        return [
            Sentence(
                en: "Rules that only watch: \(list). A rule acts once it says mode = \"act\", where the room acts too.",
                fr: """
                    Règles qui ne font qu'observer : \(list). Une règle agit quand elle dit mode = "act", là où le salon \
                    agit aussi.
                    """)
        ]
    }

    /// One sentence for each scale that holds in some room: most communities have one.
    private var scales: [Sentence] {
        var told: Set<Scale> = []
        return rooms.map(\.scale).filter { told.insert($0).inserted }.map(Self.sentence)
    }

    /// The table of the presets, one sentence each: what `check --explain moderation.preset` adds.
    public static var presets: [Sentence] { Scale.all.map(sentence) }

    private static func sentence(_ scale: Scale) -> Sentence {
        let steps = scale.thresholds.steps.map { "\($0.step) \($0.score.points)" }.joined(separator: ", ")
        let caps = Family.allCases.map { "\($0) \(scale.caps.cap($0).points)" }
            .joined(separator: ", ")
        let life = scale.halfLife.text
        let weight = "\(scale.weight) %"
        return Sentence(
            en: """
                Scale \(scale.name): \(steps); at most \(caps); weight \(weight); regulars \
                +\(scale.regularBonus.points), trusted +\(scale.trustedBonus.points); half is forgotten \
                in \(life).
                """,
            fr: """
                Barème \(scale.name) : \(steps) ; au plus \(caps) ; poids \(weight) ; habitués \
                +\(scale.regularBonus.points), de confiance +\(scale.trustedBonus.points) ; la moitié \
                s'oublie en \(life).
                """)
    }

    private static let fallback = Sentence(
        en: "Where a room cannot do a step, she takes the next gentler one (on IRC, remove becomes word).",
        fr: "Là où un salon ne peut pas une mesure, elle prend la plus douce d'avant (sur IRC, remove devient word).")
}
