// SPDX-License-Identifier: Apache-2.0

/// Ordinary lines of chat, English and French, that nothing taught may ever flag (THREATS E2): a frozen sample, written
/// for this project. What moderators teach is weighed on it before it counts.
public enum OrdinaryTalk {
    public static let lines = (english + "\n" + french).split(separator: "\n").map(String.init)

    /// The pieces of each line, as a reader meets them.
    static let pieces: [[UInt32]] = {
        var normaliser = Normaliser()
        return lines.flatMap { normaliser.pieces($0) }
    }()

    private static let english = """
        hello everyone
        hi there
        hey, good evening
        good morning all
        good night everybody
        hello, is anybody here?
        hi all, new here
        welcome!
        thanks!
        thank you very much
        thanks, that worked for me
        thanks for the help
        you're welcome
        no problem
        sure, why not
        yes please
        no thanks
        ok, I will try that
        lol
        haha that's great
        me too
        same here
        I agree with you
        I don't think so
        what do you mean?
        how are you today?
        I am fine, and you?
        see you tomorrow
        see you later
        I have to go now, bye
        brb
        back
        be right back in five minutes
        sorry, I was away
        what time is it there?
        where are you from?
        I'm from the north of England
        it is raining again here
        how was your weekend?
        it was quiet, we went for a walk
        what are you working on tonight?
        I am making a scarf for my sister
        that looks lovely
        where did you buy the wool?
        which needles do you use for that?
        how many stitches should I cast on?
        I lost count in row twelve
        can somebody help me with this pattern?
        the pattern is on the site, look under free patterns
        here is a picture of my first hat
        I posted the link earlier today
        check the link in the topic
        the link does not work for me
        could you send me the link again?
        does anybody know a good book about bread?
        I bought a new phone yesterday
        my phone is broken again
        the shop is closed on Sundays
        it costs about twenty euros
        you can get it for free at the library
        it's free software, you can download it from their site
        is there a cheaper one somewhere?
        I would not pay that much for it
        the sale ends on Friday I think
        I won the second game, finally
        good game everyone
        well played
        who wants to play another round?
        I need one more player for tonight
        the server is down again
        the server is back up
        is the server slow for you too?
        try to restart it
        did you try turning it off and on?
        it works on my machine
        which version do you have?
        I have the latest version
        how do I install this on Windows?
        how do I update the package?
        you need to be root for that
        run the command again with sudo
        kill the process and start it again
        check the logs in /var/log
        what does the error message say?
        it says permission denied
        can you paste the whole output somewhere?
        here is the output: https://paste.example.org/abc
        the bug is already reported, see issue 412
        please open an issue about it
        I'll send a pull request tonight
        the build fails on the last step
        the tests pass now
        it compiles, but it crashes at the start
        my keyboard layout is wrong after the update
        the screen stays black when I log in
        how can I find out which driver is used?
        the wifi drops every ten minutes
        I can't connect to the network
        is there a way to make it faster?
        read the manual page, it is quite good
        I found the answer in the wiki
        the documentation is out of date
        can I ask a question?
        just ask, somebody will answer
        nobody answered my question yet
        does anyone use this every day?
        I have been using it for three years
        it depends on what you want to do
        what would you recommend for a beginner?
        start with something small
        that is a good idea
        I never thought of that
        let me look it up
        I'll let you know when it is done
        give me a moment please
        wait, I think I found it
        never mind, I solved it
        it was my own mistake
        I'm sorry about that
        don't worry about it
        that's very kind of you
        happy birthday!
        happy new year to all of you
        congratulations on the new job
        what are you having for dinner?
        I made soup, it was too salty
        coffee first, then the news
        my cat sleeps on the keyboard
        the dog wants to go out
        the train was late again
        I have to work on Saturday
        meeting at three, don't forget
        the meeting moved to Thursday
        can we talk about the date of the event?
        I can bring cake
        how many people are coming?
        about fifteen, I think
        what music are you listening to?
        this song is stuck in my head
        did anybody watch the match yesterday?
        it was a terrible match
        what a goal in the last minute
        that movie was boring
        the book is better than the film
        have you read the news today?
        prices went up again this month
        I don't want to talk about politics here
        let's change the subject
        please keep it friendly in here
        who is the moderator here?
        can a moderator please have a look?
        somebody is spamming the other room
        that was spam, don't click on it
        I got a strange message from someone
        please don't post links to that
        how do I change my nickname?
        how do I register with services?
        type /msg nickserv help
        my password does not work anymore
        I forgot my password
        you should never share your password
        add me to the list please
        I sent you a private message
        check your messages
        I'll answer you tomorrow morning
        join us on Friday at eight
        click on the button at the top right
        go to settings and then to privacy
        subscribe to the mailing list if you want the news
        follow the instructions on the page
        contact the support team by mail
        the offer on their page is only for students
        I earn less than last year
        how much do you get per hour there?
        bitcoin went down again today
        my bank charges a fee for that
        win or lose, it was fun
        does the giveaway at the library still go on?
        they had a nice offer on yarn last week
        I have two tickets too many for tonight
        free parking behind the station
        """

    private static let french = """
        bonjour à tous
        salut tout le monde
        bonsoir
        coucou
        bonne nuit à tous
        bonjour, il y a quelqu'un ?
        salut, je suis nouvelle ici
        bienvenue !
        merci !
        merci beaucoup
        merci, ça marche
        merci pour ton aide
        de rien
        pas de souci
        oui, avec plaisir
        non merci
        d'accord, je vais essayer
        mdr
        haha, trop bien
        moi aussi
        pareil ici
        je suis d'accord avec toi
        je ne crois pas
        qu'est-ce que tu veux dire ?
        comment ça va aujourd'hui ?
        ça va bien, et toi ?
        à demain
        à plus tard
        je dois y aller, bonne soirée
        je reviens dans cinq minutes
        me revoilà
        désolé, j'étais absent
        il est quelle heure chez vous ?
        tu viens d'où ?
        je suis de Bretagne
        il pleut encore ici
        c'était bien ton week-end ?
        on est allés marcher au bord de l'eau
        tu travailles sur quoi ce soir ?
        je fais une écharpe pour ma sœur
        c'est très joli
        tu as acheté la laine où ?
        tu prends quelles aiguilles pour ça ?
        il faut monter combien de mailles ?
        je me suis perdue au rang douze
        quelqu'un peut m'aider avec ce modèle ?
        le modèle est sur le site, dans les modèles gratuits
        voici une photo de mon premier bonnet
        j'ai mis le lien tout à l'heure
        regarde le lien dans le sujet du salon
        le lien ne marche pas chez moi
        tu peux renvoyer le lien ?
        quelqu'un connaît un bon livre sur le pain ?
        j'ai acheté un nouveau téléphone hier
        mon téléphone est encore cassé
        le magasin est fermé le dimanche
        ça coûte environ vingt euros
        c'est gratuit à la bibliothèque
        c'est un logiciel libre, tu peux le télécharger sur leur site
        il y en a un moins cher quelque part ?
        je ne paierais pas aussi cher
        les soldes finissent vendredi je crois
        j'ai gagné la deuxième partie, enfin
        bien joué
        qui veut refaire une partie ?
        il me manque un joueur pour ce soir
        le serveur est encore tombé
        le serveur est revenu
        c'est lent chez vous aussi ?
        essaie de le redémarrer
        ça marche chez moi
        tu as quelle version ?
        j'ai la dernière version
        comment on installe ça sous Windows ?
        comment je mets à jour le paquet ?
        il faut être root pour ça
        relance la commande avec sudo
        tue le processus et relance le
        regarde les journaux dans /var/log
        il dit quoi, le message d'erreur ?
        il dit permission refusée
        tu peux coller toute la sortie quelque part ?
        le bug est déjà signalé
        les tests passent maintenant
        ça compile mais ça plante au démarrage
        l'écran reste noir quand je me connecte
        le wifi coupe toutes les dix minutes
        je n'arrive pas à me connecter
        il y a moyen que ça aille plus vite ?
        j'ai trouvé la réponse dans le wiki
        je peux poser une question ?
        pose ta question, quelqu'un répondra
        personne n'a répondu à ma question
        je m'en sers depuis trois ans
        ça dépend de ce que tu veux faire
        tu conseilles quoi pour débuter ?
        commence par quelque chose de petit
        bonne idée
        je n'y avais pas pensé
        je te dis quand c'est fait
        attends, je crois que j'ai trouvé
        laisse tomber, c'est réglé
        c'était ma faute
        ne t'inquiète pas
        c'est très gentil
        joyeux anniversaire !
        bonne année à tous
        félicitations pour ton travail
        vous mangez quoi ce soir ?
        j'ai fait une soupe, trop salée
        mon chat dort sur le clavier
        le train était encore en retard
        je travaille samedi
        réunion à quinze heures, n'oubliez pas
        la réunion est déplacée à jeudi
        j'apporte un gâteau
        on sera combien ?
        une quinzaine, je pense
        tu écoutes quoi ?
        vous avez vu le match hier ?
        quel but à la dernière minute
        ce film était ennuyeux
        le livre est mieux que le film
        les prix ont encore augmenté ce mois-ci
        je ne veux pas parler de politique ici
        on change de sujet ?
        restons aimables ici
        un modérateur peut regarder ?
        quelqu'un envoie du spam dans l'autre salon
        c'était du spam, ne cliquez pas dessus
        j'ai reçu un drôle de message
        comment je change de pseudo ?
        j'ai oublié mon mot de passe
        ne donne jamais ton mot de passe
        je t'ai envoyé un message privé
        je te réponds demain matin
        rendez-vous vendredi à vingt heures
        clique sur le bouton en haut à droite
        va dans les réglages puis confidentialité
        suis les consignes de la page
        je gagne moins que l'an dernier
        le bitcoin a encore baissé
        ils avaient une belle offre sur la laine la semaine dernière
        j'ai deux places en trop pour ce soir
        parking gratuit derrière la gare
        """
}
