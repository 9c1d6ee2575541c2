// SPDX-License-Identifier: Apache-2.0

/// Tells the lines of a pasted pattern, recipe, stack trace or poem from repetition. Such lines resemble each other by
/// nature and are no evidence for duplicates. A line with a link never is one, nor is the same text again: numbering
/// an advert does not shelter it, nor does a border of dashes: rows are short.
enum ListLike {
    /// Words that a row or a step may have, and a line of a log or of a trace.
    static let longest: Int32 = 24
    static let longestTrace: Int32 = 40

    /// - Parameters:
    ///   - previous: the author's line before; nil where there is none in the last seconds.
    ///   - beforePrevious: the one before that.
    static func isListLike(_ line: LineShape, after previous: LineShape?, and beforePrevious: LineShape? = nil) -> Bool
    {
        if line.hasLink || line.words > (line.kind == .trace ? longestTrace : longest) { return false }
        if let previous, previous.skeleton == line.skeleton || previous.hasLink { return false }
        switch line.kind {
        case .row:
            // Rows count up.
            guard let previous, previous.kind == .row else { return true }
            return line.number > previous.number
        case .bullet, .trace, .code: return true
        case .quantity: return line.words <= 10
        case .plain: break
        }
        guard let previous else { return false }
        if belongs(line, to: previous) { return true }
        return isVerse(line, previous, beforePrevious)
    }

    /// A short line among the rows of a list: a title, a step.
    private static func belongs(_ line: LineShape, to previous: LineShape) -> Bool {
        switch previous.kind {
        case .row, .bullet, .quantity, .trace, .code: line.beginsWithCapital
        case .plain: line.outline == previous.outline && line.words >= 3 && line.words <= 12
        }
    }

    /// Short lines of like length, each beginning with a capital, as people paste them and do not chat.
    private static func isVerse(_ line: LineShape, _ previous: LineShape, _ beforePrevious: LineShape?) -> Bool {
        guard line.beginsWithCapital, previous.beginsWithCapital, beforePrevious?.beginsWithCapital ?? true else {
            return false
        }
        guard (3...14).contains(line.words), (3...14).contains(previous.words) else { return false }
        let (short, long) = (min(line.scalars, previous.scalars), max(line.scalars, previous.scalars))
        return long <= 90 && long <= short * 2
    }
}
