// SPDX-License-Identifier: Apache-2.0

import Conf

/// Something wrong in an `at`, a `cron` or hours, and where.
struct ScheduleMistake: Error, Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case unknownWord(String, nearest: String?)
        case noTime, noDays
        case badHour, badMinute, badDayOfMonth
        case unit(String)
        case ordinalWithoutDay
        case tooLong
        case fieldCount(Int)
        case field(CronField, found: String, nearest: String?)
        case outOfRange(CronField)
        case backwards(CronField)
        case badStep
        case never
        case badRange, emptyRange
    }

    /// In UTF-8 bytes from the beginning of the text, from 0.
    let offset: Int
    let kind: Kind

    init(at offset: Int, _ kind: Kind) {
        self.offset = offset
        self.kind = kind
    }

    /// What was expected and what was found, without the place.
    var sentence: Sentence {
        switch kind {
        case .unknownWord(let word, let nearest?):
            Sentence(
                en: "\"\(word)\" is not understood; did you mean \"\(nearest)\"?",
                fr: "\"\(word)\" n'est pas compris ; peut-être \"\(nearest)\" ?")
        case .unknownWord(let word, nil):
            Sentence(
                en: "\"\(word)\" is not understood: write \"monday 9:30\"",
                fr: "\"\(word)\" n'est pas compris : écrire \"lundi 9h30\"")
        case .noTime:
            Sentence(en: "an hour is missing: write \"monday 9:30\"", fr: "il manque une heure : écrire \"lundi 9h30\"")
        case .noDays:
            Sentence(
                en: "a day is missing: write \"every day at 9:30\" or \"monday 9:30\"",
                fr: "il manque un jour : écrire \"tous les jours à 9h30\" ou \"lundi 9h30\"")
        case .badHour: Sentence(en: "hours go from 0 to 23", fr: "les heures vont de 0 à 23")
        case .badMinute:
            Sentence(
                en: "minutes go from 00 to 59, in two digits", fr: "les minutes vont de 00 à 59, en deux chiffres")
        case .badDayOfMonth: Sentence(en: "days of the month go from 1 to 31", fr: "les jours du mois vont de 1 à 31")
        case .unit(let word):
            Sentence(
                en: "\"\(word)\" cannot follow a number here: write \"9:30\" or \"9h30\"",
                fr: "\"\(word)\" ne peut pas suivre un nombre ici : écrire \"9h30\"")
        case .ordinalWithoutDay:
            Sentence(
                en: "the first what? write \"first monday of the month\"",
                fr: "le premier quoi ? écrire \"le premier lundi du mois\"")
        case .tooLong: Sentence(en: "longer than 200 bytes", fr: "plus long que 200 octets")
        case .fieldCount(let count):
            Sentence(
                en: "five fields are expected (minute hour day month weekday), \(count) found",
                fr: "cinq champs sont attendus (minute heure jour mois jour-de-semaine), \(count) trouvés")
        case .field, .outOfRange, .backwards: ofField
        case .badStep:
            Sentence(en: "a step is a whole number from 1 to 60: */15", fr: "un pas est un nombre de 1 à 60 : */15")
        case .never: Sentence(en: "no such day ever comes", fr: "un tel jour n'arrive jamais")
        case .badRange:
            Sentence(en: "two hours are expected: \"22:00-09:00\"", fr: "deux heures sont attendues : \"22h-9h\"")
        case .emptyRange: Sentence(en: "it ends when it begins", fr: "la fin est aussi le début")
        }
    }

    private var ofField: Sentence {
        switch kind {
        case .field(let field, let found, let nearest?):
            Sentence(
                en: "\(field.english): \"\(found)\" is not understood; did you mean \"\(nearest)\"?",
                fr: "\(field.french) : \"\(found)\" n'est pas compris ; peut-être \"\(nearest)\" ?")
        case .field(let field, let found, nil):
            Sentence(
                en: "\(field.english): \"\(found)\" is not understood",
                fr: "\(field.french) : \"\(found)\" n'est pas compris")
        case .outOfRange(let field):
            Sentence(
                en: "\(field.english): from \(field.bounds.lowerBound) to \(field.bounds.upperBound)",
                fr: "\(field.french) : de \(field.bounds.lowerBound) à \(field.bounds.upperBound)")
        case .backwards(let field):
            Sentence(en: "\(field.english): the range runs backwards", fr: "\(field.french) : la plage va à reculons")
        case .unknownWord, .noTime, .noDays, .badHour, .badMinute, .badDayOfMonth, .unit, .ordinalWithoutDay, .tooLong,
            .fieldCount, .badStep, .never, .badRange, .emptyRange:
            Sentence("")
        }
    }
}
