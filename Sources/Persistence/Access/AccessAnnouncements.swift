package import Domain

/// Carries every announced change of access to the authenticator, and vouches for their arrival.
package enum AccessAnnouncements {
    package static func deliver(from client: PostgresClient, to authenticator: Authenticator) {
        client.listen(["kiik_access"]) { event in
            switch event {
            case .connected: authenticator.announcementsResumed()
            // `families`, or anything else that is not a tenant's id, concerns everyone.
            case .notification(_, let payload): authenticator.accessChanged(tenant: Int64(payload))
            case .alive(let sentAt): authenticator.announcementsArrived(until: Int64(clamping: sentAt))
            case .disconnected: authenticator.announcementsLost()
            }
        }
    }
}
