// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Conf
public import Engine

/// A bot.conf made ready to be played: its policies, and what a player must know besides.
public struct Stage: Sendable {
    public var policies: [Policy]
    public var ownName: String
    public var tongue: Tongue
    public var zone: Zone
    public var expectations: [ExpectEntry]

    /// Why a bot.conf cannot be played: each mistake, located.
    public struct Refusal: Error, Sendable {
        public var diagnostics: [Diagnostic]
        /// One line each, in English.
        public var lines: [String] { diagnostics.map { $0.printed(.en) } }
    }

    /// Compiles a bot.conf to be rehearsed.
    ///
    /// She acts at once, as nobody is hurt in a rehearsal, unless the file itself says in which mode she is.
    /// - Parameters:
    ///   - file: its name, for the diagnostics.
    ///   - reading: the text of a file that it names; nil when there is none.
    ///   - model: the bytes of a model file that it names.
    ///   - now: around which dates are reckoned.
    ///   - acts: act whatever the file says of modes.
    public static func prepare(
        _ text: String, file: String, now: Timestamp, acts: Bool = false,
        model: (String) -> [UInt8]? = { _ in nil }, reading: (String) -> String?
    ) throws(Refusal) -> Stage {
        let loaded = Configuration.load(text: text, file: file, sections: Policy.sections)
        guard let configuration = loaded.configuration else {
            throw Refusal(diagnostics: loaded.diagnostics.filter { $0.severity == .error })
        }
        var files = [file: text]
        for name in configuration.namedFiles { if let found = reading(name) { files[name] = found } }
        var models: [String: NamedModel] = [:]
        for name in configuration.namedModels { models[name] = NamedModel(bytes: model(name)) }
        let saysMode = !configuration.scopes(sayingPath: ModerationSettings.mode.path).isEmpty
        let compiled = Policy.compile(
            configuration, files: files, models: models, now: now, textSeed: 1, isRehearsal: acts || !saysMode)
        let errors = compiled.diagnostics.filter { $0.severity == .error }
        guard errors.isEmpty, let first = compiled.policies.first else { throw Refusal(diagnostics: errors) }
        return Stage(
            policies: compiled.policies, ownName: configuration.networks.first?.nick ?? "geoffrin",
            tongue: configuration.value(Basics.language, in: .community(first.community)), zone: first.zone,
            expectations: configuration.communities.flatMap { configuration.expectations(in: $0.id) })
    }
}
