// SPDX-License-Identifier: Apache-2.0

internal import Conf
internal import Scenario

extension Inflate.Mistake {
    /// For whoever named the file.
    var sentence: Sentence {
        switch self {
        case .notGzip, .corrupt:
            Sentence(
                en: "damaged, cannot be unpacked: fetch it again", fr: "abîmé, ne se décompresse pas : le reprendre")
        case .truncated:
            Sentence(
                en: "its end is missing, cannot be unpacked: fetch it again",
                fr: "il en manque la fin, ne se décompresse pas : le reprendre")
        case .tooLarge:
            Sentence(
                en: "too much would come out of it: unpack it yourself, and name a part",
                fr: "il en sortirait trop : le décompresser soi-même, et en nommer une partie")
        }
    }
}
