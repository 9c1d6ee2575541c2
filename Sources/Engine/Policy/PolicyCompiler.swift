// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Conf
import Language

extension Policy {
    /// The settings that the detectors bring: to be given to `Configuration.load`.
    public static var sections: [AnySection] { DetectorKind.all.map { $0.section } }

    /// One policy for each community, in the order of the file, or every mistake that only the engine can see.
    ///
    /// - Parameters:
    ///   - files: the texts of the files that the configuration names, as it writes their names, and that of bot.conf
    ///     itself under its own name. One that is missing here is a located mistake.
    ///   - models: the model files that it names, by the same names.
    ///   - now: around which the zone's table is laid: ten years on either side.
    ///   - textSeed: a secret of the database; texts are hashed with it.
    ///   - isRehearsal: `try`, scenarios and replays act at once.
    public static func compile(
        _ configuration: Configuration, files: [String: String], models: [String: NamedModel] = [:], now: Timestamp,
        textSeed: UInt64, isRehearsal: Bool
    ) -> (policies: [Policy], diagnostics: [Diagnostic]) {
        var compiler = PolicyCompiler(
            configuration: configuration, files: files, models: models, now: now, textSeed: textSeed,
            isRehearsal: isRehearsal)
        let policies = configuration.communities.map { compiler.policy($0) }
        return (policies, compiler.diagnostics)
    }
}

/// From positioned values to what the engine runs on.
struct PolicyCompiler {
    let configuration: Configuration
    let files: [String: String]
    let models: [String: NamedModel]
    let now: Timestamp
    let textSeed: UInt64
    let isRehearsal: Bool
    var diagnostics: [Diagnostic] = []
    /// Of the community under way.
    var domainIndexes: [String: DomainIndex] = [:]
    /// Of the community under way: what rooms with the same rules, and rooms without settings of their own, share.
    var sharedRules: [[Int]: RoomRules] = [:]
    var sharedDetectors: [any Detector]?
    /// Alike for all communities: made once.
    lazy var distress = Distress(seed: textSeed)
    lazy var heated = HeatedWords(seed: textSeed)
    var zones: [String: Zone] = [:]

    mutating func policy(_ community: CommunityEntry) -> Policy {
        let scope = Scope.community(community.id)
        let lists = namedLists(community)
        domainIndexes = [:]
        (sharedRules, sharedDetectors) = ([:], nil)
        var rules = RuleCompiler(lists: lists, seed: textSeed)
        let zone = zone(scope)
        let compiledRules = configuration.rules(in: community.id).compactMap { rule($0, &rules, in: community) }
        let patterns = rules.finish { error, at in report(error.message, at, "rule") }
        var rooms = community.rooms.map { roomPolicy($0.value, lists: lists, rules: compiledRules) }
        var banks: [String: Bank] = [:]
        for entry in configuration.banks(in: community.id) where banks[entry.name.value] == nil {
            banks[entry.name.value] = bank(entry)
        }
        let prompts = configuration.prompts(in: community.id).compactMap { prompt($0, community, zone) }
        let contact = configuration.value(Basics.contact, in: scope) ?? ""
        let link = configuration.value(Basics.rules, in: scope)
        for place in rooms.indices where hasOwnWords(rooms[place].room, community) {
            rooms[place].words = words(community, room: rooms[place].room, contact: contact, rules: link)
        }
        let quiet = quietHours(scope)
        var memory = Memory()
        memory.text = configuration.value(MemorySettings.text, in: .top)
        memory.features = configuration.value(MemorySettings.features, in: .top)
        memory.cases = configuration.value(MemorySettings.cases, in: .top)
        memory.seen = configuration.value(MemorySettings.seen, in: .top)
        var alone = Policy.Alone()
        alone.budget = configuration.value(ModerationSettings.budget, in: scope)
        alone.regulars = configuration.value(ModerationSettings.regulars, in: scope)
        alone.raiders = configuration.value(ModerationSettings.raiders, in: scope)
        alone.answer = configuration.value(ModerationSettings.answer, in: scope)
        alone.lists = configuration.value(ModerationSettings.policies, in: scope)
        alone.raids = configuration.value(ModerationSettings.raids, in: scope)
        let model = model(community)
        var policy = Policy(
            fingerprint: fingerprint(community, model), community: community.id,
            words: words(community, contact: contact, rules: link),
            zone: zone, rooms: rooms,
            desk: community.desk.map(\.value),
            owners: configuration.owners.map(\.value),
            moderators: community.moderators.map(\.value), relays: community.relays.map(\.value), contact: contact,
            rulesLink: configuration.value(WelcomeSettings.rules, in: scope) ? link : nil, prompts: prompts,
            banks: banks, quiet: quiet,
            textSeed: textSeed, patterns: patterns, distress: distress, heated: heated, memory: memory, alone: alone,
            isRehearsal: isRehearsal)
        policy.model = model
        policy.isDeskShared = configuration.communities.contains { other in
            other.id != community.id && other.desk.contains { desk in policy.desk.contains(desk.value) }
        }
        policy.lists = community.policies.map(\.value)
        policy.matrixNetworks = Set(configuration.networks.filter { $0.matrix != nil }.map(\.name))
        policy.care = care(scope)
        policy.expected = Set(
            configuration.expectations(in: community.id).filter(\.gets.isEmpty)
                .map { Policy.expectation($0.text.value, by: $0.by.rawValue) })
        policy.publishesDigest = configuration.value(ModerationSettings.digest, in: scope)
        return policy
    }

    func quietHours(_ scope: Scope) -> TimeOfDayRange? {
        configuration.value(AnimationSettings.quiet, in: scope).map { TimeOfDayRange(start: $0.from, end: $0.to) }
    }

    private func care(_ scope: Scope) -> CarePolicy {
        var care = CarePolicy()
        care.isOn = configuration.value(CareSettings.active, in: scope)
        care.isAlone = configuration.value(CareSettings.alone, in: scope)
        care.lines = configuration.value(CareSettings.lines, in: scope)
        care.calms = configuration.value(CareSettings.calm, in: scope)
        care.gap = configuration.value(CareSettings.gap, in: scope)
        return care
    }

    typealias Memory = Policy.Memory

    mutating func report(_ message: Sentence, _ at: Position, _ path: String, _ severity: Diagnostic.Severity = .error)
    {
        diagnostics.append(
            Diagnostic(file: configuration.file, at: at, path: path, severity: severity, message: message))
    }

    // MARK: - Rooms

    private mutating func roomPolicy(_ room: RoomID, lists: [String: [String]], rules: [Rule]) -> RoomPolicy {
        let scope = Scope.room(room)
        let sites = configuration.value(ModerationSettings.trustedSites, in: scope)
        var compiled = Compiled(
            allowedWords: configuration.value(ModerationSettings.allowedWords, in: scope),
            trustedSites: DomainSet(sites.compactMap { Domain(written: $0) }), lists: lists, textSeed: textSeed)
        for name in configuration.value(Domains.lists, in: scope) {
            if domainIndexes[name] == nil { domainIndexes[name] = DomainIndex(lists[name] ?? [], seed: textSeed) }
            compiled.domains[name] = domainIndexes[name]
            if lists[name] == nil { unknownList(name, Domains.lists, scope) }
        }
        var policy = RoomPolicy(
            room: room, displayName: room.name.text,
            mode: configuration.value(ModerationSettings.mode, in: scope),
            scale: Scale.of(configuration.value(ModerationSettings.preset, in: scope)),
            ceiling: configuration.value(ModerationSettings.ceiling, in: scope),
            detectors: detectors(of: room, compiled), rules: self.rules(of: room, among: rules),
            welcome: WelcomePolicy(
                isOn: configuration.value(WelcomeSettings.active, in: scope),
                after: configuration.value(WelcomeSettings.after, in: scope),
                isPrivateToo: configuration.value(WelcomeSettings.private, in: scope),
                every: configuration.value(WelcomeSettings.gap, in: scope),
                away: configuration.value(WelcomeSettings.returning, in: scope)
                    ? configuration.value(WelcomeSettings.away, in: scope) : nil),
            exemptsVoiced: configuration.value(ModerationSettings.exemptVoiced, in: scope),
            most: configuration.value(AnimationSettings.most, in: scope),
            profile: configuration.value(Toxicity.talk, in: scope).profile)
        policy.reading = SecondReading(configuration, room)
        policy.hostLists = HostLists(configuration, room)
        return policy
    }

    private mutating func detectors(of room: RoomID, _ compiled: Compiled) -> [any Detector] {
        let isLikeOthers = !configuration.hasSettings(of: room)
        if isLikeOthers, let sharedDetectors { return sharedDetectors }
        let detectors = DetectorKind.all.map { $0.init(configuration, .room(room), compiled) }
        if isLikeOthers { sharedDetectors = detectors }
        return detectors
    }

    private mutating func rules(of room: RoomID, among rules: [Rule]) -> RoomRules {
        let places = rules.indices.filter { rules[$0].rooms.isEmpty || rules[$0].rooms.contains(room) }
        if let shared = sharedRules[places] { return shared }
        let own = RoomRules(places.map { rules[$0] })
        sharedRules[places] = own
        return own
    }

    // MARK: - Words

    /// The file gives it another language, or words that are not those of the community.
    private func hasOwnWords(_ room: RoomID, _ community: CommunityEntry) -> Bool {
        let (own, all) = (Scope.room(room), Scope.community(community.id))
        return configuration.value(Basics.language, in: own) != configuration.value(Basics.language, in: all)
            || configuration.value(Basics.address, in: own) != configuration.value(Basics.address, in: all)
            || configuration.value(WelcomeSettings.first, in: own)
                != configuration.value(WelcomeSettings.first, in: all)
            || configuration.value(WelcomeSettings.grouped, in: own)
                != configuration.value(WelcomeSettings.grouped, in: all)
            || configuration.words.contains { $0.scope == own }
    }

    /// - Parameter room: where it is for that room alone.
    private mutating func words(_ community: CommunityEntry, room: RoomID? = nil, contact: String, rules: String?)
        -> Words
    {
        let all = Scope.community(community.id)
        let scope = room.map { Scope.room($0) } ?? all
        let tongue = configuration.value(Basics.language, in: scope)
        let address = configuration.value(Basics.address, in: scope)
        var house: [Words.Slot: Words.Value] = [.contact: .own(contact), .rules: .own(rules ?? "")]
        let networks = [room?.network, community.rooms.first?.value.network].compactMap { $0 }
        if let nick = networks.compactMap({ configuration.network($0)?.nick }).first { house[.bot] = .own(nick) }
        var words = Words(tongue, address: address, house: house)
        if let first = configuration.value(WelcomeSettings.first, in: scope) {
            override(
                &words, "welcome.first", first.variants(tongue, address),
                configuration.origin(of: WelcomeSettings.first, in: scope).at)
            if configuration.value(WelcomeSettings.grouped, in: scope) == nil {
                // One's own words for one serve for several: `{{name}}` then holds the names.
                let grouped = first.variants(tongue, address).map { $0.replacing("{{name}}", with: "{{names}}") }
                _ = words.override(named: "welcome.grouped", with: grouped)
            }
        }
        if let grouped = configuration.value(WelcomeSettings.grouped, in: scope) {
            override(
                &words, "welcome.grouped", grouped.variants(tongue, address),
                configuration.origin(of: WelcomeSettings.grouped, in: scope).at)
        }
        for entry in configuration.words where entry.scope == .top || entry.scope == all || entry.scope == scope {
            override(&words, entry.name.value, entry.words.variants(tongue, address), entry.name.at)
        }
        return words
    }

    private mutating func override(_ words: inout Words, _ name: String, _ texts: [String], _ at: Position?) {
        let at = at ?? Position(line: 1, column: 1)
        for mistake in words.override(named: name, with: texts) {
            // Read again for each room with words of its own: told once.
            let isTold = diagnostics.contains { $0.path == name && $0.at == at && $0.message == mistake.sentence }
            if !isTold { report(mistake.sentence, at, name) }
        }
    }

    // MARK: - Zone, banks, lists

    private mutating func zone(_ scope: Scope) -> Zone {
        let name = configuration.value(Basics.timezone, in: scope)
        if let zone = zones[name] ?? Zone(identifier: name, around: now) {
            zones[name] = zone
            return zone
        }
        let near = Zone.nearest(to: name)
        let at = configuration.origin(of: Basics.timezone, in: scope).at ?? Position(line: 1, column: 1)
        report(
            Sentence(
                en: "unknown time zone \"\(name)\""
                    + (near.map { "; did you mean \"\($0)\"?" } ?? "; for example \"Europe/Paris\""),
                fr:
                    "fuseau inconnu \"\(name)\"\(near.map { " ; peut-être \"\($0)\" ?" } ?? " ; par exemple \"Europe/Paris\"")"
            ),
            at, "timezone")
        return Zone(identifier: "UTC", firstOffset: 0, transitions: [])
    }

    private mutating func bank(_ entry: BankEntry) -> Bank {
        var items = entry.prompts.map(\.value)
        if let file = entry.file {
            if let text = files[file.value] {
                items += Self.paragraphs(text)
            } else {
                missing(file, "bank.\(entry.name.value)")
            }
        }
        if items.isEmpty, diagnostics.isEmpty {
            report(
                Sentence(
                    en: "this bank is empty: one prompt a paragraph",
                    fr: "cette banque est vide : une relance par paragraphe"),
                entry.name.at, "bank.\(entry.name.value)")
        }
        for item in items where item.utf8.count > Self.longestPrompt {
            report(
                Sentence(
                    en: "a prompt of \(item.utf8.count) bytes (\"\(item.prefix(30))…\"): at most \(Self.longestPrompt)",
                    fr:
                        "une relance de \(item.utf8.count) octets (« \(String(item.prefix(30)))… ») : au plus \(Self.longestPrompt)"
                ),
                entry.name.at, "bank.\(entry.name.value)")
        }
        return Bank(name: entry.name.value, items: items)
    }

    /// Two lines on IRC; longer is a speech.
    static let longestPrompt = 700

    /// One paragraph is one prompt; lines of a paragraph are joined.
    static func paragraphs(_ text: String) -> [String] {
        var found: [String] = []
        var current: [String] = []
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            let words = line.split { $0 == " " || $0 == "\t" || $0 == "\u{FEFF}" }
            if words.isEmpty {
                if !current.isEmpty { found.append(current.joined(separator: " ")) }
                current = []
            } else {
                current.append(words.joined(separator: " "))
            }
        }
        if !current.isEmpty { found.append(current.joined(separator: " ")) }
        return found
    }

    private mutating func namedLists(_ community: CommunityEntry) -> [String: [String]] {
        var lists: [String: [String]] = [:]
        for entry in configuration.lists(in: community.id) where lists[entry.name.value] == nil {
            var items = entry.items.map(\.value)
            if let file = entry.file {
                if let text = files[file.value] {
                    items += text.split(whereSeparator: \.isNewline).map(String.init).filter {
                        !$0.isEmpty && !$0.hasPrefix("#")
                    }
                } else {
                    missing(file, "list.\(entry.name.value)")
                }
            }
            lists[entry.name.value] = items
        }
        lists["trusted_sites"] =
            lists["trusted_sites"] ?? configuration.value(ModerationSettings.trustedSites, in: .community(community.id))
        return lists
    }

    private mutating func unknownList(_ name: String, _ setting: Setting<[String]>, _ scope: Scope) {
        let at = configuration.origin(of: setting, in: scope).at ?? Position(line: 1, column: 1)
        guard !diagnostics.contains(where: { $0.path == setting.path && $0.at == at }) else { return }
        report(
            Sentence(
                en: "there is no [list.\(name)] in this file: add it with file = \"…\" or items = [\"…\"]",
                fr: "pas de [list.\(name)] dans ce fichier : l'ajouter avec file = \"…\" ou items = [\"…\"]"), at,
            setting.path)
    }

    private mutating func missing(_ file: Located<String>, _ path: String) {
        if file.value.utf8.starts(with: "~".utf8) {
            return report(
                Sentence(
                    en: "~ is not read as a folder here: write it whole, \"/home/…\", or as it lies beside bot.conf",
                    fr:
                        "~ n'est pas lu comme un dossier ici : l'écrire en entier, \"/home/…\", ou comme il est à côté de bot.conf"
                ), file.at, path)
        }
        report(
            Sentence(
                en:
                    "cannot read the file \"\(file.value)\" beside bot.conf: is it there, may this user read it, is it saved as UTF-8, is it smaller than 4 MiB?",
                fr:
                    "impossible de lire le fichier \"\(file.value)\" à côté de bot.conf : y est-il, cet utilisateur peut-il le lire, est-il enregistré en UTF-8, fait-il moins de 4 Mio ?"
            ),
            file.at, path)
    }

    /// Over everything that decides what she does.
    private func fingerprint(_ community: CommunityEntry, _ model: Model?) -> UInt64 {
        var hash = SeededHash(seed: 0)
        for byte in "geoffrin-engine-1 \(community.id)".utf8 { hash.add(byte) }
        for name in files.keys.sorted() {
            for byte in name.utf8 { hash.add(byte) }
            for byte in (files[name] ?? "").utf8 { hash.add(byte) }
        }
        for byte in "\(model?.checksum ?? 0)".utf8 { hash.add(byte) }
        return hash.stirred
    }
}
