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
            var row = try #require(rows.first)
            #expect(try row.int64Array() == [.min, 0, .max])
            #expect(try row.bytesArray() == [[], [0, 255]])
            #expect(try row.uuidArray() == [uuid])
            #expect(try row.timestampArray() == [0, -1, .max])
            #expect(try row.textArray() == [])
            #expect(try row.int64Array() == [])
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
            var row = try #require(rows.first)
            #expect(try row.int16() == .min)
            #expect(try row.int32() == .max)
            #expect(try row.double() == -0.1)
            #expect(try row.numeric() == "-12345678901234567890.0123")
            #expect(try row.jsonb() == #"{"a": "é"}"#)
            #expect(try row.jsonbBytes() == Array("[1]".utf8))
            #expect(try row.timestamp() == .min)
            let nulls = try await client.read(
                Statement(
                    "SELECT $1::bool, $2::bigint, $3::text, $4::bytea, $5::uuid, $6::timestamptz, $7::numeric, $8::jsonb",
                    .null(.bool), .null(.int64), .text(nil), .null(.bytes), .null(.uuid), .null(.timestamp),
                    .null(.numeric), .null(.jsonb)))
            var empty = try #require(nulls.first)
            #expect(try empty.optionalBool() == nil)
            #expect(try empty.optionalInt64() == nil)
            #expect(try empty.optionalText() == nil)
            #expect(try empty.optionalBytes() == nil)
            #expect(try empty.optionalUUID() == nil)
            #expect(try empty.optionalTimestamp() == nil)
            #expect(try empty.optionalNumeric() == nil)
            #expect(try empty.optionalJSONB() == nil)
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
            var beyond = rows[7]
            #expect(throws: PostgresError.self) { _ = try beyond.text() }
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
