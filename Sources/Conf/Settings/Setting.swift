// SPDX-License-Identifier: Apache-2.0

/// One setting, described once: from this the file is read, and the schema, the reference and the comments of the
/// example are made.
public struct Setting<Value: Sendable>: Sendable {
    public let description: AnySetting
    /// Without a word of the file.
    public let standard: Value
    let unwrap: @Sendable (SettingValue) -> Value?

    /// - Parameters:
    ///   - section: the path of its section, `detector.flood`; empty for the top of the file.
    ///   - about: a sentence for those who edit the file.
    public init(
        _ section: String, _ name: String, _ kind: Kind<Value>, default standard: Value, about: Sentence
    ) {
        description = AnySetting(
            section: section, name: name, kind: kind.erased, standard: kind.wrap(standard), about: about)
        self.standard = standard
        unwrap = kind.unwrap
    }

    /// `detector.flood.limit`.
    public var path: String { description.path }
}

/// A setting whose type is forgotten.
public struct AnySetting: Sendable {
    public let section: String
    public let name: String
    public let kind: SettingKind
    /// Nil for parts of the structure, which have no value of their own.
    public let standard: SettingValue?
    public let about: Sentence

    init(section: String, name: String, kind: SettingKind, standard: SettingValue?, about: Sentence) {
        self.section = section
        self.name = name
        self.kind = kind
        self.standard = standard
        self.about = about
    }

    /// A part of the structure.
    init(_ name: String, _ shape: SettingKind.Shape, _ phrase: Sentence, about: Sentence) {
        self.init(section: "", name: name, kind: .structure(phrase, shape), standard: nil, about: about)
    }

    public var path: String { section.isEmpty ? name : "\(section).\(name)" }
}
