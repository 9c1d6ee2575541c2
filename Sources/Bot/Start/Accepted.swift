// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Conf
public import Engine
internal import Foundation
internal import Glibc

/// A bot.conf read whole: either what holds, or every mistake in it.
public struct Accepted: Sendable {
    public var source: PolicySource
    public var configuration: Configuration
    /// One for each community, in the order of the file.
    public var policies: [Policy]
    /// Warnings and notes.
    public var remarks: [Diagnostic]

    /// Why a file was not accepted: its mistakes, by place.
    public struct Mistakes: Error, Sendable {
        public var diagnostics: [Diagnostic]
        public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
    }

    /// What compiling needs besides the texts.
    public struct Circumstances: Sendable {
        public var now: Timestamp
        /// The database's, where there is one.
        public var textSeed: UInt64
        public var isRehearsal: Bool

        public init(now: Timestamp, textSeed: UInt64 = 0, isRehearsal: Bool = false) {
            self.now = now
            self.textSeed = textSeed
            self.isRehearsal = isRehearsal
        }
    }

    /// Bytes of bot.conf.
    static let longest = 1 << 20
    /// Bytes of each file it names: 100,000 domains, each with room to spare.
    static let longestFile = 4 << 20

    /// Reads the file at `path` and those it names, beside it.
    public static func read(_ path: String, _ circumstances: Circumstances) throws(Mistakes) -> Accepted {
        guard let bytes = bytes(path) else {
            throw Mistakes([Diagnostic(file: path, at: .start, path: "", message: unreadable(path))])
        }
        let (configuration, diagnostics, isReadable) = Configuration.read(
            bytes: bytes, file: path, sections: Policy.sections)
        var files = [PolicySource.File(name: path, text: String(decoding: bytes, as: UTF8.self))]
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        for name in configuration.namedFiles {
            // What is missing is said by the compiler, at its line.
            let path = URL(fileURLWithPath: name, relativeTo: folder).path
            guard let bytes = Self.bytes(path, atMost: longestFile), bytes.count <= longestFile,
                let text = String(validating: bytes, as: UTF8.self)
            else { continue }
            files.append(PolicySource.File(name: name, text: text))
        }
        let models = Self.models(configuration, beside: folder)
        let marks = configuration.namedModels.compactMap { name -> PolicySource.ModelMark? in
            models[name]?.checksum.map { PolicySource.ModelMark(name: name, checksum: $0) }
        }
        return try compile(
            configuration, PolicySource(files, models: marks), models, diagnostics, circumstances, isWhole: isReadable)
    }

    /// The same from texts read before: a stored policy.
    public static func read(_ source: PolicySource, _ circumstances: Circumstances) throws(Mistakes) -> Accepted {
        let main = source.main
        let (configuration, diagnostics) = Configuration.load(
            text: main.text, file: main.name, sections: Policy.sections)
        guard let configuration else { throw Mistakes(diagnostics) }
        let folder = URL(fileURLWithPath: main.name).deletingLastPathComponent()
        var models = Self.models(configuration, beside: folder)
        var remarks = diagnostics
        for name in configuration.namedModels {
            if let checksum = models[name]?.checksum, source.models.contains(.init(name: name, checksum: checksum)) {
                continue
            }
            // Only what it was is stored: her own reads until the file is what it was.
            models[name] = NamedModel.own
            remarks.append(Self.otherModel(name, configuration))
        }
        return try compile(configuration, source, models, remarks, circumstances)
    }

    private static func models(_ configuration: Configuration, beside folder: URL) -> [String: NamedModel] {
        var models: [String: NamedModel] = [:]
        for name in configuration.namedModels {
            let path = URL(fileURLWithPath: name, relativeTo: folder).path
            models[name] = NamedModel(bytes: bytes(path, atMost: NamedModel.longest))
        }
        return models
    }

    private static func otherModel(_ name: String, _ configuration: Configuration) -> Diagnostic {
        let setting = ModerationSettings.model
        let scopes = configuration.communities.map { Scope.community($0.id) }
        let scope = scopes.first { configuration.value(setting, in: $0) == name } ?? .top
        return Diagnostic(
            file: configuration.file, at: configuration.origin(of: setting, in: scope).at ?? .start, path: setting.path,
            severity: .warning,
            message: Sentence(
                en: "the model \"\(name)\" is not the one that these settings were stored with: her own reads",
                fr: "le modèle \"\(name)\" n'est pas celui de ces réglages conservés : le sien lit"))
    }

    private static func compile(
        _ configuration: Configuration, _ source: PolicySource, _ models: [String: NamedModel], _ before: [Diagnostic],
        _ circumstances: Circumstances, isWhole: Bool = true
    ) throws(Mistakes) -> Accepted {
        let (policies, more) = Policy.compile(
            configuration, files: source.byName, models: models, now: circumstances.now,
            textSeed: circumstances.textSeed,
            isRehearsal: circumstances.isRehearsal)
        // On a line that is wrong already, more would be guesses.
        let wrong = Set(before.filter { $0.severity == .error }.map(\.line))
        let fresh =
            wrong.isEmpty
            ? more
            : more.filter { mistake in
                // What a line that could not be read may have said is not missing.
                mistake.severity == .error && !wrong.contains(mistake.line) && (isWhole || !mistake.isOfAbsence)
            }
        let all = (before + fresh).enumerated()
            .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
        guard !all.hasErrors else { throw Mistakes(all) }
        return Accepted(source: source, configuration: configuration, policies: policies, remarks: all)
    }

    /// Why a file of settings cannot be read, and what to do about it.
    public static func unreadable(_ path: String) -> Sentence {
        switch FileObstacle(path) {
        case .missing:
            Sentence(
                en: "there is no such file; to make one: geoffrin init. To name another: --config FILE",
                fr: "ce fichier n'existe pas ; en écrire un : geoffrin init. En nommer un autre : --config FICHIER")
        case .folder:
            Sentence(
                en: "this is a folder; name the file in it: --config FILE",
                fr: "c'est un dossier ; nommer le fichier qui s'y trouve : --config FICHIER")
        case .closed, .unfit:
            Sentence(
                en:
                    "user \(geteuid()) is to read this file and may not: chmod a+r \(path), and a+x on its folders; it holds no secret",
                fr:
                    "l'utilisateur \(geteuid()) doit lire ce fichier et n'en a pas le droit : chmod a+r \(path), et a+x sur ses dossiers ; il ne contient aucun secret"
            )
        }
    }

    /// At most `longest` and one byte more, so that the reader sees that it is too long.
    static func bytes(_ path: String, atMost longest: Int = longest) -> [UInt8]? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
            return nil
        }
        guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? handle.close() }
        guard let data = try? handle.read(upToCount: longest + 1) else { return [] }
        return Array(data)
    }
}

extension Diagnostic {
    /// Speaks of something that the rest of the file was expected to hold.
    fileprivate var isOfAbsence: Bool {
        ["unknown list @", "there is no [list."].contains { message.en.contains($0) }
    }
}
