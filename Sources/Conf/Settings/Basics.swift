// SPDX-License-Identifier: Apache-2.0

/// Keys that stand without a header.
public enum Basics {
    public static let language = Setting<Tongue>(
        "", "language", .choice, default: .en,
        about: Sentence(en: "What she speaks.", fr: "La langue qu'elle parle."))
    public static let address = Setting<Address>(
        "", "address", .choice, default: .tu,
        about: Sentence(en: "How French addresses people.", fr: "Tutoyer ou vouvoyer."))
    public static let timezone = Setting<String>(
        "", "timezone", .text(maxBytes: 64), default: "UTC",
        about: Sentence(
            en: "Zone of all hours in this file, from the IANA list: \"Europe/Paris\".",
            fr: "Fuseau de toutes les heures du fichier, de la liste IANA : \"Europe/Paris\"."))
    public static let contact = Setting<String?>(
        "", "contact", .optional(.text(maxBytes: 200)), default: nil,
        about: Sentence(
            en: "Told to whoever asks who runs the bot: an address or a page.",
            fr: "Donné à qui demande qui tient le robot : une adresse ou une page."))
    public static let rules = Setting<String?>(
        "", "rules", .optional(.text(maxBytes: 300)), default: nil,
        about: Sentence(
            en: "The house rules: a link, or one line.", fr: "La charte : un lien, ou une ligne."))

    static let top = AnySection(
        "", scopes: .everywhere, about: Sentence(en: "The basics.", fr: "L'essentiel."),
        settings: [language.description, address.description, rules.description])
    static let community = AnySection(
        "", scopes: [.top, .community], about: Sentence(en: "The basics.", fr: "L'essentiel."),
        settings: [timezone.description, contact.description])
}
