// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Logging
internal import ServiceLifecycle

/// Carries out what signals order. A stop tells the desks first what still stands, and waits for the telling no
/// longer than fits into the two seconds promised.
struct SignalDesk: Service {
    let orders: AsyncStream<Signals.Order>
    let house: House
    let notifier: Notifier
    let logger: Logger
    /// Ends the group; known only once the group exists.
    let stop: @Sendable () async -> Void

    static let patience = Duration.milliseconds(1300)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await order in orders {
                switch order {
                case .reload: house.orderReload()
                case .stop:
                    logger.notice("stopping")
                    notifier.stopping("stopping")
                    // She may be unable to tell; she stops all the same.
                    _ = try? await house.farewell(within: Self.patience)
                    await stop()
                    return
                }
            }
        }
    }
}
