// SPDX-License-Identifier: Apache-2.0

internal import Chat

/// What `check --explain KEY` says: what a setting is for, what it accepts, and where each value in force comes from.
public enum Explanation {
    /// Nil when there is no such setting; see ``suggestion(for:in:)``.
    public static func sentences(of path: String, in configuration: Configuration) -> [Sentence]? {
        guard let setting = configuration.setting(path), let standard = setting.standard else { return nil }
        var out = [
            Sentence(en: "\(path): \(setting.about.en)", fr: "\(path) : \(setting.about.fr)"),
            Sentence(
                en: "Expected: \(setting.kind.phrase.en). Built in: \(standard.toml).",
                fr: "Attendu : \(setting.kind.phrase.fr). D'origine : \(standard.toml)."),
        ]
        let communities = configuration.communities.map { Scope.community($0.id) }
        let rooms = configuration.communities.flatMap { $0.rooms.map { Scope.room($0.value) } }
        for scope in [.top] + communities { out.append(line(path, scope, configuration)) }
        for scope in rooms where configuration.values[scope]?[path] != nil {
            out.append(line(path, scope, configuration))
        }
        return out
    }

    /// The nearest path of a setting.
    public static func suggestion(for path: String, in configuration: Configuration) -> String? {
        Suggestion.nearest(to: path, among: configuration.sections.flatMap { $0.settings.map(\.path) })
    }

    private static func line(_ path: String, _ scope: Scope, _ configuration: Configuration) -> Sentence {
        let value = configuration.anyValue(path, in: scope)?.toml ?? ""
        let place = place(scope)
        let origin = configuration.origin(ofPath: path, in: scope)
        guard let at = origin.at else {
            return Sentence(en: "\(place.en): \(value), built in", fr: "\(place.fr) : \(value), d'origine")
        }
        let file = Shown.plain(configuration.file, most: 1024)
        return Sentence(
            en: "\(place.en): \(value), \(file):\(at)", fr: "\(place.fr) : \(value), \(file):\(at.description)")
    }

    private static func place(_ scope: Scope) -> Sentence {
        switch scope {
        case .top: Sentence(en: "everywhere", fr: "partout")
        case .community(let id): Sentence(id.description)
        case .room(let id): Sentence(id.description)
        }
    }
}
