// SPDX-License-Identifier: Apache-2.0

import Glibc
import Language

/// The commands of the trainer.
enum Program {
    static let usage = """
        geoffrin-train train    --data DIR --talk DIR --out model.bin [--without SOURCE,…] [--teacher FILE] [--epochs N]
        geoffrin-train measure  --data DIR --model model.bin [--without SOURCE,…]
        geoffrin-train costumes --data DIR --model model.bin
        geoffrin-train score    --model model.bin                  one line in, its logits out
        geoffrin-train bench    --model model.bin                  CPU time a line
        geoffrin-train talk     --talk DIR                         prints the made lines with their labels
        """

    struct Options {
        var values: [String: String] = [:]
        init(_ arguments: ArraySlice<String>) {
            var rest = arguments
            while let name = rest.popFirst() {
                guard name.hasPrefix("--") else { continue }
                values[String(name.dropFirst(2))] = rest.popFirst() ?? ""
            }
        }
        subscript(_ name: String) -> String? { values[name] }
        func list(_ name: String) -> Set<String> {
            Set((values[name] ?? "").split(separator: ",").map(String.init))
        }
    }

    static func run(_ arguments: [String]) throws -> Int32 {
        let options = Options(arguments.dropFirst())
        switch arguments.first {
        case "train":
            var training = try Training(options)
            try training.run()
        case "measure", "costumes":
            var examination = try Examination(options)
            if arguments.first == "measure" { try examination.run() } else { try examination.costumes() }
        case "score": try score(options)
        case "talk": try talk(options)
        case "bench": Bench.run(try model(options))
        default:
            tell(usage)
            return 64
        }
        return 0
    }

    static func model(_ options: Options) throws -> Model {
        guard let path = options["model"] else { throw Lines.Missing(path: "--model") }
        guard let file = fopen(path, "r") else { throw Lines.Missing(path: path) }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: ModelFormat.limit + 1)
        let count = fread(&bytes, 1, bytes.count, file)
        return try Model(bytes: Array(bytes[..<count]))
    }

    private static func score(_ options: Options) throws {
        var reader = Reader(try model(options))
        while let line = readLine() {
            let reading = reader.read(line)
            let heads = Head.allCases.map { "\($0.name) \(reading.logits[$0])" }.joined(separator: " ")
            print("\(reading.idiom.code) \(heads) | \(line)")
        }
    }

    private static func talk(_ options: Options) throws {
        for sample in try Talk.read(folder: options["talk"] ?? "") {
            let heads = Head.allCases.filter { sample.mask[$0.rawValue] > 0 && sample.wishes[$0.rawValue] > 0 }
            print("\(heads.map(\.name).joined(separator: ","))\t\(String(decoding: sample.text, as: UTF8.self))")
        }
    }
}
