// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Language

/// How a room talks, which says how rare a score is there.
enum Talk: String, Sendable, CaseIterable {
    case calm, chat, rough

    var profile: Profile {
        switch self {
        case .calm: .calm
        case .chat: .chat
        case .rough: .rough
        }
    }
}

/// A detector that goes by one head of the model.
protocol ModelDetector: Detector {
    static var active: Setting<Bool> { get }
    static var wrong: Setting<Int> { get }
}

extension ModelDetector {
    static var rarity: Sentence {
        Sentence(
            en: "A line counts where ordinary talk would look so at most once in this many lines.",
            fr: "Une ligne compte quand une conversation ordinaire en aurait au plus une pareille sur tant de lignes.")
    }

    func relief(_ reason: Reason, in line: TextView) -> Relief? {
        Relief(Self.wrong, reason.count &+ 1) ?? Relief(Self.active, false)
    }
}

/// Abuse as the model reads it. Soft: a linear reader of words cannot tell use from mention, so alone it is only noted.
struct Toxicity: ModelDetector {
    static let name = "toxicity"
    static let family = Family.manner

    static let active = Setting(
        "detector.toxicity", "active", .flag, default: true,
        about: Sentence(
            en: "Whether the model's reading of abuse counts.", fr: "Si la lecture des injures par le modèle compte."))
    static let wrong = Setting(
        "detector.toxicity", "wrong", .whole(100...100_000), default: 10_000,
        about: rarity)
    static let talk = Setting(
        "detector.toxicity", "talk", Kind<Talk>.choice, default: .chat,
        about: Sentence(
            en: "How people talk here: calm (support, work), chat, or rough (games, banter).",
            fr: "Le ton du salon : calm (entraide, travail), chat (conversation) ou rough (jeux, vannes)."))

    static let section = AnySection(
        "detector.toxicity", about: Sentence(en: "Abuse, as the model reads it.", fr: "Injures, selon le modèle."),
        settings: [active.description, wrong.description, talk.description])

    let isActive: Bool
    let wrong: Int32

    init(_ configuration: Configuration, _ scope: Scope, _ compiled: Compiled) {
        isActive = configuration.value(Self.active, in: scope)
        wrong = Int32(clamping: configuration.value(Self.wrong, in: scope))
    }

    func inspect(_ look: borrowing Look) -> Signal? {
        guard isActive, look.carrier != .name, look.levels[.toxic] >= wrong else { return nil }
        return signal(150, Reason("toxicity", count: look.levels[.toxic], limit: wrong))
    }
}

/// Advertising as the model reads it. Soft: text alone does not catch an unseen wave; behaviour does.
struct Spam: ModelDetector {
    static let name = "spam"
    static let family = Family.manner

    static let active = Setting(
        "detector.spam", "active", .flag, default: true,
        about: Sentence(
            en: "Whether the model's reading of spam counts.", fr: "Si la lecture du spam par le modèle compte."))
    static let wrong = Setting(
        "detector.spam", "wrong", .whole(100...100_000), default: 100_000,
        about: rarity)

    static let section = AnySection(
        "detector.spam", about: Sentence(en: "Spam, as the model reads it.", fr: "Spam, selon le modèle."),
        settings: [active.description, wrong.description])

    let isActive: Bool
    let wrong: Int32

    init(_ configuration: Configuration, _ scope: Scope, _ compiled: Compiled) {
        isActive = configuration.value(Self.active, in: scope)
        wrong = Int32(clamping: configuration.value(Self.wrong, in: scope))
    }

    func inspect(_ look: borrowing Look) -> Signal? {
        guard isActive, look.carrier != .name, look.levels[.spam] >= wrong else { return nil }
        // Many links are the links detector's to weigh: the same evidence is not counted twice.
        guard look.view.links.count <= 2 else { return nil }
        return signal(150, Reason("spam", count: look.levels[.spam], limit: wrong))
    }
}
