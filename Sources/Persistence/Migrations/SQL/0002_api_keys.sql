-- API keys. Only the SHA-256 digest of a secret is stored, never the secret.
CREATE TABLE api_keys (
    tenant_id    bigint NOT NULL REFERENCES tenants,
    id           bigint NOT NULL,
    uuid         uuid NOT NULL,
    name         text NOT NULL CHECK (name <> ''),
    family       text NOT NULL,
    prefix       text NOT NULL,
    digest       bytea NOT NULL CONSTRAINT api_keys_digest_key UNIQUE CHECK (octet_length(digest) = 32),
    scopes       text[] NOT NULL,
    rate_limit   text,
    allowlist    text[] NOT NULL DEFAULT '{}',
    notes        text NOT NULL DEFAULT '',
    integration  text NOT NULL DEFAULT '',
    rotated_from bigint,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz,
    revoked_at   timestamptz,
    version      bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, rotated_from) REFERENCES api_keys
);
CALL kiik_tenant_table('api_keys', 'SELECT, INSERT, UPDATE');
CALL kiik_id_sequence('api_keys');
CREATE INDEX api_keys_id_idx ON api_keys (id);

-- Which families take secrets without a check code: set by an import of another system's digests.
CREATE TABLE secret_families (
    family            text PRIMARY KEY,
    accepts_unchecked boolean NOT NULL
);
ALTER TABLE secret_families OWNER TO kiik_owner;
GRANT SELECT, INSERT, UPDATE ON secret_families TO kiik_app;

-- The login lookup: by digest, before any tenant is bound.
GRANT SELECT ON api_keys TO kiik_auth;
CREATE POLICY lookup ON api_keys FOR SELECT TO kiik_auth USING (true);
CREATE VIEW api_key_lookup AS
    SELECT k.digest, k.tenant_id, k.id, k.name, k.family, k.scopes, k.rate_limit, k.allowlist,
           k.expires_at, k.revoked_at, t.subdomain, t.currency, t.time_zone, t.test_of IS NOT NULL AS is_test
    FROM api_keys k JOIN tenants t ON t.id = k.tenant_id;
ALTER VIEW api_key_lookup OWNER TO kiik_auth;
GRANT SELECT ON api_key_lookup TO kiik_app;

-- Every change that could narrow or widen what a cached credential may do is announced to every node.
CREATE FUNCTION kiik_announce_access() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('kiik_access', NEW.tenant_id::text);
    RETURN NULL;
END
$$;
CREATE TRIGGER announce_access AFTER INSERT
    OR UPDATE OF digest, name, family, scopes, rate_limit, allowlist, expires_at, revoked_at ON api_keys
    FOR EACH ROW EXECUTE FUNCTION kiik_announce_access();

CREATE FUNCTION kiik_announce_tenant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('kiik_access', NEW.id::text);
    RETURN NULL;
END
$$;
CREATE TRIGGER announce_access AFTER UPDATE OF subdomain, currency, time_zone ON tenants
    FOR EACH ROW EXECUTE FUNCTION kiik_announce_tenant();

CREATE FUNCTION kiik_announce_family() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('kiik_access', 'families');
    RETURN NULL;
END
$$;
CREATE TRIGGER announce_access AFTER INSERT OR UPDATE ON secret_families
    FOR EACH ROW EXECUTE FUNCTION kiik_announce_family();
