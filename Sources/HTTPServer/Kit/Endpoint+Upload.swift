import AuthCore
import Domain
import HTTPTypes
import JSON

/// Files, as they come in and go out.
extension Endpoint {
    /// A form with one field, `file`.
    static func upload<Output: Sendable>(
        _ path: String, _ action: Action<UploadedFile, Output>, _ output: OutputType<Output>, tag: String
    ) -> Endpoint {
        let documentation = EndpointDocumentation(
            tag: tag, parameters: [.dryRun, .approval, .idempotencyKey],
            input: .init(
                name: "\(output.name)Input",
                schema: [
                    "type": "object",
                    "properties": [
                        "file": [
                            "type": "string", "format": "binary",
                            "description": .string(
                                "One of \(MediaType.allCases.map(\.rawValue).joined(separator: ", ")); its content decides which."
                            ),
                        ]
                    ],
                    "required": ["file"], "additionalProperties": false,
                ]),
            body: .form, example: ["file": "@contact.vcf"],
            output: .init(name: output.name, schema: output.schema), successStatus: 201, isChange: true)
        return waiting(.post, path, .needs(action.operation), documentation) { call in
            let isDryRun = try call.isDryRun()
            let caller = try call.authorized()
            let (filename, content) = try call.file()
            let archive = call.services.archive
            let file = try await archive.examine(content, called: filename, at: call.services.clock.now())
            // Two forms with the same file differ in their boundaries.
            let claim = try call.idempotencyClaim(covering: Array(filename.utf8) + [0] + file.digest.bytes)
            return try await archive.keeping(isDryRun ? [] : [(file, content)], in: caller.tenant) {
                let (answer, isCommitted) = try await call.run(
                    action, file, output, status: .created, claim: claim, isDryRun: isDryRun)
                return (answer, isCommitted)
            }
        }
    }

    /// What was uploaded.
    static func download(_ path: String, _ operation: Operation, tag: String) -> Endpoint {
        let documentation = EndpointDocumentation(
            tag: tag, parameters: [.id],
            output: .init(name: "File", schema: ["type": "string", "format": "binary"]),
            outputMediaTypes: MediaType.allCases.map(\.rawValue))
        return waiting(.get, path, .needs(operation), documentation) { call in
            try call.query.refuseUnknown(besides: [])
            let tenant = try call.authorized().tenant
            guard let document = try await call.services.store.documents.find(call.id, in: tenant),
                let content = try await call.services.archive.storage.read(document.uuid, in: tenant)
            else { throw Refusal.problem(.notFound(.documents, id: String(call.id))) }
            return .file(document, content)
        }
    }
}

extension Call {
    /// The one file of the form.
    fileprivate func file() throws(Refusal) -> (filename: String, content: [UInt8]) {
        let form = try MultipartForm(body, contentType: head.contentType ?? "")
        var faults = form.parts.filter { $0.name != "file" }.map { Fault($0.name, .unknownField, "Unknown field.") }
        let files = form.parts.filter { $0.name == "file" }
        switch (files.count, files.first?.filename) {
        case (0, _): faults.append(Fault("file", .required, "No file was submitted."))
        case (1, nil):
            faults.append(Fault("file", .type, "The submitted data was not a file: the part needs filename=\"…\"."))
        case (1, _): break
        default: faults.append(Fault("file", .length, "Submit one file."))
        }
        guard faults.isEmpty, let file = files.first, let filename = file.filename else {
            throw .problem(.invalid(faults))
        }
        return (filename, Array(file.content))
    }
}

/// How a client is told under what name to keep a file (RFC 6266, 4; RFC 8187, 3.2).
enum ContentDisposition {
    static func attachment(_ filename: String) -> String {
        let plain = filename.unicodeScalars.map { scalar in
            scalar.isASCII && scalar.value >= 0x20 && scalar.value != 0x7F && !"\"\\%".unicodeScalars.contains(scalar)
                ? Character(scalar) : "_"
        }
        let isSame = String(plain) == filename
        return "attachment; filename=\"\(String(plain))\"" + (isSame ? "" : "; filename*=UTF-8''\(encoded(filename))")
    }

    private static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { encoded, byte in
            let isPlain =
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || "-._~".utf8.contains(byte)
            if isPlain {
                encoded.append(Character(Unicode.Scalar(byte)))
            } else {
                encoded += ["%", digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
    }
}
