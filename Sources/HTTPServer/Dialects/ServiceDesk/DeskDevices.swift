import Domain
import JSON

/// Devices as the service desk speaks of them.
enum DeskDevices {
    static let output = OutputType<Device>(
        "Device",
        [
            .id("id", "The device's id.") { $0.pointee.id },
            .integer("customer", "Whose it is.") { $0.pointee.customerID },
            .text("type", "What it is, such as phone or laptop.") { $0.pointee.type },
            .text("brand", "Who made it.") { $0.pointee.brand },
            .text("model", "Which one it is.") { $0.pointee.model },
            .text("serial_number", "The maker's number.") { $0.pointee.serialNumber },
            .text("notes", "Free text.") { $0.pointee.notes },
            .timestamp("created_at", "When it was created.") { $0.pointee.createdAt },
            .timestamp("updated_at", "When it was last changed.") { $0.pointee.updatedAt },
        ], includes: [DeskCustomers.details { $0.customerID }])

    private static let readOnly = Set(output.fields.map(\.name))

    private static let fields: [InputField<DeviceFields>] = [
        .id("customer", "Whose it is.", required: true) { $0.customerID = $1 }.of("customer_id"),
        .text("type", Device.Rule.type, "What it is, such as phone or laptop.", required: true) { $0.type = $1 },
        .text("brand", Device.Rule.brand, "Who made it.") { $0.brand = $1 },
        .text("model", Device.Rule.model, "Which one it is.") { $0.model = $1 },
        .text("serial_number", Device.Rule.serialNumber, "The maker's number.") { $0.serialNumber = $1 },
        .text("notes", Device.Rule.notes, "Free text.") { $0.notes = $1 },
    ]

    private static let input = InputType(
        "DeviceInput", example: ["customer": 1, "type": "phone", "brand": "Fairphone", "model": "5"],
        readOnly: readOnly, start: DeviceFields.init, fields)

    private static let patch = InputType(
        "DevicePatch", example: ["serial_number": "F5-0001"], readOnly: readOnly, start: DeviceFields.init,
        fields.map(\.optional))

    static let endpoints = Endpoint.collection(
        "/api/devices/", tag: "desk devices", output,
        filters: [
            .id("customer", of: "customer_id", "Devices of this customer."),
            .text("type", Device.Rule.type, "Devices of exactly this type."),
        ], from: { $0.devices }, list: DeviceActions.list, show: DeviceActions.show, create: DeviceActions.create,
        input,
        update: DeviceActions.update, patch, replace: DeviceActions.replace)
}
