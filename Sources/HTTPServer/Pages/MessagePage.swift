/// A page that says one thing: what happened, or what went wrong, and perhaps the way on.
struct MessagePage: FormPage {
    var isFault = false
    var link: (@Sendable (Texts) -> FormContent.Link)?
    let notice: @Sendable (Texts) -> Texts.Notice

    func heading(in texts: Texts) -> Phrase { notice(texts).title }

    func content(in texts: Texts) -> FormContent {
        let text = notice(texts).text
        return FormContent(lead: isFault ? nil : text, alert: isFault ? text : nil, link: link?(texts))
    }
}
