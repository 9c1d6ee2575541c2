// SPDX-License-Identifier: Apache-2.0

public import Chat
import Conf

extension Change: Packed {
    public init(from reader: inout ByteReader) throws(PackedError) {
        switch try reader.byte() {
        case 1: self = .greeted(try PersonID(from: &reader), at: try Timestamp(from: &reader))
        case 2:
            self = .fired(
                prompt: try String(from: &reader),
                room: try RoomID(from: &reader),
                moment: try Timestamp(from: &reader),
                item: try Number?(from: &reader)?.value)
        case 3:
            self = .moved(
                prompt: try String(from: &reader), room: try RoomID(from: &reader), from: try Timestamp(from: &reader),
                to: try Timestamp(from: &reader))
        case 4: self = .caseOpened(try Case(from: &reader))
        case 5:
            self = .caseGrown(
                try Number(from: &reader).value,
                step: try Step(from: &reader),
                proposed: try Step?(from: &reader),
                verdict: try Verdict(from: &reader),
                score: try Number(from: &reader).value,
                acts: try [ActID](from: &reader),
                lines: try [CaseLine](from: &reader),
                at: try Timestamp(from: &reader))
        case 6:
            self = .caseJudged(
                try Number(from: &reader).value,
                try Case.Judgement(from: &reader),
                by: try PeerText(from: &reader),
                at: try Timestamp(from: &reader))
        case 7:
            self = .caseAppealed(
                try Number(from: &reader).value,
                try PeerText(from: &reader),
                at: try Timestamp(from: &reader))
        case 8: self = .sanctioned(try Sanction(from: &reader))
        case 9: self = .untold(try Number(from: &reader).value)
        case 10: self = .told(try [Number](from: &reader).map(\.value), at: try Timestamp(from: &reader))
        case 11: self = .lifting(try ActID(from: &reader), by: try ActID(from: &reader))
        case 12: self = .lifted(try ActID(from: &reader))
        case 13:
            self = .released(
                try PersonID(from: &reader),
                rule: try String(from: &reader),
                until: try Timestamp(from: &reader))
        case 14: self = .cooled(try PersonID(from: &reader))
        case 15: self = .trusted(try PersonID(from: &reader), try Flag?(from: &reader)?.value)
        case 16:
            self = .noted(
                try PersonID(from: &reader),
                try PeerText(from: &reader),
                by: try PeerText(from: &reader),
                at: try Timestamp(from: &reader))
        case 17: self = .ranked(try PersonID(from: &reader), at: try Timestamp(from: &reader))
        case 18: self = .claimedOwner(try PersonID(from: &reader), at: try Timestamp(from: &reader))
        case 19: self = .hushedMember(try PersonID(from: &reader), try reader.flag())
        case 20: self = .hushed(until: try Timestamp?(from: &reader))
        case 21: self = .paused(until: try Timestamp?(from: &reader))
        case 22: self = .modeSet(try Mode?(from: &reader), until: try Timestamp?(from: &reader))
        case 23: self = .dropped(try ActID(from: &reader))
        case 24: self = .ordered(by: try PersonID?(from: &reader), at: try Timestamp(from: &reader))
        case 25: self = .called(try PersonID(from: &reader), at: try Timestamp(from: &reader))
        case 26: self = .summedUp(at: try Timestamp(from: &reader))
        case 27: self = .forgotten(try PersonID(from: &reader))
        case 28: self = .seeded(try reader.unsigned())
        case 30: self = .braked(at: try Timestamp(from: &reader))
        case 31: self = .confirmed(try PersonID(from: &reader))
        case 29: self = .revoked(try ActID(from: &reader), at: try Timestamp(from: &reader))
        case 32: self = .promised(try ActID(from: &reader), try Notice(from: &reader))
        case 33: self = .missed(try Number(from: &reader).value, try ActID(from: &reader))
        case 34: self = .retiring(try Retirement?(from: &reader))
        case 35: self = .keyed(try Number(from: &reader).value, try FirstKey(from: &reader))
        case 40: self = .forgetting(try PersonID(from: &reader), at: try Timestamp?(from: &reader))
        case 41: self = .exported(try PersonID(from: &reader), at: try Timestamp(from: &reader))
        case 43: self = .demoted(try String(from: &reader), until: try Timestamp(from: &reader))
        case 44: self = .pinned(try String(from: &reader), until: try Timestamp(from: &reader))
        case 42:
            self = .passedOver(
                prompt: try String(from: &reader), room: try RoomID(from: &reader),
                moment: try Timestamp(from: &reader), why: try String(from: &reader))
        case 60:
            self = .worried(
                try Number(from: &reader).value, try PersonID(from: &reader), at: try Timestamp(from: &reader),
                due: try Timestamp?(from: &reader))
        case 61: self = .attended(try Number(from: &reader).value)
        case 62: self = .cared(try PersonID(from: &reader), at: try Timestamp(from: &reader))
        case 63:
            self = .calmed(
                try RoomID(from: &reader), at: try Timestamp(from: &reader),
                after: try Number?(from: &reader)?.value)
        case 64: self = .calmsTold(at: try Timestamp(from: &reader))
        case 65: self = .digested(at: try Timestamp(from: &reader))
        case 90: self = .list(try RoomID(from: &reader), try ListChange(from: &reader))
        case 100: self = .poll(try PollChange(from: &reader))
        case 80: self = .raid(try Raid(from: &reader), arrived: try [PersonID](from: &reader))
        case 92: self = .taught(try Lesson(from: &reader))
        case 93: self = .unlearned(try Number?(from: &reader)?.value)
        case 130: self = .answerDue(try Number(from: &reader).value, try Timestamp?(from: &reader))
        case 131: self = .answered(try Number(from: &reader).value, at: try Timestamp(from: &reader))
        case 132:
            self = .did(
                try PersonID(from: &reader), at: try Timestamp(from: &reader), number: try Number(from: &reader).value,
                trusted: try PersonID?(from: &reader))
        case 133:
            self = .reverted(
                try PersonID(from: &reader), at: try Timestamp(from: &reader), handsOff: try Timestamp?(from: &reader))
        case 134:
            self = .askedWhom(
                try PersonID?(from: &reader), try ByteString(from: &reader), at: try Timestamp(from: &reader))
        case 135: self = .amends(try PersonID(from: &reader), try Amends?(from: &reader))
        case 110: self = .campaign(try reader.unsigned(), case: try Number(from: &reader).value)
        case 111: self = .campaignDropped(try reader.unsigned(), at: try Timestamp(from: &reader))
        case 112: self = .joined(try Number(from: &reader).value, try Case.Accused(from: &reader))
        case 120:
            self = .disclosed(
                try RoomID(from: &reader), key: try reader.unsigned(), act: try ActID(from: &reader),
                at: try Timestamp(from: &reader))
        case 121:
            self = .disclosedLists(
                try RoomID(from: &reader), key: try reader.unsigned(), act: try ActID(from: &reader),
                at: try Timestamp(from: &reader))
        case 122: self = .hostList(try reader.text(), isOff: try reader.flag())
        case 123:
            self = .withheld(
                try RoomID(from: &reader), case: try Number(from: &reader).value, isTold: try reader.flag())
        case 124: self = .held(try Held(from: &reader))
        case 125: self = .waited(try RoomID(from: &reader), try PersonID(from: &reader))
        case let other: throw .unknown("Change", UInt64(other))
        }
    }

    public func pack(into writer: inout ByteWriter) {
        switch self {
        case .list(let a, let b):
            writer.put(byte: 90)
            a.pack(into: &writer)
            b.pack(into: &writer)
        case .greeted(let a, let b):
            writer.put(byte: 1)
            a.pack(into: &writer)
            b.pack(into: &writer)
        case .fired(let a, let b, let c, let d):
            writer.put(byte: 2)
            a.pack(into: &writer)
            b.pack(into: &writer)
            c.pack(into: &writer)
            d.map(Number.init).pack(into: &writer)
        case .moved(let a, let b, let c, let d):
            writer.put(byte: 3)
            a.pack(into: &writer)
            b.pack(into: &writer)
            c.pack(into: &writer)
            d.pack(into: &writer)
        case .caseOpened(let a):
            writer.put(byte: 4)
            a.pack(into: &writer)
        case .caseGrown(let a, let b, let c, let d, let e, let f, let g, let h):
            writer.put(byte: 5)
            Number(a).pack(into: &writer)
            b.pack(into: &writer)
            c.pack(into: &writer)
            d.pack(into: &writer)
            Number(e).pack(into: &writer)
            f.pack(into: &writer)
            g.pack(into: &writer)
            h.pack(into: &writer)
        case .caseJudged(let a, let b, let c, let d):
            writer.put(byte: 6)
            Number(a).pack(into: &writer)
            b.pack(into: &writer)
            c.pack(into: &writer)
            d.pack(into: &writer)
        case .caseAppealed(let a, let b, let c):
            writer.put(byte: 7)
            Number(a).pack(into: &writer)
            b.pack(into: &writer)
            c.pack(into: &writer)
        case .sanctioned(let a):
            writer.put(byte: 8)
            a.pack(into: &writer)
        case .untold(let a):
            writer.put(byte: 9)
            Number(a).pack(into: &writer)
        case .told(let a, let b):
            writer.put(byte: 10)
            a.map(Number.init).pack(into: &writer)
            b.pack(into: &writer)
        case .lifting(let a, let b):
            writer.put(byte: 11)
            a.pack(into: &writer)
            b.pack(into: &writer)
        case .lifted(let a):
            writer.put(byte: 12)
            a.pack(into: &writer)
        case .released(let a, let b, let c):
            writer.put(byte: 13)
            a.pack(into: &writer)
            b.pack(into: &writer)
            c.pack(into: &writer)
        case .cooled(let a):
            writer.put(byte: 14)
            a.pack(into: &writer)
        case .trusted(let a, let b):
            writer.put(byte: 15)
            a.pack(into: &writer)
            b.map(Flag.init).pack(into: &writer)
        case .noted(let a, let b, let c, let d):
            writer.put(byte: 16)
            a.pack(into: &writer)
            b.pack(into: &writer)
            c.pack(into: &writer)
            d.pack(into: &writer)
        case .ranked(let a, let b):
            writer.put(byte: 17)
            a.pack(into: &writer)
            b.pack(into: &writer)
        case .claimedOwner(let a, let b):
            writer.put(byte: 18)
            a.pack(into: &writer)
            b.pack(into: &writer)
        case .hushedMember(let a, let b):
            writer.put(byte: 19)
            a.pack(into: &writer)
            writer.put(flag: b)
        case .hushed(let a):
            writer.put(byte: 20)
            a.pack(into: &writer)
        case .paused(let a):
            writer.put(byte: 21)
            a.pack(into: &writer)
        case .modeSet(let a, let b):
            writer.put(byte: 22)
            a.pack(into: &writer)
            b.pack(into: &writer)
        case .dropped(let a):
            writer.put(byte: 23)
            a.pack(into: &writer)
        case .ordered(let a, let b):
            writer.put(byte: 24)
            a.pack(into: &writer)
            b.pack(into: &writer)
        case .called(let a, let b):
            writer.put(byte: 25)
            a.pack(into: &writer)
            b.pack(into: &writer)
        case .summedUp(let a):
            writer.put(byte: 26)
            a.pack(into: &writer)
        case .forgotten(let a):
            writer.put(byte: 27)
            a.pack(into: &writer)
        case .seeded(let a):
            writer.put(byte: 28)
            writer.put(unsigned: a)
        case .braked(let a):
            writer.put(byte: 30)
            a.pack(into: &writer)
        case .confirmed(let a):
            writer.put(byte: 31)
            a.pack(into: &writer)
        case .revoked(let a, let b):
            writer.put(byte: 29)
            a.pack(into: &writer)
            b.pack(into: &writer)
        case .promised(let a, let b):
            writer.put(byte: 32)
            a.pack(into: &writer)
            b.pack(into: &writer)
        case .keyed(let a, let b):
            writer.put(byte: 35)
            Number(a).pack(into: &writer)
            b.pack(into: &writer)
        case .forgetting(let a, let b):
            writer.put(byte: 40)
            a.pack(into: &writer)
            b.pack(into: &writer)
        case .exported(let a, let b):
            writer.put(byte: 41)
            a.pack(into: &writer)
            b.pack(into: &writer)
        case .demoted(let a, let b):
            writer.put(byte: 43)
            a.pack(into: &writer)
            b.pack(into: &writer)
        case .pinned(let a, let b):
            writer.put(byte: 44)
            a.pack(into: &writer)
            b.pack(into: &writer)
        case .passedOver(let a, let b, let c, let d):
            writer.put(byte: 42)
            a.pack(into: &writer)
            b.pack(into: &writer)
            c.pack(into: &writer)
            d.pack(into: &writer)
        case .retiring(let a):
            writer.put(byte: 34)
            a.pack(into: &writer)
        case .raid(let a, let b):
            writer.put(byte: 80)
            a.pack(into: &writer)
            b.pack(into: &writer)
        case .poll(let a):
            writer.put(byte: 100)
            a.pack(into: &writer)
        case .missed(let a, let b):
            writer.put(byte: 33)
            Number(a).pack(into: &writer)
            b.pack(into: &writer)
        case .worried(let a, let b, let c, let d):
            writer.put(byte: 60)
            Number(a).pack(into: &writer)
            b.pack(into: &writer)
            c.pack(into: &writer)
            d.pack(into: &writer)
        case .attended(let a):
            writer.put(byte: 61)
            Number(a).pack(into: &writer)
        case .cared(let a, let b):
            writer.put(byte: 62)
            a.pack(into: &writer)
            b.pack(into: &writer)
        case .calmed(let a, let b, let c):
            writer.put(byte: 63)
            a.pack(into: &writer)
            b.pack(into: &writer)
            c.map(Number.init).pack(into: &writer)
        case .calmsTold(let a):
            writer.put(byte: 64)
            a.pack(into: &writer)
        case .digested(let a):
            writer.put(byte: 65)
            a.pack(into: &writer)
        case .taught(let a):
            writer.put(byte: 92)
            a.pack(into: &writer)
        case .unlearned(let a):
            writer.put(byte: 93)
            a.map(Number.init).pack(into: &writer)
        case .answerDue(let a, let b): writer.put(130, Number(a), b)
        case .answered(let a, let b): writer.put(131, Number(a), b)
        case .did(let a, let b, let c, let d):
            writer.put(byte: 132)
            a.pack(into: &writer)
            b.pack(into: &writer)
            Number(c).pack(into: &writer)
            d.pack(into: &writer)
        case .reverted(let a, let b, let c): writer.put(133, a, b, c)
        case .askedWhom(let a, let b, let c): writer.put(134, a, b, c)
        case .amends(let a, let b): writer.put(135, a, b)
        case .campaign(let a, let b):
            writer.put(byte: 110)
            writer.put(unsigned: a)
            Number(b).pack(into: &writer)
        case .campaignDropped(let a, let b):
            writer.put(byte: 111)
            writer.put(unsigned: a)
            b.pack(into: &writer)
        case .joined(let a, let b):
            writer.put(byte: 112)
            Number(a).pack(into: &writer)
            b.pack(into: &writer)
        case .disclosed(let a, let b, let c, let d):
            writer.put(byte: 120)
            a.pack(into: &writer)
            writer.put(unsigned: b)
            c.pack(into: &writer)
            d.pack(into: &writer)
        case .disclosedLists(let a, let b, let c, let d):
            writer.put(byte: 121)
            a.pack(into: &writer)
            writer.put(unsigned: b)
            c.pack(into: &writer)
            d.pack(into: &writer)
        case .hostList(let name, let isOff):
            writer.put(byte: 122)
            writer.put(text: name)
            writer.put(flag: isOff)
        case .withheld(let a, let b, let isTold):
            writer.put(123, a, Number(b))
            writer.put(flag: isTold)
        case .held(let a): writer.put(124, a)
        case .waited(let a, let b): writer.put(125, a, b)
        }
    }
}

extension ByteWriter {
    /// What happens seldom, in one line.
    fileprivate mutating func put(_ number: UInt8, _ values: any Packed...) {
        put(byte: number)
        for value in values { value.pack(into: &self) }
    }
}
