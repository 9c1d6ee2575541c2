// SPDX-License-Identifier: Apache-2.0

internal import Bot
internal import Chat
internal import Conf
internal import Control
internal import Engine
internal import Store

/// What `status` prints: herself, her networks, each community.
enum StatusText {
    static func reply(_ status: House.Status, _ tongue: Tongue) -> Reply {
        Reply(lines(status, tongue), data: json(status))
    }

    private static func lines(_ status: House.Status, _ tongue: Tongue) -> [String] {
        let words = Words(tongue)
        let fingerprint = status.fingerprints.first.map { String($0, radix: 36) } ?? "–"
        var lines = [
            words.say(
                .statusHerself,
                [
                    .version: .own(status.version), .span: .duration(max(.seconds(1), status.runningFor)),
                    .fingerprint: .own(fingerprint),
                ]
            ).text
        ]
        if let trouble = status.board.configurationTrouble { lines.append(trouble.sentence[tongue]) }
        if status.board.isDegraded {
            let sentence = Sentence(
                en:
                    "the journal cannot be written: she goes on, and stops at the first sanction she cannot write down; see its disk and whose its folder is",
                fr:
                    "le journal ne peut pas être écrit : elle continue, et s'arrête à la première sanction qu'elle ne peut noter ; voir son disque, et à qui est son dossier"
            )
            lines.append(sentence[tongue])
        }
        if let space = status.board.space.sentence { lines.append(space[tongue]) }
        for network in status.board.networks {
            guard network.state != .connected else {
                let report = status.reports[network.id] ?? LinkReport()
                let name = network.id.description
                var line = tongue.say("\(name): connected", "\(name) : en ligne")
                let lost = report.unreadable
                if lost > 0 {
                    line += tongue.say(
                        ", \(lost) \(lost == 1 ? "line" : "lines") that could not be read",
                        ", \(lost) \(lost == 1 ? "ligne illisible" : "lignes illisibles")")
                }
                lines.append(line)
                if let why = report.unidentified {
                    let values: [Words.Slot: Words.Value] = [.network: .own(network.id.description)]
                    lines.append(
                        words.say(
                            .loginNone, [.network: .own(network.id.description), .why: .phrase(why.words, values)]
                        ).text)
                }
                for (end, isHers) in [(report.serverCertificateEnds, false), (report.ownCertificateEnds, true)] {
                    if let end { lines.append(certificate(end, isHers: isHers, network.id, status.now, tongue)) }
                }
                for (room, bar) in network.barred.sorted(by: { $0.key.name < $1.key.name }) {
                    let values: [Words.Slot: Words.Value] = [
                        .room: .room(room), .bot: .own(network.own.isEmpty ? "geoffrin" : network.own),
                    ]
                    lines.append(
                        words.say(.barredRoom, [.room: .room(room), .why: .phrase(bar.words(in: room), values)]).text)
                }
                for desk in network.sealed.sorted() {
                    lines.append(
                        words.say(
                            .deskSealed,
                            [.room: .room(desk), .bot: .own(network.own.isEmpty ? "geoffrin" : network.own)]
                        ).text)
                }
                continue
            }
            lines.append(
                words.say(
                    .statusAway,
                    [
                        .network: .own(network.id.description),
                        .delta: .duration(max(.seconds(1), status.now - network.since)),
                        .why: .own(network.why.isEmpty ? way(network.state, tongue) : network.why),
                    ]
                ).text)
        }
        if let adviser = status.adviser { lines.append(line(adviser, tongue)) }
        if let book = status.hostBook { lines.append(book.line(tongue)) }
        for community in status.communities {
            lines += standing(community, status.now, tongue)
            for (place, room) in community.rooms.enumerated() {
                let people = community.members.indices.contains(place) ? Int(community.members[place]) : 0
                lines.append(
                    words.say(
                        .statusRoom,
                        [
                            .room: .own(room), .mode: .own(community.standings[place].mode.rawValue),
                            .people: .number(people), .open: .number(community.standings[place].openCases),
                            .owed: .number(community.standings[place].owed),
                        ]
                    ).text)
            }
            let encrypted = community.rooms.indices.filter { community.standings[$0].isEncrypted }
            if !encrypted.isEmpty {
                lines.append(
                    words.say(.statusEncrypted, [.rooms: .list(encrypted.map { .own(community.rooms[$0]) })]).text)
            }
        }
        return lines
    }

    /// Where no reason is known yet.
    private static func way(_ state: Board.Network.State, _ tongue: Tongue) -> String {
        switch state {
        case .connecting: tongue.say("connecting", "connexion en cours")
        case .connected: tongue.say("connected", "en ligne")
        case .away: tongue.say("away", "absent")
        case .refused: tongue.say("refused", "refusé")
        }
    }

    /// A certificate that ends soon, or has ended, and what that breaks.
    private static func certificate(
        _ end: Timestamp, isHers: Bool, _ network: NetworkID, _ now: Timestamp, _ tongue: Tongue
    ) -> String {
        let days = abs((end - now).seconds / 86_400)
        let (name, count) = (network.description, tongue.say("\(days) day", "\(days) jour"))
        let span = count + (days == 1 || days == 0 && tongue == .fr ? "" : "s")
        let when =
            end > now
            ? tongue.say("ends in \(span)", "finit dans \(span)")
            : tongue.say("ended \(span) ago", "n'est plus valable depuis \(span)")
        if isHers {
            return tongue.say(
                "\(name): my certificate \(when); services know the next one only once its fingerprint is added to the account",
                "\(name) : mon certificat \(when) ; les services ne connaîtront le suivant qu'une fois son empreinte ajoutée au compte"
            )
        }
        return tongue.say(
            "\(name): the server's certificate \(when); a pin of it will not fit the next one, a pin of its key does if the key stays",
            "\(name) : le certificat du serveur \(when) ; une empreinte (pins) de ce certificat n'ira pas au suivant, celle de sa clé si la clé reste"
        )
    }

    /// The second reader: what it was asked, and why it is not, where that is so.
    private static func line(_ adviser: AdviserStanding, _ tongue: Tongue) -> String {
        var line = tongue.say(
            "second reader, \(adviser.place): \(adviser.asked) asked, \(adviser.answered) answered, \(adviser.failed) without an opinion, \(adviser.remembered) from memory, \(adviser.refused) not asked",
            "second lecteur, \(adviser.place) : questions posées \(adviser.asked), non posées \(adviser.refused) ; avis \(adviser.answered), sans avis \(adviser.failed), de mémoire \(adviser.remembered)"
        )
        guard let trouble = adviser.trouble else { return line }
        line += tongue.say("; \(trouble)", " ; \(trouble)")
        if let span = adviser.restsFor {
            let minutes = (span.milliseconds + 59_999) / 60_000
            line += tongue.say(", left alone for \(minutes) min more", ", laissé en paix encore \(minutes) min")
        }
        return line
    }

    /// What stands in a community, and what holds her back there.
    private static func standing(_ community: EngineStatus, _ now: Timestamp, _ tongue: Tongue) -> [String] {
        var lines: [String] = []
        func span(_ until: Timestamp) -> String {
            let minutes = max(1, ((until - now).milliseconds + 59_999) / 60_000)
            return "\(minutes) min"
        }
        let name = community.community.description
        if community.standing > 0 {
            let count = "\(community.standing) sanction\(community.standing == 1 ? "" : "s")"
            lines.append(tongue.say("\(name): \(count) in force", "\(name) : \(count) en cours"))
        }
        if community.lessons > 0 {
            let words = Words(tongue).say(
                .statusLearned, [.count: .number(community.lessons), .n: .number(community.taught)])
            lines.append(tongue.say("\(name): \(words.text)", "\(name) : \(words.text)"))
        }
        if let until = community.hushedUntil, until > now {
            lines.append(
                tongue.say(
                    "\(name): silent for \(span(until)) more", "\(name) : elle se tait encore \(span(until))"))
        }
        if let until = community.pausedUntil, until > now {
            lines.append(
                tongue.say(
                    "\(name): paused for \(span(until)) more",
                    "\(name) : elle ne fait rien encore \(span(until))"))
        }
        return lines
    }

    private static func json(_ adviser: AdviserStanding) -> JSONObject {
        JSONObject([
            ("place", .text(adviser.place)), ("asked", .number(Int64(adviser.asked))),
            ("answered", .number(Int64(adviser.answered))), ("failed", .number(Int64(adviser.failed))),
            ("remembered", .number(Int64(adviser.remembered))), ("refused", .number(Int64(adviser.refused))),
            ("trouble", adviser.trouble.map { .text($0) } ?? .null),
            ("rests_seconds", adviser.restsFor.map { .number($0.seconds) } ?? .null),
        ])
    }

    private static func json(_ status: House.Status) -> String {
        let networks = status.board.networks.map { network in
            let report = status.reports[network.id] ?? LinkReport()
            return JSONObject.Value.object(
                JSONObject([
                    ("name", .text(network.id.description)), ("state", .text(network.state.rawValue)),
                    ("since", .number(network.since.milliseconds / 1000)), ("why", .text(network.why)),
                    ("waiting", .number(Int64(network.waiting))),
                    (
                        "certificate_ends",
                        report.serverCertificateEnds.map { .number($0.milliseconds / 1000) }
                            ?? .null
                    ),
                    (
                        "own_certificate_ends",
                        report.ownCertificateEnds.map { .number($0.milliseconds / 1000) } ?? .null
                    ),
                    ("unidentified", report.unidentified.map { .text("\($0)") } ?? .null),
                    (
                        "barred",
                        .list(
                            network.barred.sorted { $0.key.name < $1.key.name }.map { room, bar in
                                .object(
                                    JSONObject([
                                        ("room", .text(room.name.text)), ("why", .text("\(bar)")),
                                    ]))
                            })
                    ),
                    ("encrypted_desks", .list(network.sealed.sorted().map { .text($0.name.text) })),
                    ("unreadable", .number(Int64(report.unreadable))),
                ]))
        }
        let communities = status.communities.enumerated().map { index, community in
            let rooms = community.rooms.enumerated().map { place, room in
                JSONObject.Value.object(
                    JSONObject([
                        ("name", .text(room)),
                        (
                            "members",
                            .number(community.members.indices.contains(place) ? Int64(community.members[place]) : 0)
                        ),
                        ("mode", .text(community.standings[place].mode.rawValue)),
                        ("open_cases", .number(Int64(community.standings[place].openCases))),
                        ("owed", .number(Int64(community.standings[place].owed))),
                        ("encrypted", .bool(community.standings[place].isEncrypted)),
                    ]))
            }
            return JSONObject.Value.object(
                JSONObject([
                    ("name", .text(community.community.description)), ("mode", .text(community.mode.rawValue)),
                    (
                        "fingerprint",
                        .text(
                            status.fingerprints.indices.contains(index)
                                ? String(status.fingerprints[index], radix: 36) : "")
                    ),
                    ("rooms", .list(rooms)), ("open_cases", .number(Int64(community.openCases))),
                    ("standing", .number(Int64(community.standing))), ("owed", .number(Int64(community.owed))),
                    ("lessons", .number(Int64(community.lessons))), ("taught", .number(Int64(community.taught))),
                    ("hushed_until", community.hushedUntil.map { .number($0.milliseconds / 1000) } ?? .null),
                    ("paused_until", community.pausedUntil.map { .number($0.milliseconds / 1000) } ?? .null),
                ]))
        }
        return JSONObject([
            ("version", .text(status.version)), ("running_seconds", .number(status.runningFor.seconds)),
            ("events", .number(status.board.sequence)), ("journal_ok", .bool(!status.board.isDegraded)),
            ("configuration", status.board.configurationTrouble.map { .text($0.rawValue) } ?? .text("ok")),
            ("networks", .list(networks)), ("communities", .list(communities)),
            ("dnsbl", status.hostBook.map { .object($0.json) } ?? .null),
            ("second_reader", status.adviser.map { .object(json($0)) } ?? .null),
        ]).text
    }
}
