// SPDX-License-Identifier: Apache-2.0

/// The few suffixes needed to tell one owner from another without carrying the public suffix list.
enum SharedHosts {
    /// Second labels below which a country registers names: `co.uk`, `com.au`, `asso.fr`.
    static let secondLevels = [
        "ac", "asso", "co", "com", "edu", "gob", "gouv", "gov", "net", "ne", "nom", "or", "org", "go",
    ]

    /// Suffixes below which anybody gets a name for the asking.
    private static let suffixes = [
        "000webhostapp.com", "azurewebsites.net", "blogspot.com", "carrd.co", "cloudfront.net", "duckdns.org",
        "firebaseapp.com", "free.fr", "fly.dev", "github.io", "gitlab.io", "glitch.me", "herokuapp.com", "itch.io",
        "lovable.app", "myshopify.com", "neocities.org", "netlify.app", "ngrok.io", "ngrok-free.app", "onrender.com",
        "over-blog.com", "pages.dev", "r2.dev", "repl.co", "substack.com", "surge.sh", "tumblr.com", "vercel.app",
        "web.app", "weebly.com", "wixsite.com", "wordpress.com", "workers.dev",
    ]

    static func isShared(_ name: ArraySlice<UInt8>) -> Bool {
        suffixes.contains { name.elementsEqual($0.utf8) }
    }
}
