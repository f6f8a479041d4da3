import Domain
import Testing

@Suite struct ContactReaderTests {
    @Test func `a vCard's properties are read, folded, grouped and escaped ones too`() {
        let card = """
            BEGIN:VCARD\r
            VERSION:4.0\r
            N:Lovelace;Ada;;;\r
            FN:Ada\r
              Lovelace\r
            ORG:Analytical Engines\\, Ltd;Research\r
            item1.EMAIL;TYPE=work:ada@engines.example\r
            EMAIL:second@engines.example\r
            TEL;VALUE=uri:tel:+44-20-7946-0000\r
            ADR;TYPE=work:;;12 St James's Square;London;;SW1Y 4JH;UK\r
            END:VCARD\r
            """
        let contact = ContactReader.read(card)
        #expect(contact.name == "Ada Lovelace")
        #expect(contact.company == "Analytical Engines, Ltd")
        #expect(contact.email == "ada@engines.example")
        #expect(contact.phone == "+44-20-7946-0000")
        #expect(contact.address == "12 St James's Square\nLondon SW1Y 4JH UK")
    }

    @Test func `a vCard without a formatted name has the parts of the name`() {
        #expect(ContactReader.read("BEGIN:VCARD\nN:Hopper;Grace\nEND:VCARD").name == "Grace Hopper")
    }

    @Test func `labelled lines are read in English and in French`() {
        let contact = ContactReader.read(
            """
            Nom : Jean Dupont
            Société : Société Générale de Conseil
            Adresse : 1 rue de la Paix
            75002 Paris

            Tél. : 01 42 60 00 00
            N° TVA intracommunautaire : FR 40 303 265 045
            Courriel : jean@sgc.example
            """)
        #expect(contact.name == "Jean Dupont")
        #expect(contact.company == "Société Générale de Conseil")
        #expect(contact.address == "1 rue de la Paix\n75002 Paris")
        #expect(contact.phone == "01 42 60 00 00")
        #expect(contact.taxNumber == "FR 40 303 265 045")
        #expect(contact.email == "jean@sgc.example")
    }

    @Test func `what has no label is told by its form`() {
        let contact = ContactReader.read(
            "Please bill us: Acme, <accounts@acme.example>, HU12345678. Call +36 1 234 5678, any day.")
        #expect(contact.email == "accounts@acme.example")
        #expect(contact.taxNumber == "HU12345678")
        #expect(contact.phone == "+36 1 234 5678")
        #expect(contact.name == "")
    }

    @Test func `a company stands for a name that is missing`() {
        #expect(ContactReader.read("Company: Acme").name == "Acme")
    }

    @Test(arguments: [
        "", ":", "::::", "\n\n\n", "@", "Email: not an address", "Name:", "BEGIN:VCARD", "BEGIN:VCARD\n :\n;:;",
        "Name: \(String(repeating: "x", count: 201))", "invoice 2026-0001 of 2026-10-01 for 12,345.00",
    ])
    func `nothing is found in what has nothing`(text: String) {
        #expect(ContactReader.read(text) == Contact())
    }

    /// Each took minutes where characters were looked at one by one from the end.
    @Test(
        .timeLimit(.minutes(10)),
        arguments: ["\u{1F1E6}", "e\u{0301}", "\u{200D}", "\u{1F469}\u{200D}", "a@", "+1 ", "Name:", ": ", "\\;"])
    func `a large text of anything is read in time`(piece: String) {
        for start in ["", "BEGIN:VCARD\nADR:"] {
            _ = ContactReader.read(start + String(repeating: piece, count: 2_000_000 / piece.utf8.count))
        }
    }

    @Test func `what is found keeps to the rules, whatever the text`() {
        var random = SystemRandomNumberGenerator()
        let pieces = [
            "Name:", "Email:", "BEGIN:VCARD\n", "ADR:", ";;", "\\", "\n", "\r\n", " ", "@", "a@b.example", "+33 1",
            "0123456789", "FR12345678901", "é", "\u{202E}", "N:", "TEL:", "Address:", "\t", "👩‍👩‍👧",
        ]
        for _ in 0..<2_000 {
            let text = (0..<Int.random(in: 0...30, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }
            .joined()
            let contact = ContactReader.read(text)
            for (value, rule) in [
                (contact.name, Customer.Rule.name), (contact.email, Customer.Rule.email),
                (contact.phone, Customer.Rule.phone), (contact.company, Customer.Rule.company),
                (contact.address, Customer.Rule.address), (contact.taxNumber, Customer.Rule.taxNumber),
            ] {
                #expect(value.isEmpty || rule.fault(in: value) == nil, "\(text.debugDescription)")
            }
        }
    }
}

@Suite struct MediaTypeTests {
    @Test func `content decides`() {
        #expect(MediaType(sniffing: Array("%PDF-1.7\n".utf8)) == .pdf)
        #expect(MediaType(sniffing: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0]) == .png)
        #expect(MediaType(sniffing: [0xFF, 0xD8, 0xFF, 0xE0]) == .jpeg)
        #expect(MediaType(sniffing: Array("begin:VCARD\r\nFN:é\r\n".utf8)) == .vcard)
        #expect(MediaType(sniffing: Array("Société\n".utf8)) == .text)
        for bytes: [UInt8] in [[], [0], [0xE9], Array("MZ\u{0}".utf8), Array("PK\u{3}\u{4}".utf8), [0x7F, 0x45, 0x4C]] {
            #expect(MediaType(sniffing: bytes) == nil)
        }
    }
}
