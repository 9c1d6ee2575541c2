// SPDX-License-Identifier: Apache-2.0

public import Conf

/// What is wrong with the file while she goes on; programs read it in English.
public enum ConfigurationTrouble: String, Sendable, Hashable {
    case refused = "bot.conf was refused, the former settings stay"
    case broken = "bot.conf is broken, the last good settings hold"

    public var sentence: Sentence {
        switch self {
        case .refused:
            Sentence(
                en: "\(rawValue); what is wrong: geoffrin check",
                fr: "bot.conf est refusé, les anciens réglages restent ; ce qui ne va pas : geoffrin check")
        case .broken:
            Sentence(
                en: "\(rawValue); what is wrong: geoffrin check",
                fr:
                    "bot.conf ne se lit pas, les derniers réglages valables tiennent ; ce qui ne va pas : geoffrin check"
            )
        }
    }
}
