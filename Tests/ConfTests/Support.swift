// SPDX-License-Identifier: Apache-2.0

import Conf
import Testing

/// The ten lines that a novice writes.
let tenLines = """
    language = "fr"
    timezone = "Europe/Paris"
    owners   = ["libera/margaux"]
    contact  = "bonjour@atelier.example"
    [network.libera]
    irc  = "irc.libera.chat"
    nick = "geoffrin"
    [community.atelier]
    rooms = ["libera/#atelier-du-fil"]
    desk  = ["libera/#atelier-du-fil-modos"]

    """

/// The complete file of a craft community.
let example = """
    language = "fr"                        # what she speaks: en, fr
    address  = "tu"                        # or "vous"
    timezone = "Europe/Paris"
    owners   = ["libera/margaux"]   # accounts, never nicknames
    contact  = "bonjour@atelier.example"   # told to whoever asks who runs the bot

    [network.libera]
    irc      = "irc.libera.chat"           # TLS, port 6697
    nick     = "geoffrin"
    account  = "geoffrin"
    password = "secret:libera"             # stored once: geoffrin secret libera

    [community.atelier]
    rooms      = ["libera/#atelier-du-fil"]
    desk       = ["libera/#atelier-moderation"]        # the team's private room(s)
    moderators = ["libera/lise"]       # besides those with rank in the room
    relays     = []                                                    # accounts that carry one room into another
    rules      = "https://atelier.example/charte"

    [welcome]
    first = "Bienvenue, {{name}} ! Ici on tricote, crochète et coud, à tout niveau. Lire sans parler, ça va aussi."
    after = "2m"                           # members may greet first; then she stays silent

    [moderation]
    mode    = "observe"                    # observe, ask, act
    preset  = "gentle"                     # gentle, standard, strict
    ceiling = "mute 1h"                    # never further alone
    allowed_words = ["bourré", "pédale", "chatte", "tringle", "putain"]
    trusted_sites = ["ravelry.com", "garnstudio.com"]

    [animation]
    quiet = "22:00-09:00"
    most  = "1 a day"

    [bank.questions]
    file = "questions.txt"                 # one prompt per paragraph

    [[prompt]]
    name = "question du lundi"
    at   = "lundi 9h30"                    # both languages understood; or cron = "30 9 * * 1"
    from = "questions"
    [[prompt]]
    name = "quand ça s'endort"
    lull = "3h"                            # silence, at hours when people usually talk
    from = "questions"

    """

/// What is said about a text, one line a mistake.
func said(_ text: String, _ tongue: Tongue = .en) -> [String] {
    Configuration.load(text: text, file: "bot.conf").diagnostics.map { $0.printed(tongue) }
}

/// The configuration of a text that has no mistake.
func loaded(_ text: String, sections: [AnySection] = []) throws -> Configuration {
    let (configuration, diagnostics) = Configuration.load(text: text, file: "bot.conf", sections: sections)
    return try #require(configuration, "\(diagnostics.map { $0.printed(.en) })")
}
