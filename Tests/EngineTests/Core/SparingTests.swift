// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@testable import Engine

/// What `why` names exists, and would have been enough.
@Suite struct Sparing {
    enum Story: CaseIterable, Sendable {
        case flood, characters, same, near, others, links, manyCalled, cycling

        typealias Step = (inout House) -> Void

        private var steps: [Step] {
            func say(_ who: String, _ text: String, then wait: TimeSpan) -> Step {
                { house in
                    house.say(who, text)
                    house.now = house.now + wait
                }
            }
            return switch self {
            case .flood: (1...30).map { say("eve", Self.words($0), then: .milliseconds(300)) }
            case .characters:
                (1...5).map {
                    say("eve", String(repeating: Self.sentences[$0] + " ", count: 60), then: .milliseconds(1900))
                }
            case .same: (1...4).map { _ in say("eve", "come and buy my fine things today", then: .seconds(5)) }
            case .near: (1...4).map { say("eve", "come and buy my fine things today \($0)", then: .seconds(5)) }
            case .others:
                (1...8).map { say("n\($0)", "everybody come and buy my fine things today", then: .seconds(5)) }
            case .links:
                [say("eve", (1...6).map { "http://shop\($0).example/x" }.joined(separator: " and "), then: .zero)]
            case .manyCalled:
                [
                    { house in
                        for name in Self.crowd { house.join(name) }
                        house.now = house.now + .minutes(3)
                    }, say("eve", Self.crowd.joined(separator: " ") + " look here", then: .zero),
                ]
            case .cycling:
                (1...8).map { _ in
                    { house in
                        house.join("eve")
                        house.send(.left(.parted(PeerText(""))), room: House.room, by: "eve")
                        house.now = house.now + .seconds(5)
                    }
                }
            }
        }

        /// Up to the step with which a case is opened: what `why` speaks of. How many steps that were.
        func playToTheCase(_ house: inout House) -> Int {
            for (index, step) in steps.enumerated() {
                step(&house)
                if !house.engine.state.cases.isEmpty { return index + 1 }
            }
            return steps.count
        }
        func play(_ house: inout House, steps count: Int) {
            for step in steps.prefix(count) { step(&house) }
        }

        static let crowd = ["ana", "cid", "dan", "fay", "gus", "hal", "ivo", "jan", "kim", "leo", "max", "nil"]
        /// Four words that no other line has.
        static func words(_ line: Int) -> String {
            var state = UInt64(line) &* 0x9E37_79B9_7F4A_7C15 | 1
            return (1...4).map { _ in
                String(
                    (1...6).map { _ in
                        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                        return Character(Unicode.Scalar(UInt8(97 + (state >> 33) % 26)))
                    })
            }.joined(separator: " ")
        }
        static let sentences = [
            "the kettle boils over again", "who left a ladder outside", "tomorrow brings rain they say",
            "my neighbour plays trumpet badly", "seven geese crossed our street", "bread should rest two hours",
        ]
    }

    /// The change that `why` names for the last case.
    private func change(_ house: inout House) -> String? {
        guard let number = house.engine.state.cases.keys.max() else { return nil }
        house.says = []
        house.order("why \(number)")
        let line = house.says.first { $0.hasPrefix("Nothing would have happened with: ") }
        return line.map { String($0.dropFirst("Nothing would have happened with: ".count).dropLast()) }
    }

    /// bot.conf with the changes made.
    private func conf(_ changes: String) -> String {
        var text = House.conf()
        for change in changes.split(separator: ", ") {
            let parts = change.components(" = ")
            let path = parts[0].split(separator: ".")
            let table = path.dropLast().joined(separator: ".")
            if table == "moderation" {
                text = text.replacing("preset = \"standard\"", with: "preset = \(parts[1])")
            } else {
                text += "\n[\(table)]\n\(path.last ?? "") = \(parts[1])"
            }
        }
        return text
    }

    @Test(arguments: Story.allCases) func whatItNamesWouldHaveBeenEnough(_ story: Story) throws {
        var house = try House()
        let count = story.playToTheCase(&house)
        #expect(!house.engine.state.cases.isEmpty, "no case to explain")
        let named = change(&house)
        let change = try #require(named)
        var other = try House(conf(change))
        story.play(&other, steps: count)
        let worst = other.engine.state.cases.values.map(\.step.severity).max() ?? 0
        let was = house.engine.state.cases.values.map(\.step.severity).max() ?? 0
        #expect(worst == 0, "\(change): still \(worst), was \(was)")
    }

    @Test(arguments: Story.allCases) func whatItNamesIsASetting(_ story: Story) throws {
        var house = try House()
        _ = story.playToTheCase(&house)
        let named = change(&house)
        let change = try #require(named)
        let loaded = Configuration.load(text: House.conf(), file: "bot.conf", sections: Policy.sections)
        let configuration = try #require(loaded.configuration)
        for part in change.split(separator: ", ") {
            let path = part.components(" = ")[0]
            #expect(Explanation.of(path, in: configuration) != nil, "\(path)")
        }
    }

    /// Over every detector, whatever the numbers: a setting of the file, with a value that it takes.
    @Test func everyReliefIsAccepted() throws {
        let conf = House.conf("[detector.words]\nlists = [\"rude\"]\n[list.rude]\nitems = [\"blork\"]")
        let loaded = Configuration.load(text: conf, file: "bot.conf", sections: Policy.sections)
        let configuration = try #require(loaded.configuration)
        let detectors = try House.policy(conf).rooms[0].detectors
        let line = TextView(PeerText("blork at http://shop.example/x"), seed: 7)
        let keys =
            ["flood", "flood.characters", "duplicate.same", "duplicate.near", "duplicate.others", "duplicate.words"]
            + [
                "links", "links.newcomer", "mentions", "words", "capitals", "letters.accents", "letters.unseen",
                "joins", "toxicity", "spam", "nicks", "drawing", "asides", "asides.ctcp", "clones", "domains",
                "domains.alike", "domains.short", "namesakes", "campaigns", "fragments", "flood.slow",
                "mentions.minute", "media", "media.minor", "media.unreadable", "learned",
            ]
        var named: Set<String> = []
        for detector in detectors {
            for key in keys where key.hasPrefix(type(of: detector).name) {
                for count: Int32 in [1, 2, 5, 6, 7, 8, 16, 19, 20, 64, 80, 99, 100, 6001, .max - 1] {
                    let reason = Reason(key, count: count, limit: 3)
                    guard let relief = detector.relief(reason, in: line) else { continue }
                    named.insert(type(of: detector).name)
                    #expect(Explanation.of(relief.path, in: configuration) != nil, "\(relief.path)")
                    guard Int(relief.value) != nil else { continue }
                    let parts = relief.path.split(separator: ".")
                    let table = parts.dropLast().joined(separator: ".")
                    let changed = House.conf("[\(table)]\n\(parts.last ?? "") = \(relief.value)")
                    let again = Configuration.load(text: changed, file: "bot.conf", sections: Policy.sections)
                    #expect(again.configuration != nil, "\(relief.text)")
                }
            }
        }
        #expect(named == Set(DetectorKind.all.map { $0.name }))
    }
}

extension Substring {
    fileprivate func components(_ separator: String) -> [String] {
        guard let place = firstRange(of: separator) else { return [String(self)] }
        return [String(self[..<place.lowerBound]), String(self[place.upperBound...])]
    }
}
