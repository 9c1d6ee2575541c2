// SPDX-License-Identifier: Apache-2.0

import Conf

/// The bot.conf that `try` brings along, so that nothing has to be configured.
enum DefaultConf {
    static func text(_ tongue: Tongue) -> String {
        switch tongue {
        case .en: house("en", monday: "What are you making at the moment?", questions: english)
        case .fr: house("fr", monday: "Qu'avez-vous sur les aiguilles en ce moment ?", questions: french)
        }
    }

    private static func house(_ language: String, monday: String, questions: [String]) -> String {
        """
        language = "\(language)"
        timezone = "Europe/Paris"
        owners   = ["terminal/owner"]
        contact  = "hello@salon.example"

        [network.terminal]
        irc  = "localhost"
        nick = "geoffrin"

        [community.salon]
        rooms = ["terminal/#salon"]
        desk  = ["terminal/#desk"]

        [animation]
        quiet = "22:00-08:00"
        most  = "3 a day"

        [bank.questions]
        prompts = [
        \(questions.map { "  \"\($0)\",\n" }.joined())]

        [[prompt]]
        name = "monday"
        at   = "monday 9:30"
        text = "\(monday)"

        [[prompt]]
        name = "lull"
        lull = "45m"
        from = "questions"

        """
    }

    private static let english = [
        "What is the oldest unfinished thing in your drawer?",
        "Which mistake taught you the most?",
        "What would you make if time did not count?",
        "Which tool could you not do without?",
        "What did you learn this month?",
    ]

    private static let french = [
        "Quel est le plus vieil ouvrage inachevé de vos tiroirs ?",
        "Quelle erreur vous a le plus appris ?",
        "Que feriez-vous si le temps ne comptait pas ?",
        "De quel outil ne pourriez-vous pas vous passer ?",
        "Qu'avez-vous appris ce mois-ci ?",
    ]
}
