internal import Foundation

extension Currency {
    /// ISO 4217's alphabetic codes of money that is in use: no funds, metals or test codes.
    public static let codes: [String] = """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY \
        COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR \
        ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK \
        MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF \
        SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU \
        UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
        """.split(separator: " ").map(String.init)

    /// What a code is called in a language, such as `fr`; the code itself where nobody knows.
    public static func name(of code: String, in language: String) -> String {
        Locale(identifier: language).localizedString(forCurrencyCode: code) ?? code
    }
}

extension CalendarZone {
    /// The zones to choose from, by their IANA names.
    public static let identifiers: [String] = TimeZone.knownTimeZoneIdentifiers.filter { $0.contains("/") }.sorted()

    /// Whether it is an IANA name that the system knows, and not one of the many spellings of an offset.
    public static func isZone(_ identifier: String) -> Bool {
        CalendarZone(identifier: identifier) != nil && (identifier == "UTC" || identifier.contains("/"))
    }
}
