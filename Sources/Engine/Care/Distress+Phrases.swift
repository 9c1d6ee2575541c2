// SPDX-License-Identifier: Apache-2.0

import Chat

/// The phrases, folded: no accents, an apostrophe parts words as a space does.
extension Distress {
    struct Phrase: Sendable {
        var words: [[UInt8]]
        /// Counts only where the speaker is its subject: others do it too.
        var needsSelf: Bool
        /// Denies living, and holds the words that do.
        var isDenial: Bool { words.contains { Distress.denials.contains(ByteString(Array($0))) } }
    }

    static let phrases: [Phrase] =
        (split(ofOneself).map { Phrase(words: $0, needsSelf: false) }
        + split(ofAnybody).map { Phrase(words: $0, needsSelf: true) }).flatMap { [$0] + spoken($0) }

    /// As it is typed when it is spoken: «jveux», «jvais», «jme» for the first word.
    private static func spoken(_ phrase: Phrase) -> [Phrase] {
        guard let first = phrase.words.first, runTogether.contains(ByteString(Array(first))) else { return [] }
        var spoken = phrase
        spoken.words[0] = [UInt8(ascii: "j")] + first
        spoken.needsSelf = false
        return [spoken]
    }
    private static let runTogether = set("veux vais voudrais suis me pense pensais aimerais")

    private static func split(_ text: String) -> [[[UInt8]]] {
        text.split(whereSeparator: \.isNewline).flatMap { $0.split(separator: ",") }.map { phrase in
            phrase.split(separator: " ").map { Array($0.utf8) }
        }.filter { !$0.isEmpty }
    }

    private static func set(_ text: String) -> Set<ByteString> {
        Set(text.split(whereSeparator: { $0 == " " || $0.isNewline }).map { ByteString(String($0)) })
    }

    private static let ofOneself = """
        kill myself, killing myself, end my life, ending my life, end my own life, take my life, take my own life
        taking my own life, hang myself, hanging myself, shoot myself, drown myself, starve myself, harm myself
        harming myself, cutting myself, cut myself again, cut myself on purpose, cut myself last night, hurting myself
        want to hurt myself, hurt myself on purpose, hurt myself again, end it all
        wish i was dead, wish i were dead, wish i could die, wish i was never born
        wish i had never been born, wish i d never been born, better off without me
        don t want to live, dont want to live, do not want to live, don t wanna live, dont wanna live
        don t want to be alive, dont want to be alive, do not want to be alive, don t want to exist, dont want to exist
        don t want to be here anymore, dont want to be here anymore, don t want to wake up, dont want to wake up
        no reason to live, no reason to go on living, nothing to live for, tired of living
        tired of being alive, nobody would miss me, no one would miss me, noone would miss me
        i m suicidal, im suicidal, i am suicidal, slit my wrists, cut my wrists, take all my pills, took all my pills
        vais me tuer, veux me tuer, voudrais me tuer, envie de me tuer, pense a me tuer, pensais a me tuer
        me suicider, me suicide, me suiciderai, suis suicidaire, vais me pendre, veux me pendre, envie de me pendre
        me foutre en l air, me jeter sous un train, me jeter par la fenetre, me jeter d un pont
        mettre fin a mes jours, mettre fin a ma vie, en finir avec la vie, en finir avec ma vie
        me regretterait, manquerais a personne, manquerai a personne
        mieux sans moi, me scarifie, me scarifier, suis scarifie, suis scarifiee, envie de me faire du mal
        me fais du mal, me taillader, m ouvrir les veines, me couper les veines, avaler tous mes cachets
        vie ne vaut plus la peine d etre vecue, vie vaut plus la peine d etre vecue, chui suicidaire, chuis suicidaire
        vie ne vaut pas la peine d etre vecue, vie vaut pas la peine d etre vecue
        aimerais me tuer, envie de me flinguer, veux me flinguer, envie de me buter, veux me buter, vais me buter
        """
    /// What others do too, or what one threatens others with: the speaker must be its subject.
    private static let ofAnybody = """
        commit suicide, committing suicide, committed suicide, attempted suicide, thinking about suicide
        thinking of suicide, thought about suicide, contemplating suicide, considering suicide, suicidal thoughts
        feel suicidal, feeling suicidal, self harm, self harming, self harmed, jump off a bridge, jump in front of a train
        want to die, wanna die, wanted to die, want to be dead, better off dead
        envie de mourir, veux mourir, voudrais mourir, aimerais mourir, envie de crever, veux crever
        envie d en finir, veux en finir, vais en finir, plus envie de vivre, pas envie de vivre, marre de vivre
        marre de la vie, fatigue de vivre, fatiguee de vivre, veux plus vivre, veux pas vivre, plus de raison de vivre
        aucune raison de vivre, plus aucune raison de vivre, envie de disparaitre, veux disparaitre
        plus la force de vivre, plus le courage de vivre, plus gout a la vie, plus aucun gout a la vie
        plus continuer a vivre, pas continuer a vivre, plus envie de continuer a vivre
        veux plus etre en vie, plus envie d etre en vie, pas envie d etre en vie, plus envie d exister, veux plus exister
        envie d etre mort, envie d etre morte, voudrais etre mort, voudrais etre morte, aimerais etre mort
        aimerais etre morte, prefererais etre mort, prefererais etre morte, voudrais ne plus exister
        aimerais ne plus exister, envie de ne plus exister
        pensees suicidaires, idees suicidaires, des idees noires
        """

    static let subjects = set("i im ive id ill me my myself j je moi m mon ma mes jai jen jme jsuis chui chuis")
    static let others = set("he she they people friend brother sister you u ya il elle ils elles on tu vous qui who")
    static let addressed = set(
        "you your yours yourself u ur tu toi te t vous vos votre ton ta tes himself herself themselves")
    static let denials = set("t not never dont wont wouldnt didnt without no pas jamais sans ne plus guere")
    /// Denies what follows it although another subject stands between: «jamais je ne …». Not «je n'en peux plus, je …».
    static let denialsOfAll = set("never jamais sans without")
    /// What makes a comparison of it.
    static let followers = set("of from laughing for than avec de d")
    /// And where it is about a place or a manner to live in.
    static let places = set("in with here there at like near under ici la dans avec chez a au en comme sous")
    /// What one bursts, not oneself.
    static let burst = set("l le la les un une ce cet cette ces des mon ma mes")
    static let laughter = set(
        "lol lmao lmfao rofl haha hah ahah mdr ptdr xd xdd kek lel hehe hihi jk kidding rigole deconne ptn")
    static let laughing = Set<Unicode.Scalar>(["😂", "🤣", "😅", "😆", "😹"])
    /// At the end of a line.
    static let smiles = [":)", ":-)", ";)", ";-)", ":D", ":P", ":p", "=)", "^^"]
    /// What people swear at: work, programs, games.
    static let trade = set(
        """
        bug bugs build builds compile compiler compiling code codebase coding php javascript js java css html cmake
        webpack npm docker kubernetes vim emacs regex git merge rebase deploy deployment printer printers excel meeting
        meetings monday mondays lag respawn respawning spawn boss minecraft driver drivers kernel linker segfault
        autotools systemd wifi nvidia api apis makefile debug debugging debugger process daemon thread grenade rocket
        lava game games jeu jeux niveau compilateur imprimante imprimantes reunion reunions lundi lundis processus
        knitting yarn tricot maille laine mot appli applis application logiciel
        """)
    static let figures: [[[UInt8]]] = split(
        """
        kill me now, killing me, killing us, of laughter, die laughing, died laughing, of embarrassment, of boredom
        to die for, dying to, rather die, rather kill myself, mort de rire, morte de rire, mourir de rire, creve de rire
        mourir de honte, mourir d ennui, plutot mourir, plutot crever, mieux mourir, preferes mourir, prefere mourir
        if i had to, if i have to, s il faut que je, si je dois, bad enough to, suicide squad, myself in the foot, kill myself laughing
        vaut la peine, plus en plus envie
        me tuer a la tache, me tuer au travail, me tuer au boulot, me tuer au taf, me tuer a l ouvrage, sous terre
        mourir de joie, mourir de faim, mourir de chaud, mourir de froid, ca me tue, m a tuer, m a tuee
        """)
}
