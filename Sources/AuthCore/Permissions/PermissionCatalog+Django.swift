extension PermissionCatalog {
    /// The names that Django gives the permissions of a model, as aliases of ours.
    ///
    /// For app `tasks`, model `workitem` and resource `work_items`: `view_all_workitems` and `tasks.view_workitem` are
    /// `work_items:read`, `tasks.add_workitem` is create, `tasks.change_workitem` update, `tasks.delete_workitem`
    /// delete. The `view_all_…` name is accepted with and without its app.
    public static func djangoAliases(app: String, model: String, resource: String) -> [String: String] {
        [
            "view_all_\(model)s": "\(resource):read",
            "\(app).view_all_\(model)s": "\(resource):read",
            "\(app).view_\(model)": "\(resource):read",
            "\(app).add_\(model)": "\(resource):create",
            "\(app).change_\(model)": "\(resource):update",
            "\(app).delete_\(model)": "\(resource):delete",
        ]
    }
}
