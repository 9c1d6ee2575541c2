// SPDX-License-Identifier: Apache-2.0

import Conf

/// A change of bot.conf that `why` names: a setting that exists, and a value that it accepts.
struct Relief: Sendable, Hashable {
    /// The setting, as `check --explain` takes it.
    var path: String
    /// As it would be written in the file.
    var value: String

    /// `detector.flood.limit = 9`.
    var text: String { "\(path) = \(value)" }

    /// A whole number; nil where the setting does not accept it.
    init?(_ setting: Setting<Int>, _ value: Int32) {
        guard case .whole(let bounds, _) = setting.description.kind, bounds.contains(Int64(value)) else { return nil }
        path = setting.path
        self.value = String(value)
    }

    /// More in a list; nil for nothing more.
    init?(_ setting: Setting<[String]>, adding items: [String]) {
        guard !items.isEmpty else { return nil }
        path = setting.path
        value = "[…, \(items.map { "\"\($0)\"" }.joined(separator: ", "))]"
    }

    init(_ setting: Setting<Bool>, _ value: Bool) {
        path = setting.path
        self.value = String(value)
    }

    init(_ preset: Preset) {
        path = ModerationSettings.preset.path
        value = "\"\(preset.rawValue)\""
    }
}
