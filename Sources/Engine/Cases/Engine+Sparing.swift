// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// What would have spared somebody: the question of `why` (VOICE.md). Reckoned again from what the case kept, so that
/// nothing is named that would not have been enough.
extension Engine {
    /// The smallest change of bot.conf after which nothing, or no more than a note, would have come; nil for an order,
    /// for a room that is ours no more, and where no one change suffices.
    func sparing(_ found: Case) -> String? {
        guard let room = policy.room(found.room) else { return nil }
        if let rule = room.rules.first(where: { $0.name == found.rule }) {
            return "mode = \"observe\" ([[rule]] \"\(rule.name)\")"
        }
        guard found.threshold > 0 else { return nil }
        let line = TextView(found.lines.last?.text ?? PeerText(""), seed: policy.textSeed)
        // Light ones first: to let go of little is the smaller change.
        let signals = found.verdict.signals.filter { $0.score > 0 }.sorted { $0.score < $1.score }
        let reliefs = signals.compactMap { signal -> (Signal, Relief)? in
            room.detectors.first { type(of: $0).name == signal.name }?.relief(signal.reason, in: line)
                .map { (signal, $0) }
        }
        for (signal, relief) in reliefs where isSpared(found, by: room.scale, without: [signal]) { return relief.text }
        if room.scale != .gentle, isSpared(found, by: .gentle, without: []) { return Relief(.gentle).text }
        // Two limits passed at once take two changes.
        if reliefs.count > 1, isSpared(found, by: room.scale, without: reliefs.map(\.0)) {
            return reliefs.map(\.1.text).joined(separator: ", ")
        }
        return nil
    }

    /// What the sum of a case reached: a case that grew was opened by less.
    func passed(_ found: Case) -> Int32 {
        guard let scale = policy.room(found.room)?.scale, scale.isOf(found) else { return found.threshold }
        let step = scale.step(for: found.score, standing: scale.standing(of: found), isHard: found.verdict.isHard)
        return step?.threshold ?? found.threshold
    }

    private func isSpared(_ found: Case, by scale: Scale, without gone: [Signal]) -> Bool {
        let verdict = scale.verdict(found.verdict.signals.filter { !gone.contains($0) })
        let heat = max(0, found.score - found.verdict.score)
        guard verdict.score > 0 else { return true }
        let own = policy.room(found.room)?.scale ?? scale
        let step = scale.step(for: verdict.score + heat, standing: own.standing(of: found), isHard: verdict.isHard)
        return step == nil || step?.step == .note
    }
}

extension Policy {
    /// How far she trusted the person of a case, by the threshold it passed.
    public func standing(of found: Case) -> Standing { room(found.room)?.scale.standing(of: found) ?? .newcomer }
}

extension Scale {
    /// How far she trusted the person of a case: what its threshold was beyond a newcomer's.
    fileprivate func standing(of found: Case) -> Standing { standing(passing: found.threshold) ?? .newcomer }

    /// The threshold of the case is one of its own: no other settings held when it began.
    fileprivate func isOf(_ found: Case) -> Bool { standing(passing: found.threshold) != nil }

    private func standing(passing threshold: Int32) -> Standing? {
        [(Standing.newcomer, 0), (.regular, regularBonus), (.trusted, trustedBonus)].first { _, bonus in
            thresholds.steps.contains { $0.score + bonus == threshold }
        }?.0
    }
}
