// SPDX-License-Identifier: Apache-2.0

internal import Bot
internal import Chat
internal import Conf
internal import Engine

/// `check --live`: goes to every network of the file, enters the rooms, says what she may do there, and leaves.
struct LiveCheck: Sendable {
    let setups: [NetworkSetup]
    let tongue: Tongue
    /// Where she must be able to read and write.
    let desks: Set<RoomID>
    /// How long a network has until all of its rooms are entered.
    var patience: Duration = .seconds(45)

    /// What was seen of one network.
    private struct Sight: Sendable {
        var isConnected = false
        /// Why it went away, or refused her.
        var why = ""
        var entered: Set<RoomID> = []
        var capabilities: [RoomID: Event.Capability] = [:]
        /// Rooms that do not let her in, and why.
        var bars: [RoomID: Event.Bar] = [:]
        /// Her id, where she has been told it.
        var own = "geoffrin"

        mutating func take(_ event: Event) {
            switch event.kind {
            case .connected: isConnected = true
            case .disconnected(_, let reason): why = reason
            case .synced(let members):
                if let room = event.room { entered.insert(room) }
                if let user = members.first(where: { $0.facts.isSelf })?.facts.account, user.first == UInt8(ascii: "@")
                {
                    own = user.text
                }
            case .barred(let bar): if let room = event.room { bars[room] = bar }
            case .capability(let capability): if let room = event.room { capabilities[room] = capability }
            default: break
            }
        }

        func isWhole(_ rooms: [RoomID]) -> Bool { isConnected && rooms.allSatisfy { capabilities[$0] != nil } }
        /// Nothing more is to be learnt by waiting: a homeserver's no is one until somebody invites her; on IRC services
        /// may yet let her in.
        func isSettled(_ rooms: [RoomID]) -> Bool {
            isConnected && rooms.allSatisfy { capabilities[$0] != nil || $0.isOfMatrix && bars[$0] != nil }
        }
    }

    private actor Watch {
        private(set) var sight = Sight()
        private let rooms: [RoomID]
        private let whole: AsyncStream<Void>.Continuation

        init(_ rooms: [RoomID], _ whole: AsyncStream<Void>.Continuation) {
            self.rooms = rooms
            self.whole = whole
        }

        func take(_ events: [Event]) {
            for event in events { sight.take(event) }
            if sight.isSettled(rooms) { whole.finish() }
        }

        func fail(_ why: String) { sight.why = why }
    }

    /// Network by network, in the order of the file.
    func run() async -> [Found] {
        await withTaskGroup(of: Found.self) { group in
            for (place, setup) in setups.enumerated() {
                group.addTask {
                    let sight = await look(setup)
                    return Found(
                        place: place, name: setup.id.description, lines: lines(sight, setup),
                        isGood: sight.isWhole(setup.rooms) && sealed(sight).isEmpty)
                }
            }
            var found: [Found] = []
            for await one in group { found.append(one) }
            found.sort { $0.place < $1.place }
            return found
        }
    }

    /// What came of one network.
    struct Found: Sendable {
        fileprivate var place: Int
        var name: String
        /// For people.
        var lines: [String]
        var isGood: Bool
    }

    private func look(_ setup: NetworkSetup) async -> Sight {
        let adapter: any Adapter
        do { adapter = try setup.make() } catch { return Sight(why: Self.reason(error)) }
        let (whole, continuation) = AsyncStream.makeStream(of: Void.self)
        let watch = Watch(setup.rooms, continuation)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                do { try await adapter.run { await watch.take($0) } } catch { await watch.fail(Self.reason(error)) }
                continuation.finish()
            }
            group.addTask {
                // Cut short when the rest is done.
                try? await Task.sleep(for: patience)
                continuation.finish()
            }
            for await _ in whole {}
            group.cancelAll()
        }
        return await watch.sight
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let refusal as Refusal: refusal.why
        case let obstacle as Obstacle: obstacle.why
        default: "\(error)"
        }
    }

    /// Desks that are encrypted.
    private func sealed(_ sight: Sight) -> Set<RoomID> {
        desks.filter { sight.capabilities[$0]?.cannot.contains(.read) ?? false }
    }

    // MARK: - Words

    private func lines(_ sight: Sight, _ setup: NetworkSetup) -> [String] {
        guard sight.isConnected else {
            let why = sight.why.isEmpty ? say("no answer in \(seconds) s", "pas de réponse en \(seconds) s") : sight.why
            return [say("\(setup.id): not connected: \(why)", "\(setup.id.description) : pas en ligne : \(why)")]
        }
        var out = [say("\(setup.id): connected.", "\(setup.id.description) : en ligne.")]
        for room in setup.rooms {
            guard let capability = sight.capabilities[room] else {
                if let bar = sight.bars[room], !sight.entered.contains(room) {
                    let why = Words(tongue).say(bar.words(in: room), [.room: .room(room), .bot: .own(sight.own)]).text
                    out.append(
                        say("\(room): not entered: \(why)", "\(room.description) : pas entrée : \(why)"))
                    continue
                }
                out.append(
                    sight.entered.contains(room)
                        ? say(
                            "\(room): entered; what she may do there is not known yet.",
                            "\(room.description) : entrée ; on ne sait pas encore ce qu'elle y peut.")
                        : say(
                            "\(room): not entered in \(seconds) s: does it exist, is she invited, or banned?",
                            "\(room.description) : pas entrée en \(seconds) s : existe-t-il, est-elle invitée, ou bannie ?"
                        ))
                continue
            }
            out.append(line(room, capability))
        }
        return out
    }

    private func line(_ room: RoomID, _ capability: Event.Capability) -> String {
        let words = Words(tongue)
        func list(_ abilities: [Event.Ability]) -> String {
            abilities.compactMap(\.words).map { words.say($0).text }.joined(separator: ", ")
        }
        var text = say("\(room): entered. ", "\(room.description) : entrée. ")
        let (can, cannot) = (list(capability.can), list(capability.cannot))
        if !can.isEmpty { text += say("She can: \(can). ", "Elle peut : \(can). ") }
        if !cannot.isEmpty { text += say("She cannot: \(cannot). ", "Elle ne peut pas : \(cannot). ") }
        if desks.contains(room), capability.cannot.contains(.read) {
            text += words.say(.deskSealed, [.room: .room(room), .bot: .own("geoffrin")]).text + " "
        } else if capability.cannot.contains(.read) {
            text += say(
                "It is encrypted: she reads and writes nothing there. ",
                "Elle est chiffrée : Geoffrin n'y lit et n'y écrit rien. ")
        }
        if let levels = capability.levels {
            text +=
                words.say(
                    .fixMissing, [.count: .number(Int(levels.own)), .list: levels.list]
                ).text + " "
        }
        if capability.isOpen == true {
            text += say("Strangers can read it.", "Des inconnus peuvent le lire.")
        }
        return text.hasSuffix(" ") ? String(text.dropLast()) : text
    }

    private var seconds: Int64 { patience.components.seconds }
    private func say(_ en: String, _ fr: French) -> String { tongue.say(en, fr) }
}
