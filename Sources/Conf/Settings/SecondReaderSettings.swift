// SPDX-License-Identifier: Apache-2.0

public import Chat

/// `[second_reader]`: whom she asks, outside, about lines she is unsure of (ADR 0033).
public enum SecondReaderSettings {
    /// What the service speaks.
    public enum Shape: String, Sendable, CaseIterable {
        /// OpenAI's `/v1/moderations`.
        case moderation
        /// OpenAI's `/v1/chat/completions`, which llama.cpp and others speak too.
        case chat
        /// `{"text": …}`, answered by `{"score": 0…1}`.
        case webhook
    }

    public static let url = Setting<WebAddress?>(
        "second_reader", "url", .optional(.webAddress), default: nil,
        about: Sentence(
            en:
                "The whole address that is asked. A service of this machine or house: by its number, as in http://127.0.0.1:8080/x.",
            fr:
                "L'adresse entière à interroger. Un service de cette machine ou de la maison : par son numéro, comme http://127.0.0.1:8080/x."
        ))
    public static let shape = Setting<Shape>(
        "second_reader", "shape", .choice, default: .moderation,
        about: Sentence(en: "What it speaks.", fr: "Ce que parle le service."))
    public static let model = Setting<String?>(
        "second_reader", "model", .optional(.text(maxBytes: 120)), default: nil,
        about: Sentence(
            en: "The model to name, where the service has several.", fr: "Le modèle, si le service en a plusieurs."))
    public static let key = Setting<SecretReference?>(
        "second_reader", "key", .optional(.secret), default: nil,
        about: Sentence(
            en: "Where the service's key is, if it wants one.", fr: "Où est la clé du service, s'il en veut une."))
    public static let deadline = Setting<TimeSpan>(
        "second_reader", "deadline", .span(.seconds(1) ... .seconds(30)), default: .seconds(5),
        about: Sentence(
            en: "How long an answer is waited for; later it counts for nothing.",
            fr: "Combien de temps une réponse est attendue ; plus tard, elle ne compte pas."))
    public static let perHour = Setting<Int>(
        "second_reader", "per_hour", .whole(1...100_000, unit: Sentence(en: "questions", fr: "questions")), default: 60,
        about: Sentence(
            en: "How many questions an hour at most, of which a tenth about one person.",
            fr: "Combien de questions par heure au plus, dont un dixième sur une même personne."))

    public static let active = Setting<Bool>(
        "second_reader", "active", .flag, default: false,
        about: Sentence(
            en: "Whether unclear lines of these rooms are sent there, without names. The room is told first.",
            fr: "Si les lignes douteuses de ces salons y sont envoyées, sans noms. Le salon est d'abord prévenu."))

    static let service = AnySection(
        "second_reader", scopes: [.top],
        about: Sentence(
            en: "A second reader for unclear lines, where a room agrees.",
            fr: "Un second lecteur pour les lignes douteuses, là où un salon l'accepte."),
        settings: [
            url.description, shape.description, model.description, key.description, deadline.description,
            perHour.description,
        ])
    /// Never at the top: each community, or room, agrees for itself (THREATS J4).
    static let consent = AnySection(
        "second_reader", scopes: [.community, .room],
        about: Sentence(
            en: "In [community.NAME.second_reader] or [room.\"network/#room\".second_reader]: who agrees to it.",
            fr: "Dans [community.NOM.second_reader] ou [room.\"réseau/#salon\".second_reader] : qui l'accepte."),
        settings: [active.description])
}

extension Configuration {
    /// Rooms that agreed, of one community, in the order of the file; none where there is nobody to ask.
    public func roomsWithSecondReader(of community: CommunityEntry) -> [RoomID] {
        guard value(SecondReaderSettings.url, in: .top) != nil else { return [] }
        return community.rooms.map(\.value).filter { value(SecondReaderSettings.active, in: .room($0)) }
    }
}

extension Loader {
    /// Who agrees needs somebody to ask, and a key is not read out on the way.
    func checkSecondReader(_ findings: inout Findings) {
        let url = configuration.value(SecondReaderSettings.url, in: .top)
        let path = SecondReaderSettings.active.path
        let isRead = !findings.diagnostics.contains { $0.path == SecondReaderSettings.url.path }
        if url == nil, isRead, !findings.isLost(["second_reader"]) {
            for scope in configuration.scopes(sayingPath: path)
            where configuration.anyValue(path, in: scope) == .flag(true) {
                findings.error(
                    configuration.origin(ofPath: path, in: scope).at ?? .start, path,
                    Sentence(
                        en: "there is nobody to ask: add [second_reader] with url = \"…\"",
                        fr: "il n'y a personne à interroger : ajouter [second_reader] avec url = \"…\""))
            }
        }
        guard let url, !url.isSecure, !url.isLoopback else { return }
        let keyPath = SecondReaderSettings.key.path
        if let at = configuration.origin(ofPath: keyPath, in: .top).at,
            configuration.value(SecondReaderSettings.key, in: .top) != nil
        {
            findings.error(
                at, keyPath,
                Sentence(
                    en: "over http:// this key could be read on the way: write https:// in url",
                    fr: "par http:// cette clé se lirait en chemin : écrire https:// dans url"))
        } else if let at = configuration.origin(ofPath: SecondReaderSettings.url.path, in: .top).at {
            findings.warning(
                at, SecondReaderSettings.url.path,
                Sentence(
                    en: "over http:// what is asked can be read on the way through your network",
                    fr: "par http:// ce qui est demandé se lit en chemin, sur votre réseau"))
        }
    }
}
