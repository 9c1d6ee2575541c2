// SPDX-License-Identifier: Apache-2.0

public import Conf
public import Store

extension Pressure {
    /// What is no longer kept; nil where all is. docs/operator.md, Disk.
    public var sentence: Sentence? {
        switch self {
        case .none: nil
        case .noStatistics:
            Sentence(
                en: "the journal is 90 % full; at 95 % texts are no longer kept",
                fr: "le journal est plein à 90 % ; à 95 % les textes ne seront plus gardés")
        case .noTexts:
            Sentence(
                en: "the journal is 95 % full: texts are no longer kept",
                fr: "le journal est plein à 95 % : les textes ne sont plus gardés")
        case .decisionsOnly:
            Sentence(
                en: "the journal or its disk is full: only what she decides is kept; make room",
                fr: "le journal ou son disque est plein : seul ce qu'elle décide est gardé ; libérer de la place")
        case .debtsOnly:
            Sentence(
                en:
                    "the disk is full: only what she owes is written down; make room, or she stops at the first sanction that does not fit",
                fr:
                    "le disque est plein : seul ce qu'elle doit faire est noté ; libérer de la place, sinon elle s'arrête à la première sanction qui n'y tient pas"
            )
        }
    }
}
