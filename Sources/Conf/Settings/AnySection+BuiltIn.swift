// SPDX-License-Identifier: Apache-2.0

extension AnySection {
    /// The sections of this target; the engine brings those of its detectors.
    public static let builtIn = [
        Basics.top, Basics.community, WelcomeSettings.section, ModerationSettings.section, AnimationSettings.section,
        MemorySettings.section, CareSettings.section, SecondReaderSettings.service, SecondReaderSettings.consent,
        DnsblSettings.service, DnsblSettings.consent,
    ]
}
