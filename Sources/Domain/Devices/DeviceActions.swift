internal import AuthCore

/// What can be done with devices.
public enum DeviceActions {
    public static let list = Operation(
        "devices.list", "Lists devices, by page, with filters, search and ordering.",
        needs: .of(.read, .devices), effect: .read)

    public static let show = Operation(
        "devices.show", "Shows one device.", needs: .of(.read, .devices), effect: .read)

    public static let create = Action<DeviceFields, Device>.create(
        Operation(
            "devices.create", "Creates a device: a thing of a customer's that work is done on.",
            needs: .of(.create, .devices), effect: .create))

    public static let update = Action<Update<DeviceFields>, Device>.update(
        Operation(
            "devices.update", "Changes the given fields of a device and leaves the others as they are.",
            needs: .of(.update, .devices), effect: .update),
        of: { $0.devices }
    ) { fields, device, _ in fields.apply(to: &device) }

    public static let replace = Action<Update<DeviceFields>, Device>.replace(
        Operation(
            "devices.replace", "Says a device anew: what is not given goes back to its default.",
            needs: .of(.update, .devices), effect: .update),
        of: { $0.devices })
}

/// What a caller may say about a device; nil is not said.
public struct DeviceFields: RowFields {
    public var customerID: Int64?
    public var type: String?
    public var brand: String?
    public var model: String?
    public var serialNumber: String?
    public var notes: String?

    public init() {}

    func row(id: Int64, uuid: UUIDv7, at now: Timestamp) throws(Problem) -> Device {
        Device(
            id: id, uuid: uuid, customerID: try customerID.required("customer_id"), type: try type.required("type"),
            brand: "", model: "", serialNumber: "", notes: "", createdAt: now, updatedAt: now, version: 1)
    }

    func apply(to device: inout Device) {
        customerID.assign(to: &device.customerID)
        type.assign(to: &device.type)
        brand.assign(to: &device.brand)
        model.assign(to: &device.model)
        serialNumber.assign(to: &device.serialNumber)
        notes.assign(to: &device.notes)
    }
}
