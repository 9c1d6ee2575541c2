// SPDX-License-Identifier: Apache-2.0

import Chat
import Curl
import Matrix

/// Why a sync, or what comes before the first, did not work.
struct SyncFailure: Error {
    var why: String
    var isForGood = false
    /// The token means nothing to the server: begin anew, act on nothing old.
    var forgetsPlace = false
    var retryAfter: TimeSpan?

    init(_ why: String) { self.why = why }

    static func translated(_ body: @Sendable () async throws -> JSON) async throws -> JSON {
        do { return try await body() } catch let complaint as Complaint {
            var failure = SyncFailure("\(complaint.status) \(complaint.code)")
            failure.isForGood = complaint.isLoggedOut
            failure.forgetsPlace = complaint.status == 400 && !complaint.code.isEmpty
            failure.retryAfter = complaint.retryAfter
            throw failure
        } catch let error as HTTPError {
            throw SyncFailure(error.description)
        } catch let fault as JSONFault {
            throw SyncFailure("no JSON: \(fault)")
        }
    }
}
