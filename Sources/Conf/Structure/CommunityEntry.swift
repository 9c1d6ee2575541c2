// SPDX-License-Identifier: Apache-2.0

public import Chat

/// A `[community.NAME]`.
public struct CommunityEntry: Sendable {
    public var id: CommunityID
    public var at: Position
    public var rooms: [Located<RoomID>]
    /// The team's private rooms.
    public var desk: [Located<RoomID>]
    /// Besides those with rank in the room.
    public var moderators: [Located<PersonID>]
    /// Accounts that carry one room into another.
    public var relays: [Located<PersonID>]
    /// Matrix policy lists whose opinion the team wants to hear.
    public var policies: [Located<RoomID>]
    public var content: Content

    static let keys: [AnySetting] = [
        AnySetting(
            "rooms", .texts, Sentence(en: "a list of rooms", fr: "une liste de salons"),
            about: Sentence(en: "Where she is hostess.", fr: "Les salons qu'elle tient.")),
        AnySetting(
            "desk", .texts, Sentence(en: "a list of rooms", fr: "une liste de salons"),
            about: Sentence(en: "The team's private rooms.", fr: "Les salons privés de l'équipe.")),
        AnySetting(
            "moderators", .texts, Sentence(en: "a list of accounts", fr: "une liste de comptes"),
            about: Sentence(
                en: "Moderators besides those with rank in the room.",
                fr: "L'équipe, outre qui a un rang dans le salon.")),
        AnySetting(
            "relays", .texts, Sentence(en: "a list of accounts", fr: "une liste de comptes"),
            about: Sentence(
                en: "Accounts that carry one room into another.", fr: "Les comptes qui portent un salon dans un autre.")
        ),
        AnySetting(
            "policies", .texts, Sentence(en: "a list of rooms", fr: "une liste de salons"),
            about: Sentence(
                en: "Matrix policy lists whose opinion she hears; the desk sees each one first.",
                fr: "Les listes de modération Matrix dont elle écoute l'avis ; l'équipe voit d'abord chacune.")
        ),
    ]

    static func read(
        _ name: String, _ table: inout TableReader, _ references: References, among others: [String],
        _ findings: inout Findings
    ) -> CommunityEntry {
        func path(_ key: String) -> String { "community.\(name).\(key)" }
        let rooms = table.texts("rooms", most: 200, maxBytes: 260, &findings)
        let desk = table.texts("desk", most: 16, maxBytes: 260, &findings)
        let moderators = table.texts("moderators", most: 500, maxBytes: 200, &findings)
        let relays = table.texts("relays", most: 50, maxBytes: 200, &findings)
        let policies = table.texts("policies", most: 8, maxBytes: 260, &findings)
        if let entry = table.entries.first(where: { $0.key == "rooms" }) {
            if rooms.isEmpty, entry.node.isEmptyList {
                findings.warning(
                    entry.node.at, path("rooms"),
                    Sentence(
                        en: "no room: she connects, and is nobody's hostess",
                        fr: "aucun salon : elle se connecte, et ne reçoit nulle part"))
            }
        } else {
            // [community.ateliers.welcome], where the community is called atelier.
            let meant = Suggestion.nearest(to: name, among: others).map {
                Sentence(en: "did you mean [community.\($0)]?", fr: "était-ce [community.\($0)] ?")
            }
            table.missing(
                "rooms", meant ?? Sentence(en: "where is she to be?", fr: "où doit-elle être ?"), &findings)
        }
        return CommunityEntry(
            id: CommunityID(name), at: table.at,
            rooms: rooms.compactMap { references.room($0, path("rooms"), &findings) },
            desk: desk.compactMap { references.room($0, path("desk"), &findings) },
            moderators: moderators.compactMap { references.person($0, path("moderators"), &findings) },
            relays: relays.compactMap { references.person($0, path("relays"), &findings) },
            policies: policies.compactMap { references.policyList($0, path("policies"), &findings) },
            content: Content())
    }
}

extension Node {
    fileprivate var isEmptyList: Bool {
        switch content {
        case .list(let nodes): nodes.isEmpty
        case .table, .text, .whole, .flag, .fraction, .date: false
        }
    }
}
