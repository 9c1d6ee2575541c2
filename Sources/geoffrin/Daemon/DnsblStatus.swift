// SPDX-License-Identifier: Apache-2.0

internal import Bot
internal import Chat
internal import Conf

/// What `status` says of lists of hosts.
extension HostBookStanding {
    func line(_ tongue: Tongue) -> String {
        let isFrench = tongue == .fr
        let names = lists.joined(separator: ", ")
        let head = tongue.say(
            "dnsbl, \(names): \(asked) asked, \(listed) listed, \(unlisted) not listed, \(failed) without an opinion, \(remembered) from memory, \(refused) not asked",
            "dnsbl, \(names) : questions posées \(asked), non posées \(refused) ; hôtes connus \(listed), inconnus \(unlisted), sans avis \(failed), de mémoire \(remembered)"
        )
        return head
            + troubles.map { trouble in
                let minutes = (trouble.span.milliseconds + 59_999) / 60_000
                let why = Self.why(trouble.why, isFrench)
                return isFrench
                    ? "\u{A0}; \(trouble.list) \(why), laissée en paix encore \(minutes) min"
                    : "; \(trouble.list) \(why), left alone for \(minutes) min more"
            }.joined()
    }

    private static func why(_ state: Event.ListState, _ isFrench: Bool) -> String {
        switch state {
        case .trusted: isFrench ? "répond" : "answers"
        case .listsAll: isFrench ? "a toute adresse" : "has every address"
        case .listsNone: isFrench ? "n'a pas même l'adresse d'essai" : "has not even the test address"
        case .refuses: isFrench ? "refuse le résolveur" : "refuses the resolver"
        case .silent: isFrench ? "ne répond pas" : "does not answer"
        }
    }

    var json: JSONObject {
        JSONObject([
            ("lists", .list(lists.map { .text($0) })), ("asked", .number(Int64(asked))),
            ("listed", .number(Int64(listed))), ("unlisted", .number(Int64(unlisted))),
            ("failed", .number(Int64(failed))), ("remembered", .number(Int64(remembered))),
            ("refused", .number(Int64(refused))),
            (
                "troubles",
                .list(
                    troubles.map { trouble in
                        .object(
                            JSONObject([
                                ("list", .text(trouble.list)), ("why", .text("\(trouble.why)")),
                                ("rests_seconds", .number(trouble.span.seconds)),
                            ]))
                    })
            ),
        ])
    }
}
