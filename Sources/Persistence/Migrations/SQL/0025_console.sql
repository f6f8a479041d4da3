-- What the console's pages on people, security and the first run stand on.

ALTER TABLE tenants
    ADD version bigint NOT NULL DEFAULT 1,
    -- Seconds after which a session of the tenant's people ends: that nobody uses, and in any case.
    ADD session_idle integer NOT NULL DEFAULT 1209600 CHECK (session_idle BETWEEN 300 AND 1209600),
    ADD session_life integer NOT NULL DEFAULT 7776000 CHECK (session_life BETWEEN 900 AND 7776000),
    -- From where the tenant's people may come; empty: from anywhere.
    ADD allowlist text[] NOT NULL DEFAULT '{}' CHECK (cardinality(allowlist) <= 100);

DROP TRIGGER announce_access ON tenants;
CREATE TRIGGER announce_access AFTER UPDATE OF subdomain, currency, time_zone, step_up, step_up_age, approval,
    session_idle, session_life, allowlist ON tenants
    FOR EACH ROW EXECUTE FUNCTION kiik_announce_tenant();

-- A test environment goes by the same prices and approvals.
CREATE FUNCTION kiik_follow_tenant() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE tenants SET name = CASE WHEN NEW.name <> OLD.name THEN NEW.name || ' (test)' ELSE name END,
        daily_rate = NEW.daily_rate, approval = NEW.approval, version = version + 1
    WHERE test_of = NEW.id;
    RETURN NULL;
END
$$;
ALTER FUNCTION kiik_follow_tenant() OWNER TO kiik_owner;
REVOKE ALL ON FUNCTION kiik_follow_tenant() FROM PUBLIC;
CREATE TRIGGER follow AFTER UPDATE OF name, daily_rate, approval ON tenants FOR EACH ROW
    WHEN (NEW.test_of IS NULL AND ROW (NEW.name, NEW.daily_rate, NEW.approval)
        IS DISTINCT FROM ROW (OLD.name, OLD.daily_rate, OLD.approval))
    EXECUTE FUNCTION kiik_follow_tenant();

-- A session ends when the tenant's longest time is over, whatever it was when the session began.
CREATE OR REPLACE VIEW session_lookup AS
    SELECT s.id, s.tenant_id, s.user_id, s.method, s.ip, s.user_agent, s.created_at, s.refreshed_at,
           least(s.expires_at, s.created_at + t.session_life * interval '1 second') AS expires_at,
           coalesce(s.ended_at, u.locked_at, CASE
               WHEN m.id IS NULL THEN s.created_at
               WHEN u.password_changed_at IS DISTINCT FROM s.password_changed_at
                   THEN coalesce(u.password_changed_at, s.created_at) END) AS ended_at,
           u.email, t.subdomain, t.currency, t.time_zone, r.builtin, coalesce(r.permissions, '{}') AS permissions,
           s.cookie_digest, s.factor_at, t.step_up, t.step_up_age, t.approval, t.session_idle, t.allowlist,
           x.id AS test_id, x.subdomain AS test_subdomain
    FROM sessions s JOIN tenants t ON t.id = s.tenant_id JOIN users u ON u.id = s.user_id
        LEFT JOIN tenants x ON x.test_of = t.id
        LEFT JOIN (memberships m JOIN roles r ON r.tenant_id = m.tenant_id AND r.id = m.role_id)
            ON m.tenant_id = s.tenant_id AND m.user_id = s.user_id AND m.ended_at IS NULL;

-- Which login was somebody's last: by time, for nodes take ids in blocks.
CREATE INDEX sessions_latest_idx ON sessions (user_id, tenant_id, created_at);

DROP VIEW login_tenants;
CREATE VIEW login_tenants AS
    SELECT m.user_id, m.tenant_id, m.id AS membership_id, t.subdomain, t.name, r.name AS role_name,
           (SELECT max(s.created_at) FROM sessions s WHERE s.user_id = m.user_id AND s.tenant_id = m.tenant_id)
               AS last_login_at,
           t.step_up, t.step_up_age, t.session_life, t.allowlist
    FROM memberships m JOIN tenants t ON t.id = m.tenant_id
        JOIN roles r ON r.tenant_id = m.tenant_id AND r.id = m.role_id
    WHERE m.ended_at IS NULL;
ALTER VIEW login_tenants OWNER TO kiik_auth;
GRANT SELECT ON login_tenants TO kiik_app;

-- A tenant's members as they are shown.
CREATE VIEW member_listings AS
    SELECT l.*, coalesce(l.last_login_at, '1970-01-01 00:00:00+00') AS last_login_order,
        CASE WHEN l.ended_at IS NOT NULL THEN 'ended' WHEN l.locked_at IS NOT NULL THEN 'locked'
            WHEN NOT l.has_password THEN 'invited' ELSE 'active' END AS status
    FROM (
        SELECT m.tenant_id, m.id, m.user_id, u.email, u.name, m.role_id, r.name AS role_name,
            r.builtin IS NOT DISTINCT FROM 'owner' AS is_owner, u.tenant_id = m.tenant_id AS is_home, u.locked_at,
            m.ended_at, u.password IS NOT NULL AS has_password, f.confirmed_at IS NOT NULL AS has_second_factor,
            (SELECT max(s.created_at) FROM sessions s WHERE s.user_id = m.user_id AND s.tenant_id = m.tenant_id)
                AS last_login_at,
            m.created_at, m.version
        FROM memberships m JOIN users u ON u.id = m.user_id
            JOIN roles r ON r.tenant_id = m.tenant_id AND r.id = m.role_id
            LEFT JOIN second_factors f ON f.user_id = m.user_id
        WHERE m.tenant_id = nullif(current_setting('kiik.tenant', true), '')::bigint
            AND coalesce(current_setting('kiik.scope', true), '') = '') AS l;
CREATE VIEW member_listings_search AS
    SELECT l.*, kiik_fold(l.name || ' ' || l.email || ' ' || l.role_name) AS search FROM member_listings l;
ALTER VIEW member_listings OWNER TO kiik_auth;
ALTER VIEW member_listings_search OWNER TO kiik_auth;
GRANT SELECT ON member_listings, member_listings_search TO kiik_app, kiik_limited;

-- Tenants that nobody belongs to: what the first run may offer.
CREATE VIEW deserted_tenants AS
    SELECT t.id, t.subdomain, t.name FROM tenants t
    WHERE t.test_of IS NULL AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.tenant_id = t.id);
ALTER VIEW deserted_tenants OWNER TO kiik_auth;
GRANT SELECT ON deserted_tenants TO kiik_app;

-- The link of the first run, for the whole installation: one at most, and none once somebody has an account.
CREATE TABLE setup_links (
    place      integer PRIMARY KEY DEFAULT 1 CHECK (place = 1),
    digest     bytea NOT NULL CHECK (octet_length(digest) = 32),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
ALTER TABLE setup_links OWNER TO kiik_owner;
GRANT SELECT, INSERT, UPDATE, DELETE ON setup_links TO kiik_app;
