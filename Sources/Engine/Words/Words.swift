// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Conf

/// Everything she can say in one language, with one community's own words in place of hers.
///
/// Built when a policy loads and shared by copies afterwards. Rendering is total: whatever strangers wrote, the
/// result is one utterance that gives no order to another bot, pings nobody and holds no control character
/// (THREATS.md B1–B7).
public struct Words: Sendable {
    public let language: Tongue
    public let address: Address
    private var templates: [Key: [Template]]
    /// Values that every template may name: who runs her, what she is called, where the rules stand.
    private var house: [Slot: Value]
    /// Stands before the number of a case: «potager-» where several communities share a desk.
    var caseLabel = ""

    /// Her words as they come, for `house` such as `[.contact: .own("bonjour@atelier.example"), .bot: .own("geoffrin")]`.
    public init(_ tongue: Tongue, address: Address = .tu, house: [Slot: Value] = [:]) {
        self.language = tongue
        self.address = address
        self.house = house
        templates = Catalogue.builtIn(tongue).templates(for: address)
    }

    /// The same in another language, in her own words: for whoever asked in that one.
    public func speaking(_ tongue: Tongue?) -> Words {
        guard let tongue, tongue != language else { return self }
        var words = Words(tongue, address: address, house: house)
        words.caseLabel = caseLabel
        return words
    }

    /// Puts a community's own words in place of hers. Several `texts` are drawn from; an empty text says nothing.
    ///
    /// What is wrong with them is returned, located in the text, and then nothing is changed.
    public mutating func override(_ key: Key, with texts: [String]) -> [Mistake] {
        var mistakes: [Mistake] = []
        var compiled: [Template] = []
        for (index, text) in texts.enumerated() {
            switch Template.compile(text, allowing: slots(of: key)) {
            case .success(let template): compiled.append(template)
            case .failure(let faults):
                mistakes += faults.list.map { Mistake(key: key.rawValue, text: index, fault: $0) }
            }
        }
        if texts.isEmpty { mistakes.append(Mistake(key: key.rawValue, text: 0, fault: Template.Fault(at: 0, .empty))) }
        if mistakes.isEmpty { templates[key] = compiled }
        return mistakes
    }

    /// The same for a key given by name, as `bot.conf` does: `welcome.first`.
    public mutating func override(named name: String, with texts: [String]) -> [Mistake] {
        if let key = Key(rawValue: name) { return override(key, with: texts) }
        let nearest = Suggestion.nearest(to: name, among: Key.allCases.map(\.rawValue))
        return [Mistake(key: name, text: 0, fault: Template.Fault(at: 0, .unknownKey(nearest: nearest)))]
    }

    /// How many texts there are to draw from; the draw is the engine's. At least 1.
    public func choices(of key: Key) -> Int { max(1, templates[key]?.count ?? 1) }

    /// What a template for `key` may name.
    public func slots(of key: Key) -> [Slot] {
        var found = Set(Catalogue.builtIn(language).templates(for: address)[key]?.flatMap(\.slots) ?? [])
        found.formUnion([.contact, .bot, .rules])
        if key.rawValue.hasPrefix("welcome.") { found.formUnion([.room]) }
        return Slot.allCases.filter(found.contains)
    }

    /// The utterance for `key`. `choice` picks among several texts, modulo their number. `isNick` tells whether a
    /// word (ASCII folded) is somebody's nick here: echoed, it is broken so that it pings nobody.
    public func say(
        _ key: Key, _ values: [Slot: Value] = [:], choice: Int = 0, isNick: (ByteString) -> Bool = { _ in false }
    ) -> Utterance {
        withoutActuallyEscaping(isNick) { isNick in
            var renderer = Renderer(words: self, isNick: isNick)
            renderer.append(template(key, choice: choice), values)
            return Utterance(renderer.finish())
        }
    }

    /// The same, and where in it the value of a slot stands, in bytes: what may have to be said otherwise later.
    func say(_ key: Key, _ values: [Slot: Value], marking slot: Slot) -> (said: Utterance, places: [Range<Int>]) {
        var renderer = Renderer(words: self, marking: slot) { _ in false }
        renderer.append(template(key), values)
        // What is cut off stands nowhere.
        let kept = Renderer.longest - "…".utf8.count
        return (Utterance(renderer.finish()), renderer.places.filter { $0.upperBound <= kept })
    }

    /// A line that was due at another time than now, with that time.
    func late(_ line: Utterance, since moment: Timestamp, now: Timestamp, _ zone: Zone) -> Utterance {
        let said = say(.deskLate, [.time: .moment(moment, now: now, zone), .text: .said(line)])
        return Utterance(said.text, veiled: line.veiled, form: line.form, isDated: true)
    }

    static let lateAfter = TimeSpan.minutes(1)

    /// Several lines of hers one under another.
    public func lines(_ utterances: [Utterance]) -> Utterance {
        Utterance(utterances.map(\.text).joined(separator: "\n"))
    }

    func template(_ key: Key, choice: Int = 0) -> Template {
        guard let list = templates[key], !list.isEmpty else { return Template(literal: key.rawValue) }
        return list[Int(choice.magnitude % UInt(list.count))]
    }

    /// The `index`th entry of a list such as the names of the months.
    func entry(_ key: Key, _ index: Int) -> String {
        guard let list = templates[key], list.indices.contains(index) else { return "" }
        return list[index].source
    }

    func houseValue(_ slot: Slot) -> Value? { house[slot] }
}
