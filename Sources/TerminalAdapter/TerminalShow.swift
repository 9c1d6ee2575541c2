// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Engine
import Scenario

/// How the terminal shows what happens: `09:02:00 <geoffrin> Welcome, eve! …`, acts as bot.conf writes them.
struct TerminalShow: Sendable {
    let tongue: Tongue
    let zone: Zone
    let ownName: String
    let room: RoomID
    let desk: RoomID?

    func lines(_ item: Trace) -> [Try.Line] {
        let time = ClockText.clock(item.at, zone) + " "
        switch item {
        case .decided: return []
        case .performed(let act, _): return performed(act).map { .room(time + $0) }
        case .failed(let act, _, _): return performed(act).map { .hint(time + "(" + failed + ") " + $0) }
        case .dropped(let act, _, _):
            return act.action.isSanction ? performed(act).map { .hint(time + "(" + dropped + ") " + $0) } : []
        case .unheard(let name, let why, _): return [.room(time + "(" + unheard(shown(name), why) + ")")]
        case .asked(let question, _):
            let what =
                tongue == .fr ? "serait demandé au second lecteur\u{A0}: " : "would be asked of the second reader: "
            return [.hint(time + what + TerminalText(PeerText(question.text)).text)]
        case .lookedUp(let question, let name, _):
            let lists = question.lists.joined(separator: ", ")
            return [
                .hint(
                    time
                        + (tongue == .fr
                            ? "\(lists) serait interrogé sur l'adresse de \(shown(name))"
                            : "\(lists) would be asked about the address of \(shown(name))"))
            ]
        case .fault(let text, _): return [.hint(time + "?! " + TerminalText(PeerText(text)).text)]
        }
    }

    private func performed(_ act: OwedAct) -> [String] {
        let who = act.target.map { shown($0.name) } ?? "?"
        switch act.action {
        case .say(let words):
            if act.room == room { return said("<\(ownName)> ", words) }
            if act.room == desk { return said("[desk] <\(ownName)> ", words) }
            return said("[\(TerminalText(PeerText(act.room?.name.text ?? "")).text)] <\(ownName)> ", words)
        case .alert(let words): return said("[desk] <\(ownName)> ", words)
        case .whisper(let words): return said("(\(who)) <\(ownName)> ", words)
        case .remove: return ["* \(ownName) remove \(who)"]
        case .mute(let span, let reason): return said("* \(ownName) mute \(who) \(length(span)): ", reason)
        case .unmute: return ["* \(ownName) unmute \(who)"]
        case .kick(let reason): return said("* \(ownName) kick \(who): ", reason)
        case .ban(let span, let reason): return said("* \(ownName) ban \(who) \(length(span)): ", reason)
        case .unban: return ["* \(ownName) unban \(who)"]
        case .lock(let span, _): return ["* \(ownName) lock \(length(span))"]
        case .unlock: return ["* \(ownName) unlock"]
        case .join: return ["--> \(ownName)"]
        case .leave: return ["<-- \(ownName)"]
        }
    }

    private func said(_ head: String, _ words: Utterance) -> [String] {
        TerminalText(words).text.utf8.split(separator: 0x0A).map { head + String(decoding: $0, as: UTF8.self) }
    }

    private func shown(_ name: PeerText) -> String { TerminalText(name, limit: 64).text }
    private func length(_ span: TimeSpan?) -> String { span?.text ?? (tongue == .fr ? "sans fin" : "forever") }

    // MARK: - Hints

    private func either(_ en: String, _ fr: String) -> String { tongue == .fr ? fr : en }

    var opening: [String] {
        let place = TerminalText(PeerText(room.name.text)).text
        let desk = desk.map { TerminalText(PeerText($0.name.text)).text } ?? "desk"
        return [
            either(
                "You are in \(place), with Geoffrin. In this rehearsal she acts at once; in a real room she only watches until you say «act».",
                "Vous voici dans \(place), avec Geoffrin. Dans cette répétition elle agit tout de suite\u{A0}; dans un vrai salon elle observe tant qu'on ne dit pas «\u{A0}act\u{A0}»."
            ),
            either(
                "Type to speak · <bob> text: bob speaks · --> eve: eve comes in · <-- eve: she leaves · /wait 30m: time passes",
                "Écrire pour parler · <bob> texte\u{A0}: bob parle · --> eve\u{A0}: eve arrive · <-- eve\u{A0}: eve part · /wait 30m\u{A0}: le temps passe"
            ),
            either(
                "/desk help: you as the owner, at the desk (\(desk)) · /private text: to her alone · /restart: end her and start again · /help · /quit",
                "/desk aide\u{A0}: vous, responsable, au salon de l'équipe (\(desk)) · /private texte\u{A0}: à elle seule · /restart\u{A0}: l'arrêter et la relancer · /help · /quit"
            ),
        ]
    }

    func notHere(_ name: String) -> String {
        let name = TerminalText(PeerText(name), limit: 64).text
        return either("\(name) is not here", "\(name) n'est pas là")
    }
    func unknown(_ word: String) -> String {
        let word = TerminalText(PeerText(word), limit: 64).text
        return either(
            "no such command: \(word); /help lists them", "commande inconnue\u{A0}: \(word)\u{A0}; /help les donne")
    }
    var waitForm: String { either("/wait needs a duration: /wait 30m", "/wait veut une durée\u{A0}: /wait 30m") }
    var deskForm: String { either("/desk needs a command: /desk help", "/desk veut une commande\u{A0}: /desk aide") }
    var restarted: String {
        either(
            "(ended, and started again from what was written down)",
            "(arrêtée, puis relancée d'après ce qui était écrit)")
    }
    private var failed: String { either("could not", "pas pu") }
    private var dropped: String { either("not done", "pas fait") }
    private func unheard(_ name: String, _ why: Trace.Unheard) -> String {
        switch why {
        case .muted: either("nobody hears \(name)", "personne n'entend \(name)")
        case .banned: either("\(name) cannot come in", "\(name) ne peut pas entrer")
        case .locked: either("\(name) finds the door closed", "\(name) trouve porte close")
        }
    }
}
