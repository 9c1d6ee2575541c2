// SPDX-License-Identifier: Apache-2.0

internal import Chat

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

    static let section = AnySection(
        "animation", about: Sentence(en: "Keeping the talk alive.", fr: "L'animation."),
        settings: [quiet.description, most.description])
}
