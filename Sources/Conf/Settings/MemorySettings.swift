// SPDX-License-Identifier: Apache-2.0

public import Chat

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
