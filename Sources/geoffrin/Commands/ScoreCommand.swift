// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Conf
internal import Engine
internal import Foundation
internal import Language

struct ScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "What the model thinks of lines: one in, one out.",
        discussion: """
            Reads standard input line by line and answers each at once, in order, empty and broken ones too. 0.5 is \
            where ordinary talk of that profile would be flagged once in 1000 lines.
            """)

    @Flag(help: "One JSON object a line.") var json = false
    @Flag(help: "With the parts that weighed most, masked.") var explain = false
    @Option(help: ArgumentHelp("How people talk there: calm, chat or rough.", valueName: "profile"))
    var profile = Profile.calm.name
    @Option(
        help: ArgumentHelp("Another model file than the one that came with the program.", valueName: "file"),
        completion: .file())
    var model: String?
    @OptionGroup(visibility: .hidden) var unused: UnusedOptions

    func validate() throws {
        guard Profile(name: profile) == nil else { return }
        let known = Profile.allCases.map(\.name).joined(separator: ", ")
        throw ValidationError("--profile: \(known), found '\(profile)'")
    }

    func run() throws {
        let tongue = unused.file.tongue
        guard let profile = Profile(name: profile) else { return }
        var scorer = Scorer(
            reader: Reader(try ModelFile.load(model, tongue)), profile: profile, isJSON: json, explains: explain,
            tongue: tongue)
        var input = LineInput()
        while let line = input.next() {
            scorer.answer(line)
            // A waiting program gets its answer now; a file is answered in larger pieces.
            if !input.hasMore { scorer.flush() }
        }
        scorer.flush()
    }
}

/// Lines of standard input as bytes; a line longer than 64 KiB is cut there.
struct LineInput {
    private var bytes: [UInt8] = []
    private var place = 0
    private var isEnded = false
    private var chunk = [UInt8](repeating: 0, count: 1 << 16)
    static let limit = 1 << 16

    /// Whether a whole line waits in memory already.
    var hasMore: Bool { bytes[place...].contains(0x0A) }

    mutating func next() -> [UInt8]? {
        var isSkipping = false
        var long: [UInt8] = []
        while true {
            if let end = bytes[place...].firstIndex(of: 0x0A) {
                let line = Array(bytes[place..<end])
                place = end + 1
                return isSkipping ? long : line
            }
            if isEnded {
                defer { place = bytes.count }
                if isSkipping { return long }
                return place < bytes.count ? Array(bytes[place...]) : nil
            }
            bytes.removeFirst(place)
            place = 0
            if bytes.count > Self.limit {
                if !isSkipping { long = Array(bytes.prefix(Self.limit)) }
                isSkipping = true
                bytes.removeAll(keepingCapacity: true)
            }
            let count = read(STDIN_FILENO, &chunk, chunk.count)
            if count <= 0 { isEnded = true } else { bytes.append(contentsOf: chunk[..<count]) }
        }
    }
}

/// Puts readings into lines of text or JSON.
struct Scorer {
    var reader: Reader
    let profile: Profile
    let isJSON: Bool
    let explains: Bool
    let tongue: Tongue
    private var out: [UInt8] = []

    init(reader: Reader, profile: Profile, isJSON: Bool, explains: Bool, tongue: Tongue) {
        self.reader = reader
        self.profile = profile
        self.isJSON = isJSON
        self.explains = explains
        self.tongue = tongue
    }

    static let labels: [Head] = [.severe, .obscene, .threat, .insult, .identity, .sexual, .selfHarm]

    mutating func answer(_ line: [UInt8]) {
        let reading = line.withUnsafeBufferPointer { reader.read($0) }
        if isJSON {
            put("{\"spam\":")
            put(reading, .spam)
            put(",\"toxicity\":")
            put(reading, .toxic)
            put(",\"labels\":{")
            for (place, head) in Self.labels.enumerated() {
                put(place == 0 ? "\"" : ",\"")
                put(head.name)
                put("\":")
                put(reading, head)
            }
            put("},\"language\":\"")
            put(reading.idiom.code)
            put("\"")
            if explains { put(because(line, reading)) }
            put("}\n")
        } else {
            put("spam ")
            put(reading, .spam)
            put(tongue == .fr ? "  toxicité " : "  toxicity ")
            put(reading, .toxic)
            put("  ")
            put(reading.idiom.code)
            if explains {
                for part in parts(line, reading) { put("  \(part.shown) \(Self.fixed(Double(part.weight) / 256, 2))") }
            }
            put("\n")
        }
        if out.count > 1 << 16 { flush() }
    }

    mutating func flush() {
        FileHandle.standardOutput.write(Data(out))
        out.removeAll(keepingCapacity: true)
    }

    private mutating func parts(_ line: [UInt8], _ reading: Reader.Reading) -> [Reader.Part] {
        let head: Head = margin(reading, .spam) > margin(reading, .toxic) ? .spam : .toxic
        return reader.explain(String(decoding: line, as: UTF8.self), head)
    }

    private mutating func because(_ line: [UInt8], _ reading: Reader.Reading) -> String {
        let parts = parts(line, reading).map { part in
            "{\"part\":\(JSONObject.Value.text(part.shown).text),\"weight\":\(Self.fixed(Double(part.weight) / 256, 2))}"
        }
        return ",\"because\":[\(parts.joined(separator: ","))]"
    }

    /// How far a score is over the default threshold of its profile: that of English, whatever the language, so that
    /// scores keep their order.
    private func margin(_ reading: Reader.Reading, _ head: Head) -> Int32 {
        let thresholds = reader.model.thresholds(head, .en, profile)
        return reading.logits[head] - thresholds[thresholds.startIndex + 5]
    }

    /// 0…1 with six decimals, a half at the threshold; every step of the score shows.
    private mutating func put(_ reading: Reader.Reading, _ head: Head) {
        let nats = Double(margin(reading, head)) / 256
        let share = 0.5 + 0.5 * nats / (2 + abs(nats))
        let millionths = Int((share * 1_000_000).rounded())
        let digits = String(millionths % 1_000_000)
        put(millionths >= 1_000_000 ? "1." : "0.")
        for _ in digits.utf8.count..<6 { out.append(0x30) }
        put(digits)
    }

    static func fixed(_ value: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", value) }
    private mutating func put(_ text: String) { out.append(contentsOf: text.utf8) }
}

/// The model in force: the embedded one, or that of a file.
enum ModelFile {
    static func load(_ path: String?, _ tongue: Tongue) throws -> Model {
        func refused(_ en: String, _ fr: French, _ exit: Exit = .usage) -> ExitCode {
            Console.note(tongue.say(en, fr))
            return exit.code
        }
        guard let path else {
            guard let model = Model.embedded else {
                throw refused(
                    "the embedded model is damaged: install her again",
                    "le modèle du programme est abîmé : la réinstaller", .fault)
            }
            return model
        }
        guard let bytes = ModelBytes.at(path) else {
            throw refused(
                "\(path): cannot be read; is it there, may you read it?",
                "\(path) : illisible ; y est-il, avez-vous le droit de le lire ?")
        }
        do {
            return try Model(bytes: bytes)
        } catch {
            throw refused("\(path): \(error.sentence.en)", "\(path) : \(error.sentence.fr)")
        }
    }
}
