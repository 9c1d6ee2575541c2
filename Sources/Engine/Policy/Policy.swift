// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Conf
public import Language

/// All that bot.conf says about one community, compiled. Immutable; equal by fingerprint only.
public struct Policy: Sendable {
    /// Over bot.conf without secrets, every file it names, the model that reads, the engine's version and the zone data.
    public var fingerprint: UInt64
    public var community: CommunityID
    public var words: Words
    public var zone: Zone
    public var rooms: [RoomPolicy]
    public var desk: [RoomID]
    /// Another community has one of these desks too: cases and answers there say whose they are.
    public var isDeskShared = false {
        didSet {
            let label = isDeskShared ? "\(community)-" : ""
            words.caseLabel = label
            for place in rooms.indices { rooms[place].words?.caseLabel = label }
        }
    }
    /// Lists of others whose opinion is heard.
    public var lists: [RoomID] = []
    /// Networks made of many servers.
    public var matrixNetworks: Set<NetworkID> = []
    public var owners: [PersonID]
    public var moderators: [PersonID]
    /// Accounts that carry one room into another; never sanctioned, never obeyed.
    public var relays: [PersonID]
    public var contact: String
    public var rulesLink: String?
    /// A secret of the database with which texts are hashed, so that nobody can choose texts that collide.
    public var textSeed: UInt64
    let patterns: RulePatterns
    public var prompts: [Prompt]
    public var banks: [String: Bank]
    let quiet: TimeOfDayRange?
    public var memory: Memory
    public var alone: Alone
    public var care = CarePolicy()
    /// Rooms hear once in 30 days how often she acted.
    public var publishesDigest = false
    /// Some room has its unclear lines read outside.
    var asksOutside: Bool
    /// Some room has the hosts of newcomers looked for in lists outside.
    var looksUp: Bool
    /// `try`, scenarios and replays act at once, and say so.
    public var isRehearsal: Bool
    /// Reads what is said; nil where there is none.
    public var model: Model? = Model.embedded

    let indexOfRoom: [RoomID: Int]
    let deskSet: Set<RoomID>
    let ownerSet: Set<PersonID>
    let moderatorSet: Set<PersonID>
    let relaySet: Set<PersonID>
    /// How those of the team are named: a bit for each kind.
    let teamKinds: UInt8
    /// The least that is worth a word in any room: an incident is not told apart by rooms.
    let leastWord: Int32
    /// Some room has a list of words: they are looked for across lines too.
    let looksAcrossLines: Bool
    let distress: Distress
    let heated: HeatedWords
    /// What the file says already to come to nothing, by whom: `[[expect]]`.
    var expected: Set<String> = []

    static func expectation(_ text: String, by author: String) -> String { "\(author) \(text)" }
    public func expectsNothing(of text: String, by author: String) -> Bool {
        expected.contains(Self.expectation(text, by: author))
    }
    /// As `[[expect]]` names whoever a case is about.
    public func author(of found: Case) -> String { standing(of: found) == .newcomer ? "newcomer" : "regular" }

    /// Where she is for this community: its rooms, then its desk.
    public var roomsAndDesk: [RoomID] { rooms.map(\.room) + desk }

    /// Named in bot.conf as an owner or a moderator.
    func isOfTheTeam(_ person: PersonID) -> Bool { ownerSet.contains(person) || moderatorSet.contains(person) }
    /// Named there, also as a relay: no stranger, whatever is remembered of them.
    func isNamed(_ person: PersonID) -> Bool { isOfTheTeam(person) || relaySet.contains(person) }
    var team: Set<PersonID> { ownerSet.union(moderatorSet) }

    public struct Memory: Sendable, Hashable {
        public var text: TimeSpan = .days(7)
        public var features: TimeSpan = .days(90)
        public var cases: TimeSpan = .days(365)
        public var seen: TimeSpan = .days(730)
        public init() {}
    }

    /// What she may do without being told to, and how long she waits to be told.
    public struct Alone: Sendable, Hashable {
        /// Sanctions; beyond, she asks.
        public var budget = Rate(20, per: .hour)
        /// Of these, people who are no newcomers, in the same time.
        public var regulars = 3
        /// Sanctions an hour on those who came in a raid, each for lines of their own.
        public var raiders = 200
        /// A proposal that nobody answers lapses.
        public var answer = TimeSpan.hours(1)
        /// What comes of somebody that a list names.
        public var lists = Mode.ask
        /// Whether she closes a room in a raid.
        public var raids = Mode.act
        public init() {}
    }

    init(
        fingerprint: UInt64, community: CommunityID, words: Words, zone: Zone, rooms: [RoomPolicy], desk: [RoomID],
        owners: [PersonID], moderators: [PersonID], relays: [PersonID], contact: String, rulesLink: String?,
        prompts: [Prompt], banks: [String: Bank], quiet: TimeOfDayRange?, textSeed: UInt64,
        patterns: RulePatterns = .none, distress: Distress, heated: HeatedWords,
        memory: Memory = Memory(), alone: Alone = Alone(),
        isRehearsal: Bool = false
    ) {
        self.fingerprint = fingerprint
        self.community = community
        self.words = words
        self.zone = zone
        self.rooms = rooms
        self.desk = desk
        self.owners = owners
        self.moderators = moderators
        self.relays = relays
        self.contact = contact
        self.rulesLink = rulesLink
        self.prompts = prompts
        self.banks = banks
        self.quiet = quiet
        self.textSeed = textSeed
        self.patterns = patterns
        self.memory = memory
        self.alone = alone
        self.isRehearsal = isRehearsal
        var index: [RoomID: Int] = [:]
        for (i, room) in rooms.enumerated() { index[room.room] = i }
        indexOfRoom = index
        self.distress = distress
        self.heated = heated
        deskSet = Set(desk)
        ownerSet = Set(owners)
        moderatorSet = Set(moderators)
        relaySet = Set(relays)
        teamKinds = (owners + moderators).reduce(0) { $0 | 1 << $1.kind.rawValue }
        asksOutside = rooms.contains { $0.reading != nil }
        looksUp = rooms.contains { $0.hostLists != nil }
        leastWord = rooms.map(\.scale.thresholds.word).min() ?? 0
        looksAcrossLines = rooms.contains { room in
            room.detectors.contains { ($0 as? ListedWords)?.words.isEmpty == false }
        }
    }

    func room(_ id: RoomID) -> RoomPolicy? { indexOfRoom[id].map { rooms[$0] } }
}

/// What holds in one room.
public struct RoomPolicy: Sendable {
    public var room: RoomID
    /// As bot.conf spells it, for people to read.
    public var displayName: String
    public var mode: Mode
    public var scale: Scale
    /// The hardest step she takes alone.
    public var ceiling: Step
    var detectors: [any Detector]
    /// Of these, the one that says what a campaign is.
    let campaigns: Campaigns?
    let rules: [Rule]
    /// The same compiled together, in their order.
    let ruleSet: ProgramSet
    public var welcome: WelcomePolicy
    /// Voiced members are exempt like moderators.
    public var exemptsVoiced: Bool
    public var most: Rate?
    /// How people talk here, for the rarity of what the model says.
    public var profile: Profile
    /// Who reads its unclear lines a second time; nil: nobody.
    public var reading: SecondReading?
    /// Which lists are asked where its newcomers come from; nil: none.
    public var hostLists: HostLists?
    /// What she says here and about here, where it is not in the words of the community.
    public var words: Words?

    init(
        room: RoomID, displayName: String, mode: Mode, scale: Scale, ceiling: Step, detectors: [any Detector],
        rules: RoomRules, welcome: WelcomePolicy, exemptsVoiced: Bool, most: Rate?,
        profile: Profile = .chat
    ) {
        self.room = room
        self.displayName = displayName
        self.mode = mode
        self.scale = scale
        self.ceiling = ceiling
        self.detectors = detectors
        campaigns = detectors.lazy.compactMap { $0 as? Campaigns }.first
        self.rules = rules.list
        ruleSet = rules.set
        self.welcome = welcome
        self.exemptsVoiced = exemptsVoiced
        self.most = most
        self.profile = profile
    }
}

/// The rules of a room, and the same compiled together: rooms with the same rules share both, so that the talk of one
/// finds them where that of another has just left them.
struct RoomRules: Sendable {
    let list: [Rule]
    let set: ProgramSet

    init(_ list: [Rule]) {
        self.list = list
        set = ProgramSet(list.map(\.when))
    }
}

public struct WelcomePolicy: Sendable, Hashable {
    public var isOn: Bool
    /// Members may greet first; then she stays silent.
    public var after: TimeSpan
    /// Also a private sentence, where the network has one that intrudes on nobody.
    public var isPrivateToo: Bool
    /// At most one line of welcome in this time.
    public var every: TimeSpan
    /// Who spoke before and comes back after so long is greeted too; nil: they are not.
    public var away: TimeSpan?

    public init(
        isOn: Bool = true, after: TimeSpan = .minutes(2), isPrivateToo: Bool = false, every: TimeSpan = .minutes(2),
        away: TimeSpan? = nil
    ) {
        self.isOn = isOn
        self.after = after
        self.isPrivateToo = isPrivateToo
        self.every = every
        self.away = away
    }
}

/// *When* this, *then* those steps.
public struct Rule: Sendable {
    public var name: String
    let when: Program
    public var then: [Step]
    /// Nil: it observes, but in a rehearsal. The stricter of it and the room's holds.
    public var mode: Mode?
    /// What is told about it instead of its name.
    public var reason: String?
    /// Empty: every room.
    public var rooms: [RoomID]
}

/// A moment at which she speaks unasked.
public struct Prompt: Sendable {
    enum Moment: Sendable {
        case at(Schedule)
        /// Silence that long, at hours when people usually talk, on these days: 1 for Monday, none for every day.
        case lull(TimeSpan, days: [Int])
    }
    public var name: String
    let moment: Moment
    public var bank: String?
    public var text: String?
    public var rooms: [RoomID]
    init(name: String, moment: Moment, bank: String?, text: String?, rooms: [RoomID]) {
        self.name = name
        self.moment = moment
        self.bank = bank
        self.text = text
        self.rooms = rooms
    }
}

/// Texts that admins own: one prompt a paragraph.
public struct Bank: Sendable, Hashable {
    public var name: String
    public var items: [String]
    public init(name: String, items: [String]) {
        self.name = name
        self.items = items
    }
}
