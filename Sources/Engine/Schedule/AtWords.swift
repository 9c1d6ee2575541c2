// SPDX-License-Identifier: Apache-2.0

/// The vocabulary of `at`, without accents, in both languages at once.
enum AtWords {
    /// 0 for Monday.
    static func weekday(_ word: String) -> Int? {
        guard let index = weekdays.firstIndex(where: { $0.contains(word) }) else { return nil }
        return index
    }

    static func month(_ word: String) -> Int? {
        months.firstIndex { $0.contains(word) }.map { $0 + 1 }
    }

    /// 1…5, or -1 for the last.
    static func ordinal(_ word: String) -> Int? {
        switch word {
        case "premier", "premiere", "first": 1
        case "deuxieme", "second", "seconde": 2
        case "troisieme", "third": 3
        case "quatrieme", "fourth": 4
        case "cinquieme", "fifth": 5
        case "dernier", "derniere", "last": -1
        default: nil
        }
    }

    static let days = ["jour", "jours", "day", "days", "daily", "quotidien", "quotidiennement"]
    static let weekends = ["weekend", "weekends"]
    static let workdays = ["weekday", "weekdays"]
    static let ordinalEndings = ["er", "e", "eme", "st", "nd", "rd", "th"]
    static let through = ["au", "a", "to", "through", "till", "until"]
    static let fillers = [
        "le", "la", "les", "l", "du", "de", "des", "d", "a", "au", "aux", "at", "on", "the", "of", "each", "every",
        "chaque", "tous", "toutes", "et", "and", "ou", "or", "puis", "vers", "en", "in", "from", "mois", "month",
        "months", "semaine", "semaines", "week",
    ]

    /// What a misspelt word may have been meant for.
    static let suggestions: [String] = {
        var words: [String] = []
        for names in weekdays { words += names.prefix(4) }
        for names in months { words += names }
        words += ["tous", "jours", "chaque", "every", "weekdays", "weekend", "semaine", "premier", "dernier", "first"]
        words += ["last", "midi", "minuit", "noon", "midnight", "mois", "month", "heures"]
        return words
    }()

    private static let weekdays: [[String]] = [
        ["lundi", "monday", "lundis", "mondays", "lun", "mon"],
        ["mardi", "tuesday", "mardis", "tuesdays", "mar", "tue", "tues"],
        ["mercredi", "wednesday", "mercredis", "wednesdays", "mer", "wed"],
        ["jeudi", "thursday", "jeudis", "thursdays", "jeu", "thu", "thur", "thurs"],
        ["vendredi", "friday", "vendredis", "fridays", "ven", "fri"],
        ["samedi", "saturday", "samedis", "saturdays", "sam", "sat"],
        ["dimanche", "sunday", "dimanches", "sundays", "dim", "sun"],
    ]
    private static let months: [[String]] = [
        ["janvier", "january"], ["fevrier", "february"], ["mars", "march"], ["avril", "april"], ["mai", "may"],
        ["juin", "june"], ["juillet", "july"], ["aout", "august"], ["septembre", "september"],
        ["octobre", "october"], ["novembre", "november"], ["decembre", "december"],
    ]
}
