// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Engine

@Suite struct DuplicateTests {
    private func shingles(_ text: String) -> Shingles { TextView(PeerText(text), seed: 7).shingles }

    @Test func aVariedAdvertIsANearDuplicate() {
        let a = shingles(
            "win 1000 euros today with our new exchange, join now and get your bonus at spam.example ref 18")
        for text in [
            "WIN 1000 euros today with our new exchange, join now and get your bonus at spam.example ref 77",
            "win 1000 euros today, with our new exchange; join now and get your bonus at spam.example ref 18 !!!",
        ] { #expect(a.isNearDuplicate(of: shingles(text)), "\(text)") }
    }

    @Test func differentLinesAreNot() {
        let a = shingles("I finished the second sleeve yesterday evening and it looks fine")
        #expect(!a.isNearDuplicate(of: shingles("Has anybody tried the merino from that shop near the station?")))
        #expect(!a.isNearDuplicate(of: shingles("I finished reading the book yesterday and it was rather dull")))
    }

    @Test func textsWithoutSpacesAreCompared() {
        let a = "今日は新しい取引所で千ユーロを獲得しましょう今すぐ参加してボーナスを受け取ってください"
        #expect(shingles(a).isNearDuplicate(of: shingles(a)))
        #expect(shingles(a).similarity(shingles("昨日の夜に二つ目の袖を編み終わりましたとてもきれいにできました")) < 30)
    }

    @Test func nothingIsSimilarToNothing() {
        #expect(shingles("!!!").similarity(shingles("???")) == 0)
        #expect(shingles("").similarity(.none) == 0)
    }

    /// THREATS G4
    @Test func shinglesAreBounded() {
        let long = (0..<400).map { "w\($0)" }.joined(separator: " ")
        #expect(shingles(long).count <= 64)
        let lines = (0..<2).map { n in (0..<10_000).map { "w\($0 + n)" }.joined(separator: " ") }
        #expect(lines.allSatisfy { $0.utf8.count > 50_000 && shingles($0).count <= 64 })
        #expect(shingles(String(repeating: "漢字", count: 400)).count <= 64)
    }

    @Test func theSeedChangesTheSamples() {
        let text = PeerText("the quick brown fox jumps over the lazy dog")
        #expect(TextView(text, seed: 1).shingles.minima != TextView(text, seed: 2).shingles.minima)
    }
}
