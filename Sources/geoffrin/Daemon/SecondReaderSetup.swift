// SPDX-License-Identifier: Apache-2.0

internal import Bot
internal import Chat
internal import Conf
internal import Curl
internal import Engine
internal import Foundation
internal import Logging
internal import SecondReader
internal import Synchronization

/// From `[second_reader]` to whom she asks. The same one is kept while the file says the same, with its budget.
final class SecondReaderSetup: Sendable {
    private struct Kept: Sendable {
        var settings: ReadingDesk.Settings
        var key: SecretReference?
        var outside: Outside
    }

    private let environment: [String: String]
    private let logger: Logger
    private let kept = Mutex<Kept?>(nil)

    init(environment: [String: String], logger: Logger) {
        self.environment = environment
        self.logger = logger
    }

    func adviser(_ accepted: Accepted) -> (any Adviser)? {
        let configuration = accepted.configuration
        guard let url = configuration.value(SecondReaderSettings.url, in: .top),
            accepted.policies.contains(where: { $0.rooms.contains { $0.reading != nil } })
        else {
            kept.withLock { $0 = nil }
            return nil
        }
        let shape: Shape =
            switch configuration.value(SecondReaderSettings.shape, in: .top) {
            case .moderation: .moderation
            case .chat: .chat
            case .webhook: .webhook
            }
        let deadline = configuration.value(SecondReaderSettings.deadline, in: .top)
        let settings = ReadingDesk.Settings(
            url: url.text, place: url.host, isLiteral: url.isLiteral, shape: shape,
            model: configuration.value(SecondReaderSettings.model, in: .top),
            deadline: .milliseconds(deadline.milliseconds),
            perHour: configuration.value(SecondReaderSettings.perHour, in: .top))
        let key = configuration.value(SecondReaderSettings.key, in: .top)
        if let same = kept.withLock({ $0 }), same.settings == settings, same.key == key, !same.outside.isHindered {
            return same.outside
        }
        let folder = URL(fileURLWithPath: configuration.file).deletingLastPathComponent().path
        let outside = Outside(
            key: SecondReading.key(of: url), desk: desk(settings, key, folder), patience: settings.deadline)
        kept.withLock { $0 = Kept(settings: settings, key: key, outside: outside) }
        return outside
    }

    private func desk(_ settings: ReadingDesk.Settings, _ key: SecretReference?, _ folder: String) -> ReadingDesk {
        var secret: Secret?
        var obstacle: String?
        if let key {
            do throws(SecretReader.Problem) {
                secret = try SecretReader(directory: folder, environment: environment).read(key)
            } catch {
                obstacle = error.description
                logger.error("the second reader's key cannot be read", metadata: ["error": "\(error)"])
            }
        }
        let read = secret
        return ReadingDesk(
            settings, door: CurlClient(perHost: 4),
            authorization: { read.map { $0.withBytes { "Bearer " + String(decoding: $0, as: UTF8.self) } } },
            obstacle: obstacle, elapsed: Surroundings.real.elapsed, logger: logger)
    }

    /// A desk as the bot knows it.
    private struct Outside: Adviser {
        let key: UInt64
        let desk: ReadingDesk
        let patience: Duration
        var isHindered: Bool { desk.isHindered }

        func opinion(on question: Question) async -> Int32? {
            await desk.opinion(on: question.text, by: UInt64(bitPattern: Int64(question.member.hashValue)))
        }

        var standing: AdviserStanding {
            let account = desk.account
            var standing = AdviserStanding(place: desk.settings.place)
            standing.asked = account.asked
            standing.answered = account.answered
            standing.failed = account.failed
            standing.remembered = account.remembered
            standing.refused = account.refused
            standing.trouble = account.trouble
            standing.restsFor = account.restsFor
            return standing
        }
    }
}
