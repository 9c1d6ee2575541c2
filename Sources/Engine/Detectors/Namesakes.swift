// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf

/// A newcomer whose name looks like that of somebody of the team, of a regular, or hers (THREATS A8). Soft: alone it is
/// only noted; the team is told where one of its own is imitated.
struct Namesakes: Detector {
    static let name = "namesakes"
    static let family = Family.manner

    static let active = Setting(
        "detector.namesakes", "active", .flag, default: true,
        about: Sentence(
            en: "Whether names that look like those of the team or of regulars count.",
            fr: "Si les noms qui ressemblent à ceux de l'équipe ou des habitués comptent."))

    static let section = AnySection(
        "detector.namesakes", about: Sentence(en: "Names that look like others'.", fr: "Noms qui en imitent d'autres."),
        settings: [active.description])

    let isActive: Bool

    init(_ configuration: Configuration, _ scope: Scope, _ compiled: Compiled) {
        isActive = configuration.value(Self.active, in: scope)
    }

    func relief(_ reason: Reason, in line: TextView) -> Relief? { Relief(Self.active, false) }

    func inspect(naming look: borrowing NamingLook) -> Signal? {
        guard isActive, look.standing == .newcomer, let alike = look.alike else { return nil }
        return signal(150, Reason("namesakes", name: alike))
    }
}
