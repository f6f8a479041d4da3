-- Mail that has to leave: written with what it tells of, sent afterwards; and the links that stand in it.

ALTER TABLE users ADD COLUMN email_verified_at timestamptz;

-- What whoever reads a mailbox may do once. In the tenant that keeps the user.
CREATE TABLE links (
    tenant_id  bigint NOT NULL,
    id         bigint NOT NULL,
    uuid       uuid NOT NULL,
    user_id    bigint NOT NULL CONSTRAINT links_user_id_fkey REFERENCES users (id),
    purpose    text NOT NULL,
    digest     bytea NOT NULL CONSTRAINT links_digest_key UNIQUE CHECK (octet_length(digest) = 32),
    email      text NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version    bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CALL kiik_tenant_table('links', 'SELECT, INSERT, UPDATE, DELETE');
CALL kiik_id_sequence('links');
CREATE INDEX links_expires_idx ON links (expires_at);

-- A mail of its own kind of commit: sealed until it is sent, then empty.
CREATE TABLE messages (
    tenant_id       bigint NOT NULL,
    id              bigint NOT NULL,
    uuid            uuid NOT NULL,
    user_id         bigint NOT NULL CONSTRAINT messages_user_id_fkey REFERENCES users (id),
    kind            text NOT NULL,
    recipient       text NOT NULL,
    occasion        text NOT NULL CONSTRAINT messages_occasion_key UNIQUE,
    sealed          bytea NOT NULL,
    expires_at      timestamptz NOT NULL,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    version         bigint NOT NULL,
    attempts        integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    sent_at         timestamptz,
    -- Nobody tries again.
    failed_at       timestamptz,
    failure         text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, id)
);
CALL kiik_tenant_table('messages', 'SELECT, INSERT, DELETE');
CALL kiik_id_sequence('messages');
CREATE INDEX messages_due_idx ON messages (next_attempt_at) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX messages_user_id_idx ON messages (user_id, kind, created_at);
CREATE INDEX messages_created_at_idx ON messages (created_at);

-- Before any tenant is bound: whose link that is, what somebody was sent, on which devices they were.
GRANT SELECT ON links, messages TO kiik_auth;
CREATE POLICY lookup ON links FOR SELECT TO kiik_auth USING (true);
CREATE POLICY lookup ON messages FOR SELECT TO kiik_auth USING (true);
CREATE VIEW link_lookup AS SELECT digest, tenant_id, id, user_id FROM links;
CREATE VIEW message_lookup AS SELECT user_id, kind, created_at FROM messages;
CREATE VIEW membership_lookup AS SELECT user_id, tenant_id, ended_at FROM memberships;
CREATE VIEW device_lookup AS SELECT user_id, id, user_agent FROM sessions;

-- Who is to be told that a key expires: whoever made it, or, for a key of nobody's or of somebody who left, the owners.
-- 14, 7 and 1 days before; a key that was made later than that is not told of, nor one that was rotated: it has a
-- successor. A stage that was missed is not made up for.
CREATE INDEX api_keys_expires_idx ON api_keys (expires_at) WHERE revoked_at IS NULL AND expires_at IS NOT NULL;
CREATE INDEX api_keys_rotated_from_idx ON api_keys (tenant_id, rotated_from) WHERE rotated_from IS NOT NULL;
CREATE VIEW expiring_keys AS
    WITH expiring AS MATERIALIZED (
        SELECT k.tenant_id, k.id, k.name, k.prefix, k.expires_at, k.created_by,
               (SELECT min(d) FROM unnest(ARRAY[1, 7, 14]) AS d WHERE k.expires_at <= now() + d * interval '1 day'
                    AND k.created_at < k.expires_at - d * interval '1 day') AS days
        FROM api_keys k
        WHERE k.revoked_at IS NULL AND k.expires_at > now() AND k.expires_at <= now() + interval '14 days'
            AND NOT EXISTS (SELECT 1 FROM api_keys s WHERE s.tenant_id = k.tenant_id AND s.rotated_from = k.id)
    ), told AS (
        SELECT e.*, t.name AS tenant_name, w.user_id, w.email,
               format('key %s %s %s %s', e.id, extract(epoch FROM e.expires_at)::bigint, e.days, w.user_id) AS occasion
        FROM expiring e JOIN tenants t ON t.id = e.tenant_id AND t.test_of IS NULL
            LEFT JOIN LATERAL (
                SELECT m.user_id FROM memberships m JOIN users u ON u.id = m.user_id AND u.locked_at IS NULL
                WHERE m.tenant_id = e.tenant_id AND m.user_id = e.created_by AND m.ended_at IS NULL) AS c ON true
            CROSS JOIN LATERAL (
                SELECT m.user_id, u.email FROM memberships m JOIN users u ON u.id = m.user_id AND u.locked_at IS NULL
                    JOIN roles r ON r.tenant_id = m.tenant_id AND r.id = m.role_id
                WHERE m.tenant_id = e.tenant_id AND m.ended_at IS NULL
                    AND (m.user_id = c.user_id OR c.user_id IS NULL AND r.builtin = 'owner')) AS w
        WHERE e.days IS NOT NULL
    )
    SELECT tenant_id, tenant_name, name, prefix, expires_at, user_id, email, occasion FROM told o
    WHERE NOT EXISTS (SELECT 1 FROM messages s WHERE s.occasion = o.occasion);

ALTER VIEW link_lookup OWNER TO kiik_auth;
ALTER VIEW message_lookup OWNER TO kiik_auth;
ALTER VIEW device_lookup OWNER TO kiik_auth;
ALTER VIEW membership_lookup OWNER TO kiik_auth;
ALTER VIEW expiring_keys OWNER TO kiik_auth;
GRANT SELECT ON link_lookup, message_lookup, device_lookup, membership_lookup, expiring_keys TO kiik_app;

-- Sending, and forgetting: links and messages are kept for 90 days.
GRANT SELECT, DELETE, UPDATE (attempts, next_attempt_at, sent_at, failed_at, failure, sealed) ON messages TO kiik_drain;
CREATE POLICY drain ON messages TO kiik_drain USING (true) WITH CHECK (true);
GRANT SELECT, DELETE ON links TO kiik_drain;
CREATE POLICY drain ON links TO kiik_drain USING (true) WITH CHECK (true);
CREATE VIEW due_messages AS
    SELECT tenant_id, id, uuid, kind, recipient, sealed, created_at, expires_at, attempts, next_attempt_at, sent_at,
           failed_at, failure
    FROM messages WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE VIEW old_messages AS SELECT tenant_id, id, created_at FROM messages WHERE created_at < now() - interval '90 days';
CREATE VIEW old_links AS SELECT tenant_id, id, expires_at FROM links WHERE expires_at < now() - interval '90 days';
ALTER VIEW due_messages OWNER TO kiik_drain;
ALTER VIEW old_messages OWNER TO kiik_drain;
ALTER VIEW old_links OWNER TO kiik_drain;
GRANT SELECT, UPDATE (attempts, next_attempt_at, sent_at, failed_at, failure, sealed) ON due_messages TO kiik_app;
GRANT SELECT, DELETE ON old_messages, old_links TO kiik_app;
