// SPDX-License-Identifier: Apache-2.0

public import Chat
import Conf

extension Command {
    static let plan = Command(en: "plan", fr: "agenda", usage: .usagePlan, audience: .moderators, isForRooms: false) {
        $0.tellPlan($1, &$2)
    }
    static let skip = Command(en: "skip", fr: "sauter", usage: .usageSkip, audience: .moderators, isForRooms: false) {
        engine, request, turn in
        guard let (planned, prompt) = engine.planned(request, .usageSkip, &turn), let moment = planned.at else {
            return
        }
        var draft = engine.draft("skip", request, turn)
        draft.change(.fired(prompt: prompt.name, room: planned.room, moment: moment, item: nil))
        draft.announce(
            engine.words(
                .planSkipped,
                [
                    .by: request.by, .prompt: .own(prompt.name), .room: engine.roomValue(planned.room),
                    .when: .moment(moment, now: turn.at, engine.policy.zone),
                ]),
            request, engine.policy)
        engine.take(draft, in: &turn)
    }
    static let now = Command(en: "now", fr: "maintenant", usage: .usageNow, audience: .moderators, isForRooms: false) {
        engine, request, turn in
        guard let (planned, prompt) = engine.planned(request, .usageNow, &turn),
            let (text, item) = engine.choose(prompt)
        else { return }
        var draft = engine.draft("now", request, turn)
        if engine.isUnsayable(planned.room) {
            draft.unsaid(in: [planned.room], request, engine)
            return engine.take(draft, in: &turn)
        }
        draft.change(.fired(prompt: prompt.name, room: planned.room, moment: planned.at ?? turn.at, item: item))
        draft.say(Utterance(text), in: planned.room, lane: .prompt, expires: .minutes(10))
        draft.announce(
            engine.words(
                .planNow,
                [.by: request.by, .prompt: .own(prompt.name), .room: engine.roomValue(planned.room)]),
            request, engine.policy)
        engine.take(draft, in: &turn)
    }
    static let move = Command(en: "move", fr: "déplacer", usage: .usageMove, audience: .moderators, isForRooms: false) {
        engine, request, turn in
        guard let (planned, prompt) = engine.planned(request, .usageMove, &turn), let former = planned.at else {
            return
        }
        let text = Engine.rest(of: request.rest, after: 1)
        guard let moment = MomentText.parse(text, now: turn.at, in: engine.policy.zone), moment > turn.at else {
            return engine.answer(.commandWhen, [.word: .peer(PeerText(text), limit: 40)], request, &turn)
        }
        var draft = engine.draft("move", request, turn)
        draft.change(.moved(prompt: prompt.name, room: planned.room, from: former, to: moment))
        draft.announce(
            engine.words(
                .planMoved,
                [
                    .by: request.by, .prompt: .own(prompt.name), .room: engine.roomValue(planned.room),
                    .when: .moment(moment, now: turn.at, engine.policy.zone),
                    .former: .moment(former, now: turn.at, engine.policy.zone),
                ]), request, engine.policy)
        engine.take(draft, in: &turn)
    }
}

/// One line of the plan.
public struct PlannedPrompt: Sendable, Hashable {
    public var name: String
    public var room: RoomID
    /// Nil for one that waits for a lull.
    public var at: Timestamp?
    public var lull: TimeSpan?
}

extension Engine {
    /// What she will say and when, soonest first; those that wait for a lull last.
    ///
    /// - Parameters:
    ///   - passed: of them so many are left out, the first ones.
    ///   - most: no more than this many, and whether there are more.
    public func plan(
        from now: Timestamp, days: Int, passed: Int = 0, most: Int = Self.planMost
    ) -> (prompts: [PlannedPrompt], hasMore: Bool) {
        let needed = passed + most + 1
        var found: [PlannedPrompt] = []
        var end = now + .days(Int64(clamping: days))
        func cut() {
            found.sort { a, b in
                let (x, y) = (a.at ?? .distantFuture, b.at ?? .distantFuture)
                if x != y { return x < y }
                return a.name == b.name ? a.room < b.room : ByteString(a.name) < ByteString(b.name)
            }
            guard found.count >= needed else { return }
            found.removeLast(found.count - needed)
            // What comes after the last of them is not looked for any more.
            if let last = found.last?.at { end = min(end, last) }
        }
        for prompt in policy.prompts {
            for room in prompt.rooms {
                switch prompt.moment {
                case .at(let schedule):
                    let slot = state.slots[SlotID(prompt: prompt.name, room: room)]
                    for moved in slot?.moves.compactMap(\.to) ?? [] where moved > now && moved <= end {
                        found.append(PlannedPrompt(name: prompt.name, room: room, at: moved, lull: nil))
                    }
                    let done = max(slot?.done ?? now, now)
                    let taken = slot?.moves.count ?? 0
                    for moment in schedule.moments(after: done, through: end, in: policy.zone, limit: needed + taken)
                    where slot?.isMoved(moment) != true {
                        found.append(PlannedPrompt(name: prompt.name, room: room, at: moment, lull: nil))
                    }
                case .lull(let span, _): found.append(PlannedPrompt(name: prompt.name, room: room, at: nil, lull: span))
                }
                if found.count >= 2 * needed { cut() }
            }
        }
        cut()
        return (Array(found.dropFirst(passed).prefix(most)), found.count > passed + most)
    }
    /// Of one answer to the operator, and the farthest that can be asked for.
    public static let planMost = 200
    public static let planFarthest = 10_000

    fileprivate mutating func tellPlan(_ request: Request, _ turn: inout Turn) {
        var span = TimeSpan.days(7)
        let word = request.arguments.first ?? "7d"
        if !request.arguments.isEmpty {
            guard let given = DurationText.parse(word), given >= .minutes(1) else {
                return answer(.commandForm, [.form: .phrase(.usagePlan)], request, &turn)
            }
            span = given
        }
        var first = 1
        if request.arguments.count > 1 {
            guard let number = Int(request.arguments[1]), (1...Self.planFarthest).contains(number) else {
                return answer(.commandForm, [.form: .phrase(.usagePlan)], request, &turn)
            }
            first = number
        }
        let (planned, hasMore) = plan(
            from: turn.at, days: Int(max(1, span.milliseconds / 86_400_000)), passed: first - 1,
            most: request.place == .control ? 60 : 8)
        var lines = planned.enumerated().map { planLine(first + $0.offset, $0.element, now: turn.at) }
        if hasMore {
            lines.append(
                words(.planMore, [.word: .peer(PeerText(word), limit: 40), .n: .number(first + planned.count)]))
        }
        if lines.isEmpty {
            lines = [
                first == 1 ? words(.planNone, [.span: .duration(span)]) : words(.planUnknown, [.n: .number(first)])
            ]
        }
        answer(first == 1 ? lines + missedLines(at: turn.at) : lines, request, &turn)
    }

    /// What was passed over of late and why, newest first; three at most.
    private func missedLines(at now: Timestamp) -> [Utterance] {
        var found: [(SlotID, Slot.Missed)] = []
        for id in state.slots.keys.sorted() {
            if let missed = state.slots[id]?.missed, now - missed.at <= Slot.Missed.shown { found.append((id, missed)) }
        }
        found.sort { $0.1.at > $1.1.at }
        return found.prefix(3).compactMap { id, missed in
            Words.Key(rawValue: missed.why).map { missedLine(id.prompt, missed.moment, $0, now: now) }
        }
    }

    public func planLine(_ number: Int, _ planned: PlannedPrompt, now: Timestamp) -> Utterance {
        var values: [Words.Slot: Words.Value] = [
            .n: .number(number), .room: roomValue(planned.room), .prompt: .own(planned.name),
        ]
        if let at = planned.at {
            values[.when] = .moment(at, now: now, policy.zone)
            return words(.planLine, values)
        }
        values[.span] = .duration(planned.lull ?? .zero)
        return words(.planLull, values)
    }

    fileprivate mutating func planned(_ request: Request, _ usage: Words.Key, _ turn: inout Turn) -> (
        PlannedPrompt, Prompt
    )? {
        guard let word = request.arguments.first, let number = Int(word) else {
            answer(.commandForm, [.form: .phrase(usage)], request, &turn)
            return nil
        }
        let list = plan(from: turn.at, days: 14).prompts
        guard list.indices.contains(number - 1),
            let prompt = policy.prompts.first(where: { $0.name == list[number - 1].name })
        else {
            answer(.planUnknown, [.n: .number(number)], request, &turn)
            return nil
        }
        if list[number - 1].at == nil, usage != .usageNow {
            answer(.planLullFixed, [.n: .number(number)], request, &turn)
            return nil
        }
        return (list[number - 1], prompt)
    }
}
