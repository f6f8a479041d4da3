/// What every dialect says where a credential is limited to chosen customers or projects.
enum LimitText {
    static let sentence =
        "This credential is limited to chosen customers or projects, and this would be outside of them."
    static let code: StaticString = "outside_limit"
}
