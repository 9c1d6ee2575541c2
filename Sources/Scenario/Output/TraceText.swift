// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Engine

/// A trace as the lines that stand under a step of a scenario.
struct TraceText {
    let acts: ActText
    let zone: Zone
    /// The first community: signals are put into its words.
    let policy: Policy?

    /// The lines of one thing that happened; `stepAt` is the time of the step they stand under.
    func lines(_ item: Trace, stepAt: Timestamp) -> [String] {
        let time =
            item.at.milliseconds / 1000 == stepAt.milliseconds / 1000 ? "" : "@\(ClockText.clock(item.at, zone)) "
        switch item {
        case .decided(let decision, _, _): return decided(decision, time)
        case .performed(let act, _): return ["= \(time)\(acts.text(act))"]
        case .failed(let act, let error, _): return ["! \(time)\(acts.text(act)) (\(name(of: error)))"]
        case .dropped(let act, let why, _): return ["- \(time)\(acts.text(act)) (\(name(of: why)))"]
        case .unheard(let name, .muted, _): return ["- \(time)\(LineCursor.escaped(name.raw)) is not heard"]
        case .unheard(let name, .banned, _): return ["- \(time)\(LineCursor.escaped(name.raw)) cannot come in"]
        case .unheard(let name, .locked, _): return ["- \(time)\(LineCursor.escaped(name.raw)) finds it closed"]
        case .asked(let question, _): return ["= \(time)second reader: \(LineCursor.escaped(question.text))"]
        case .lookedUp(let question, let name, _):
            return ["= \(time)looks up \(LineCursor.escaped(name.raw)): \(question.lists.joined(separator: ", "))"]
        case .fault(let text, _): return ["- \(time)FAULT \(text)"]
        }
    }

    private func decided(_ decision: Decision, _ time: String) -> [String] {
        guard decision.rule != "due", decision.rule != "past" else { return [] }
        var lines: [String] = []
        if let policy {
            for signal in decision.verdict.signals {
                let sign = signal.score < 0 ? "" : "+"
                lines.append("~ \(time)\(signal.name) \(sign)\(signal.score)  \(signal.reason.text(in: policy.words))")
            }
        }
        if let step = decision.step, step != .note, decision.mode != .act {
            lines.append("? \(time)\(step) \(LineCursor.escaped(decision.name.raw))")
        }
        return lines
    }

    private func name(of error: ActError) -> String {
        switch error {
        case .disconnected: "disconnected"
        case .tooFast: "tooFast"
        case .busy: "busy"
        case .notAllowed: "notAllowed"
        case .gone: "gone"
        case .unsupported: "unsupported"
        case .full: "full"
        case .crowded: "crowded"
        case .refused: "refused"
        case .timedOut: "timedOut"
        case .unanswered: "unanswered"
        }
    }

    private func name(of why: Trace.Why) -> String {
        switch why {
        case .refused: "held back"
        case .superfluous: "superfluous"
        case .stale: "too late"
        case .unknownFate: "fate unknown"
        }
    }
}
