import Testing

@testable import Persistence

@Suite struct `Values on their way to PostgreSQL and back` {
    private func read<Value: Sendable>(
        _ sql: Query, _ parameters: [Parameter], _ decode: @Sendable (inout Row) throws(PostgresError) -> Value
    ) async throws -> Value? {
        try await TestDatabase.make(isMigrated: false).admin { (client: PostgresClient) async throws in
            try await client.read(Statement(sql, parameters)).decodeFirst(decode)
        }
    }

    @Test func `every array comes back as it went, empty ones and nulls in them too`() async throws {
        try await TestDatabase.make(isMigrated: false).admin { (client: PostgresClient) async throws in
            let uuid = PostgresUUID(high: .max, low: 1)
            let rows = try await client.read(
                Statement(
                    "SELECT $1::bigint[], $2::bytea[], $3::uuid[], $4::timestamptz[], $5::text[], $6::bigint[]",
                    .int64Array([.min, 0, .max]), .bytesArray([[], [0, 255]]), .uuidArray([uuid]),
                    .timestampArray([0, -1, .max]), .textArray([]), .int64Array([])))
            let values = try rows.withRow(0) { row throws(PostgresError) in
                try (
                    row.int64Array(), row.bytesArray(), row.uuidArray(), row.timestampArray(), row.textArray(),
                    row.int64Array()
                )
            }
            #expect(values.0 == [.min, 0, .max])
            #expect(values.1 == [[], [0, 255]])
            #expect(values.2 == [uuid])
            #expect(values.3 == [0, -1, .max])
            #expect(values.4 == [])
            #expect(values.5 == [])
            let unnested = try await client.read(
                Statement(
                    """
                    SELECT n, t, u, m FROM unnest($1::bigint[], $2::text[], $3::uuid[], $4::timestamptz[])
                        AS x (n, t, u, m)
                    """,
                    .optionalInt64Array([1, nil]), .optionalTextArray([nil, ""]), .optionalUUIDArray([uuid, nil]),
                    .optionalTimestampArray([nil, 5])))
            let back = try unnested.decode { row throws(PostgresError) in
                try (row.optionalInt64(), row.optionalText(), row.optionalUUID(), row.optionalTimestamp())
            }
            #expect(back.map(\.0) == [1, nil] && back.map(\.1) == [nil, ""])
            #expect(back.map(\.2) == [uuid, nil] && back.map(\.3) == [nil, 5])
        }
    }

    @Test func `every scalar comes back as it went, and null as null`() async throws {
        try await TestDatabase.make(isMigrated: false).admin { (client: PostgresClient) async throws in
            let rows = try await client.read(
                Statement(
                    "SELECT $1::smallint, $2::int, $3::float8, $4::numeric, $5::jsonb, $6::jsonb, $7::timestamptz",
                    .int16(.min), .int32(.max), .double(-0.1), .numeric("-12345678901234567890.0123"),
                    .jsonb(#"{"a": "é"}"#), .jsonbBytes(Array("[1]".utf8)), .timestamp(.min)))
            let values = try rows.withRow(0) { row throws(PostgresError) in
                try (
                    row.int16(), row.int32(), row.double(), row.numeric(), row.jsonb(), row.jsonbBytes(),
                    row.timestamp()
                )
            }
            #expect(values.0 == .min)
            #expect(values.1 == .max)
            #expect(values.2 == -0.1)
            #expect(values.3 == "-12345678901234567890.0123")
            #expect(values.4 == #"{"a": "é"}"#)
            #expect(values.5 == Array("[1]".utf8))
            #expect(values.6 == .min)
            let nulls = try await client.read(
                Statement(
                    "SELECT $1::bool, $2::bigint, $3::text, $4::bytea, $5::uuid, $6::timestamptz, $7::numeric, $8::jsonb",
                    .null(.bool), .null(.int64), .text(nil), .null(.bytes), .null(.uuid), .null(.timestamp),
                    .null(.numeric), .null(.jsonb)))
            let empty = try nulls.withRow(0) { row throws(PostgresError) in
                try (
                    row.optionalBool(), row.optionalInt64(), row.optionalText(), row.optionalBytes(),
                    row.optionalUUID(), row.optionalTimestamp(), row.optionalNumeric(), row.optionalJSONB()
                )
            }
            #expect(empty.0 == nil)
            #expect(empty.1 == nil)
            #expect(empty.2 == nil)
            #expect(empty.3 == nil)
            #expect(empty.4 == nil)
            #expect(empty.5 == nil)
            #expect(empty.6 == nil)
            #expect(empty.7 == nil)
        }
    }

    @Test func `a megabyte of text comes back whole`() async throws {
        let text = String(repeating: "0123456789abcdé", count: 70_000)
        #expect(
            try await read("SELECT $1::text", [.text(text)]) { row throws(PostgresError) in try row.text() } == text)
    }

    @Test func `a NUL is refused before anything is sent`() async throws {
        try await TestDatabase.make(isMigrated: false).admin { (client: PostgresClient) async throws in
            let error = await #expect(throws: PostgresError.self) {
                _ = try await client.read(Statement("SELECT $1::text", .text("a\0b")))
            }
            #expect(error?.code == .invalidParameter)
            #expect(try await client.texts("SELECT 'well'") == ["well"])
        }
    }

    @Test func `a wrong reader throws and does not trap`() async throws {
        try await TestDatabase.make(isMigrated: false).admin { (client: PostgresClient) async throws in
            let rows = try await client.read("SELECT 'text', NULL::bigint")
            #expect(throws: PostgresError.self) { _ = try rows.decode { row throws(PostgresError) in try row.uuid() } }
            #expect(throws: PostgresError.self) {
                _ = try rows.decode { row throws(PostgresError) in try (row.text(), row.int64()) }
            }
            #expect(throws: PostgresError.self) {
                _ = try rows.decode { row throws(PostgresError) in try (row.text(), row.optionalInt64(), row.text()) }
            }
            #expect(throws: PostgresError.self) {
                _ = try rows.withRow(7) { row throws(PostgresError) in try row.text() }
            }
        }
    }

    @Test func `interpolation binds, and only unescaped text reaches the SQL`() async throws {
        let hostile = "'; DROP TABLE customers; --"
        let sql: SQL = "SELECT \(hostile)::text, \(42)::bigint FROM \(unescaped: "generate_series(1, 1)")"
        #expect(sql.text == "SELECT $1::text, $2::bigint FROM generate_series(1, 1)")
        #expect(sql.parameters == [.text(hostile), .int64(42)])
        let joined: SQL = "SELECT 1 WHERE \([SQL("a = \(1)"), SQL("b = \(2)")].joined(separator: " AND ")) OR c = \(3)"
        #expect(joined.text == "SELECT 1 WHERE a = $1 AND b = $2 OR c = $3")
        let back = try await TestDatabase.make(isMigrated: false).admin { (client: PostgresClient) async throws in
            try await client.texts(Statement(sql))
        }
        #expect(back == [hostile])
    }
}
