// SPDX-License-Identifier: Apache-2.0

/// A sentence in both languages that she speaks.
struct BothLanguages: Hashable, Sendable {
    let en: String
    let fr: String
}

/// What is wrong with an expression, and where.
struct ExpressionError: Error, Hashable, Sendable {
    /// In Unicode scalars from the start of the expression.
    let offset: Int
    let message: BothLanguages

    init(at offset: Int, _ en: String, _ fr: String) {
        self.offset = offset
        message = BothLanguages(en: en, fr: fr)
    }
}
