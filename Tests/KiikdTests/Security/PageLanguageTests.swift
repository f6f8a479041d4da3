import Testing

/// Account pages as browsers of other languages get them.
@Suite struct `The language of account pages` {
    @Test func `pages, what is wrong with a form, and errors are in the language that the browser likes best`()
        async throws
    {
        let office = try await Office.open()
        let person = try await office.hire()
        try await person.forget()
        let mail = try await office.daemon.mail(to: person.email, "Choose a new password")
        let client = office.daemon.client
        let french = [
            "Accept-Language": "fr-CH, fr;q=0.9, en;q=0.8", "Content-Type": "application/x-www-form-urlencoded",
        ]
        let asked = try await client.get(mail.path, headers: french)
        #expect(asked.status == 200 && asked.text.contains("<title>Choisissez un mot de passe</title>"))
        let short = try await client.post("/account/password/", "token=\(mail.token)&password=short", headers: french)
        #expect(short.status == 422 && short.text.contains("Utilisez au moins 8 caractères"))
        let dead = try await client.get("/account/email/?token=x", headers: french)
        #expect(dead.status == 400 && dead.text.contains("Ce lien ne fonctionne pas"))
        let missing = try await client.get("/account/nothing/", headers: french)
        #expect(missing.status == 404 && missing.text.contains("Cette page n’existe pas"))
        for page in [asked, short, dead, missing] {
            #expect(page.text.contains("<html lang=\"fr\">"))
            #expect(page["content-language"] == "fr" && page["vary"] == "Accept-Language")
        }
        let english = try await client.get(mail.path, headers: ["Accept-Language": "de"])
        #expect(english["content-language"] == "en" && english.text.contains("Choose a password"))
    }
}
