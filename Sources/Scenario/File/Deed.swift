// SPDX-License-Identifier: Apache-2.0

public import Chat

/// What one line of a scenario does.
public enum Deed: Sendable {
    case join([ScenarioFile.Person])
    case part(String, String)
    case say(String, String, Message.Carrier)
    /// Says in place of what they said last.
    case edit(String, String)
    /// Shows something, with or without words: a file, a sticker, a reaction.
    case show(String, Message.Kind, String)
    /// Says something that calls so many people, whatever the words say.
    case ping(Int, String, String)
    case rename(String, to: String)
    case identify(String, account: String?)
    case move(String, user: String, host: String)
    case quit(String, String)
    case kick(by: String, String, String)
    case rank(by: String, String, Rank)
    case mark(by: String, Event.Observed.What, String)
    case topic(String, String)
    /// Asks from outside to be let in, and says why.
    case knock(String, String)
    case invite(String)
    /// She cannot be in the room.
    case bar(Event.Bar)
    case unidentified(Event.Unidentified)
    case split([String], isCertain: Bool)
    case splitOver
    case netjoin([String])
    case whisper(String, String)
    case desk(String, String)
    case command(String)
    case late(TimeSpan, String, String)
    case playback(String, String)
    /// Only time passes.
    case wait
    case restart
    case crash(Player.Crash)
    case disconnect
    case connect
    case reload(String)
    case fail(ActError)
    case clock(TimeSpan)
    /// The policy list of the settings says more, or less.
    case list([Listing.Rule], isMore: Bool)
    /// Answers the question asked in the room, in the network's own form; 0: takes the vote back.
    case vote(String, Int)
    /// The second reader answers, in thousandths, the oldest open question, or that about somebody.
    case opine(Int32, about: String?)
    /// Lists of hosts answer about somebody: those that have the host, which may be none.
    case lookUp(String, listedBy: [String])
    /// A list of hosts is not believed any more, or is again.
    case hostList(String, Event.ListState)
}
