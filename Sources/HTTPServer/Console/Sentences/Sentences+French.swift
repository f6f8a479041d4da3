extension Sentences {
    static let french = Sentences(
        domain: SentenceTable(faults.merging(conflicts) { $1 }.merging(words) { $1 }), doctor: SentenceTable(findings),
        roles: [
            "Owner": Role(name: "Propriétaire", description: "Tout."),
            "Manager": Role(
                name: "Gestion", description: "Les utilisateurs, les clés, les clients et presque tout le reste."),
            "Support": Role(
                name: "Assistance",
                description: "Les clients, les demandes, les tâches, les appareils et les documents."),
            "Accounting": Role(name: "Comptabilité", description: "Les factures, les devis et les comptes rendus."),
            "Read-only": Role(name: "Lecture seule", description: "Voit l’activité et ne modifie rien."),
        ])
}
