// SPDX-License-Identifier: Apache-2.0

import Chat

/// When a name with dots and without a scheme is an address: `example.com` is, `salut.ça`, `main.rs` and `fin.Et` are
/// sentences and files.
enum BareDomains {
    /// Top-level domains that are no words, files or abbreviations when glued to a full stop.
    private static let unmistakable: [StaticString] = [
        "app", "ai", "be", "biz", "ca", "cc", "ch", "click", "club", "cn", "co", "com", "de", "dev", "edu", "eu",
        "example", "fr", "ga", "gg", "gl", "gov", "gq", "icu", "info", "io", "ir", "jp", "link", "live", "ly", "ml",
        "monster", "net", "nl", "online", "org", "page", "ru", "shop", "site", "space", "store", "tech", "test", "tk",
        "top", "tv", "uk", "vip", "website", "wiki", "win", "work", "xyz",
    ]
    /// Endings of files and of abbreviations that are top-level domains or look like it: never, even with a slash.
    private static let files: [StaticString] = [
        "c", "cfg", "conf", "cpp", "css", "d", "go", "gz", "h", "html", "java", "jpg", "js", "json", "lua", "md", "pdf",
        "php", "pl", "png", "py", "rb", "rs", "sh", "so", "sql", "swift", "tar", "toml", "ts", "txt", "xml", "yaml",
        "yml",
    ]

    static func isAddress(_ domain: Domain, hasPath: Bool) -> Bool {
        if domain.isAddress { return hasPath && domain.name.bytes.contains(0x2E) }
        let bytes = domain.name.bytes
        guard let dot = bytes.lastIndex(of: 0x2E) else { return false }
        let top = bytes[(dot + 1)...]
        // A sentence in Russian without a space after its full stop looks the same: only .рф is taken at its word.
        if top.starts(with: Array("xn--".utf8)) {
            return top.elementsEqual("xn--p1ai".utf8) || (hasPath && !top.dropFirst(4).contains(0x2D))
        }
        guard top.count >= 2, top.allSatisfy({ $0 &- 0x61 < 26 }) else { return false }
        if bytes.starts(with: Array("www.".utf8)) { return true }
        if contains(unmistakable, top) { return true }
        return hasPath && !contains(files, top)
    }

    private static func contains(_ names: [StaticString], _ top: ArraySlice<UInt8>) -> Bool {
        names.contains { name in
            name.utf8CodeUnitCount == top.count
                && top.enumerated().allSatisfy { name.utf8Start[$0.offset] == $0.element }
        }
    }
}
