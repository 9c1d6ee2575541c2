// SPDX-License-Identifier: Apache-2.0

public import Conf

extension Words {
    /// Something wrong in the words of a community.
    public struct Mistake: Sendable, Hashable {
        /// The name of the utterance, as given.
        public let key: String
        /// Which of its texts, from 0.
        public let text: Int
        let fault: Template.Fault

        /// Where in that text, in UTF-8 bytes from 0.
        public var offset: Int { fault.offset }

        /// What was expected and what was found, without the place.
        public var sentence: Sentence {
            switch fault.kind {
            case .unclosed:
                Sentence(en: "\"{{\" is not closed: write {{name}}", fr: "\"{{\" n'est pas fermé : écrire {{name}}")
            case .unknownSlot(let found, let nearest?, _):
                Sentence(
                    en: "unknown word {{\(found)}}; did you mean {{\(nearest)}}?",
                    fr: "mot inconnu {{\(found)}} ; peut-être {{\(nearest)}} ?")
            case .unknownSlot(let found, nil, let known):
                Sentence(
                    en: "unknown word {{\(found)}}: known here are \(known.joined(separator: ", "))",
                    fr: "mot inconnu {{\(found)}} : ici on connaît \(known.joined(separator: ", "))")
            case .badPlural:
                Sentence(en: "a plural is written {{count|one|many}}", fr: "un pluriel s'écrit {{count|un|plusieurs}}")
            case .tooLong:
                Sentence(en: "longer than \(Template.longest) bytes", fr: "plus long que \(Template.longest) octets")
            case .control: Sentence(en: "a control character stands here", fr: "un caractère de contrôle se trouve ici")
            case .empty: Sentence(en: "a text is expected", fr: "un texte est attendu")
            case .unknownKey(let nearest?):
                Sentence(
                    en: "no such utterance; did you mean \(nearest)?",
                    fr: "cette phrase n'existe pas ; peut-être \(nearest) ?")
            case .unknownKey(nil): Sentence(en: "no such utterance", fr: "cette phrase n'existe pas")
            }
        }
    }
}
