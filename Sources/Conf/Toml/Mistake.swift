// SPDX-License-Identifier: Apache-2.0

/// The page of known mistakes: what people who have never seen TOML write, each with its own sentence.
enum Mistake: Hashable, Sendable {
    case typographicQuotes(String)
    case hashInList(String)
    case unquotedText(String)
    case unquotedDuration(String)
    case yesOrNo(String, Bool)
    case apostrophe
    case innerQuote
    case colon
    case doubleEquals
    case semicolon
    case comma
    case headerNotAlone
    case comment
    case unquotedHeader(String)
    case unclosedHeader(String)
    case invisibleSpace
    case unclosedText
    case unclosedList
    case noEquals
    case noValue
    case repeatedTable(line: Int)
    case repeatedKey(line: Int)
    case tooDeep
    case notUTF8
    case isUTF16
    case tooLong
    case tooMany
    /// None of these: toml++'s own words.
    case other(String)

    /// The same without what was written: for the places where secrets stand (THREATS K1).
    var redacted: Mistake {
        switch self {
        case .typographicQuotes: .typographicQuotes("…")
        case .hashInList: .hashInList("…")
        case .unquotedText: .unquotedText("…")
        case .unquotedDuration: .unquotedDuration("…")
        case .yesOrNo(_, let flag): .yesOrNo("…", flag)
        case .apostrophe, .innerQuote, .colon, .doubleEquals, .semicolon, .comma, .headerNotAlone, .comment,
            .unquotedHeader,
            .unclosedHeader, .invisibleSpace, .unclosedText,
            .unclosedList, .noEquals, .noValue, .repeatedTable, .repeatedKey, .tooDeep, .notUTF8, .isUTF16, .tooLong,
            .tooMany,
            .other:
            self
        }
    }

    var sentence: Sentence {
        switch self {
        case .typographicQuotes(let text):
            Sentence(
                en: "typographic quotes: write \(Shown.quoted(text)) with straight ones",
                fr: "guillemets typographiques : écrire \(Shown.quoted(text)) avec des guillemets droits")
        case .hashInList(let room):
            Sentence(
                en: "# begins a comment: quote the room, [\(Shown.quoted(room))]",
                fr: "# commence un commentaire : mettre le salon entre guillemets, [\(Shown.quoted(room))]")
        case .unquotedText(let text):
            Sentence(
                en: "text needs quotes: \(Shown.quoted(text))",
                fr: "un texte se met entre guillemets : \(Shown.quoted(text))")
        case .unquotedDuration(let text):
            Sentence(
                en: "durations need quotes: \(Shown.quoted(text))",
                fr: "une durée se met entre guillemets : \(Shown.quoted(text))")
        case .yesOrNo(let word, let flag):
            Sentence(
                en: "expected true or false, found \(Shown.plain(word, most: 20)): write \(String(flag))",
                fr: "true ou false attendu, \(Shown.plain(word, most: 20)) trouvé : écrire \(String(flag))")
        case .apostrophe:
            Sentence(
                en: "an apostrophe ends this text: use \"…\" around it",
                fr: "une apostrophe termine ce texte : l'entourer de \"…\"")
        case .innerQuote:
            Sentence(
                en: "a \" ends this text: write \\\" inside it",
                fr: "un \" termine ce texte : à l'intérieur, écrire \\\"")
        case .colon: Sentence(en: "expected \"=\" instead of \":\"", fr: "\"=\" attendu au lieu de \":\"")
        case .doubleEquals: Sentence(en: "one = is enough: NAME = VALUE", fr: "un seul = suffit : NOM = VALEUR")
        case .semicolon:
            Sentence(
                en: "no ; here: items of a list stand between commas, and nothing ends a line",
                fr: "pas de ; ici : les éléments d'une liste se séparent par des virgules, et rien ne termine une ligne"
            )
        case .comma:
            Sentence(
                en: "no comma here: a line ends with its value",
                fr: "pas de virgule ici : une ligne finit par sa valeur")
        case .headerNotAlone:
            Sentence(
                en: "a [section] stands alone on its line: move this to the next one",
                fr: "une [section] est seule sur sa ligne : mettre ceci à la suivante")
        case .comment: Sentence(en: "a comment begins with #", fr: "un commentaire commence par #")
        case .unquotedHeader(let fixed):
            Sentence(
                en: "a name with such characters needs quotes: \(Shown.plain(fixed, most: 80))",
                fr: "un nom avec ces caractères se met entre guillemets : \(Shown.plain(fixed, most: 80))")
        case .unclosedHeader(let fixed):
            Sentence(
                en: "this header is not closed: write \(Shown.plain(fixed, most: 80))",
                fr: "cet en-tête n'est pas fermé : écrire \(Shown.plain(fixed, most: 80))")
        case .invisibleSpace:
            Sentence(
                en: "an invisible no-break space here: retype the space",
                fr: "une espace insécable, invisible, ici : retaper l'espace")
        case .unclosedText:
            Sentence(
                en: "this text is not closed on its line: its last quote is missing",
                fr: "ce texte n'est pas fermé sur sa ligne : il manque le guillemet de fin")
        case .unclosedList:
            Sentence(
                en: "this list is not closed: a ] is missing", fr: "cette liste n'est pas fermée : il manque un ]")
        case .noEquals:
            Sentence(
                en: "expected NAME = VALUE or [SECTION] on this line",
                fr: "NOM = VALEUR ou [SECTION] attendu sur cette ligne")
        case .noValue:
            Sentence(en: "a value is missing after =", fr: "il manque une valeur après =")
        case .repeatedTable(let line):
            Sentence(
                en: "already begun at line \(line): move these lines there",
                fr: "déjà commencé à la ligne \(line) : y déplacer ces lignes-ci")
        case .repeatedKey(let line):
            Sentence(
                en: "already said at line \(line): keep one of the two",
                fr: "déjà dit à la ligne \(line) : garder l'une des deux")
        case .tooDeep:
            Sentence(
                en: "nested deeper than \(TomlParser.depth) levels",
                fr: "imbriqué sur plus de \(TomlParser.depth) niveaux")
        case .notUTF8:
            Sentence(
                en: "this is not UTF-8: save the file as UTF-8", fr: "ceci n'est pas de l'UTF-8 : enregistrer en UTF-8")
        case .isUTF16:
            Sentence(
                en: "this is UTF-16, nothing of it was read: save the file as UTF-8",
                fr: "ceci est de l'UTF-16, rien n'en a été lu : enregistrer en UTF-8")
        case .tooLong:
            Sentence(
                en: "the file is longer than 1 MiB; nothing of it was read",
                fr: "le fichier dépasse 1 Mio ; rien n'en a été lu")
        case .tooMany:
            Sentence(
                en: "too many mistakes: nothing was read from here on",
                fr: "trop d'erreurs : rien n'a été lu à partir d'ici")
        case .other(let words): Mistake.translated(words)
        }
    }

    /// What toml++ says, for the cases that no novice mistake explains.
    private static func translated(_ words: String) -> Sentence {
        let escape = Sentence(
            en: "unknown escape after \\ in this text: write \\\\ for a backslash, or use '…'",
            fr: "échappement inconnu après \\ dans ce texte : écrire \\\\, ou employer '…'")
        let known: [(part: String, sentence: Sentence)] = [
            (
                "cannot redefine",
                Sentence(en: "this was already said above", fr: "ceci a déjà été dit plus haut")
            ),
            (
                "not representable",
                Sentence(
                    en: "this number is larger than any that is counted with",
                    fr: "ce nombre dépasse tout ce qui se compte ici")
            ),
            ("escape sequence", escape), ("unicode scalar", escape),
            (
                "after '\\r'",
                Sentence(
                    en: "lines end here as on an old Mac (CR): save the file with Unix line ends (LF)",
                    fr:
                        "les lignes finissent ici comme sur un vieux Mac (CR) : enregistrer avec des fins de ligne Unix (LF)"
                )
            ),
            (
                "control character",
                Sentence(
                    en: "an invisible control character here: retype this line",
                    fr: "un caractère de contrôle, invisible, ici : retaper cette ligne")
            ),
            (
                "expected a comment or whitespace",
                Sentence(
                    en: "the value ended before this: one value on a line",
                    fr: "la valeur s'arrêtait avant ceci : une valeur par ligne")
            ),
            (
                "array",
                Sentence(
                    en: "expected , or ] here: a comma stands between the items of a list",
                    fr: ", ou ] attendu ici : une virgule sépare les éléments d'une liste")
            ),
        ]
        for (part, sentence) in known where words.utf8.contains(part) { return sentence }
        let shown = Shown.plain(words, most: 120)
        return Sentence(en: "cannot be read here: \(shown)", fr: "illisible ici (analyseur TOML : \(shown))")
    }
}

extension String.UTF8View {
    /// Whether these bytes occur, by bytes.
    func contains(_ part: String) -> Bool {
        let sought = Array(part.utf8)
        let all = Array(self)
        guard all.count >= sought.count, !sought.isEmpty else { return false }
        return (0...(all.count - sought.count)).contains { all[$0..<($0 + sought.count)].elementsEqual(sought) }
    }
}
