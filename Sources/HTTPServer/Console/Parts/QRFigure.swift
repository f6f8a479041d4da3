/// A code for a phone's camera. Dark on light in any theme: readers expect nothing else.
struct QRFigure: Sendable {
    let label: String
    let size: Int
    let path: String

    /// Nil for a text that no code can hold.
    init?(_ label: String, of text: String) {
        guard let code = QRCode(text) else { return nil }
        self.label = label
        size = code.size
        path = code.path
    }

    static let template = """
        <figure class="qr"><figcaption>{{label}}</figcaption><svg role="img" aria-label="{{label}}" viewBox="0 0 {{size}} {{size}}" \
        shape-rendering="crispEdges"><rect width="{{size}}" height="{{size}}" fill="#fff"/><path fill="#000" d="{{path}}"/></svg></figure>
        """
}
