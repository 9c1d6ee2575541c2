// SPDX-License-Identifier: Apache-2.0

internal import Bot
internal import Chat
internal import Conf
internal import Control
internal import Engine
internal import Glibc
internal import Logging
internal import ServiceLifecycle

/// Answers what comes through the control socket.
struct ControlDesk: Service {
    let path: String
    /// Where everything is kept, whole.
    let state: String
    let house: House
    /// What answers are told in, where the asker says nothing of it.
    var tongue: Tongue
    let logger: Logger

    func run() async throws {
        let server = Server(socket: path, logger: logger) { request, peer in
            var desk = self
            desk.tongue = request.language.flatMap(Tongue.init) ?? tongue
            do {
                return try await desk.answer(request, by: Self.name(of: peer.user))
            } catch {
                return Reply(
                    [desk.tongue.say("she is going down", "elle s'arrête")],
                    exit: Exit.notRunning.rawValue)
            }
        }
        await cancelWhenGracefulShutdown {
            do {
                try await server.run()
            } catch is CancellationError {
                return
            } catch {
                // She goes on without: rooms matter more than the shell.
                logger.error(
                    "the control socket cannot be used: no command reaches her before another start, with --socket PATH",
                    metadata: ["error": "\(error)", "path": "\(path)"])
            }
        }
    }

    /// As the machine calls the user who asks: the kernel vouches for the number.
    static func name(of user: UInt32) -> String {
        var entry = passwd()
        var buffer = [CChar](repeating: 0, count: 16384)
        var found: UnsafeMutablePointer<passwd>?
        guard getpwuid_r(user, &entry, &buffer, buffer.count, &found) == 0, found != nil, let name = entry.pw_name,
            name.pointee != 0
        else { return "uid \(user)" }
        return String(cString: name)
    }

    private func answer(_ request: Request, by peer: String) async throws -> Reply {
        let first = request.arguments.first
        switch request.command {
        case "place": return Reply([state])
        case "status": return StatusText.reply(try await house.status(), tongue)
        case "reload":
            let report = try await house.reload(in: tongue)
            // The desk is told how to accept there.
            let here = tongue.say(
                "to accept them from this shell: geoffrin accept; what differs: geoffrin diff",
                "pour les accepter d'ici : geoffrin accept ; ce qui change : geoffrin diff")
            let lines = report.lines + (report.waits ? [here] : [])
            return Reply(lines, data: self.lines(lines, ok: report.exit == 0), exit: report.exit)
        case "accept":
            if let first { return try await order("ok", first, by: peer) }
            guard house.hasWaiting else {
                let text = tongue.say(
                    "no settings wait; what differs from the file: geoffrin diff",
                    "aucun réglage n'attend ; ce qui diffère du fichier : geoffrin diff")
                return Reply([text], data: lines([text], ok: true))
            }
            let report = try await house.accept(in: tongue)
            return Reply(report.lines, data: lines(report.lines, ok: report.exit == 0), exit: report.exit)
        case "undo":
            if first == "--by" { return try await everywhere("undo", request.arguments, by: peer) }
            return try await order("undo", first ?? "", by: peer)
        case "forget", "export": return try await everywhere(request.command, request.arguments, by: peer)
        case "why": return try await why(first ?? "")
        case "plan": return try await plan(first ?? "14d", from: request.arguments.dropFirst().first ?? "1")
        case "diff":
            let (found, isReadable) = house.difference(in: tongue)
            let lines = found + (try await house.tweaks(in: tongue))
            return Reply(
                lines.isEmpty ? [tongue.say("no difference", "aucune différence")] : lines,
                exit: isReadable ? 0 : Exit.configuration.rawValue)
        case "owner":
            let code = try await house.ownerCode()
            return Reply([
                code,
                tongue.say(
                    "to be sent to her in private, within 10 minutes and before she is started again: owner \(code)",
                    "à lui envoyer en privé, dans les 10 minutes et avant qu'elle soit relancée : owner \(code)"),
            ])
        case "retire":
            let communities = try await house.communities()
            let wanted = first.map { CommunityID($0) }
            if let wanted, !communities.contains(wanted) {
                let names = communities.map(\.description).joined(separator: ", ")
                return usage(
                    "\(wanted): no such community; there are: \(names)",
                    "\(wanted.description) : aucune communauté de ce nom ; il y a : \(names)")
            }
            let (lines, isDone, away) = try await house.retire(wanted, by: peer)
            guard !isDone else { return Reply(lines) }
            let rest = tongue.say(
                "not done yet: the rest follows as soon as it can, also after a restart",
                "pas encore fini : la suite se fait dès que possible, aussi après un redémarrage")
            let missing = away.map { tongue.say("network down: \($0)", "réseau absent : \($0)") }
            return Reply(lines + missing + [rest], exit: Exit.tryAgain.rawValue)
        default:
            return usage(
                "\(request.command): not a command of this daemon; is it of another version? See: geoffrin status",
                "\(request.command) : ce daemon ne connaît pas cette commande ; d'une autre version ? Voir : geoffrin status"
            )
        }
    }

    private func usage(_ en: String, _ fr: French) -> Reply {
        Reply([tongue.say(en, fr)], exit: Exit.usage.rawValue)
    }

    /// A moderator's command in the operator's name.
    private func order(_ word: String, _ id: String, by peer: String) async throws -> Reply {
        guard let (community, rest) = try await house.place(of: id) else { return try await which(id) }
        guard try await isCase(rest, in: community) else { return noCase(id) }
        let answer = try await house.command("\(word) \(rest)", by: peer, in: community)
        return Reply(answer, data: lines(answer, ok: true))
    }

    /// About a person, who may be known in several communities, or about what one did in several.
    private func everywhere(_ word: String, _ arguments: [String], by peer: String) async throws -> Reply {
        var found: [String] = []
        var isKnown = false
        for community in try await house.communities() {
            if let name = arguments.first, try await house.knows(anybodyCalled: name, in: community) { isKnown = true }
            let answer = try await house.command(([word] + arguments).joined(separator: " "), by: peer, in: community)
            found += answer.map { "\(community): \($0)" }
        }
        // Misspelt, it would look done.
        return Reply(found, data: lines(found, ok: isKnown), exit: isKnown ? 0 : Exit.usage.rawValue)
    }

    private func why(_ id: String) async throws -> Reply {
        guard let (community, rest) = try await house.place(of: id) else { return try await which(id) }
        var found: [String] = []
        if let number = Int32(rest) { found = try await house.explain(number, in: community, speaking: tongue) }
        return found.isEmpty ? noCase(id) : Reply(found, data: lines(found, ok: true))
    }

    private func isCase(_ text: String, in community: CommunityID) async throws -> Bool {
        guard let number = Int32(text) else { return false }
        return try await house.knows(number, in: community)
    }

    private func noCase(_ id: String) -> Reply {
        let text = tongue.say(
            "\(id): no such case; their numbers: geoffrin audit",
            "\(id) : aucun cas de ce numéro ; les numéros : geoffrin audit")
        return Reply([text], data: lines([text], ok: false), exit: Exit.usage.rawValue)
    }

    private func which(_ id: String) async throws -> Reply {
        let names = try await house.communities().map(\.description).joined(separator: ", ")
        return usage(
            "\(id): say which community, as NAME-41; there are: \(names)",
            "\(id) : dire de quelle communauté, comme NOM-41 ; il y a : \(names)")
    }

    private func plan(_ text: String, from number: String) async throws -> Reply {
        guard let span = TimeSpan.parse(text), span >= .days(1), span <= .days(400) else {
            return usage("\(text): a span of 1d to 400d, such as 14d", "\(text) : une durée de 1d à 400d, comme 14d")
        }
        guard let first = Int(number), (1...Engine.planFarthest).contains(first) else {
            return usage(
                "\(number): a number of the plan, 1 to \(Engine.planFarthest)",
                "\(number) : un numéro du programme, de 1 à \(Engine.planFarthest)")
        }
        let (planned, hasMore) = try await house.plan(
            days: Int(span.milliseconds / 86_400_000), from: first, in: tongue)
        let items = planned.map { item in
            JSONObject.Value.object(
                JSONObject([
                    ("community", .text(item.community.description)), ("name", .text(item.name)),
                    ("room", .text(item.room.description)),
                    ("at", item.at.map { .number($0.milliseconds / 1000) } ?? .null),
                    ("line", .text(item.line)),
                ]))
        }
        let nothing = tongue.say("nothing is planned", "rien de prévu")
        var told = planned.isEmpty ? [nothing] : planned.map(\.line)
        if hasMore {
            let next = "geoffrin plan \(text) --from \(first + Engine.planMost)"
            told.append(tongue.say("that is not all; the next ones: \(next)", "ce n'est pas tout ; la suite : \(next)"))
        }
        return Reply(told, data: JSONObject.Value.list(items).text)
    }

    private func lines(_ lines: [String], ok: Bool) -> String {
        JSONObject([("ok", .bool(ok)), ("lines", .list(lines.map { .text($0) }))]).text
    }
}
