// SPDX-License-Identifier: Apache-2.0

internal import Conf
internal import Store

extension StoreError {
    /// For whoever typed the command; the log has `description`.
    var sentence: Sentence {
        switch self {
        case .full:
            Sentence(
                en: "the disk is full: make room, then try again",
                fr: "le disque est plein : faire de la place, puis réessayer")
        case .unavailable(let why) where why.hasSuffix("File exists"):
            Sentence(
                en: "there already: name a file that is not", fr: "existe déjà : nommer un fichier qui n'existe pas")
        case .unavailable(let why):
            Sentence(
                en: "the database cannot be used: \(why); is there room on its disk, and may you read its folder?",
                fr:
                    "la base ne peut pas être employée : \(why) ; y a-t-il de la place sur son disque, et le droit de lire son dossier ?"
            )
        case .locked(let path):
            Sentence(en: "another geoffrin is using \(path)", fr: "une autre geoffrin se sert de \(path)")
        case .fenced:
            Sentence(
                en: "another process has taken over this database", fr: "un autre processus a repris cette base")
        case .corrupt(let why):
            Sentence(
                en: "the database is damaged: \(why); restore a backup, or move the file away to start anew",
                fr: "la base est abîmée : \(why) ; remettre une sauvegarde, ou écarter le fichier pour repartir de rien"
            )
        case .newer(let found, let known):
            Sentence(
                en:
                    "the database was written by a later release (format \(found), this one knows \(known)): update geoffrin",
                fr:
                    "la base a été écrite par une version plus récente (format \(found), celle-ci connaît \(known)) : mettre geoffrin à jour"
            )
        }
    }
}
