// SPDX-License-Identifier: Apache-2.0

public import Chat

/// `[moderation]`: keeping the peace.
public enum ModerationSettings {
    public static let mode = Setting<Mode>(
        "moderation", "mode", .choice, default: .observe,
        about: Sentence(
            en: "Whether she writes down, proposes or does what she would do.",
            fr: "Si elle note, propose ou fait ce qu'elle ferait."))
    public static let preset = Setting<Preset>(
        "moderation", "preset", .choice, default: .gentle,
        about: Sentence(en: "How soon evidence becomes a step.", fr: "En combien d'indices elle en vient à un échelon.")
    )
    public static let ceiling = Setting<Step>(
        "moderation", "ceiling", .step, default: .mute(.hours(1)),
        about: Sentence(en: "Never further alone.", fr: "Jamais plus loin toute seule."))
    public static let allowedWords = Setting<[String]>(
        "moderation", "allowed_words", .texts(maxCount: 1000, maxBytes: 100), default: [],
        about: Sentence(
            en: "Wording of the trade that are no insults here.",
            fr: "Les mots du métier, qui ici n'insultent personne."))
    public static let trustedSites = Setting<[String]>(
        "moderation", "trusted_sites", .domains(), default: [],
        about: Sentence(
            en: "Domains whose links count for nothing.", fr: "Les domaines dont les liens ne comptent pas."))
    public static let budget = Setting<Rate>(
        "moderation", "budget", .rate, default: Rate(20, per: .hour),
        about: Sentence(
            en: "Sanctions she may take alone; beyond, she asks.",
            fr: "Les sanctions qu'elle peut prendre seule ; au-delà, elle demande."))
    public static let regulars = Setting<Int>(
        "moderation", "regulars", .whole(0...20, unit: Sentence(en: "people an hour", fr: "personnes par heure")),
        default: 3,
        about: Sentence(
            en: "Of these, how many on people who are no newcomers.",
            fr: "Parmi elles, combien sur des personnes qui ne sont pas nouvelles."))
    public static let answer = Setting<TimeSpan>(
        "moderation", "answer", .span(.minutes(5) ... .days(7)), default: .hours(1),
        about: Sentence(
            en: "How long a proposal waits for people; then nothing is done.",
            fr: "Le temps qu'une proposition attend ; ensuite, rien n'est fait."))

    public static let digest = Setting<Bool>(
        "moderation", "digest", .flag, default: false,
        about: Sentence(
            en: "Whether each room hears, once in 30 days, how often she acted and was taken back; no names.",
            fr:
                "Si chaque salon apprend, une fois en 30 jours, combien de fois elle a agi et combien fut annulé ; sans nom."
        ))
    public static let policies = Setting<Mode>(
        "moderation", "policies", .choice, default: .ask,
        about: Sentence(
            en: "What comes of somebody that a policy list names, once the team follows it; never more than `mode`.",
            fr: "Ce qu'elle fait de qui figure sur une liste suivie par l'équipe ; jamais plus que `mode`."))
    public static let raids = Setting<Mode>(
        "moderation", "raids", .choice, default: .act,
        about: Sentence(
            en: "Whether she closes a room in a raid by herself, proposes it or only says so; never more than `mode`.",
            fr:
                "Si elle ferme d'elle-même un salon lors d'un raid, le propose ou le dit seulement ; jamais plus que `mode`."
        ))

    public static let model = Setting<String?>(
        "moderation", "model", .optional(.text(maxBytes: 1024)), default: nil,
        about: Sentence(
            en: "A model file, beside this one, that reads in place of the one she brings; for a whole community.",
            fr: "Un fichier de modèle, à côté de celui-ci, qui lit à la place du sien ; pour toute une communauté."))
    public static let exemptVoiced = Setting<Bool>(
        "moderation", "exempt_voiced", .flag, default: true,
        about: Sentence(
            en: "Whether those with voice (+v) are spared like operators; false: voice is for talking, no rank.",
            fr: "Si la voix (+v) protège comme le rang ; false : la voix sert à parler, ce n'est pas un rang."))
    public static let raiders = Setting<Int>(
        "moderation", "raiders",
        .whole(0...10_000, unit: Sentence(en: "sanctions an hour", fr: "sanctions par heure")),
        default: 200,
        about: Sentence(
            en: "On those who came in a raid, each for lines of their own: counted apart from `budget`.",
            fr: "Sur qui est venu dans un raid, pour ses propres lignes : à part de `budget`."))

    static let section = AnySection(
        "moderation", about: Sentence(en: "Keeping the peace.", fr: "La modération."),
        settings: [
            mode.description, preset.description, ceiling.description, allowedWords.description,
            trustedSites.description, budget.description, regulars.description, answer.description,
            digest.description,
            policies.description, raids.description, model.description, exemptVoiced.description, raiders.description,
        ])
}
