// SPDX-License-Identifier: Apache-2.0

extension Normaliser {
    /// Words of fewer letters are not looked for in a run; typing and names make too many of them.
    static let shortestRun = 10
    /// Letters of one line that are cut into words at most: what they cost is bounded.
    static let mostCut = 512

    /// Reads the words of a view that nobody says as the known ones that they were made of: two neighbours in each
    /// other's place, a letter twice, or several words written as one. Each byte keeps its place.
    ///
    /// Looks at ASCII letters alone, and nowhere at a known word. Where that would undo less than half of the unknown
    /// words, nothing is: it is another language.
    static func restore(_ view: inout Buffer, _ spare: inout Buffer, _ vocabulary: Vocabulary) {
        var copied = 0
        var (unknown, undone) = (0, 0)
        view.bytes.withUnsafeBufferPointer { text in
            var place = 0
            var left = mostCut
            while place < text.count {
                guard text[place] &- 97 < 26 else {
                    place += 1
                    continue
                }
                let first = place
                var mark = Features.mark(first: text[first])
                place += 1
                while place < text.count {
                    let byte = text[place]
                    guard byte &- 97 < 26 || byte == 0x27 && place + 1 < text.count && text[place + 1] &- 97 < 26
                    else { break }
                    mark = mark &+ Features.scattered(byte)
                    place += 1
                }
                let word = first..<place
                // Neither a piece of something longer nor too short to be told.
                guard word.count >= 4, first == 0 || text[first - 1] < 0x80, place == text.count || text[place] < 0x80
                else { continue }
                let known = vocabulary.look(mark, text, word)
                if case .yes = known { continue }
                unknown += 1
                let before = copied
                defer { if copied > before { undone += 1 } }
                if case .swapped(let number) = known, vocabulary.cost(number) <= Vocabulary.seldomSwapped {
                    copy(view, copied..<first, to: &spare)
                    let meant = vocabulary.word(number)
                    for offset in 0..<word.count { spare.put(meant[offset], view.place(first + offset)) }
                    copied = place
                } else if let again = vocabulary.doubled(text, word) {
                    copy(view, copied..<again, to: &spare)
                    copied = again + 1
                } else if word.count >= shortestRun, word.count <= left {
                    left -= word.count
                    vocabulary.cut(text, word) { end in
                        copy(view, copied..<end, to: &spare)
                        spare.put(0x20, view.place(end))
                        copied = end
                    }
                }
            }
        }
        guard copied > 0 else { return }
        // Most of what is not known is in no costume: another language, or names.
        guard undone * 2 >= unknown else {
            spare.clear()
            return
        }
        copy(view, copied..<view.bytes.count, to: &spare)
        swap(&view, &spare)
        spare.clear()
    }

    private static func copy(_ view: Buffer, _ range: Range<Int>, to out: inout Buffer) {
        out.bytes += view.bytes[range]
        if view.keepsPlaces { out.places += view.places[range] }
    }
}
