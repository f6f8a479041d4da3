/// How the private PostgreSQL is set up.
enum ClusterSettings {
    /// What must hold whatever the cluster's files say; given on the server's command line.
    static func fixed(socketDirectory: String) -> [(name: String, value: String)] {
        [
            // Never TCP: the only way in is a socket in a folder of mode 0700.
            ("listen_addresses", ""),
            ("port", "\(DataDirectory.port)"),
            ("unix_socket_directories", "\"\(doubling("\"", in: socketDirectory))\""),
            ("unix_socket_permissions", "0700"),
        ]
    }

    /// Written once, at the end of the cluster's postgresql.conf, where an operator may change them.
    static let initial = """

        # kiikd's settings. Those of the socket and of TCP are given on the command line and cannot be changed here.
        max_connections = 100
        shared_buffers = 128MB
        jit = off
        timezone = 'UTC'
        log_timezone = 'UTC'
        password_encryption = 'scram-sha-256'

        # A week of logs, one file a day. Rows' values stay out of them (terse), and so do statements.
        logging_collector = on
        log_directory = 'log'
        log_filename = 'postgres-%a.log'
        log_rotation_age = 1d
        log_rotation_size = 0
        log_truncate_on_rotation = on
        log_file_mode = 0600
        log_line_prefix = '%m [%p] '
        log_error_verbosity = terse
        log_min_error_statement = panic
        log_checkpoints = off

        """

    /// Who may come in: whoever can enter the socket's folder. Nobody over TCP.
    static let hostBasedAuthentication = """
        # TYPE  DATABASE     USER  METHOD
        local   all          all   trust
        local   replication  all   trust

        """

    static func doubling(_ quote: Character, in text: String) -> String {
        text.reduce(into: "") { result, character in
            if character == quote { result.append(quote) }
            result.append(character)
        }
    }
}
