import Domain

extension DataSheet {
    var endpoints: [Endpoint] {
        var endpoints: [Endpoint] = [
            .page(path, "Lists \(name).", needs: reads) { try await list($0) },
            .page("\(path){id}/", "Shows one of \(name).", needs: reads) { try await show($0) },
        ]
        if let making {
            endpoints += [
                .page("\(path)new/", "Asks for what is new among \(name).", needs: making.permission) {
                    try await new($0, making)
                },
                .form("\(path)new/", "Makes one of \(name).", needs: making.permission) {
                    try await create($0, making, $1)
                },
            ]
        }
        if let changing {
            endpoints += [
                .page("\(path){id}/edit/", "Asks for changes of one of \(name).", needs: changing.permission, reads) {
                    try await edit($0, changing)
                },
                .form("\(path){id}/edit/", "Changes one of \(name).", needs: changing.permission, reads) {
                    try await update($0, changing, $1)
                },
            ]
        }
        return endpoints
            + acts.flatMap { act -> [Endpoint] in
                let needed = act.permissions.first ?? reads
                return [
                    .page("\(path){id}/\(act.name)/", "Asks whether to \(act.name) it.", needs: needed, reads) {
                        try await ask($0, act)
                    },
                    .form("\(path){id}/\(act.name)/", "Does it: \(act.name).", needs: needed, reads) {
                        try await perform($0, act, $1)
                    },
                ]
            }
    }
}
