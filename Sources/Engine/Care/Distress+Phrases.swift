// SPDX-License-Identifier: Apache-2.0

import Chat

/// The phrases, folded: no accents, an apostrophe parts words as a space does.
extension Distress {
    struct Phrase: Sendable {
        var words: [[UInt8]]
        /// Counts only where the speaker is its subject: others do it too.
        var needsSelf: Bool
    }

    static let phrases: [Phrase] =
        split(ofOneself).map { Phrase(words: $0, needsSelf: false) }
        + split(ofAnybody).map { Phrase(words: $0, needsSelf: true) }

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
        aucune raison de vivre, envie de disparaitre, veux disparaitre
        pensees suicidaires, idees suicidaires, des idees noires
        """

    static let subjects = set("i im ive id ill me my myself j je moi m mon ma mes")
    static let others = set("he she they people friend brother sister you u ya il elle ils elles on tu vous qui who")
    static let addressed = set(
        "you your yours yourself u ur tu toi te t vous vos votre ton ta tes himself herself themselves")
    static let denials = set("t not never dont wont wouldnt didnt without no pas jamais sans ne plus guere")
    /// What makes a comparison of it.
    static let followers = set("of from laughing for than avec de d")
    /// And where it is about a place or a manner to live in.
    static let places = set("in with here there at like near under ici la dans avec chez a au en comme sous")
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
        knitting yarn tricot maille laine mot
        """)
    static let figures: [[[UInt8]]] = split(
        """
        kill me now, killing me, killing us, of laughter, die laughing, died laughing, of embarrassment, of boredom
        to die for, dying to, rather die, rather kill myself, mort de rire, morte de rire, mourir de rire, creve de rire
        mourir de honte, mourir d ennui, plutot mourir, plutot crever, mieux mourir, preferes mourir, prefere mourir
        if i had to, if i have to, s il faut que je, si je dois, bad enough to, suicide squad, myself in the foot, kill myself laughing, la peine
        """)
}
