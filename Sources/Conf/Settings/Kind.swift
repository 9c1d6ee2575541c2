// SPDX-License-Identifier: Apache-2.0

public import Chat

/// A ``SettingKind`` that knows the Swift type of its values.
public struct Kind<Value: Sendable>: Sendable {
    let erased: SettingKind
    let wrap: @Sendable (Value) -> SettingValue
    let unwrap: @Sendable (SettingValue) -> Value?
}

extension Kind where Value == Int {
    /// A whole number within bounds, with the name of what is counted: `messages`.
    public static func whole(_ bounds: ClosedRange<Int64>, unit: Sentence = Sentence("")) -> Kind {
        Kind(
            erased: .whole(bounds, unit: unit), wrap: { .whole(Int64($0)) },
            unwrap: { if case .whole(let number) = $0 { Int(number) } else { nil } })
    }
}

extension Kind where Value == TimeSpan {
    /// A duration, both bounds allowed.
    public static func span(_ bounds: ClosedRange<TimeSpan>) -> Kind {
        Kind(
            erased: .span(bounds), wrap: { .span($0) },
            unwrap: { if case .span(let span) = $0 { span } else { nil } })
    }
}

extension Kind where Value == String {
    /// One line of text.
    public static func text(maxBytes: Int) -> Kind {
        Kind(
            erased: .text(maxBytes: maxBytes), wrap: { .text($0) },
            unwrap: { if case .text(let text) = $0 { text } else { nil } })
    }
}

extension Kind where Value == Bool {
    public static var flag: Kind {
        Kind(erased: .flag, wrap: { .flag($0) }, unwrap: { if case .flag(let flag) = $0 { flag } else { nil } })
    }
}

extension Kind where Value: RawRepresentable<String> & CaseIterable {
    /// One of the names of a closed set.
    public static var choice: Kind {
        Kind(
            erased: .choice(Value.allCases.map(\.rawValue)), wrap: { .text($0.rawValue) },
            unwrap: { if case .text(let name) = $0 { Value(rawValue: name) } else { nil } })
    }
}

extension Kind where Value == [String] {
    public static func texts(maxCount: Int, maxBytes: Int) -> Kind {
        Kind(
            erased: .texts(maxCount: maxCount, maxBytes: maxBytes), wrap: { .texts($0) },
            unwrap: { if case .texts(let texts) = $0 { texts } else { nil } })
    }
    /// Domains in lower case; each stands for what is below it too.
    public static func domains(maxCount: Int = 1000, maxBytes: Int = 253) -> Kind {
        Kind(
            erased: .domains(maxCount: maxCount, maxBytes: maxBytes), wrap: { .texts($0) },
            unwrap: { if case .texts(let texts) = $0 { texts } else { nil } })
    }
}

extension Kind where Value == WebAddress {
    /// Where a service is.
    public static var webAddress: Kind {
        Kind(
            erased: .webAddress, wrap: { .text($0.text) },
            unwrap: { if case .text(let text) = $0 { try? WebAddress(text) } else { nil } })
    }
}

extension Kind where Value == SecretReference {
    /// Where a secret is: never the secret itself.
    public static var secret: Kind {
        Kind(
            erased: .secret, wrap: { .text($0.description) },
            unwrap: { if case .text(let text) = $0 { SecretReference.parse(text) } else { nil } })
    }
}

extension Kind where Value == Wording {
    /// What she says, at most `maxBytes` a text, with these placeholders only.
    public static func words(_ placeholders: [String], maxBytes: Int = 350) -> Kind {
        Kind(
            erased: .words(placeholders: placeholders, maxBytes: maxBytes), wrap: { .words($0) },
            unwrap: { if case .words(let words) = $0 { words } else { nil } })
    }
}

extension Kind where Value == Step {
    public static var step: Kind {
        Kind(erased: .step, wrap: { .step($0) }, unwrap: { if case .step(let step) = $0 { step } else { nil } })
    }
}

extension Kind where Value == [Step] {
    public static var steps: Kind {
        Kind(erased: .steps, wrap: { .steps($0) }, unwrap: { if case .steps(let steps) = $0 { steps } else { nil } })
    }
}

extension Kind where Value == DailyHours {
    public static var hours: Kind {
        Kind(erased: .hours, wrap: { .hours($0) }, unwrap: { if case .hours(let hours) = $0 { hours } else { nil } })
    }
}

extension Kind where Value == Rate {
    public static var rate: Kind {
        Kind(erased: .rate, wrap: { .rate($0) }, unwrap: { if case .rate(let rate) = $0 { rate } else { nil } })
    }
}

extension Kind {
    /// The same, or `"off"`, which is nil.
    public static func optional<Wrapped>(_ kind: Kind<Wrapped>) -> Kind where Value == Wrapped? {
        Kind(
            erased: .optional(kind.erased),
            wrap: { value in value.map { kind.wrap($0) } ?? .off },
            unwrap: { value in
                if case .off = value { return .some(nil) }
                return kind.unwrap(value).map { .some($0) }
            })
    }
}
