// SPDX-License-Identifier: Apache-2.0

internal import Chat

extension Loader {
    /// What one part of the file says of another.
    func checkReferences(_ findings: inout Findings) {
        checkSharedRooms(&findings)
        checkPrompts(configuration.content, banks: allBanks, "prompt", &findings)
        checkItemRooms(configuration.content, &findings)
        for community in configuration.communities {
            let path = "community.\(community.id).prompt"
            checkPrompts(community.content, banks: configuration.banks(in: community.id), path, &findings)
            checkItemRooms(community.content, &findings)
            // One that was refused has been spoken of at its line.
            if community.desk.isEmpty, !references.isLost, !configuration.networks.isEmpty,
                !findings.diagnostics.contains(where: {
                    $0.path == "community.\(community.id).desk"
                        || $0.path == "community.\(community.id)" && $0.severity == .error
                }),
                !findings.isLost(["community", community.id.description, "desk"])
            {
                findings.warning(
                    community.at, "community.\(community.id)",
                    Sentence(
                        en: "no desk: nobody is told what she sees; add desk = [\"network/#room\"]",
                        fr: "pas de desk : personne n'apprend ce qu'elle voit ; ajouter desk = [\"réseau/#salon\"]"))
            }
        }
        checkSecondReader(&findings)
        checkDnsbl(&findings)
        checkTop(&findings)
    }

    private func checkTop(_ findings: inout Findings) {
        let hasContact = configuration.anyValue(Basics.contact.path, in: .top) != .off
        let isMisplaced = findings.diagnostics.contains { $0.path.hasSuffix(".contact") }
        if !hasContact, !isMisplaced, !configuration.networks.isEmpty, !findings.isLost(["contact"]) {
            findings.warning(
                .start, "contact",
                Sentence(
                    en: "missing: networks ask that a bot says who runs it; add contact = \"…\" at the top",
                    fr: "manque : les réseaux demandent qu'un robot dise qui le tient ; ajouter contact = \"…\" en haut"
                ))
        }
        if configuration.communities.isEmpty, !findings.isLost(["community"]), !findings.diagnostics.hasErrors {
            findings.error(
                .start, "community",
                Sentence(
                    en:
                        "missing: no [community.NAME] says where she is to be; write [community.atelier] and below it rooms = [\"libera/#atelier\"]",
                    fr:
                        "manque : aucun [community.NOM] ne dit où elle doit être ; écrire [community.atelier] et dessous rooms = [\"libera/#atelier\"]"
                ))
        }
    }

    /// A room belongs to one community (THREATS I4), once, and is no team's room (desk) at the same time.
    private func checkSharedRooms(_ findings: inout Findings) {
        var owner: [RoomID: (community: String, line: Int)] = [:]
        for community in configuration.communities {
            for room in community.rooms {
                let path = "community.\(community.id).rooms"
                if let first = owner[room.value] {
                    let isSame = first.community == community.id.description
                    findings.error(
                        room.at, path,
                        isSame
                            ? Sentence(
                                en: "\(room.value) is already listed", fr: "\(room.value.description) y est déjà")
                            : Sentence(
                                en: "\(room.value) already belongs to community \(first.community), line \(first.line)",
                                fr:
                                    "\(room.value.description) appartient déjà à la communauté \(first.community), ligne \(first.line)"
                            ))
                } else {
                    owner[room.value] = (community.id.description, room.at.line)
                }
            }
        }
        for community in configuration.communities {
            for list in community.policies {
                let isDesk = configuration.communities.contains { $0.desk.contains { $0.value == list.value } }
                guard owner[list.value] != nil || isDesk else { continue }
                findings.error(
                    list.at, "community.\(community.id).policies",
                    Sentence(
                        en: "\(list.value) is a room she is hostess of: a list has a room of its own",
                        fr: "\(list.value.description) est un salon qu'elle tient : une liste a son propre salon"))
            }
            for room in community.desk {
                guard let first = owner[room.value] else { continue }
                findings.error(
                    room.at, "community.\(community.id).desk",
                    Sentence(
                        en: "\(room.value) is a room of \(first.community): its members would read the cases",
                        fr:
                            "\(room.value.description) est un salon de \(first.community) : ses membres liraient les cas"
                    ))
            }
        }
    }

    private var allBanks: [BankEntry] {
        configuration.content.banks + configuration.communities.flatMap(\.content.banks)
    }

    private func checkPrompts(_ content: Content, banks: [BankEntry], _ path: String, _ findings: inout Findings) {
        let names = banks.map(\.name.value)
        for prompt in content.prompts {
            guard let from = prompt.from, !names.contains(from.value), !findings.isLost(["bank", from.value]) else {
                continue
            }
            let hint = Suggestion.hint(for: from.value, among: names)
            let advice =
                hint.en.isEmpty
                ? Sentence(
                    en: "; add [bank.\(Shown.plain(from.value, most: 40))] with file = \"…\"",
                    fr: " ; ajouter [bank.\(Shown.plain(from.value, most: 40))] avec file = \"…\"") : hint
            findings.error(
                from.at, "\(path).from",
                Sentence(en: "no bank \(Shown.quoted(from.value))", fr: "pas de banque \(Shown.quoted(from.value))")
                    + advice)
        }
    }

    private func checkItemRooms(_ content: Content, _ findings: inout Findings) {
        for rule in content.rules { rule.rooms.forEach { checkRoom($0, "rule.rooms", &findings) } }
        for prompt in content.prompts { prompt.rooms.forEach { checkRoom($0, "prompt.rooms", &findings) } }
        for expect in content.expectations { if let room = expect.room { checkRoom(room, "expect.room", &findings) } }
    }

    /// The room is one of some community.
    func checkRoom(_ room: Located<RoomID>, _ path: String, _ findings: inout Findings) {
        guard configuration.community(of: room.value) == nil, !findings.isLost(["community"]) else { return }
        // Rooms that were refused where they belong have been spoken of there.
        let names = configuration.communities.flatMap { $0.rooms.map(\.value.description) }
        findings.error(
            room.at, path,
            Sentence(
                en: "\(Shown.quoted(room.value.description)) is a room of no community",
                fr: "\(Shown.quoted(room.value.description)) n'est le salon d'aucune communauté")
                + hint(room.value.description, names))
    }

    /// Longer names than usual for a suggestion: the network in front is the same for all.
    private func hint(_ name: String, _ names: [String]) -> Sentence {
        let short = { (text: String) in text.split(separator: "/", maxSplits: 1).last.map(String.init) ?? text }
        let network = name.split(separator: "/", maxSplits: 1).first.map(String.init) ?? ""
        let same = names.filter { $0.utf8.starts(with: "\(network)/".utf8) }
        guard let near = Suggestion.nearest(to: short(name), among: same.map(short)) else {
            return Sentence(
                en: "; write it into the rooms of one first", fr: " ; l'écrire d'abord dans les rooms de l'une d'elles")
        }
        return Sentence(en: "; did you mean \"\(network)/\(near)\"?", fr: " ; peut-être \"\(network)/\(near)\" ?")
    }
}
