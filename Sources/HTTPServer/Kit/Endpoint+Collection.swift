import Domain

extension Endpoint {
    /// A resource that stands under one path: there its list and its new rows, at `{id}/` one row, its change (PATCH)
    /// and its replacement (PUT).
    static func collection<Row: Entity, Fields: Sendable>(
        _ path: String, tag: String, _ output: OutputType<Row>, filters: [ListParameter<Row>],
        from repository: @escaping @Sendable (any Store) -> any Repository<Row>, list: Operation, show: Operation,
        create: Action<Fields, Row>, _ input: InputType<Fields>, update: Action<Update<Fields>, Row>,
        _ patch: InputType<Fields>, replace: Action<Update<Fields>, Row>
    ) -> [Endpoint] {
        [
            .list(path, list, output, tag: tag, filters: filters, from: repository),
            .create(path, create, input, output, tag: tag),
            .show("\(path){id}/", show, output, tag: tag, from: repository),
            .update("\(path){id}/", update, patch, output, tag: tag),
            .replace("\(path){id}/", replace, input, output, tag: tag),
        ]
    }
}
