import Foundation
import Testing

@testable import HTTPServer

/// Where an environment variable names a folder, browsers look at what is written there.
@Suite struct PagesForBrowsers {
    private static let folder = ProcessInfo.processInfo.environment["PAGES_FOLDER"]

    @Test(.enabled(if: folder != nil)) func `every page is written with its headers`() throws {
        let folder = URL(filePath: try #require(Self.folder))
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for language in Language.allCases {
            for (name, page) in SamplePages.all {
                let leadsToApp = page is ConsentPage || page is LoginPage
                let answer = page.answer(in: language, formsLead: leadsToApp ? .anApp : .here)
                let file = folder.appending(path: "\(name).\(language.rawValue)")
                try Data(answer.body).write(to: file.appendingPathExtension("html"))
                let headers = Dictionary(
                    uniqueKeysWithValues: answer.headers.fields.map { ($0.name.text, $0.value) })
                try JSONEncoder().encode(headers).write(to: file.appendingPathExtension("json"))
            }
        }
    }
}
