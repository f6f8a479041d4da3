/// SQL by interpolation: `"… WHERE id = \(id)"` binds; only `\(unescaped: text)` inserts text.
package struct SQL: Sendable, Hashable {
    /// One more piece than parameters: a placeholder stands between each two.
    private(set) var pieces: [String]
    private(set) var parameters: [Parameter]

    package init() { (pieces, parameters) = ([""], []) }

    /// Text that is inserted as it stands.
    package init(unescaped text: String) { (pieces, parameters) = ([text], []) }

    /// The text with `$1`… in it.
    package var text: String {
        var text = ""
        text.reserveCapacity(pieces.reduce(0) { $0 + $1.utf8.count } + parameters.count * 3)
        for (index, piece) in pieces.enumerated() {
            text += piece
            if index < parameters.count { text += "$\(index + 1)" }
        }
        return text
    }

    package var isEmpty: Bool { parameters.isEmpty && pieces.allSatisfy(\.isEmpty) }

    package mutating func append(_ other: SQL) {
        pieces[pieces.count - 1] += other.pieces.first ?? ""
        pieces += other.pieces.dropFirst()
        parameters += other.parameters
    }

    package mutating func append(unescaped text: String) { pieces[pieces.count - 1] += text }

    package mutating func append(_ parameter: Parameter) {
        parameters.append(parameter)
        pieces.append("")
    }

    package static func + (left: SQL, right: SQL) -> SQL {
        var sum = left
        sum.append(right)
        return sum
    }

    package static func += (left: inout SQL, right: SQL) { left.append(right) }

    /// `prepared: false` for what is run once or must not be parsed ahead of its batch (DDL).
    package func statement(prepared: Bool = true) -> Statement {
        Statement(Query(text: text, prepared: prepared), parameters)
    }
}

extension SQL: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) { self.init(unescaped: value) }

    package init(stringInterpolation: StringInterpolation) { self = stringInterpolation.sql }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var sql = SQL()

        package init(literalCapacity: Int, interpolationCount: Int) {
            sql.parameters.reserveCapacity(interpolationCount)
            sql.pieces.reserveCapacity(interpolationCount + 1)
        }

        package mutating func appendLiteral(_ literal: String) { sql.append(unescaped: literal) }

        package mutating func appendInterpolation(_ value: some ParameterConvertible) { sql.append(value.parameter) }

        package mutating func appendInterpolation(_ parameter: Parameter) { sql.append(parameter) }

        /// A fragment with its own bound parameters.
        package mutating func appendInterpolation(_ fragment: SQL) { sql.append(fragment) }

        /// Text as it stands. Never anything that a request brought.
        package mutating func appendInterpolation(unescaped text: String) { sql.append(unescaped: text) }
    }
}

extension Sequence where Element == SQL {
    package func joined(separator: String = ", ") -> SQL {
        var result = SQL()
        for (index, fragment) in enumerated() {
            if index > 0 { result.append(unescaped: separator) }
            result.append(fragment)
        }
        return result
    }
}
