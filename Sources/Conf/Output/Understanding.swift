// SPDX-License-Identifier: Apache-2.0

internal import Chat

/// What `check` says back on success: what she understood, so that an accepted file is also the intended one.
public enum Understanding {
    /// About the configuration alone; the engine adds what it knows of prompts.
    public static func sentences(of configuration: Configuration) -> [Sentence] {
        var out: [Sentence] = []
        for community in configuration.communities {
            out += sentences(of: community, configuration, isAlone: configuration.communities.count == 1)
        }
        for network in configuration.networks {
            guard let matrix = network.matrix else {
                if let login = login(network) { out.append(login) }
                continue
            }
            out.append(
                Sentence(
                    en: "\(network.name) is Matrix, at \(matrix.homeserver.value). She cannot read encrypted rooms.",
                    fr:
                        "\(network.name.description) est Matrix, sur \(matrix.homeserver.value). Elle ne lit pas les salons chiffrés."
                ))
        }
        out.append(memory(configuration))
        return out
    }

    /// What a password is told to, where a network has no login of the protocol.
    private static func login(_ network: NetworkEntry) -> Sentence? {
        guard let sasl = network.sasl, sasl.password != nil, let account = sasl.account?.value else { return nil }
        let (name, hosts) = (network.name.description, network.servicesHosts.joined(separator: ", "))
        let start = Sentence(
            en: "On \(name) she logs in as \(Shown.plain(account, most: 64)); ",
            fr: "Sur \(name) elle s'identifie comme \(Shown.plain(account, most: 64)) ; ")
        guard !network.servicesHosts.isEmpty else {
            return start
                + Sentence(
                    en: "where it offers no SASL she tells NickServ nothing: services = [\"…\"] would name its host.",
                    fr: "s'il n'offre pas SASL elle ne dit rien à NickServ : services = [\"…\"] en nommerait l'hôte.")
        }
        return start
            + Sentence(
                en: "where it offers no SASL she tells the password to NickServ on \(hosts), and to nobody else.",
                fr: "s'il n'offre pas SASL elle dit le mot de passe à NickServ sur \(hosts), et à personne d'autre.")
    }

    private static func sentences(
        of community: CommunityEntry, _ configuration: Configuration, isAlone: Bool
    ) -> [Sentence] {
        let scope = Scope.community(community.id)
        let rooms = list(community.rooms.map(\.value.description))
        let desk = list(community.desk.map(\.value.description))
        var out = [
            community.rooms.isEmpty
                ? Sentence(
                    en: "She will be in no room, and speak \(tongue(configuration, scope).en).",
                    fr: "Elle ne sera dans aucun salon, et parlera \(tongue(configuration, scope).fr).")
                : Sentence(
                    en: "She will be in \(rooms.en), and speak \(tongue(configuration, scope).en).",
                    fr: "Elle sera dans \(rooms.fr), et parlera \(tongue(configuration, scope).fr).")
        ]
        out.append(welcome(configuration, scope, scope))
        for room in community.rooms where configuration.says("welcome", in: .room(room.value)) {
            let there = welcome(configuration, .room(room.value), scope)
            out.append(
                Sentence(en: "In \(room.value): \(there.en)", fr: "Dans \(room.value.description) : \(there.fr)"))
        }
        out.append(moderation(configuration, scope))
        if let leaving = leaving(community, configuration) { out.append(leaving) }
        if let asking = asking(community, configuration) { out.append(asking) }
        if !community.policies.isEmpty {
            let lists = list(community.policies.map(\.value.description))
            out.append(
                Sentence(
                    en: "She hears the policy lists \(lists.en); each counts once the team has seen it.",
                    fr: "Elle écoute les listes \(lists.fr) ; chacune compte une fois vue par l'équipe."))
        }
        out.append(
            community.desk.isEmpty
                ? Sentence(
                    en: "There is no desk: nobody is told.", fr: "Il n'y a pas de desk : personne n'est prévenu.")
                : Sentence(en: "The team's room is \(desk.en).", fr: "Le salon de l'équipe est \(desk.fr)."))
        guard !isAlone else { return out }
        let name = community.id.description
        return out.map { Sentence(en: "\(name): ", fr: "\(name) : ") + $0 }
    }

    /// Texts that leave this machine, and where to (THREATS J4).
    private static func leaving(_ community: CommunityEntry, _ configuration: Configuration) -> Sentence? {
        let rooms = list(configuration.roomsWithSecondReader(of: community).map(\.description))
        guard !rooms.en.isEmpty, let url = configuration.value(SecondReaderSettings.url, in: .top) else { return nil }
        let most = configuration.value(SecondReaderSettings.perHour, in: .top)
        if url.isLoopback {
            return Sentence(
                en:
                    "Unclear lines of \(rooms.en), without names, go to a second program on this machine, \(url), at most \(most) an hour; the room is told.",
                fr:
                    "Les lignes douteuses de \(rooms.fr), sans noms, vont à un second programme de cette machine, \(url.text), \(most) par heure au plus ; le salon est prévenu."
            )
        }
        return Sentence(
            en:
                "Texts leave this machine: unclear lines of \(rooms.en), without names, go to \(url.host), at most \(most) an hour; the room is told.",
            fr:
                "Des textes quittent cette machine : les lignes douteuses de \(rooms.fr), sans noms, vont à \(url.host), \(most) par heure au plus ; le salon est prévenu."
        )
    }

    /// Addresses that leave this machine, and where to.
    private static func asking(_ community: CommunityEntry, _ configuration: Configuration) -> Sentence? {
        let found = configuration.roomsWithDnsbl(of: community)
        guard !found.isEmpty else { return nil }
        let rooms = list(found.map(\.room.description))
        var names: [String] = []
        for name in found.flatMap(\.lists) where !names.contains(name) { names.append(name) }
        let lists = list(names)
        let resolver = configuration.value(DnsblSettings.nameserver, in: .top)
        return Sentence(
            en:
                "Addresses leave this machine: of newcomers to \(rooms.en), where the network shows them, to \(lists.en) through \(resolver ?? "the system's resolver"); the room is told.",
            fr:
                "Des adresses quittent cette machine : celles des nouvelles personnes de \(rooms.fr), là où le réseau les montre, vers \(lists.fr) par \(resolver ?? "le résolveur du système") ; le salon est prévenu."
        )
    }

    private static func tongue(_ configuration: Configuration, _ scope: Scope) -> Sentence {
        switch (configuration.value(Basics.language, in: scope), configuration.value(Basics.address, in: scope)) {
        case (.en, _): Sentence(en: "English", fr: "anglais")
        case (.fr, .tu): Sentence(en: "French (tu)", fr: "français (tu)")
        case (.fr, .vous): Sentence(en: "French (vous)", fr: "français (vous)")
        }
    }

    /// - Parameter community: the scope of the community, of which a room has what it does not say itself.
    private static func welcome(_ configuration: Configuration, _ scope: Scope, _ community: Scope) -> Sentence {
        guard configuration.value(WelcomeSettings.active, in: scope) else {
            return Sentence(en: "She greets nobody.", fr: "Elle n'accueille personne.")
        }
        // As the engine takes them: [words] goes before [welcome], and words for one serve for several.
        func isEmpty(_ name: String, _ settings: Setting<Wording?>...) -> Bool {
            let own = configuration.words.last {
                $0.name.value == name && ($0.scope == .top || $0.scope == community || $0.scope == scope)
            }
            let written = own?.words ?? settings.lazy.compactMap { configuration.value($0, in: scope) }.first
            return written?.variants(
                configuration.value(Basics.language, in: scope), configuration.value(Basics.address, in: scope)
            ).allSatisfy(\.isEmpty) ?? false
        }
        if isEmpty("welcome.first", WelcomeSettings.first) {
            let isForSeveral = !isEmpty("welcome.grouped", WelcomeSettings.grouped, WelcomeSettings.first)
            return mute(configuration, scope, isForSeveral: isForSeveral)
        }
        let after = configuration.value(WelcomeSettings.after, in: scope)
        guard after > .zero else {
            return Sentence(en: "She greets newcomers at once.", fr: "Elle accueille tout de suite.")
        }
        return Sentence(
            en: "She greets newcomers after \(after.spoken), unless a member does it first.",
            fr: "Elle accueille après \(after.spoken), si aucun membre ne l'a fait avant.")
    }

    /// Where the words for one newcomer are empty: what is left.
    private static func mute(_ configuration: Configuration, _ scope: Scope, isForSeveral: Bool) -> Sentence {
        let left = [
            isForSeveral
                ? Sentence(en: "greets several who come together", fr: "accueille plusieurs personnes ensemble") : nil,
            configuration.value(WelcomeSettings.private, in: scope)
                ? Sentence(en: "writes to newcomers in private", fr: "écrit en privé à qui arrive") : nil,
            configuration.value(WelcomeSettings.returning, in: scope)
                ? Sentence(en: "greets those who come back", fr: "salue qui revient") : nil,
        ].compactMap { $0 }
        guard !left.isEmpty else {
            return Sentence(
                en: "She greets nobody: [welcome] first is empty.",
                fr: "Elle n'accueille personne : [welcome] first est vide.")
        }
        return Sentence(
            en: "She does not greet one who comes alone: [welcome] first is empty; but she \(list(left.map(\.en)).en).",
            fr:
                "Elle n'accueille pas une personne qui arrive seule : [welcome] first est vide ; mais elle \(list(left.map(\.fr)).fr)."
        )
    }

    private static func moderation(_ configuration: Configuration, _ scope: Scope) -> Sentence {
        let ceiling = configuration.value(ModerationSettings.ceiling, in: scope).description
        let preset = configuration.value(ModerationSettings.preset, in: scope).rawValue
        return switch configuration.value(ModerationSettings.mode, in: scope) {
        case .observe:
            Sentence(
                en:
                    "She observes: she writes down what she would do (\(preset)) and tells the desk; she does nothing to anybody.",
                fr:
                    "Elle observe : elle note ce qu'elle ferait (\(preset)) et le dit à l'équipe ; elle ne touche à personne."
            )
        case .ask:
            Sentence(
                en: "She asks: she proposes (\(preset)), and does it when the desk says yes.",
                fr: "Elle demande : elle propose (\(preset)), et agit quand l'équipe dit oui.")
        case .act:
            Sentence(
                en: "She acts (\(preset)), alone up to \(ceiling).",
                fr: "Elle agit (\(preset)), seule jusqu'à \(ceiling).")
        }
    }

    private static func memory(_ configuration: Configuration) -> Sentence {
        func kept(_ setting: Setting<TimeSpan>) -> Sentence { configuration.value(setting, in: .top).told }
        let text = kept(MemorySettings.text)
        let features = kept(MemorySettings.features)
        let cases = kept(MemorySettings.cases)
        let seen = kept(MemorySettings.seen)
        return Sentence(
            en: "She keeps texts \(text.en), counts \(features.en), cases \(cases.en), who was here before \(seen.en).",
            fr:
                "Elle garde les textes \(text.fr), les comptes \(features.fr), les cas \(cases.fr), qui est déjà venu \(seen.fr)."
        )
    }

    private static func list(_ names: [String]) -> Sentence {
        guard let last = names.last, names.count > 1 else { return Sentence(names.first ?? "") }
        let head = names.dropLast().joined(separator: ", ")
        return Sentence(en: "\(head) and \(last)", fr: "\(head) et \(last)")
    }
}

extension TimeSpan {
    /// `7 days`, `1 year`; what is shorter, or no whole number of them, as `spoken`.
    fileprivate var told: Sentence {
        for (unit, en, fr) in [(365, "year", "an"), (1, "day", "jour")] as [(Int64, String, String)] {
            let length = unit * 86_400_000
            guard milliseconds >= length, milliseconds % length == 0 else { continue }
            let count = milliseconds / length
            let plural = count == 1 ? "" : "s"
            return Sentence(en: "\(count) \(en)\(plural)", fr: "\(count) \(fr)\(plural)")
        }
        return Sentence(spoken)
    }

    /// `2 min`, `1 h 30 min`: the same in both languages.
    fileprivate var spoken: String {
        var out = ""
        var unit = ""
        for scalar in text.unicodeScalars {
            if scalar.value >= 0x30, scalar.value <= 0x39 {
                if !unit.isEmpty { out += " " }
                unit = ""
                out.unicodeScalars.append(scalar)
            } else {
                unit = scalar == "m" ? " min" : " \(scalar)"
                out += unit
            }
        }
        return out
    }
}

extension Configuration {
    /// Whether the file says anything of a section in this very scope.
    func says(_ section: String, in scope: Scope) -> Bool {
        (values[scope] ?? [:]).keys.contains { $0.utf8.starts(with: "\(section).".utf8) }
    }
}
