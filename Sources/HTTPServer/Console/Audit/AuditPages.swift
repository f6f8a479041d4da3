import AuthCore
import Domain

/// The pages of the audit, and of undoing.
enum AuditPages {
    static let endpoints: [Endpoint] = [
        .page("/audit/", "Shows what was done, newest first.", needs: .of(.read, .audit)) {
            try await AuditList.show($0)
        },
        .page("/audit/event/", "Shows what one act changed.", needs: .of(.read, .audit)) {
            try await AuditEventPage.show($0)
        },
        .page("/audit/export/", "Asks for what to take away as a file.", needs: .of(.read, .audit)) {
            try await AuditExportPage.ask($0)
        },
        .form("/audit/export/", "Gives the audit as one file, and notes that in it.", needs: .of(.read, .audit)) {
            try await AuditExportPage.send($0, $1)
        },
        .page("/audit/undo/", "Asks whose doings to take back.", needs: .of(.update, .audit)) {
            try await AuditUndoPages.ask($0)
        },
        .form("/audit/undo/", "Shows what would be taken back.", needs: .of(.update, .audit)) {
            try await AuditUndoPages.preview($0, $1)
        },
        .form("/audit/undo/confirmed/", "Takes back what somebody did.", needs: .of(.update, .audit)) {
            try await AuditUndoPages.undo($0, $1)
        },
    ]

    static func trail(_ visit: ConsoleVisit) -> [PageLink] { [PageLink(visit.texts.console.audit, "/audit/")] }
}
