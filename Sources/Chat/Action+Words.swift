// SPDX-License-Identifier: Apache-2.0

extension Action {
    /// The same act with nothing said.
    public var withoutWords: Action {
        let nothing = Utterance("")
        return switch self {
        case .say: .say(nothing)
        case .whisper: .whisper(nothing)
        case .alert: .alert(nothing)
        case .mute(let span, _): .mute(span, reason: nothing)
        case .kick: .kick(reason: nothing)
        case .ban(let span, _): .ban(span, reason: nothing)
        case .leave: .leave(reason: nothing)
        case .remove(let message, _): .remove(message: message)
        case .unmute, .unban, .join, .lock, .unlock: self
        }
    }
}
