// SPDX-License-Identifier: Apache-2.0

public import Chat

/// `[welcome]`: greeting newcomers.
public enum WelcomeSettings {
    public static let active = Setting<Bool>(
        "welcome", "active", .flag, default: true,
        about: Sentence(en: "Whether she greets newcomers.", fr: "Si elle accueille les nouveaux venus."))
    public static let first = Setting<Wording?>(
        "welcome", "first", .optional(.words(["name", "room", "rules"])), default: nil,
        about: Sentence(
            en: "Her own words for one newcomer; off: those she brings.",
            fr: "Ses mots pour une personne nouvelle ; off : ceux qu'elle apporte."))
    public static let grouped = Setting<Wording?>(
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
