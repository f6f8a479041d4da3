import AuthCore
import Testing

@testable import HTTPServer

@Suite struct `A form merged with what somebody else made of its row` {
    /// A month with two of its days, a list, boxes and a text.
    private static func form(
        month: String = "2026-01", day: String = "", boxes: [String] = ["a"], text: String = "Text",
        lines: [String] = ["One"]
    ) -> Form {
        func select(_ name: String, _ offered: [String], _ chosen: String) -> Form.Field {
            .select(name, name, offered.map { Form.Option($0, $0, isChosen: $0 == chosen) })
        }
        return Form(
            to: "/x/", hidden: [HiddenField(name: "rows.lines", value: "\(lines.count)")],
            [
                Form.Group([select("month", ["2026-01", "2026-02"], month)]),
                Form.Group(
                    "Days", layout: "days", [select("days.1", ["", "1"], day), select("days.2", ["", "1"], "")]),
                Form.Group([
                    .choices("boxes", "Boxes", ["a", "b"].map { Form.Option($0, $0, isChosen: boxes.contains($0)) }),
                    .area("text", "Text", Form.TextArea(value: text)),
                    .box("yes", "Yes", isTicked: false),
                ]),
            ]
                + lines.enumerated().map { place, line in
                    Form.Group(
                        "Line", layout: "together", [.input("lines.\(place).name", "Name", Form.Input(value: line))])
                }, [])
    }

    /// What a browser sends of a form that was shown, with what was typed.
    private func sent(_ shown: Form, _ typed: [String: String] = [:]) -> SubmittedForm {
        let entries = shown.untouched
        let kept = entries.names.filter { typed[$0] == nil }.flatMap { name in entries.all(name).map { (name, $0) } }
        return SubmittedForm(
            kept.map { (name: $0.0, value: $0.1) } + typed.map { (name: $0.key, value: $0.value) }
                + [(name: FormMerge.shown, value: FormMerge.digests(of: shown))])
    }

    @Test func `a month and its days are one field`() {
        let merge = FormMerge(sent(Self.form(), ["text": "Mine"]), into: Self.form(month: "2026-02", day: "1"))
        #expect(merge.taken == ["days"] && merge.conflicts.isEmpty)
        #expect(merge.fields["month"] == "2026-02" && merge.fields["days.1"] == "1" && merge.fields["text"] == "Mine")
        let both = FormMerge(sent(Self.form(), ["days.2": "1"]), into: Self.form(month: "2026-02"))
        #expect(both.conflicts == ["days"] && both.taken.isEmpty)
        #expect(both.fields["month"] == "2026-01" && both.fields["days.2"] == "1")
    }

    @Test func `the rows of a list are taken over with how many they are`() {
        let merge = FormMerge(sent(Self.form(lines: ["One", "Two"])), into: Self.form(lines: ["Two"]))
        #expect(merge.taken == ["lines"] && merge.fields["rows.lines"] == "1")
        #expect(merge.fields["lines.0.name"] == "Two" && !merge.fields.has("lines.1.name"))
        // Rows in which nothing stands are no difference.
        #expect(FormMerge(sent(Self.form(lines: ["One", ""])), into: Self.form()).taken.isEmpty)
    }

    @Test func `what both made alike is no conflict, nor is how a browser writes it`() {
        let alike = FormMerge(sent(Self.form(), ["text": "Same\r\n", "boxes": "b"]), into: Self.form(text: "Same"))
        #expect(alike.conflicts.isEmpty && alike.taken.isEmpty && alike.fields.all("boxes") == ["b"])
        let unticked = FormMerge(sent(Self.form()).leaving { $0 == "boxes" }, into: Self.form(boxes: ["a", "b"]))
        #expect(unticked.conflicts == ["boxes"] && !unticked.fields.has("boxes"))
        let ticked = FormMerge(sent(Self.form()), into: Self.form(boxes: []))
        #expect(ticked.taken == ["boxes"] && !ticked.fields.has("boxes"))
    }

    @Test func `a form that does not tell what it showed is compared as a whole`() {
        let bare = sent(Self.form(), ["text": "Mine"]).leaving { $0 == FormMerge.shown }
        let merge = FormMerge(bare, into: Self.form(boxes: ["b"]))
        #expect(merge.conflicts == ["text", "boxes"] && merge.taken.isEmpty)
        for text in ["text", ":", "text:x text:y", "a b c:"] {
            let made = SubmittedForm([(name: FormMerge.shown, value: text), (name: "text", value: "Mine")])
            #expect(FormMerge(made, into: Self.form()).taken.isEmpty)
        }
    }
}
