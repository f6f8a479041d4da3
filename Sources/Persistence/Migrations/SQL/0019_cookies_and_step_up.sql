-- Sessions that a cookie carries, and permissions that need a fresh second factor.

ALTER TABLE sessions
    -- Of what the cookie holds; null for a session of tokens.
    ADD cookie_digest bytea CHECK (octet_length(cookie_digest) = 32),
    -- When the second factor was shown last.
    ADD factor_at timestamptz;

CREATE UNIQUE INDEX sessions_cookie_digest_key ON sessions (cookie_digest) WHERE cookie_digest IS NOT NULL;

ALTER TABLE tenants
    -- Permissions that people have only while their second factor is fresh, and the seconds for which it is.
    ADD step_up text[] NOT NULL DEFAULT '{}',
    ADD step_up_age integer NOT NULL DEFAULT 300 CHECK (step_up_age BETWEEN 10 AND 86400);

CREATE OR REPLACE VIEW session_lookup AS
    SELECT s.id, s.tenant_id, s.user_id, s.method, s.ip, s.user_agent, s.created_at, s.refreshed_at, s.expires_at,
           coalesce(s.ended_at, u.locked_at, CASE
               WHEN m.id IS NULL THEN s.created_at
               WHEN u.password_changed_at IS DISTINCT FROM s.password_changed_at
                   THEN coalesce(u.password_changed_at, s.created_at) END) AS ended_at,
           u.email, t.subdomain, t.currency, t.time_zone, r.builtin, coalesce(r.permissions, '{}') AS permissions,
           s.cookie_digest, s.factor_at, t.step_up, t.step_up_age
    FROM sessions s JOIN tenants t ON t.id = s.tenant_id JOIN users u ON u.id = s.user_id
        LEFT JOIN (memberships m JOIN roles r ON r.tenant_id = m.tenant_id AND r.id = m.role_id)
            ON m.tenant_id = s.tenant_id AND m.user_id = s.user_id AND m.ended_at IS NULL;

DROP TRIGGER announce_access ON sessions;
CREATE TRIGGER announce_access AFTER UPDATE OF ended_at, expires_at, cookie_digest, factor_at ON sessions
    FOR EACH ROW EXECUTE FUNCTION kiik_announce_own();
DROP TRIGGER announce_access ON tenants;
CREATE TRIGGER announce_access AFTER UPDATE OF subdomain, currency, time_zone, step_up, step_up_age ON tenants
    FOR EACH ROW EXECUTE FUNCTION kiik_announce_tenant();
