// SPDX-License-Identifier: Apache-2.0

internal import Bot
internal import Conf

/// A file that somebody named on the command line.
enum FileToRead {
    /// Why it cannot be read, and what to do about it.
    static func trouble(_ path: String) -> Sentence {
        switch FileObstacle(path) {
        case .missing:
            Sentence(en: "\(path): there is no such file", fr: "\(path) : ce fichier n'existe pas")
        case .folder:
            Sentence(
                en: "\(path): this is a folder; name a file in it",
                fr: "\(path) : c'est un dossier ; nommer un fichier dedans")
        case .closed:
            Sentence(
                en: "\(path): you may not read it; as root (sudo), or as the user it belongs to",
                fr: "\(path) : pas le droit de le lire ; en root (sudo), ou sous l'utilisateur à qui il est")
        case .unfit:
            Sentence(
                en: "\(path): it cannot be read; is it a text, saved as UTF-8?",
                fr: "\(path) : illisible ; est-ce un texte, enregistré en UTF-8 ?")
        }
    }
}
