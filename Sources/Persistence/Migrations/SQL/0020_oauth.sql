-- OAuth: the apps, what people let them do, and the tokens they hold. Of secrets only SHA-256 digests are kept.

-- An app (RFC 6749: client). A tenant's own apps stand in that tenant; those that anybody's people may connect (registered by
-- themselves, known by their metadata document, or made by the operator for all) stand in tenant 0, which is nobody's.
CREATE TABLE oauth_clients (
    tenant_id       bigint NOT NULL,
    id              bigint NOT NULL CONSTRAINT oauth_clients_id_key UNIQUE,
    uuid            uuid NOT NULL,
    client_id       text NOT NULL CONSTRAINT oauth_clients_client_id_key UNIQUE CHECK (client_id <> ''),
    name            text NOT NULL,
    origin          text NOT NULL CHECK (origin IN ('operator', 'registration', 'metadata')),
    is_confidential boolean NOT NULL,
    secret_digest   bytea CHECK (octet_length(secret_digest) = 32),
    auth_methods    text[] NOT NULL,
    redirect_uris   text[] NOT NULL,
    grant_types     text[] NOT NULL,
    -- The most it may ask for; empty: whatever apps may.
    scopes          text[] NOT NULL,
    jwks            text NOT NULL,
    jwks_uri        text NOT NULL,
    client_uri      text NOT NULL,
    is_verified     boolean NOT NULL,
    needs_approval  boolean NOT NULL,
    disabled_at     timestamptz,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    version         bigint NOT NULL,
    -- Until when a metadata document need not be read again.
    fresh_until     timestamptz,
    -- The day of the last use, more or less.
    used_at         timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CALL kiik_tenant_table('oauth_clients', 'SELECT, INSERT, UPDATE');

-- Ids are drawn with those of keys: usage records name either by one number.
CREATE VIEW oauth_client_lookup AS SELECT * FROM oauth_clients;

-- What a person lets an app do in a tenant: the consent, remembered until it is withdrawn.
CREATE TABLE oauth_grants (
    tenant_id  bigint NOT NULL,
    id         bigint NOT NULL,
    uuid       uuid NOT NULL,
    user_id    bigint NOT NULL,
    client_id  bigint NOT NULL CONSTRAINT oauth_grants_client_id_fkey REFERENCES oauth_clients (id),
    scopes     text[] NOT NULL,
    -- Both empty: all of the tenant; else these customers and projects and what hangs on them.
    customer_ids bigint[] NOT NULL DEFAULT '{}',
    project_ids  bigint[] NOT NULL DEFAULT '{}',
    revoked_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version    bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT oauth_grants_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES memberships (tenant_id, user_id)
);
CALL kiik_tenant_table('oauth_grants', 'SELECT, INSERT, UPDATE');
CALL kiik_id_sequence('oauth_grants');
CREATE UNIQUE INDEX oauth_grants_client_key ON oauth_grants (tenant_id, user_id, client_id);
CREATE INDEX oauth_grants_user_id_idx ON oauth_grants (user_id);
CREATE INDEX oauth_grants_client_id_idx ON oauth_grants (client_id);

-- One connection of an app: the code it began with, and the family of its tokens. Without a user it is the app's own.
-- Its id is drawn with those of the grants.
CREATE TABLE oauth_authorizations (
    tenant_id       bigint NOT NULL,
    id              bigint NOT NULL CONSTRAINT oauth_authorizations_id_key UNIQUE,
    client_id       bigint NOT NULL CONSTRAINT oauth_authorizations_client_id_fkey REFERENCES oauth_clients (id),
    grant_id        bigint,
    user_id         bigint,
    scopes          text[] NOT NULL,
    -- What its tokens are for: the whole server, or its MCP endpoint alone.
    audience        text NOT NULL CHECK (audience IN ('server', 'mcp')),
    code_digest     bytea CONSTRAINT oauth_authorizations_code_key UNIQUE CHECK (octet_length(code_digest) = 32),
    code_expires_at timestamptz,
    code_used_at    timestamptz,
    code_challenge  text NOT NULL,
    redirect_uri    text NOT NULL,
    nonce           text NOT NULL,
    authenticated_at timestamptz,
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    refreshed_at    timestamptz,
    ended_at        timestamptz,
    end_reason      text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT oauth_authorizations_grant_id_fkey FOREIGN KEY (tenant_id, grant_id) REFERENCES oauth_grants,
    CONSTRAINT oauth_authorizations_user_id_fkey FOREIGN KEY (tenant_id, user_id)
        REFERENCES memberships (tenant_id, user_id)
);
CALL kiik_tenant_table('oauth_authorizations', 'SELECT, INSERT, UPDATE');
CREATE INDEX oauth_authorizations_grant_id_idx ON oauth_authorizations (tenant_id, grant_id);
CREATE INDEX oauth_authorizations_user_id_idx ON oauth_authorizations (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX oauth_authorizations_client_id_idx ON oauth_authorizations (client_id);
CREATE INDEX oauth_authorizations_expires_idx ON oauth_authorizations (expires_at);

CREATE TABLE oauth_access_tokens (
    tenant_id        bigint NOT NULL,
    authorization_id bigint NOT NULL,
    digest           bytea PRIMARY KEY CHECK (octet_length(digest) = 32),
    scopes           text[] NOT NULL,
    audience         text NOT NULL CHECK (audience IN ('server', 'mcp')),
    created_at       timestamptz NOT NULL,
    expires_at       timestamptz NOT NULL,
    revoked_at       timestamptz,
    FOREIGN KEY (tenant_id, authorization_id) REFERENCES oauth_authorizations ON DELETE CASCADE
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
CALL kiik_tenant_table('oauth_access_tokens', 'SELECT, INSERT, UPDATE');
CREATE INDEX oauth_access_tokens_authorization_idx ON oauth_access_tokens (tenant_id, authorization_id);
CREATE INDEX oauth_access_tokens_expires_idx ON oauth_access_tokens (expires_at);

-- Every refresh token of a connection; used ones are kept for a while, because one that comes again tells of a theft.
CREATE TABLE oauth_refresh_tokens (
    tenant_id        bigint NOT NULL,
    authorization_id bigint NOT NULL,
    generation       integer NOT NULL,
    digest           bytea NOT NULL CONSTRAINT oauth_refresh_tokens_digest_key UNIQUE CHECK (octet_length(digest) = 32),
    -- The master key that its successor is derived under, once it has one.
    key_id           text,
    created_at       timestamptz NOT NULL,
    used_at          timestamptz,
    PRIMARY KEY (tenant_id, authorization_id, generation),
    FOREIGN KEY (tenant_id, authorization_id) REFERENCES oauth_authorizations ON DELETE CASCADE
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
CALL kiik_tenant_table('oauth_refresh_tokens', 'SELECT, INSERT, UPDATE');
CREATE INDEX oauth_refresh_tokens_used_idx ON oauth_refresh_tokens (used_at) WHERE used_at IS NOT NULL;

-- Assertions that clients authenticated with (RFC 7523): each once.
CREATE TABLE oauth_assertions (
    tenant_id  bigint NOT NULL,
    client_id  bigint NOT NULL,
    digest     bytea NOT NULL CHECK (octet_length(digest) = 32),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, client_id, digest),
    FOREIGN KEY (tenant_id, client_id) REFERENCES oauth_clients ON DELETE CASCADE
);
CALL kiik_tenant_table('oauth_assertions', 'SELECT, INSERT');
CREATE INDEX oauth_assertions_expires_idx ON oauth_assertions (expires_at);

-- Before any tenant is bound: by client_id, by code, by token, by whose consent it is.
GRANT SELECT ON oauth_clients, oauth_grants, oauth_authorizations, oauth_access_tokens, oauth_refresh_tokens TO kiik_auth;
CREATE POLICY lookup ON oauth_clients FOR SELECT TO kiik_auth USING (true);
CREATE POLICY lookup ON oauth_grants FOR SELECT TO kiik_auth USING (true);
CREATE POLICY lookup ON oauth_authorizations FOR SELECT TO kiik_auth USING (true);
CREATE POLICY lookup ON oauth_access_tokens FOR SELECT TO kiik_auth USING (true);
CREATE POLICY lookup ON oauth_refresh_tokens FOR SELECT TO kiik_auth USING (true);

-- A connection with all that can end it: the app disabled, the consent withdrawn, the person locked or no member any more.
CREATE VIEW oauth_authorization_lookup AS
    SELECT a.tenant_id, a.id, a.client_id, a.grant_id, a.user_id, a.scopes, a.audience, a.code_digest,
           a.code_expires_at, a.code_used_at, a.code_challenge, a.redirect_uri, a.nonce, a.authenticated_at,
           a.created_at, a.expires_at,
           coalesce(a.ended_at, c.disabled_at, g.revoked_at, u.locked_at,
               CASE WHEN a.user_id IS NOT NULL AND m.id IS NULL THEN a.created_at END) AS ended_at,
           c.client_id AS client, c.name AS client_name, c.needs_approval,
           u.email, u.name AS user_name, u.email_verified_at,
           t.subdomain, t.currency, t.time_zone, r.builtin, coalesce(r.permissions, '{}') AS permissions,
           coalesce(g.customer_ids, '{}') AS customer_ids, coalesce(g.project_ids, '{}') AS project_ids
    FROM oauth_authorizations a JOIN oauth_clients c ON c.id = a.client_id JOIN tenants t ON t.id = a.tenant_id
        LEFT JOIN oauth_grants g ON g.tenant_id = a.tenant_id AND g.id = a.grant_id
        LEFT JOIN users u ON u.id = a.user_id
        LEFT JOIN (memberships m JOIN roles r ON r.tenant_id = m.tenant_id AND r.id = m.role_id)
            ON m.tenant_id = a.tenant_id AND m.user_id = a.user_id AND m.ended_at IS NULL;
CREATE VIEW oauth_token_lookup AS
    SELECT digest, tenant_id, authorization_id, scopes, audience, created_at, expires_at, revoked_at
    FROM oauth_access_tokens;
CREATE VIEW oauth_refresh_lookup AS
    SELECT digest, tenant_id, authorization_id, created_at, used_at FROM oauth_refresh_tokens;
CREATE VIEW oauth_grant_lookup AS
    SELECT g.id, g.tenant_id, g.user_id, g.client_id, g.scopes, g.revoked_at, g.created_at, c.name AS client_name,
           c.redirect_uris, c.client_uri, c.is_verified, t.name AS tenant_name,
           (SELECT max(coalesce(a.refreshed_at, a.created_at)) FROM oauth_authorizations a
            WHERE a.tenant_id = g.tenant_id AND a.grant_id = g.id) AS used_at, g.customer_ids, g.project_ids
    FROM oauth_grants g JOIN oauth_clients c ON c.id = g.client_id JOIN tenants t ON t.id = g.tenant_id;
ALTER VIEW oauth_client_lookup OWNER TO kiik_auth;
ALTER VIEW oauth_authorization_lookup OWNER TO kiik_auth;
ALTER VIEW oauth_token_lookup OWNER TO kiik_auth;
ALTER VIEW oauth_refresh_lookup OWNER TO kiik_auth;
ALTER VIEW oauth_grant_lookup OWNER TO kiik_auth;
GRANT SELECT ON oauth_client_lookup, oauth_authorization_lookup, oauth_token_lookup, oauth_refresh_lookup,
    oauth_grant_lookup TO kiik_app;

-- A withdrawn consent ends its connections: a new consent does not bring them back.
CREATE FUNCTION kiik_end_authorizations_of_grant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE oauth_authorizations SET ended_at = now(), end_reason = 'withdrawn'
    WHERE tenant_id = NEW.tenant_id AND grant_id = NEW.id AND ended_at IS NULL;
    RETURN NULL;
END
$$;
CREATE TRIGGER end_authorizations AFTER UPDATE OF revoked_at ON oauth_grants FOR EACH ROW
    WHEN (NEW.revoked_at IS NOT NULL) EXECUTE FUNCTION kiik_end_authorizations_of_grant();

-- As with sessions: who is let in again connects again.
CREATE FUNCTION kiik_end_authorizations_of_user() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE oauth_authorizations SET ended_at = now(), end_reason = 'locked'
    WHERE user_id = NEW.id AND ended_at IS NULL;
    RETURN NULL;
END
$$;
ALTER FUNCTION kiik_end_authorizations_of_user() OWNER TO kiik_owner;
REVOKE ALL ON FUNCTION kiik_end_authorizations_of_user() FROM PUBLIC;
CREATE TRIGGER end_authorizations AFTER UPDATE OF locked_at ON users FOR EACH ROW
    WHEN (NEW.locked_at IS NOT NULL) EXECUTE FUNCTION kiik_end_authorizations_of_user();
CREATE FUNCTION kiik_end_authorizations_of_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE oauth_authorizations SET ended_at = now(), end_reason = 'membership'
    WHERE tenant_id = NEW.tenant_id AND user_id = NEW.user_id AND ended_at IS NULL;
    RETURN NULL;
END
$$;
CREATE TRIGGER end_authorizations AFTER UPDATE OF ended_at ON memberships FOR EACH ROW
    WHEN (NEW.ended_at IS NOT NULL) EXECUTE FUNCTION kiik_end_authorizations_of_member();

CREATE TRIGGER announce_access AFTER UPDATE OF revoked_at, scopes, customer_ids, project_ids
    ON oauth_grants
    FOR EACH ROW EXECUTE FUNCTION kiik_announce_own();
-- Not of its end in time, which a redeemed code sets: a NOTIFY makes commits wait for each other.
CREATE TRIGGER announce_access AFTER UPDATE OF ended_at, scopes ON oauth_authorizations
    FOR EACH ROW EXECUTE FUNCTION kiik_announce_own();
CREATE TRIGGER announce_access AFTER UPDATE OF revoked_at, expires_at, scopes ON oauth_access_tokens
    FOR EACH ROW EXECUTE FUNCTION kiik_announce_own();
-- An app may be connected in any tenant.
CREATE FUNCTION kiik_announce_client() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('kiik_access', 'clients');
    RETURN NULL;
END
$$;
-- Not of its name: an app may give itself a new one as often as it likes, and everybody would look everything up again.
CREATE TRIGGER announce_access AFTER UPDATE OF needs_approval, disabled_at ON oauth_clients FOR EACH ROW
    WHEN (ROW (NEW.needs_approval, NEW.disabled_at) IS DISTINCT FROM ROW (OLD.needs_approval, OLD.disabled_at))
    EXECUTE FUNCTION kiik_announce_client();

-- What nobody can use any more: tokens an hour after their end, codes that nobody redeemed after a day, connections a month
-- after theirs, and apps that registered themselves and that nobody used for a quarter of a year.
GRANT SELECT, DELETE ON oauth_access_tokens, oauth_refresh_tokens, oauth_authorizations, oauth_assertions, oauth_clients
    TO kiik_drain;
GRANT SELECT ON oauth_grants TO kiik_drain;
CREATE POLICY drain ON oauth_access_tokens TO kiik_drain USING (true) WITH CHECK (true);
CREATE POLICY drain ON oauth_refresh_tokens TO kiik_drain USING (true) WITH CHECK (true);
CREATE POLICY drain ON oauth_authorizations TO kiik_drain USING (true) WITH CHECK (true);
CREATE POLICY drain ON oauth_assertions TO kiik_drain USING (true) WITH CHECK (true);
CREATE POLICY drain ON oauth_clients TO kiik_drain USING (true) WITH CHECK (true);
CREATE POLICY drain ON oauth_grants FOR SELECT TO kiik_drain USING (true);
CREATE VIEW expired_oauth_tokens AS
    SELECT digest, expires_at FROM oauth_access_tokens WHERE expires_at < now() - interval '1 hour';
CREATE VIEW old_oauth_refresh_tokens AS
    SELECT digest, used_at FROM oauth_refresh_tokens WHERE used_at < now() - interval '7 days';
CREATE VIEW old_oauth_authorizations AS
    SELECT tenant_id, id, expires_at FROM oauth_authorizations
    WHERE expires_at < now() - interval '30 days' OR (expires_at < now() - interval '1 day' AND code_used_at IS NULL);
CREATE VIEW expired_oauth_assertions AS
    SELECT tenant_id, client_id, digest, expires_at FROM oauth_assertions WHERE expires_at < now();
CREATE VIEW forgotten_oauth_clients AS
    SELECT tenant_id, id FROM oauth_clients c
    WHERE origin <> 'operator' AND coalesce(used_at, created_at) < now() - interval '90 days'
        AND NOT EXISTS (SELECT 1 FROM oauth_authorizations a WHERE a.client_id = c.id)
        AND NOT EXISTS (SELECT 1 FROM oauth_grants g WHERE g.client_id = c.id);
CREATE INDEX oauth_clients_used_idx ON oauth_clients ((coalesce(used_at, created_at))) WHERE origin <> 'operator';
ALTER VIEW expired_oauth_tokens OWNER TO kiik_drain;
ALTER VIEW old_oauth_refresh_tokens OWNER TO kiik_drain;
ALTER VIEW old_oauth_authorizations OWNER TO kiik_drain;
ALTER VIEW expired_oauth_assertions OWNER TO kiik_drain;
ALTER VIEW forgotten_oauth_clients OWNER TO kiik_drain;
GRANT SELECT, DELETE ON expired_oauth_tokens, old_oauth_refresh_tokens, old_oauth_authorizations,
    expired_oauth_assertions, forgotten_oauth_clients TO kiik_app;

-- What people may let apps do there only with a fresh second factor.
CREATE OR REPLACE VIEW login_tenants AS
    SELECT m.user_id, m.tenant_id, m.id AS membership_id, t.subdomain, t.name, r.name AS role_name,
           (SELECT max(s.id) FROM sessions s WHERE s.user_id = m.user_id AND s.tenant_id = m.tenant_id) AS last_session,
           t.step_up, t.step_up_age
    FROM memberships m JOIN tenants t ON t.id = m.tenant_id
        JOIN roles r ON r.tenant_id = m.tenant_id AND r.id = m.role_id
    WHERE m.ended_at IS NULL;
