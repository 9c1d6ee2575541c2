// SPDX-License-Identifier: Apache-2.0

public import Chat
public import Conf

/// One change of hard state. The list of them is the only way in (ADR 0003).
public enum Change: Sendable, Hashable {
    /// She has greeted this person, or has decided once and for all not to.
    case greeted(PersonID, at: Timestamp)
    /// A prompt's moment has come and was used, or passed over (`item` nil).
    case fired(prompt: String, room: RoomID, moment: Timestamp, item: Int32?)
    /// The moderators moved one moment of a prompt in one room.
    case moved(prompt: String, room: RoomID, from: Timestamp, to: Timestamp)
    case caseOpened(Case)
    /// `lines` are added; one of a message that is there already takes its place.
    case caseGrown(
        Int32, step: Step, proposed: Step?, verdict: Verdict, score: Int32, acts: [ActID], lines: [CaseLine],
        at: Timestamp)
    case caseJudged(Int32, Case.Judgement, by: PeerText, at: Timestamp)
    case caseAppealed(Int32, PeerText, at: Timestamp)
    case sanctioned(Sanction)
    /// To be told once the act is done.
    case promised(ActID, Notice)
    /// An act of a case was not done and will not be.
    case missed(Int32, ActID)
    /// A case that needs a second moderator, and who is the first.
    case keyed(Int32, FirstKey)
    /// How far she is in leaving for good; nil when she is out, or stays.
    case retiring(Retirement?)
    /// An observed case waits for the desk's next message.
    case untold(Int32)
    /// The desk has been told of these observed cases.
    case told([Int32], at: Timestamp)
    /// The act that lifts a sanction is owed.
    case lifting(ActID, by: ActID)
    /// A sanction is gone: lifted, ended by itself, taken away by someone, or never came to be.
    case lifted(ActID)
    /// A sanction not yet known to be performed is not wanted any more: refused when its turn comes, lifted should it
    /// be on its way already.
    case revoked(ActID, at: Timestamp)
    /// People said it was wrong: this rule leaves this person alone until then, but for new hard evidence.
    case released(PersonID, rule: String, until: Timestamp)
    /// Heat is forgotten (undo), or halved by a moderator.
    case cooled(PersonID)
    case trusted(PersonID, Bool?)
    case noted(PersonID, PeerText, by: PeerText, at: Timestamp)
    case ranked(PersonID, at: Timestamp)
    case claimedOwner(PersonID, at: Timestamp)
    /// An owner says that who came back after long is who they were.
    case confirmed(PersonID)
    case hushedMember(PersonID, Bool)
    case hushed(until: Timestamp?)
    case paused(until: Timestamp?)
    case modeSet(Mode?, until: Timestamp?)
    /// An act is dropped: it may not be done any more.
    case dropped(ActID)
    /// A moderator ordered a sanction.
    case ordered(by: PersonID?, at: Timestamp)
    case called(PersonID, at: Timestamp)
    case summedUp(at: Timestamp)
    case forgotten(PersonID)
    /// Somebody asked to be forgotten at that time, or (nil) not to be after all.
    case forgetting(PersonID, at: Timestamp?)
    case exported(PersonID, at: Timestamp)
    /// A prompt's moment was passed over, for the reason under this key.
    case passedOver(prompt: String, room: RoomID, moment: Timestamp, why: String)
    case seeded(UInt64)
    /// A rule that was wrong too often asks until then; or (pinned) acts, whatever it was before.
    case demoted(String, until: Timestamp)
    case pinned(String, until: Timestamp)
    /// The desk has been told that she takes no more sanctions alone for now.
    case braked(at: Timestamp)
    /// The team was told that somebody may be in distress; she writes to them herself at `due` if nobody reacts.
    case worried(Int32, PersonID, at: Timestamp, due: Timestamp?)
    /// Somebody of the team has reacted, or she has.
    case attended(Int32)
    /// A private word of care was sent.
    case cared(PersonID, at: Timestamp)
    /// A calm word was said in a room, and then (`after`) how many heated lines followed.
    case calmed(RoomID, at: Timestamp, after: Int32?)
    /// The desk has heard what became of them.
    case calmsTold(at: Timestamp)
    /// The rooms have heard how often she acted.
    case digested(at: Timestamp)
    /// What becomes of a policy list that is kept in this room.
    case list(RoomID, ListChange)
    /// A raid begins, goes on or ends; these people came in it.
    case raid(Raid, arrived: [PersonID])
    /// What somebody of the team judged is a lesson.
    case taught(Lesson)
    /// The lesson of this case is forgotten; nil: all are.
    case unlearned(Int32?)
    /// When the desk is reminded that somebody waits for an answer in this case; nil: it has been, or nobody does.
    case answerDue(Int32, Timestamp?)
    /// The team has answered whoever wrote about this case.
    case answered(Int32, at: Timestamp)
    /// A moderator had her do something: of this case or raid, or trust somebody.
    case did(PersonID, at: Timestamp, number: Int32, trusted: PersonID?)
    /// Somebody of the team lifted by hand what she had set on this person; from the second time on she asks until then.
    case reverted(PersonID, at: Timestamp, handsOff: Timestamp?)
    /// A moderator was asked whom of two that look alike they mean.
    case askedWhom(PersonID?, ByteString, at: Timestamp)
    /// Words are owed to a person until they have reached them; nil: none are.
    case amends(PersonID, Amends?)
    /// The case of a campaign, by its mark.
    case campaign(UInt64, case: Int32)
    /// A moderator says that it is none.
    case campaignDropped(UInt64, at: Timestamp)
    /// Somebody else in a case that is there already.
    case joined(Int32, Case.Accused)
    /// What becomes of a poll.
    case poll(PollChange)
    /// A room is being told, by that act, of a second reader.
    case disclosed(RoomID, key: UInt64, act: ActID, at: Timestamp)
    /// A room is being told, by that act, of lists that are asked about hosts.
    case disclosedLists(RoomID, key: UInt64, act: ActID, at: Timestamp)
    /// A list that is asked about hosts is not believed, or is again; the desk was told.
    case hostList(String, isOff: Bool)
    /// What concerns a case was withheld at a desk that strangers can enter: it heard so much (`isTold`), or hears it
    /// within the hour. 0: it has heard of all that were.
    case withheld(RoomID, case: Int32, isTold: Bool)
    /// What it is too soon to judge is put by, without its words, which the event has.
    case held(Held)
    /// What was put by of this person in this room need not wait any longer: it is judged.
    case waited(RoomID, PersonID)
}
