// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

@Suite struct ListLikeTests {
    /// How many of the lines are list-like, each seen after its two predecessors.
    private func listLike(_ text: String) -> (yes: Int, of: Int) {
        let lines = text.split(separator: "\n").map { LineShape(TextView(PeerText(String($0)), seed: 7)) }
        let yes = lines.indices.filter {
            ListLike.isListLike(lines[$0], after: $0 > 0 ? lines[$0 - 1] : nil, and: $0 > 1 ? lines[$0 - 2] : nil)
        }
        return (yes.count, lines.count)
    }

    @Test func aKnittingPatternIsAList() {
        let rows = (1...12).map { "Rang \($0) : \($0 % 2 == 1 ? "12 m endroit, 2 m ens, 1 jeté" : "à l'envers")" }
        #expect(listLike(rows.joined(separator: "\n")) == (12, 12))
    }

    @Test func shortRowLabelsAreRows() {
        #expect(listLike("R1: k2, p2\nR2: p2, k2\nR3: k2, p2\nRows 4-8: repeat") == (4, 4))
        #expect(listLike("1) monter 40 mailles\n2) tricoter 10 rangs\n3) rabattre") == (3, 3))
    }

    @Test func aRecipeIsMostlyAList() {
        let (yes, of) = listLike(
            """
            Gâteau au yaourt
            200 g de farine
            3 œufs
            1 pot de yaourt
            100 g de sucre
            1/2 sachet de levure
            - une pincée de sel
            Préchauffer le four à 180 °C
            Mélanger le yaourt et le sucre
            Ajouter les œufs puis la farine
            Cuire 35 minutes
            """)
        #expect(yes * 10 >= of * 8)
    }

    @Test func aStackTraceIsAList() {
        let (yes, of) = listLike(
            """
            Exception in thread "main" java.lang.NullPointerException
                at com.example.Main.run(Main.java:14)
                at com.example.Main.main(Main.java:5)
            Caused by: java.io.IOException: broken
            Traceback (most recent call last):
              File "a.py", line 3, in <module>
                main()
            ValueError: no
            """)
        #expect(yes == of)
    }

    @Test func aPoemIsMostlyAList() {
        let (yes, of) = listLike(
            """
            Demain, dès l'aube, à l'heure où blanchit la campagne,
            Je partirai. Vois-tu, je sais que tu m'attends.
            J'irai par la forêt, j'irai par la montagne.
            Je ne puis demeurer loin de toi plus longtemps.
            Je marcherai les yeux fixés sur mes pensées,
            Sans rien voir au dehors, sans entendre aucun bruit,
            """)
        #expect(yes * 10 >= of * 8)
    }

    @Test func theSameTextAgainIsNoList() {
        #expect(listLike("Rang 3 : tricoter\nRang 3 : tricoter\nRang 3 : tricoter").yes == 1)
        #expect(listLike("buy now\nbuy now\nbuy now").yes == 0)
    }

    @Test func numberingAnAdvertDoesNotShelterIt() {
        #expect(listLike("1) join https://spam.example\n2) join https://spam.example\n3) t.me/spam").yes == 0)
    }

    @Test func chatIsNoList() {
        #expect(listLike("salut\nça va ?\noui et toi\nje tricote un châle\nil est beau").yes == 0)
        #expect(listLike("buy my cheap coins today\nbuy my cheap coins now\nbuy my cheap coins here").yes <= 2)
    }
}
