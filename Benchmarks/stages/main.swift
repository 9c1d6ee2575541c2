// SPDX-License-Identifier: Apache-2.0

// Stage by stage, the CPU a message costs: `swift run -c release geoffrin-bench [MEMBERS] [ROOMS] [RULES]`.
// Times are those of this process (CLOCK_PROCESS_CPUTIME_ID), so that a busy machine disturbs less.

import Chat
import Conf
import Engine
import Glibc

func cpu() -> Double {
    var t = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t)
    return Double(t.tv_sec) + Double(t.tv_nsec) / 1e9
}

let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
let memberCount = arguments.first ?? 200_000
let roomCount = arguments.dropFirst().first ?? 200
let ruleCount = arguments.dropFirst(2).first ?? 100

let network = NetworkID("bench")
let roomNames = (0..<roomCount).map { "#room\($0)" }
var conf = """
    language = "en"
    timezone = "Europe/Paris"
    owners = ["bench/owner"]
    contact = "bench@example.org"
    [network.bench]
    irc = "127.0.0.1"
    nick = "geoffrin"
    [community.bench]
    rooms = [\(roomNames.map { "\"bench/\($0)\"" }.joined(separator: ", "))]
    desk = ["bench/#desk"]
    [moderation]
    trusted_sites = ["ravelry.com", "garnstudio.com"]

    """
for i in 0..<ruleCount {
    conf += """
        [[rule]]
        name = "rule \(i)"
        when = 'links.count > 0 and text.words <= \(i % 7 + 1) and member.messages < 3 and not (links.domains all of @trusted_sites)'
        then = ["note"]

        """
}
let (configuration, diagnostics) = Configuration.load(text: conf, file: "bench.conf", sections: Policy.sections)
guard let configuration else { fatalError("\(diagnostics.map { $0.printed(.en) })") }
let start = Timestamp(seconds: 1_767_600_000)
let (policies, mistakes) = Policy.compile(
    configuration, files: ["bench.conf": conf], now: start, textSeed: 7, isRehearsal: false)
guard mistakes.isEmpty else { fatalError("\(mistakes.map { $0.printed(.en) })") }

// Ordinary talk: 10,000 distinct lines of 60–80 bytes.
let syllables = ["ba", "ko", "ri", "tu", "me", "sa", "lo", "ne", "vi", "pa", "du", "gre", "fla", "sto", "chi", "ran"]
var seed: UInt64 = 1
@MainActor func next(_ n: Int) -> Int {
    seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(seed >> 33) % n
}
@MainActor func word() -> String { (0...next(3)).map { _ in syllables[next(syllables.count)] }.joined() }
let lines = (0..<10_000).map { _ in
    var line = word()
    while line.utf8.count < 60 { line += " " + word() }
    return PeerText(line)
}

var engine = Engine(policy: policies[0], epoch: 1)
let rooms = roomNames.map { RoomID(network, ByteString($0)) }
_ = engine.handle(Event(at: start, .opened(seed: 5)))
_ = engine.handle(Event(at: start, .reloaded(fingerprint: 1, changes: [])))
_ = engine.handle(Event(at: start, .connected(network)))
var facts: [Facts] = []
var ids: [MemberID] = []
for i in 0..<memberCount {
    facts.append(
        Facts(
            rank: .member, user: ByteString("u\(i)"), host: ByteString("h\(i).example"), name: PeerText("member\(i)"),
            ownRank: .op))
    ids.append(MemberID(network, ByteString("e1-\(i)")))
}
var before = cpu()
for (r, room) in rooms.enumerated() {
    let present = stride(from: r, to: memberCount, by: roomCount).map { Event.Present(ids[$0], facts[$0]) }
    _ = engine.handle(Event(at: start, room: room, .synced(members: present)))
}
print("roster: \((cpu() - before) / Double(memberCount) * 1e6) µs a member")
_ = engine.takeDirtyRows()

// Everybody speaks in turn, two rounds; 100,000 messages a second of conversation time.
let total = max(400_000, memberCount * 2)
var decisions = 0
before = cpu()
for i in 0..<total {
    let member = i % memberCount
    let at = start + .milliseconds(60_000 + Int64(i) / 100 * Int64(max(1, 40_000_000 / total)))
    let event = Event(
        at: at, room: rooms[member % roomCount], member: ids[member], facts: facts[member],
        .said(Message(lines[(i * 31 + i / memberCount * 7919) % lines.count])))
    decisions += engine.handle(event).count
}
let perMessage = (cpu() - before) / Double(total) * 1e6
print(
    "engine: \(perMessage) µs a message, \(ruleCount) rules, \(memberCount) members in \(roomCount) rooms; \(decisions) decisions"
)
guard decisions * 1000 <= total else {
    print("not ordinary: more than 1 message in 1,000 yields a decision")
    exit(1)
}
before = cpu()
let rows = engine.takeDirtyRows()
print("rows: \(rows.count), \((cpu() - before) / Double(max(1, rows.count)) * 1e6) µs each to encode")
