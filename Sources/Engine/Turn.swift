// SPDX-License-Identifier: Apache-2.0

import Chat
import Language

/// One event on its way through the engine, and what has been found out about it so far.
struct Turn: Sendable {
    let event: Event
    /// The author, once known.
    var person: Int32?
    /// Index of the room in the policy, where it is one of ours.
    var room: Int?
    /// Who spoke on the other side of the relay that is the author.
    var carried: Int32?
    /// The team is told of what came through a relay.
    var relayed: Engine.Candidate?
    /// The author's facts where the event itself has none, or no longer the right ones.
    var facts: Facts?
    /// Was not known before this event.
    var isNewPerson = false
    /// Came in, or spoke for the first time, as a stranger among strangers.
    var isStranger = false
    /// Since they were here last; zero for who was never here.
    var away = TimeSpan.zero
    /// What the detectors say of it.
    var verdict = Verdict.none
    /// With what stayed of earlier incidents.
    var score: Int32 = 0
    var standing = Standing.newcomer
    /// Values for rules; set for messages only.
    var view: TextView?
    var mentions: Int32 = 0
    /// A relay that nobody declared carries the same under several names: who bears them is nobody she knows.
    var isWave = false
    /// The mark by which its line belongs to a campaign.
    var campaign: UInt64?
    var levels = Levels()
    var kind = Message.Kind.words
    /// Files, stickers, calls and unreadable lines of the author within a minute; 0 for a message of words.
    var media: Int32 = 0
    /// Silence in the room before it.
    var lull = TimeSpan.zero
    /// The act this event took off the list, for the decision about it.
    var gone: OwedAct?
    /// What was to be told once it was done.
    var notice: Notice?
    /// The same has failed before and was told then.
    var isRepeated = false
    /// Rooms, by index, in which she can do other things than the desk was told.
    var newCapabilities: [Int] = []
    /// A desk turned out to be open to everyone.
    var isDeskOpen = false
    /// A desk turned out to be encrypted.
    var isDeskSealed = false
    /// The author may be in distress.
    var distress: Distress.Finding?
    /// Somebody of the team is imitated.
    var alike: FaceTable.Face?
    /// Those who came a little sooner, and whom they imitate: who is of the team was not known then.
    var alikes: [Engine.Imitation] = []
    /// The line that a second reader's opinion is about.
    var answered: Asked?
    /// Two or three have grown heated, here and now.
    var isHeated = false
    var decisions: [Decision] = []

    init(_ event: Event) { self.event = event }

    var at: Timestamp { event.at }
}
