// SPDX-License-Identifier: Apache-2.0

internal import Conf
internal import Foundation

extension Questionnaire {
    /// bot.conf from the answers. She observes: nothing is done to anybody until the team says so.
    func file(_ a: Answers) -> String {
        func pick(_ fr: French, _ en: String) -> String { a.tongue.say(en, fr) }
        func list(_ names: [String]) -> String { "[" + names.map { "\"\($0)\"" }.joined(separator: ", ") + "]" }
        let owner = a.owners.first.map { Self.told($0) }
        return """
            # \(pick("Vérifier : geoffrin check. Essayer : geoffrin try. Tous les réglages : man bot.conf", "To check: geoffrin check. To try: geoffrin try. All settings: man bot.conf"))
            language = "\(a.tongue.rawValue)"
            timezone = "\(a.zone)"\(a.zone == "UTC" ? "   # " + pick("her hours are counted there; or \"Europe/Paris\"…", "ses heures s'y comptent ; ou \"Europe/Paris\"…") : "")
            owners   = \(list(a.owners))   # \(a.owners.isEmpty ? pick("geoffrin owner donne un code qui nomme son porteur", "geoffrin owner prints a code that makes an owner") : pick("des comptes, jamais des pseudos", "accounts, never nicknames"))
            \(owner == nil ? "# " : "")contact  = "\(owner ?? "…")"   # \(pick("dit à qui demande qui la tient", "told to whoever asks who runs her"))

            \(networks(a))
            [community.\(communityName(a))]
            rooms = \(list(a.rooms))
            desk  = \(list(a.desk))   # \(pick("le salon privé de l'équipe", "the team's private room"))
            moderators = \(list(a.moderators))   # \(pick("en plus de qui a un rang dans le salon", "besides those with rank in the room"))

            [welcome]
            after = "2m"                         # \(pick("les membres peuvent accueillir d'abord", "members may greet first"))

            [moderation]
            mode = "observe"                     # \(pick("puis ask, puis act", "then ask, then act"))

            [animation]
            quiet = "22:00-09:00"
            most  = "\(pick("1 par jour", "1 a day"))"

            [bank.questions]
            file = "\(bankName)"

            [[prompt]]
            name = "\(pick("quand ça s'endort", "when talk has died down"))"
            lull = "3h"
            from = "questions"

            """
    }

    private func networks(_ a: Answers) -> String {
        let once = a.tongue.say("once: ", "une fois : ")
        var text = ""
        if let irc = a.irc {
            text += """
                [network.\(irc.network)]
                irc  = "\(irc.server)"
                nick = "\(irc.nick)"
                # account  = "\(irc.nick)"
                # password = "secret:\(irc.network)"   # \(once)geoffrin secret \(irc.network)


                """
        }
        if let matrix = a.matrix {
            text += """
                [network.\(matrix.network)]
                matrix = "\(matrix.homeserver)"
                token  = "secret:\(matrix.network)"   # \(once)\(login(matrix))


                """
        }
        return String(text.dropLast())
    }

    /// What gets and keeps her token.
    func login(_ matrix: Answers.Matrix) -> String { "geoffrin login \(matrix.network) --user \(matrix.user)" }

    /// `libera/lise` → `lise (libera)`; a user of Matrix says where by itself.
    private static func told(_ account: String) -> String {
        let parts = account.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2, !parts[1].hasPrefix("@") else { return parts.last ?? account }
        return "\(parts[1]) (\(parts[0]))"
    }

    /// `libera/#atelier-du-fil` → `atelier-du-fil`; accents fall.
    private func communityName(_ a: Answers) -> String {
        let room = a.rooms.first?.split(separator: "/", maxSplits: 1).last?.split(separator: ":").first.map(String.init)
        let name = (room ?? "").folding(options: .diacriticInsensitive, locale: nil).lowercased().filter {
            $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_")
        }
        return name.isEmpty ? "salon" : String(name.prefix(32))
    }

    /// A bank to begin with: one prompt a paragraph.
    func bank(_ a: Answers) -> String {
        let prompts =
            a.tongue == .fr
            ? [
                "Sur quoi travaillez-vous en ce moment ?", "Quelle est la dernière chose apprise ici ?",
                "Qu'est-ce qui vous a fait sourire cette semaine ?",
                "Un conseil que vous auriez aimé recevoir plus tôt ?",
                "Quel projet attend depuis trop longtemps ?", "Une découverte à partager ?",
            ]
            : [
                "What are you working on these days?", "What is the last thing you learnt here?",
                "What made you smile this week?", "A piece of advice you wish you had had earlier?",
                "Which project has been waiting for too long?", "Anything you found lately that is worth sharing?",
            ]
        return prompts.joined(separator: "\n\n") + "\n"
    }
}
