// SPDX-License-Identifier: Apache-2.0

/// Plain numbers about one text, after the cut to 2 KiB: what detectors and the rule language read.
struct TextFeatures: Equatable, Sendable {
    /// Pieces between white space that hold a letter or a number.
    var words: Int32 = 0
    /// Unicode scalars shown: without formatting codes and invisible ones.
    var scalars: Int32 = 0
    var letters: Int32 = 0
    var capitals: Int32 = 0
    var digits: Int32 = 0
    /// Lines, at least 1.
    var lines: Int32 = 1
    /// The longest run of one scalar other than white space.
    var longestRun: Int32 = 0
    /// Links found; counted on after the 16th, which is the last one kept.
    var links: Int32 = 0
    /// Zero-width, bidi, tag and control characters.
    var invisible: Int32 = 0
    /// IRC colour, bold and the like (0x02 0x03 0x04 0x0F 0x11 0x16 0x1D 0x1E 0x1F).
    var formattingCodes: Int32 = 0
    /// Combining marks beyond the eighth on one base, dropped.
    var excessMarks: Int32 = 0
    /// Words that mix Latin with look-alike Cyrillic or Greek letters, and full-width or mathematical letters.
    var costumes: Int32 = 0
    /// Letters and numbers of the folded text, in bytes: how much there is to compare.
    var substance: Int32 = 0
    /// The text was longer than 2 KiB.
    var wasCut = false

    /// Capitals among the letters, in percent; 0 without letters.
    var capitalPercent: Int32 { letters > 0 ? capitals * 100 / letters : 0 }
    var mixesScripts: Bool { costumes > 0 }
}

/// One word of the folded text.
struct TextWord: Equatable, Sendable {
    /// Of its folded bytes, with the view's seed.
    var hash: UInt64
    /// Where it stands in `TextView.folded`, in bytes.
    var start: UInt16
    var length: UInt16
    /// Holds a digit or a letter three times running: then `Disguise` may read another word in it.
    var mayBeDisguised: Bool
}
