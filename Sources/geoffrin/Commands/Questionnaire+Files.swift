// SPDX-License-Identifier: Apache-2.0

internal import Conf

extension Questionnaire {
    /// bot.conf from the answers. She observes: nothing is done to anybody until the team says so.
    func file(_ a: Answers) -> String {
        let french = a.tongue == .fr
        func pick(_ fr: String, _ en: String) -> String { french ? fr : en }
        let rooms = a.rooms.map { "\"\(a.network)/\($0)\"" }.joined(separator: ", ")
        return """
            # \(pick("Vérifier : geoffrin check. Essayer : geoffrin try. Tous les réglages : man bot.conf", "To check: geoffrin check. To try: geoffrin try. All settings: man bot.conf"))
            language = "\(a.tongue.rawValue)"
            timezone = "\(a.zone)"
            owners   = ["\(a.network)/\(a.owner)"]   # \(pick("des comptes, jamais des pseudos", "accounts, never nicknames"))
            contact  = "\(a.owner) (\(a.network))"   # \(pick("dit à qui demande qui la tient", "told to whoever asks who runs her"))

            [network.\(a.network)]
            irc  = "\(a.server)"
            nick = "\(a.nick)"
            # account  = "\(a.nick)"
            # password = "secret:\(a.network)"   # \(pick("une fois", "once")): geoffrin secret \(a.network)

            [community.\(communityName(a))]
            rooms = [\(rooms)]
            desk  = ["\(a.network)/\(a.desk)"]   # \(pick("le salon privé de l'équipe", "the team's private room"))

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

    /// `#atelier-du-fil` → `atelier-du-fil`.
    private func communityName(_ a: Answers) -> String {
        let name = (a.rooms.first ?? "").lowercased().filter {
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
