// SPDX-License-Identifier: Apache-2.0

import Chat
public import Conf
public import Language

/// What became of a model file that bot.conf names.
public enum NamedModel: Sendable {
    case read(Model)
    /// Why it is not taken, to be said at the line that names it.
    case refused(Sentence)

    /// Bytes of a model file at most.
    public static let longest = ModelFormat.limit
    /// The one that came with the program.
    public static var own: NamedModel? { Model.embedded.map { .read($0) } }

    /// Of the one that was read.
    public var checksum: UInt64? {
        switch self {
        case .read(let model): model.checksum
        case .refused: nil
        }
    }

    /// - Parameter bytes: of the file, `longest` and one more at most; nil where it cannot be read.
    public init(bytes: [UInt8]?) {
        guard let bytes else {
            self = .refused(
                Sentence(
                    en: "cannot be read; it is looked for beside bot.conf",
                    fr: "est illisible ; il est cherché à côté de bot.conf"))
            return
        }
        do {
            self = .read(try Model(bytes: bytes))
        } catch {
            self = .refused(error.sentence)
        }
    }
}

extension Model.Refusal {
    /// What is wrong and what to do, to be put behind the name of the file.
    public var sentence: Sentence {
        switch self {
        case .notAModel:
            Sentence(en: "is no model file of Geoffrin's", fr: "n'est pas un modèle de Geoffrin")
        case .version(let found, let expected):
            Sentence(
                en: "is a model of version \(found); this program reads version \(expected): train it anew",
                fr:
                    "est un modèle de version \(found) ; ce programme lit la version \(expected) : l'entraîner à nouveau"
            )
        case .length(let found, let expected):
            Sentence(
                en: "is \(found) bytes long instead of \(expected): copied incompletely?",
                fr: "fait \(found) octets au lieu de \(expected) : copié en partie ?")
        case .damaged:
            Sentence(
                en: "is damaged (its checksum differs): copy it again",
                fr: "est abîmé (sa somme de contrôle diffère) : le copier à nouveau")
        }
    }
}

extension PolicyCompiler {
    /// The model that reads for a community: the one that came with the program, or the file it names.
    mutating func model(_ community: CommunityEntry) -> Model? {
        let setting = ModerationSettings.model
        for room in community.rooms {
            guard case .room(_, let at) = configuration.origin(of: setting, in: .room(room.value)) else { continue }
            report(
                Sentence(
                    en:
                        "a model reads for a whole community: under [moderation] or [community.\(community.id.name.text).moderation]",
                    fr:
                        "un modèle lit pour toute une communauté : sous [moderation] ou [community.\(community.id.name.text).moderation]"
                ),
                at, setting.path)
        }
        let scope = Scope.community(community.id)
        guard let name = configuration.value(setting, in: scope) else { return Model.embedded }
        switch models[name] ?? NamedModel(bytes: nil) {
        case .read(let model): return model
        case .refused(let why):
            let at = configuration.origin(of: setting, in: scope).at ?? .start
            if !diagnostics.contains(where: { $0.path == setting.path && $0.at == at }) {
                report(
                    Sentence(en: "the model \"\(name)\" \(why.en)", fr: "le modèle \"\(name)\" \(why.fr)"), at,
                    setting.path)
            }
            return Model.embedded
        }
    }
}
