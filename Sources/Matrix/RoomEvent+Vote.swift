// SPDX-License-Identifier: Apache-2.0

public import Chat

extension RoomEvent {
    /// `m.poll.response`, and what clients have sent before and still send ("Polls", MSC3381).
    var isVote: Bool { type.is("org.matrix.msc3381.poll.response") || type.is("m.poll.response") }

    /// A vote in either spelling; of several selections the first counts, none takes the vote back. Nil for what is none.
    public var vote: Vote? {
        guard isVote, stateKey == nil, let content, case .reference(let question) = relation else { return nil }
        let answers = content["m.selections"] ?? content["org.matrix.msc3381.poll.response"]?["answers"]
        guard let answers, answers.kind == .array else { return nil }
        let first = answers.elements.first
        // What is no name is no vote, and takes none back.
        if let first, first.string == nil { return nil }
        return Vote(
            question: question, answer: first?.string.map { ByteString(Array($0.bytes.prefix(64))) } ?? "", id: id)
    }
}
