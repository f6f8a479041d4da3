-- Logins: who is logged in where, by which second factor, and how often somebody guessed.

-- The keys that sign access tokens. The private half is sealed under a master key that is not in the database.
CREATE TABLE signing_keys (
    id         text PRIMARY KEY,
    public_key text NOT NULL,
    sealed     bytea NOT NULL,
    created_at timestamptz NOT NULL,
    -- Signs no more from then on, and verifies until the last token it signed has expired.
    retired_at timestamptz
);
ALTER TABLE signing_keys OWNER TO kiik_owner;
GRANT SELECT, INSERT, UPDATE ON signing_keys TO kiik_app;
-- One key signs.
CREATE UNIQUE INDEX signing_keys_signing_key ON signing_keys ((true)) WHERE retired_at IS NULL;

-- One login of a person into one tenant, always the live one. Its refresh tokens are one family.
CREATE TABLE sessions (
    tenant_id           bigint NOT NULL,
    id                  bigint NOT NULL CONSTRAINT sessions_id_key UNIQUE,
    uuid                uuid NOT NULL,
    user_id             bigint NOT NULL CONSTRAINT sessions_user_id_fkey REFERENCES users (id),
    -- How they showed who they are: password, password+totp, password+recovery.
    method              text NOT NULL,
    ip                  text NOT NULL,
    user_agent          text NOT NULL,
    -- The user's, when the session began: a session does not outlive the password it began with.
    password_changed_at timestamptz,
    expires_at          timestamptz NOT NULL,
    ended_at            timestamptz,
    end_reason          text NOT NULL,
    created_at          timestamptz NOT NULL,
    updated_at          timestamptz NOT NULL,
    version             bigint NOT NULL,
    refreshed_at        timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CALL kiik_tenant_table('sessions', 'SELECT, INSERT, UPDATE');
CALL kiik_id_sequence('sessions');
CREATE INDEX sessions_user_id_idx ON sessions (user_id, id);
CREATE INDEX sessions_expires_idx ON sessions (expires_at);

-- Every refresh token of a session, by its digest; the used ones are kept, because one that comes again tells of a theft.
CREATE TABLE refresh_tokens (
    tenant_id  bigint NOT NULL,
    session_id bigint NOT NULL,
    generation integer NOT NULL,
    digest     bytea NOT NULL CONSTRAINT refresh_tokens_digest_key UNIQUE CHECK (octet_length(digest) = 32),
    -- The master key that its successor is derived under, once it has one.
    key_id     text,
    created_at timestamptz NOT NULL,
    used_at    timestamptz,
    PRIMARY KEY (tenant_id, session_id, generation),
    FOREIGN KEY (tenant_id, session_id) REFERENCES sessions ON DELETE CASCADE
);
CALL kiik_tenant_table('refresh_tokens', 'SELECT, INSERT, UPDATE');

-- A user's second factor, in the tenant that keeps the user. The secret is sealed.
CREATE TABLE second_factors (
    tenant_id    bigint NOT NULL,
    id           bigint NOT NULL,
    uuid         uuid NOT NULL,
    user_id      bigint NOT NULL CONSTRAINT second_factors_user_id_key UNIQUE REFERENCES users (id),
    sealed       bytea NOT NULL,
    -- Null while it is being set up, and after it was taken away.
    confirmed_at timestamptz,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    version      bigint NOT NULL,
    -- The latest step whose code was used: no code works twice.
    last_step    bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, id)
);
CALL kiik_tenant_table('second_factors', 'SELECT, INSERT, UPDATE');
CALL kiik_id_sequence('second_factors');

CREATE TABLE recovery_codes (
    tenant_id  bigint NOT NULL,
    user_id    bigint NOT NULL REFERENCES users (id),
    digest     bytea NOT NULL CHECK (octet_length(digest) = 32),
    created_at timestamptz NOT NULL,
    used_at    timestamptz,
    PRIMARY KEY (tenant_id, user_id, digest)
);
CALL kiik_tenant_table('recovery_codes', 'SELECT, INSERT, UPDATE, DELETE');

-- Before any tenant is bound: who logs in, where they may go, whose session or refresh token that is.
GRANT SELECT ON sessions, refresh_tokens, second_factors TO kiik_auth;
CREATE POLICY lookup ON sessions FOR SELECT TO kiik_auth USING (true);
CREATE POLICY lookup ON refresh_tokens FOR SELECT TO kiik_auth USING (true);
CREATE POLICY lookup ON second_factors FOR SELECT TO kiik_auth USING (true);

CREATE VIEW login_lookup AS
    SELECT u.id, u.tenant_id, u.email, u.name, u.password, u.password_changed_at, u.locked_at, f.id AS factor_id,
           f.sealed, f.confirmed_at, f.last_step
    FROM users u LEFT JOIN second_factors f ON f.user_id = u.id;
ALTER VIEW login_lookup OWNER TO kiik_auth;
GRANT SELECT ON login_lookup TO kiik_app;

CREATE VIEW login_tenants AS
    SELECT m.user_id, m.tenant_id, m.id AS membership_id, t.subdomain, t.name, r.name AS role_name,
           (SELECT max(s.id) FROM sessions s WHERE s.user_id = m.user_id AND s.tenant_id = m.tenant_id) AS last_session
    FROM memberships m JOIN tenants t ON t.id = m.tenant_id
        JOIN roles r ON r.tenant_id = m.tenant_id AND r.id = m.role_id
    WHERE m.ended_at IS NULL;
ALTER VIEW login_tenants OWNER TO kiik_auth;
GRANT SELECT ON login_tenants TO kiik_app;

-- A session ends by itself where its user is locked, is no member any more, or has another password.
CREATE VIEW session_lookup AS
    SELECT s.id, s.tenant_id, s.user_id, s.method, s.ip, s.user_agent, s.created_at, s.refreshed_at, s.expires_at,
           coalesce(s.ended_at, u.locked_at, CASE
               WHEN m.id IS NULL THEN s.created_at
               WHEN u.password_changed_at IS DISTINCT FROM s.password_changed_at
                   THEN coalesce(u.password_changed_at, s.created_at) END) AS ended_at,
           u.email, t.subdomain, t.currency, t.time_zone, r.builtin, coalesce(r.permissions, '{}') AS permissions
    FROM sessions s JOIN tenants t ON t.id = s.tenant_id JOIN users u ON u.id = s.user_id
        LEFT JOIN (memberships m JOIN roles r ON r.tenant_id = m.tenant_id AND r.id = m.role_id)
            ON m.tenant_id = s.tenant_id AND m.user_id = s.user_id AND m.ended_at IS NULL;
ALTER VIEW session_lookup OWNER TO kiik_auth;
GRANT SELECT ON session_lookup TO kiik_app;

CREATE VIEW refresh_token_lookup AS SELECT digest, tenant_id, session_id FROM refresh_tokens;
ALTER VIEW refresh_token_lookup OWNER TO kiik_auth;
GRANT SELECT ON refresh_token_lookup TO kiik_app;

-- Sessions that nobody can use any more are kept for a month, then dropped with their tokens.
GRANT SELECT, DELETE ON sessions TO kiik_drain;
CREATE POLICY drain ON sessions TO kiik_drain USING (true) WITH CHECK (true);
CREATE VIEW expired_sessions AS
    SELECT tenant_id, id, expires_at FROM sessions WHERE expires_at < now() - interval '30 days';
ALTER VIEW expired_sessions OWNER TO kiik_drain;
GRANT SELECT, DELETE ON expired_sessions TO kiik_app;

-- What is over stays over: who is let in again, or back into the tenant, logs in again.
CREATE FUNCTION kiik_end_sessions_of_user() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE sessions SET ended_at = now(), updated_at = now(), version = version + 1,
        end_reason = CASE WHEN NEW.locked_at IS NOT NULL THEN 'locked' ELSE 'password' END
    WHERE user_id = NEW.id AND ended_at IS NULL;
    RETURN NULL;
END
$$;
ALTER FUNCTION kiik_end_sessions_of_user() OWNER TO kiik_owner;
REVOKE ALL ON FUNCTION kiik_end_sessions_of_user() FROM PUBLIC;
CREATE TRIGGER end_sessions AFTER UPDATE OF locked_at, password_changed_at ON users FOR EACH ROW
    WHEN (NEW.locked_at IS NOT NULL OR NEW.password_changed_at IS DISTINCT FROM OLD.password_changed_at)
    EXECUTE FUNCTION kiik_end_sessions_of_user();

CREATE FUNCTION kiik_end_sessions_of_member() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE sessions SET ended_at = now(), updated_at = now(), version = version + 1, end_reason = 'membership'
    WHERE tenant_id = NEW.tenant_id AND user_id = NEW.user_id AND ended_at IS NULL;
    RETURN NULL;
END
$$;
ALTER FUNCTION kiik_end_sessions_of_member() OWNER TO kiik_owner;
REVOKE ALL ON FUNCTION kiik_end_sessions_of_member() FROM PUBLIC;
CREATE TRIGGER end_sessions AFTER UPDATE OF ended_at ON memberships FOR EACH ROW
    WHEN (NEW.ended_at IS NOT NULL) EXECUTE FUNCTION kiik_end_sessions_of_member();

CREATE TRIGGER announce_access AFTER UPDATE OF ended_at, expires_at ON sessions
    FOR EACH ROW EXECUTE FUNCTION kiik_announce_own();
DROP TRIGGER announce_access ON users;
CREATE TRIGGER announce_access AFTER UPDATE OF locked_at, password_changed_at ON users
    FOR EACH ROW EXECUTE FUNCTION kiik_announce_user();

CREATE FUNCTION kiik_announce_signing_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('kiik_access', 'signing-keys');
    RETURN NULL;
END
$$;
CREATE TRIGGER announce_access AFTER INSERT OR UPDATE ON signing_keys
    FOR EACH ROW EXECUTE FUNCTION kiik_announce_signing_key();

-- How often somebody failed to log in: by the account, by the address, and by both together. A subject is a digest,
-- so that nobody who only tried is named here.
CREATE TABLE login_delays (
    subject   bytea PRIMARY KEY CHECK (octet_length(subject) = 32),
    failures  integer NOT NULL,
    failed_at timestamptz NOT NULL,
    -- No try is taken before.
    free_at   timestamptz NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE login_delays OWNER TO kiik_owner;
GRANT SELECT, INSERT, UPDATE, DELETE ON login_delays TO kiik_app;
CREATE INDEX login_delays_failed_idx ON login_delays (failed_at);

-- Takes a try, and counts it as failed until it is said to have been right: tries at once are counted one after another.
-- The first failures (`free` of them, for each subject) cost nothing; then every one doubles the delay, from a second to
-- a quarter of an hour. After a day without failures all is forgotten.
-- Answers the seconds to wait; 0: the try is taken. One that has to wait is not counted.
CREATE FUNCTION kiik_take_login(subjects bytea[], free integer[]) RETURNS double precision LANGUAGE plpgsql AS $$
DECLARE
    wait double precision;
BEGIN
    SELECT max(extract(epoch FROM d.free_at - clock_timestamp())) INTO wait
    FROM login_delays d WHERE d.subject = ANY (subjects);
    IF wait > 0 THEN RETURN wait; END IF;
    INSERT INTO login_delays (subject, failures, failed_at, free_at)
    SELECT s, 0, clock_timestamp(), clock_timestamp() FROM unnest(subjects) AS s ORDER BY s
    ON CONFLICT (subject) DO NOTHING;
    PERFORM 1 FROM login_delays d WHERE d.subject = ANY (subjects) ORDER BY d.subject FOR UPDATE;
    SELECT max(extract(epoch FROM d.free_at - clock_timestamp())) INTO wait
    FROM login_delays d WHERE d.subject = ANY (subjects);
    IF wait > 0 THEN RETURN wait; END IF;
    UPDATE login_delays d SET failures = n.failures, failed_at = clock_timestamp(),
        free_at = clock_timestamp() + CASE WHEN n.failures < n.free THEN interval '0'
            ELSE least(interval '15 minutes', interval '1 second' * 2 ^ least(n.failures - n.free, 10)) END
    FROM (SELECT o.subject, f.free,
              CASE WHEN o.failed_at < now() - interval '1 day' THEN 1 ELSE least(o.failures, 1000000) + 1 END AS failures
          FROM unnest(subjects, free) AS f (subject, free) JOIN login_delays o USING (subject)) n
    WHERE d.subject = n.subject;
    RETURN 0;
END
$$;

-- The try was right after all: it is not counted. Where the login is complete, its first subject is forgotten.
CREATE FUNCTION kiik_settle_login(subjects bytea[], is_complete boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM login_delays d WHERE d.subject = ANY (subjects) ORDER BY d.subject FOR UPDATE;
    UPDATE login_delays d SET failures = CASE WHEN is_complete AND d.subject = subjects[1] THEN 0
            ELSE greatest(d.failures - 1, 0) END, free_at = clock_timestamp()
    WHERE d.subject = ANY (subjects);
END
$$;
