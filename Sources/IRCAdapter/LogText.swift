// SPDX-License-Identifier: Apache-2.0

import Chat

/// Text of a server as a log may hold it (THREATS K6): printable ASCII, at most 200 bytes.
enum LogText {
    static func plain(_ text: String) -> String {
        String(decoding: text.utf8.prefix(200).map { $0 >= 0x20 && $0 < 0x7F ? $0 : 0x3F }, as: UTF8.self)
    }
}
