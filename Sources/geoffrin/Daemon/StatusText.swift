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
        if let trouble = status.board.configurationTrouble { lines.append(trouble) }
        if status.board.isDegraded {
            lines.append(tongue == .fr ? "le journal ne peut pas être écrit" : "the journal cannot be written")
        }
        for network in status.board.networks {
            guard network.state != .connected else {
                let count = status.unreadable[network.id] ?? 0
                var line = "\(network.id): \(tongue == .fr ? "en ligne" : "connected")"
                if count > 0 {
                    line +=
                        tongue == .fr ? ", \(count) ligne(s) illisible(s)" : ", \(count) line(s) that could not be read"
                }
                lines.append(line)
                continue
            }
            lines.append(
                words.say(
                    .statusAway,
                    [
                        .network: .own(network.id.description),
                        .delta: .duration(max(.seconds(1), status.now - network.since)),
                        .why: .own(network.why.isEmpty ? network.state.rawValue : network.why),
                    ]
                ).text)
        }
        for community in status.communities {
            lines += standing(community, status.now, tongue)
            for (place, room) in community.rooms.enumerated() {
                let people = community.members.indices.contains(place) ? Int(community.members[place]) : 0
                lines.append(
                    words.say(
                        .statusRoom,
                        [
                            .room: .own(room), .mode: .own(community.mode.rawValue), .people: .number(people),
                            .open: .number(community.openCases), .owed: .number(community.owed),
                        ]
                    ).text)
            }
        }
        return lines
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
            lines.append(
                tongue == .fr
                    ? "\(name) : \(community.standing) sanction(s) en cours"
                    : "\(name): \(community.standing) sanction(s) in force")
        }
        if let until = community.hushedUntil, until > now {
            lines.append(
                tongue == .fr
                    ? "\(name) : elle se tait encore \(span(until))" : "\(name): silent for \(span(until)) more")
        }
        if let until = community.pausedUntil, until > now {
            lines.append(
                tongue == .fr
                    ? "\(name) : elle ne fait rien encore \(span(until))" : "\(name): paused for \(span(until)) more")
        }
        return lines
    }

    private static func json(_ status: House.Status) -> String {
        let networks = status.board.networks.map { network in
            JSONObject.Value.object(
                JSONObject([
                    ("name", .text(network.id.description)), ("state", .text(network.state.rawValue)),
                    ("since", .number(network.since.milliseconds / 1000)), ("why", .text(network.why)),
                    ("waiting", .number(Int64(network.waiting))),
                    ("unreadable", .number(Int64(status.unreadable[network.id] ?? 0))),
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
                    ("hushed_until", community.hushedUntil.map { .number($0.milliseconds / 1000) } ?? .null),
                    ("paused_until", community.pausedUntil.map { .number($0.milliseconds / 1000) } ?? .null),
                ]))
        }
        return JSONObject([
            ("version", .text(status.version)), ("running_seconds", .number(status.runningFor.seconds)),
            ("events", .number(status.board.sequence)), ("journal_ok", .bool(!status.board.isDegraded)),
            ("configuration", status.board.configurationTrouble.map { .text($0) } ?? .text("ok")),
            ("networks", .list(networks)), ("communities", .list(communities)),
        ]).text
    }
}
