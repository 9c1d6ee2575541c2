// SPDX-License-Identifier: Apache-2.0

import Chat
import Testing

@testable import Matrix

/// What is veiled is for who asks to see it: never in the plain text, which notifications and old clients show (rule 21).
struct VeilTests {
    @Test func `a veiled text stands under a spoiler and nowhere else`() throws {
        let request = Request.notice("!r:h", "t1", "[1] perhaps in distress", veiled: "I <b>cannot</b> go on")
        let content = try JSON(parsing: try #require(request.body))
        #expect(content["body"]?.string == "[1] perhaps in distress")
        #expect(
            content["formatted_body"]?.string
                == "[1] perhaps in distress<br><span data-mx-spoiler>I &lt;b&gt;cannot&lt;/b&gt; go on</span>")
    }

    @Test func `without a veil there is no spoiler`() throws {
        let content = try JSON(parsing: try #require(Request.notice("!r:h", "t1", "hello").body))
        #expect(content["formatted_body"]?.string == "hello")
    }
}
