// SPDX-License-Identifier: Apache-2.0

public import Chat

/// Keys that stand without a header.
public enum Basics {
    public static let language = Setting<Tongue>(
        "", "language", .choice, default: .en,
        about: Sentence(en: "What she speaks.", fr: "La langue qu'elle parle."))
    public static let address = Setting<Address>(
        "", "address", .choice, default: .tu,
        about: Sentence(en: "How French addresses people.", fr: "Tutoyer ou vouvoyer."))
    public static let timezone = Setting<String>(
        "", "timezone", .text(maxBytes: 64), default: "UTC",
        about: Sentence(
            en: "Zone of all hours in this file, from the IANA list: \"Europe/Paris\".",
            fr: "Fuseau de toutes les heures du fichier, de la liste IANA : \"Europe/Paris\"."))
    public static let contact = Setting<String?>(
        "", "contact", .optional(.text(maxBytes: 200)), default: nil,
        about: Sentence(
            en: "Told to whoever asks who runs the bot: an address or a page.",
            fr: "Donné à qui demande qui tient le robot : une adresse ou une page."))
    public static let rules = Setting<String?>(
        "", "rules", .optional(.text(maxBytes: 300)), default: nil,
        about: Sentence(
            en: "The house rules: a link, or one line.", fr: "La charte : un lien, ou une ligne."))

    static let top = AnySection(
        "", scopes: .everywhere, about: Sentence(en: "The basics.", fr: "L'essentiel."),
        settings: [language.description, address.description, rules.description])
    static let community = AnySection(
        "", scopes: [.top, .community], about: Sentence(en: "The basics.", fr: "L'essentiel."),
        settings: [timezone.description, contact.description])
}

/// `[welcome]`: greeting newcomers.
public enum WelcomeSettings {
    public static let active = Setting<Bool>(
        "welcome", "active", .flag, default: true,
        about: Sentence(en: "Whether she greets newcomers.", fr: "Si elle accueille les nouveaux venus."))
    public static let first = Setting<Words?>(
        "welcome", "first", .optional(.words(["name", "room", "rules"])), default: nil,
        about: Sentence(
            en: "Her own words for one newcomer; off: those she brings.",
            fr: "Ses mots pour une personne nouvelle ; off : ceux qu'elle apporte."))
    public static let grouped = Setting<Words?>(
        "welcome", "grouped", .optional(.words(["names", "room", "rules"])), default: nil,
        about: Sentence(
            en: "Her words for several newcomers at once.", fr: "Ses mots pour plusieurs personnes à la fois."))
    public static let rules = Setting<Bool>(
        "welcome", "rules", .flag, default: true,
        about: Sentence(
            en: "Adds the house rules to the welcome, where there are any.",
            fr: "Ajoute la charte à l'accueil, s'il y en a une."))
    public static let returning = Setting<Bool>(
        "welcome", "returning", .flag, default: false,
        about: Sentence(
            en: "Greets those who come back after a long time.", fr: "Salue qui revient après longtemps."))
    public static let away = Setting<TimeSpan>(
        "welcome", "away", .span(.days(7) ... .days(730)), default: .days(60),
        about: Sentence(en: "What a long time away is.", fr: "Ce qu'est une longue absence."))
    public static let `private` = Setting<Bool>(
        "welcome", "private", .flag, default: false,
        about: Sentence(
            en: "Also writes to newcomers in private.", fr: "Écrit aussi en privé aux nouveaux venus."))
    public static let after = Setting<TimeSpan>(
        "welcome", "after", .span(.zero ... .hours(1)), default: .minutes(2),
        about: Sentence(
            en: "How long members may greet first; then she stays silent.",
            fr: "Le temps laissé aux membres pour saluer ; alors elle se tait."))
    public static let gap = Setting<TimeSpan>(
        "welcome", "gap", .span(.zero ... .days(1)), default: .minutes(2),
        about: Sentence(
            en: "The least time between two welcomes in a room.",
            fr: "Le temps minimal entre deux accueils dans un salon."))

    static let section = AnySection(
        "welcome", about: Sentence(en: "Greeting newcomers.", fr: "L'accueil des nouveaux venus."),
        settings: [
            active.description, first.description, grouped.description, rules.description, returning.description,
            away.description, `private`.description, after.description, gap.description,
        ])
}

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
            en: "Words of the trade that are no insults here.",
            fr: "Les mots du métier, qui ici n'insultent personne."))
    public static let trustedSites = Setting<[String]>(
        "moderation", "trusted_sites", .domains, default: [],
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
        "moderation", "answer", .span(.minutes(5) ... .days(7)), default: .hours(24),
        about: Sentence(
            en: "How long a proposal waits for people; then nothing is done.",
            fr: "Le temps qu'une proposition attend ; ensuite, rien n'est fait."))

    static let section = AnySection(
        "moderation", about: Sentence(en: "Keeping the peace.", fr: "La modération."),
        settings: [
            mode.description, preset.description, ceiling.description, allowedWords.description,
            trustedSites.description, budget.description, regulars.description, answer.description,
        ])
}

/// `[animation]`: keeping the talk alive.
public enum AnimationSettings {
    public static let quiet = Setting<DailyHours?>(
        "animation", "quiet", .optional(.hours), default: DailyHours.parse("22:00-09:00"),
        about: Sentence(
            en: "Hours in which she starts nothing, and the desk hears only what cannot wait.",
            fr: "Les heures où elle n'entame rien, et où l'équipe n'entend que l'urgent."))
    public static let most = Setting<Rate>(
        "animation", "most", .rate, default: Rate(1, per: .day),
        about: Sentence(en: "Prompts in a room, at most.", fr: "Les relances dans un salon, au plus."))
    public static let gap = Setting<TimeSpan>(
        "animation", "gap", .span(.zero ... .hours(24)), default: .minutes(5),
        about: Sentence(
            en: "How long talk must have paused before she starts something.",
            fr: "Le temps de pause qu'il faut avant qu'elle entame quelque chose."))

    static let section = AnySection(
        "animation", about: Sentence(en: "Keeping the talk alive.", fr: "L'animation."),
        settings: [quiet.description, most.description, gap.description])
}

/// `[memory]`: what is kept, and for how long.
public enum MemorySettings {
    public static let text = Setting<TimeSpan>(
        "memory", "text", .span(.hours(1) ... .days(30)), default: .days(7),
        about: Sentence(en: "What people wrote.", fr: "Ce que les gens ont écrit."))
    public static let features = Setting<TimeSpan>(
        "memory", "features", .span(.days(1) ... .days(365)), default: .days(90),
        about: Sentence(en: "Counts and scores.", fr: "Comptes et notes."))
    public static let cases = Setting<TimeSpan>(
        "memory", "cases", .span(.days(7) ... .days(1825)), default: .days(365),
        about: Sentence(en: "Cases at the desk.", fr: "Les cas de l'équipe."))
    public static let seen = Setting<TimeSpan>(
        "memory", "seen", .span(.days(7) ... .days(1825)), default: .days(730),
        about: Sentence(en: "Who was here before.", fr: "Qui est déjà venu."))

    static let section = AnySection(
        "memory", scopes: .top,
        about: Sentence(en: "What is kept, and how long.", fr: "Ce qui est gardé, et combien de temps."),
        settings: [text.description, features.description, cases.description, seen.description])
}

extension AnySection {
    /// The sections of this target; the engine brings those of its detectors.
    public static let builtIn = [
        Basics.top, Basics.community, WelcomeSettings.section, ModerationSettings.section, AnimationSettings.section,
        MemorySettings.section,
    ]
}
