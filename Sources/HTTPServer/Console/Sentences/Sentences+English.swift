extension Sentences {
    static let english = Sentences(
        domain: SentenceTable([
            "You have no second factor. Set one up at /api/v1/auth/totp/enroll first.":
                "You have no second factor yet. Set one up in your profile first.",
            "There is a customer with this email or tax number already: {}. Send customer_id to connect the document with one of them, or reject it.":
                "A customer has this email or tax number already: no. {}. Choose that customer for the document, or reject it.",
            "There is nothing to confirm. Enroll first.": "There is nothing to confirm. Set it up again.",
            "There is no such row.": "This does not exist, or no longer.",
            "Another row has this value already.": "This is taken already.",
            "There is no row {}.": "There is no number {}.",
            "Expected an amount like 550 or 550.50.": "Write an amount, such as 550 or 550.50.",
            "Neither the project nor the tenant has a daily rate.":
                "Neither the project nor your business has a daily rate.",
            "Neither the project nor the tenant has a daily rate. Set one, or give an amount.":
                "Neither the project nor your business has a daily rate. Set one, or give an amount.",
            "This is a test environment. Users, roles and settings are changed in the live tenant.":
                "This is test data. Users, roles and settings are changed with the live data.",
            "Only a tenant's own confidential app may act for itself.":
                "Only a confidential application of your own may act for itself.",
        ]), doctor: SentenceTable([:]), roles: [:])
}
