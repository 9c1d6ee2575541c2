// SPDX-License-Identifier: Apache-2.0

public import Chat

/// `[care]`: people who may be unwell, and talk that grows heated.
public enum CareSettings {
    public static let active = Setting<Bool>(
        "care", "active", .flag, default: true,
        about: Sentence(
            en: "Whether the team is told, discreetly, of somebody who may be in distress.",
            fr: "Si l'équipe apprend, discrètement, que quelqu'un va peut-être mal."))
    public static let lines = Setting<[String]>(
        "care", "lines", .texts(maxCount: 4, maxBytes: 80), default: [],
        about: Sentence(
            en: "Whom to call, as it is to be told: \"988 (US)\". None unless you write them: check each first.",
            fr: "Qui appeler, comme il faut le dire : « 3114 (France) ». Aucune si vous n'en écrivez pas : à vérifier.")
    )
    public static let alone = Setting<Bool>(
        "care", "alone", .flag, default: true,
        about: Sentence(
            en:
                "Whether she writes one private word herself, in mode act, where nobody of the team has reacted in ten minutes.",
            fr:
                "Si elle écrit d'elle-même un mot en privé, en mode act, quand personne de l'équipe n'a réagi en dix minutes."
        ))
    public static let calm = Setting<Bool>(
        "care", "calm", .flag, default: true,
        about: Sentence(
            en: "Whether she says one calm word, to nobody by name, where two or three grow heated.",
            fr: "Si elle dit un mot calme, à personne en particulier, quand deux ou trois s'échauffent."))
    public static let gap = Setting<TimeSpan>(
        "care", "gap", .span(.hours(1) ... .days(7)), default: .hours(1),
        about: Sentence(
            en: "The least time between two calm words in a room.",
            fr: "Le temps minimal entre deux mots calmes dans un salon."))

    static let section = AnySection(
        "care", scopes: [.top, .community], about: Sentence(en: "Care for people.", fr: "L'attention aux personnes."),
        settings: [
            active.description, lines.description, alone.description, calm.description, gap.description,
        ])
}
