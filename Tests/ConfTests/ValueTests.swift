// SPDX-License-Identifier: Apache-2.0

import Chat
import Conf
import Testing

@Test(arguments: [
    ("10s", 10), ("45m", 2700), ("2h", 7200), ("1h30m", 5400), ("7d", 604_800), ("1y", 31_536_000), ("0s", 0),
])
func aDurationIsANumberWithItsUnit(_ text: String, _ seconds: Int64) {
    #expect(TimeSpan.parse(text)?.seconds == seconds)
}

@Test(arguments: [
    "", "10", "m", "10 m", "1m1h", "1m1m", "-1m", "1.5h", "99999999999d", "10x", "1h30", "٣m", "200y", "999999999y",
])
func anythingElseIsNoDuration(_ text: String) {
    #expect(TimeSpan.parse(text) == nil)
}

@Test func aDurationIsPrintedAsItWouldBeWritten() {
    for text in ["10s", "45m", "1h30m", "24h", "7d", "2d1h", "1y", "0s"] {
        #expect(TimeSpan.parse(text)?.text == text)
    }
}

@Test func stepsAreOrderedFromGentleToHard() {
    let steps: [Step] = [
        .note, .word, .remove, .mute(.minutes(10)), .mute(.hours(1)), .mute(.hours(24)), .kick, .ban(.hours(24)),
        .propose,
    ]
    #expect(steps == steps.sorted())
    #expect(steps[3].description == "mute 10m")
}

@Test func theStricterModeWins() {
    #expect(min(Mode.act, .observe) == .observe)
    #expect(min(Mode.ask, .act) == .ask)
}

@Test(arguments: ["22:00-09:00", "22h-9h", "22h00 – 09h00"]) func hoursMayCrossMidnight(_ text: String) throws {
    let hours = try #require(DailyHours.parse(text))
    #expect(hours.description == "22:00-09:00")
    #expect(hours.contains(minute: 23 * 60) && hours.contains(minute: 0) && !hours.contains(minute: 9 * 60))
}

@Test(arguments: ["22-9", "24:00-09:00", "22:60-09:00", "09:00-09:00", "22:00", "a-b", "22:00-09:00-10:00", ""])
func otherTextsAreNoHours(_ text: String) {
    #expect(DailyHours.parse(text) == nil)
}

@Test(arguments: ["1 a day", "1 par jour", "1 per day", "1/day"]) func aRateIsUnderstoodInBothLanguages(_ text: String)
{
    #expect(Rate.parse(text) == Rate(1, per: .day))
}

@Test(arguments: ["0 a day", "a day", "1 day off", "1 a fortnight", "-1 a day", "1001 a day", "1"])
func otherTextsAreNoRate(_ text: String) {
    #expect(Rate.parse(text) == nil)
}

@Test func wordsFallBackToAnotherLanguageRatherThanSilence() {
    let words = Wording(fr: ["tu"], vous: ["vous"])
    #expect(words.variants(.fr, .tu) == ["tu"])
    #expect(words.variants(.fr, .vous) == ["vous"])
    #expect(words.variants(.en, .tu) == ["tu"])
    #expect(Wording(any: ["x"], fr: ["tu"]).variants(.en, .tu) == ["x"])
}

@Test func aSecretIsSoughtInTheCredentialsFirst() {
    let stored = SecretReference.parse("secret:libera")
    #expect(
        stored?.candidates(beside: "/etc/geoffrin", credentials: "/run/c") == [
            "/run/c/secret_libera", "/etc/geoffrin/secrets/libera",
        ])
    #expect(SecretReference.parse("file:key.pem")?.candidates(beside: "/etc/g", credentials: nil) == ["/etc/g/key.pem"])
    #expect(SecretReference.parse("env:TOKEN")?.candidates(beside: "", credentials: "/run/c") == [])
}

@Test(arguments: ["secret:../x", "secret:a/b", "secret:", "secret:.hidden", "file:", "env:A-B", "hunter2", "SECRET:x"])
func anOddReferenceIsNone(_ text: String) {
    #expect(SecretReference.parse(text) == nil)
}

@Test func aSecretDoesNotPrint() {
    let secret = Secret(Array("hunter2".utf8))
    var dumped = ""
    dump(["key": secret], to: &dumped)
    for text in ["\(secret)", String(reflecting: secret), String(describing: [secret]), dumped] {
        #expect(!text.contains("hunter2") && text.contains("•••"))
    }
    #expect(secret.withBytes { Array($0) } == Array("hunter2".utf8))
}

@Test func aNameTooFarOffIsNotSuggested() {
    #expect(Suggestion.nearest(to: "colour", among: ["nick", "irc"]) == nil)
    #expect(
        Suggestion.nearest(to: String(repeating: "a", count: 40), among: [String(repeating: "a", count: 39)]) == nil)
    #expect(Suggestion.nearest(to: "Language", among: ["language"]) == "language")
    #expect(Suggestion.nearest(to: "", among: ["a"]) == nil)
}

@Test(arguments: [
    ("first = \"{{nmae}}\"", "did you mean \"name\""), ("first = { de = \"x\" }", "expected a language"),
    ("first = []", "1 to 100 texts"), ("first = \"a\\nb\"", "line break"),
])
func wrongWordsAreRefused(_ line: String, _ part: String) {
    let all = said(tenLines + "[welcome]\n\(line)\n")
    #expect(all.count == 1 && all[0].contains(part), "\(all)")
}

@Test func singleBracesAreWarnedAbout() {
    let all = said(tenLines + "[welcome]\nfirst = \"Salut {name}\"\n")
    #expect(all == ["bot.conf:12:9: welcome.first: warning: {name} is said as it stands: write {{name}}"])
}
