// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Language

/// Looks, never acts. A detector is a value compiled from its settings; what it may look at is a `Look`.
///
/// To add one: a file in this folder (settings, defaults, logic, the key of its reason in words) and a line in
/// `DetectorKind.all`. One that counts something within a time is a `CountingDetector`.
protocol Detector: Sendable {
    static var name: String { get }
    static var family: Family { get }
    static var section: AnySection { get }
    init(_ configuration: Configuration, _ scope: Scope, _ compiled: Compiled)

    /// The time it counts over; nil when it looks at one message alone.
    var window: TimeSpan? { get }

    /// Looks at one message; nil when there is nothing to say.
    func inspect(_ look: borrowing Look) -> Signal?
    /// Looks at one arrival.
    func inspect(arrival look: borrowing ArrivalLook) -> Signal?
    /// Looks at a name: of who comes in, or of who has just changed it.
    func inspect(naming look: borrowing NamingLook) -> Signal?

    /// The smallest change of the file after which this would not have been seen; nil where the setting accepts none.
    /// `line` is the last one at fault, empty where its text is gone.
    func relief(_ reason: Reason, in line: TextView) -> Relief?
}

extension Detector {
    var window: TimeSpan? { nil }
    func inspect(_ look: borrowing Look) -> Signal? { nil }
    func inspect(arrival look: borrowing ArrivalLook) -> Signal? { nil }
    func inspect(naming look: borrowing NamingLook) -> Signal? { nil }

    func signal(_ score: Int32, _ reason: Reason) -> Signal {
        Signal(Self.name, Self.family, score: score, reason: reason)
    }
}

/// What every detector of a community shares, compiled once.
struct Compiled: Sendable {
    /// Words that are always allowed.
    var allowedWords: [String]
    var trustedSites: DomainSet
    /// `@list` → its items.
    var lists: [String: [String]]
    var textSeed: UInt64
    /// Of those lists that hold domains, ready to be asked: made once for all rooms.
    var domains: [String: DomainIndex] = [:]
}

/// What a detector may look at: one message, and what its author did before.
struct Look: ~Copyable {
    let view: TextView
    let carrier: Message.Carrier
    let standing: Standing
    /// The author's lines of the last minutes in this community, oldest first, this one last.
    let recent: RecentLines
    /// How many others said nearly this just before; of what a relay carries that nobody declared, under how many names.
    let echoes: Echoes
    var isCarried = false
    /// Names of people present that the text calls.
    let mentions: Int32
    /// What the model thinks of the author's own words.
    var levels = Levels()
    /// How much of it two moderators refused, in thousandths; below zero: called right.
    var taught: Int32 = 0
    /// What the line shares with other newcomers' lines of the last hour.
    var campaign: CampaignTable.Sighting?
    /// Several links, and all lead to sites that the community leads to itself.
    var leadsHome = false
    /// All that it names is sites which the community leads to itself, and where not everybody writes what they like.
    var showsHome = false
    /// What the message is besides its words.
    var kind = Message.Kind.words
}

/// What a detector may look at when somebody comes in.
struct ArrivalLook: ~Copyable {
    let at: Timestamp
    let standing: Standing
    /// This person's arrivals of late, this one last.
    let arrivals: [Timestamp]
    /// Newcomers from the same place of late, this one included; 0 where that is not known.
    var clones: Int32 = 0
}

/// What a detector may look at when somebody has come in or is called otherwise.
struct NamingLook: ~Copyable {
    let at: Timestamp
    let standing: Standing
    /// When this person changed names of late, this time last; empty on arrival.
    let changes: [Timestamp]
    /// Whose name it looks like, where that is somebody else's.
    let alike: String?
}

enum DetectorKind {
    /// Every detector there is, in the order of the alphabet.
    static let all: [any Detector.Type] = [
        Asides.self,
        Campaigns.self,
        Capitals.self,
        Clones.self,
        Domains.self,
        Drawing.self,
        Duplicate.self,
        Flood.self,
        Fragments.self,
        Joins.self,
        Learned.self,
        Letters.self,
        Links.self,
        ListedWords.self,
        MassMentions.self,
        Media.self,
        Namesakes.self,
        Nicks.self,
        Spam.self,
        Toxicity.self,
    ]
}
