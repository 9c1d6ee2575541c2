// SPDX-License-Identifier: Apache-2.0

public import Chat

/// `[detector.dnsbl]`: lists of hosts that are asked, by name, where newcomers come from (ADR 0046).
public enum DnsblSettings {
    /// Lists of a room, and bytes of one: the name of a question about it stays within 253 (RFC 1035 §2.3.4).
    public static let listsMost = 4
    static let longest = 180

    public static let lists = Setting<[String]>(
        "detector.dnsbl", "lists", .domains(maxCount: listsMost, maxBytes: longest), default: [],
        about: Sentence(
            en: "Lists that are asked about the addresses of newcomers, where IRC shows them. The room is told first.",
            fr:
                "Listes interrogées sur les adresses des nouvelles personnes, là où IRC les montre. Le salon est d'abord prévenu."
        ))
    public static let nameserver = Setting<String?>(
        "detector.dnsbl", "nameserver", .optional(.text(maxBytes: 21)), default: nil,
        about: Sentence(
            en: "The resolver to ask, by its number: \"127.0.0.1\" or \"127.0.0.1:5353\"; else those of the system.",
            fr:
                "Le résolveur à interroger, par son numéro : \"127.0.0.1\" ou \"127.0.0.1:5353\" ; sinon ceux du système."
        ))
    public static let perSecond = Setting<Int>(
        "detector.dnsbl", "per_second", .whole(1...50, unit: Sentence(en: "questions", fr: "questions")), default: 10,
        about: Sentence(
            en: "How many questions a second at most; those beyond are not asked.",
            fr: "Combien de questions par seconde au plus ; au-delà, elles ne sont pas posées."))
    public static let remember = Setting<TimeSpan>(
        "detector.dnsbl", "remember", .span(.minutes(5) ... .days(1)), default: .hours(1),
        about: Sentence(
            en: "How long an answer is remembered and counts.",
            fr: "Combien de temps une réponse est retenue et compte.")
    )

    static let service = AnySection(
        "detector.dnsbl", scopes: [.top],
        about: Sentence(
            en: "Lists of hosts in the DNS, where a room agrees: how they are asked.",
            fr: "Listes d'hôtes dans le DNS, là où un salon l'accepte : comment elles sont interrogées."),
        settings: [nameserver.description, perSecond.description, remember.description])
    /// Never at the top: each community, or room, agrees for itself.
    static let consent = AnySection(
        "detector.dnsbl", scopes: [.community, .room],
        about: Sentence(
            en: "In [community.NAME.detector.dnsbl] or [room.\"network/#room\".detector.dnsbl]: who agrees to it.",
            fr: "Dans [community.NOM.detector.dnsbl] ou [room.\"réseau/#salon\".detector.dnsbl] : qui l'accepte."),
        settings: [lists.description])
}

extension Configuration {
    /// The lists that are asked for a room: none where its network shows no hosts.
    public func dnsblLists(of room: RoomID) -> [String] {
        showsHosts(room) ? value(DnsblSettings.lists, in: .room(room)) : []
    }

    /// Rooms of a community that agreed, with their lists, in the order of the file.
    public func roomsWithDnsbl(of community: CommunityEntry) -> [(room: RoomID, lists: [String])] {
        community.rooms.map { ($0.value, dnsblLists(of: $0.value)) }.filter { !$0.1.isEmpty }
    }

    /// Matrix tells nobody's.
    public func showsHosts(_ room: RoomID) -> Bool { network(room.network)?.matrix == nil }
}

extension Loader {
    /// Names that the DNS has, a resolver that is a number, and a room that shows hosts.
    func checkDnsbl(_ findings: inout Findings) {
        let path = DnsblSettings.lists.path
        for scope in configuration.scopes(sayingPath: path) {
            let lists = configuration.value(DnsblSettings.lists, in: scope)
            let at = configuration.origin(ofPath: path, in: scope).at ?? .start
            for list in lists where !Self.isListName(list) {
                findings.error(
                    at, path,
                    Sentence(
                        en: "\(Shown.quoted(list)) is no name of a list: ASCII and at least one letter at its end",
                        fr: "\(Shown.quoted(list)) n'est pas le nom d'une liste : de l'ASCII, et des lettres à la fin"))
            }
            if let repeated = lists.first(where: { list in lists.count(where: { $0 == list }) > 1 }) {
                findings.error(
                    at, path,
                    Sentence(
                        en: "\(Shown.quoted(repeated)) is already listed", fr: "\(Shown.quoted(repeated)) y est déjà"))
            }
            guard !lists.isEmpty, rooms(of: scope).allSatisfy({ configuration.dnsblLists(of: $0).isEmpty }) else {
                continue
            }
            findings.warning(
                at, path,
                Sentence(
                    en:
                        "nobody will be asked about: these lists know addresses, Matrix tells none; they are for rooms on IRC",
                    fr:
                        "rien ne sera demandé : ces listes connaissent des adresses, Matrix n'en dit aucune ; elles sont pour les salons IRC"
                ))
        }
        guard let text = configuration.value(DnsblSettings.nameserver, in: .top), NameServer(text) == nil else {
            return
        }
        findings.error(
            configuration.origin(of: DnsblSettings.nameserver, in: .top).at ?? .start, DnsblSettings.nameserver.path,
            Sentence(
                en: "\(Shown.quoted(text)): a resolver is written as its number, \"127.0.0.1\" or \"127.0.0.1:5353\"",
                fr: "\(Shown.quoted(text)) : un résolveur s'écrit par son numéro, \"127.0.0.1\" ou \"127.0.0.1:5353\""))
    }

    private func rooms(of scope: Scope) -> [RoomID] {
        switch scope {
        case .top: []
        case .community(let id): configuration.community(id)?.rooms.map(\.value) ?? []
        case .room(let room): [room]
        }
    }

    /// ASCII, and no number: `127.0.0.1` is an address, not a name.
    private static func isListName(_ name: String) -> Bool {
        guard name.utf8.allSatisfy({ $0 < 0x80 }), let last = name.utf8.split(separator: 0x2E).last else {
            return false
        }
        return last.contains { $0 | 0x20 &- 0x61 < 26 }
    }
}

/// A resolver as bot.conf writes it: an IPv4 address, with a port where it is not 53.
public struct NameServer: Sendable, Hashable {
    /// The four bytes, the first one highest.
    public let address: UInt32
    public let port: UInt16

    /// Nil for what is no such number.
    public init?(_ text: String) {
        let parts = Array(text.utf8).split(separator: 0x3A, omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let address = PublicAddress.four(parts[0]) else { return nil }
        self.address = address
        guard parts.count == 2 else {
            port = 53
            return
        }
        let digits = String(decoding: parts[1], as: UTF8.self)
        guard let port = UInt16(digits), port > 0, String(port).utf8.elementsEqual(digits.utf8) else { return nil }
        self.port = port
    }
}
