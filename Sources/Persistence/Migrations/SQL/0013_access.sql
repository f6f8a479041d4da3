-- People, what they may do, and what keys are for.

CREATE TABLE roles (
    tenant_id   bigint NOT NULL,
    id          bigint NOT NULL,
    uuid        uuid NOT NULL,
    name        text NOT NULL CHECK (name <> ''),
    description text NOT NULL,
    -- One of the daemon's own roles, whose permissions are in its code; else the permissions are here.
    builtin     text CHECK (builtin IN ('owner', 'manager', 'support', 'accounting', 'read_only')),
    permissions text[] NOT NULL,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    version     bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT roles_builtin_key UNIQUE (tenant_id, builtin)
);
CALL kiik_tenant_table('roles', 'SELECT, INSERT, UPDATE');
CALL kiik_id_sequence('roles');
CREATE UNIQUE INDEX roles_name_key ON roles (tenant_id, lower(name));
CREATE INDEX roles_created_at_idx ON roles (tenant_id, created_at, id);

-- Every live tenant has the built-in roles, from its first moment on.
CREATE FUNCTION kiik_make_builtin_roles(tenant bigint, at timestamptz) RETURNS void LANGUAGE sql AS $$
    INSERT INTO roles (tenant_id, id, uuid, name, description, builtin, permissions, created_at, updated_at, version)
    SELECT tenant, nextval('roles_id'), gen_random_uuid(), r.name, r.description, r.builtin, '{}', at, at, 1
    FROM (VALUES
        (1, 'Owner', 'owner', 'Everything.'),
        (2, 'Manager', 'manager', 'Users, keys, customers and most else.'),
        (3, 'Support', 'support', 'Customers, work items, tasks, devices and documents.'),
        (4, 'Accounting', 'accounting', 'Invoices, estimates and reports.'),
        (5, 'Read-only', 'read_only', 'Sees the business and changes nothing.')
    ) AS r (place, name, builtin, description) ORDER BY r.place
$$;
CREATE FUNCTION kiik_builtin_roles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM kiik_make_builtin_roles(NEW.id, NEW.created_at);
    RETURN NULL;
END
$$;
CREATE TRIGGER builtin_roles AFTER INSERT ON tenants
    FOR EACH ROW WHEN (NEW.test_of IS NULL) EXECUTE FUNCTION kiik_builtin_roles();
DO $$
BEGIN
    PERFORM kiik_make_builtin_roles(t.id, now()) FROM (SELECT id FROM tenants WHERE test_of IS NULL ORDER BY id) t;
END
$$;

-- A person has one row, in the tenant that made it, and is a member of that tenant and perhaps of others.
CREATE TABLE users (
    tenant_id           bigint NOT NULL,
    id                  bigint NOT NULL CONSTRAINT users_id_key UNIQUE,
    uuid                uuid NOT NULL,
    email               text NOT NULL CHECK (email <> ''),
    name                text NOT NULL,
    -- scrypt with its salt and costs; null: no password has been set.
    password            text,
    password_changed_at timestamptz,
    locked_at           timestamptz,
    created_at          timestamptz NOT NULL,
    updated_at          timestamptz NOT NULL,
    version             bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CALL kiik_tenant_table('users', 'SELECT, INSERT, UPDATE');
CALL kiik_id_sequence('users');
CREATE UNIQUE INDEX users_email_key ON users (lower(email));

CREATE TABLE memberships (
    tenant_id  bigint NOT NULL,
    id         bigint NOT NULL,
    uuid       uuid NOT NULL,
    user_id    bigint NOT NULL CONSTRAINT memberships_user_id_fkey REFERENCES users (id),
    role_id    bigint NOT NULL,
    -- Ended memberships stay, for the audit.
    ended_at   timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version    bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT memberships_user_id_key UNIQUE (tenant_id, user_id),
    CONSTRAINT memberships_role_id_fkey FOREIGN KEY (tenant_id, role_id) REFERENCES roles
);
CALL kiik_tenant_table('memberships', 'SELECT, INSERT, UPDATE');
CALL kiik_id_sequence('memberships');
CREATE INDEX memberships_user_id_idx ON memberships (user_id);
CREATE INDEX memberships_role_id_idx ON memberships (tenant_id, role_id);

CREATE TABLE integrations (
    tenant_id   bigint NOT NULL,
    id          bigint NOT NULL,
    uuid        uuid NOT NULL,
    name        text NOT NULL CHECK (name <> ''),
    description text NOT NULL,
    -- Who answers for it: a name or an address, in the tenant's own words.
    responsible text NOT NULL,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    version     bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CALL kiik_tenant_table('integrations', 'SELECT, INSERT, UPDATE');
CALL kiik_id_sequence('integrations');
CREATE UNIQUE INDEX integrations_name_key ON integrations (tenant_id, lower(name));

-- A key's role, its creator and its integration are of the live tenant, whose test environment shares them.
ALTER TABLE api_keys
    ADD COLUMN account_id bigint,
    ADD COLUMN role_id bigint,
    ADD COLUMN created_by bigint,
    ADD COLUMN integration_id bigint;
ALTER TABLE api_keys DISABLE TRIGGER announce_access;
UPDATE api_keys k SET account_id = coalesce(t.test_of, t.id) FROM tenants t WHERE t.id = k.tenant_id;
ALTER TABLE api_keys ENABLE TRIGGER announce_access;
ALTER TABLE api_keys ALTER COLUMN account_id SET NOT NULL;

INSERT INTO integrations
SELECT account_id, nextval('integrations_id'), gen_random_uuid(), min(integration), '', '', now(), now(), 1
FROM api_keys WHERE integration <> '' GROUP BY account_id, lower(integration);
UPDATE api_keys k SET integration_id = i.id FROM integrations i
WHERE i.tenant_id = k.account_id AND lower(i.name) = lower(k.integration);
-- Written by older daemons only.
ALTER TABLE api_keys ALTER COLUMN integration SET DEFAULT '';

CREATE FUNCTION kiik_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT coalesce(test_of, id) INTO NEW.account_id FROM tenants WHERE id = NEW.tenant_id;
    RETURN NEW;
END
$$;
CREATE TRIGGER account BEFORE INSERT ON api_keys FOR EACH ROW EXECUTE FUNCTION kiik_account();

ALTER TABLE api_keys
    ADD CONSTRAINT api_keys_role_id_fkey FOREIGN KEY (account_id, role_id) REFERENCES roles,
    ADD CONSTRAINT api_keys_created_by_fkey FOREIGN KEY (account_id, created_by) REFERENCES memberships (tenant_id, user_id),
    ADD CONSTRAINT api_keys_integration_id_fkey FOREIGN KEY (account_id, integration_id) REFERENCES integrations;
CREATE INDEX api_keys_role_id_idx ON api_keys (account_id, role_id) WHERE role_id IS NOT NULL;
CREATE INDEX api_keys_created_by_idx ON api_keys (account_id, created_by) WHERE created_by IS NOT NULL;
CREATE INDEX api_keys_integration_id_idx ON api_keys (account_id, integration_id) WHERE integration_id IS NOT NULL;
CREATE INDEX api_keys_created_at_idx ON api_keys (tenant_id, created_at, id);

-- The login lookup: what a key may do is the meeting of its scopes, its role and what its creator may do now.
GRANT SELECT ON roles, users, memberships TO kiik_auth;
CREATE POLICY lookup ON roles FOR SELECT TO kiik_auth USING (true);
CREATE POLICY lookup ON users FOR SELECT TO kiik_auth USING (true);
CREATE POLICY lookup ON memberships FOR SELECT TO kiik_auth USING (true);
DROP VIEW api_key_lookup;
CREATE VIEW api_key_lookup AS
    SELECT k.digest, k.tenant_id, k.account_id, k.id, k.name, k.family, k.scopes, k.rate_limit, k.allowlist,
           k.expires_at, k.revoked_at, t.subdomain, t.currency, t.time_zone, t.test_of IS NOT NULL AS is_test,
           k.role_id, k.created_by
    FROM api_keys k JOIN tenants t ON t.id = k.tenant_id;
ALTER VIEW api_key_lookup OWNER TO kiik_auth;
GRANT SELECT ON api_key_lookup TO kiik_app;
-- Apart, because most keys have neither, and joining four tables for nothing takes longer than the lookup.
CREATE VIEW api_key_rights AS
    SELECT k.digest, r.builtin AS role_builtin, coalesce(r.permissions, '{}') AS role_permissions,
           -- A creator who is locked, or no member any more, has a role that allows nothing.
           c.builtin AS creator_builtin, coalesce(c.permissions, '{}') AS creator_permissions
    FROM api_keys k LEFT JOIN roles r ON r.tenant_id = k.account_id AND r.id = k.role_id
        LEFT JOIN (memberships m JOIN users u ON u.id = m.user_id AND u.locked_at IS NULL
                   JOIN roles c ON c.tenant_id = m.tenant_id AND c.id = m.role_id)
            ON m.tenant_id = k.account_id AND m.user_id = k.created_by AND m.ended_at IS NULL;
ALTER VIEW api_key_rights OWNER TO kiik_auth;
GRANT SELECT ON api_key_rights TO kiik_app;

-- A tenant's members, with the names of those whose row is another tenant's.
CREATE VIEW member_directory AS
    SELECT m.tenant_id, m.id, m.user_id, m.role_id, m.ended_at, u.email, u.name, u.locked_at, r.name AS role_name
    FROM memberships m JOIN users u ON u.id = m.user_id JOIN roles r ON r.tenant_id = m.tenant_id AND r.id = m.role_id
    WHERE m.tenant_id = nullif(current_setting('kiik.tenant', true), '')::bigint;
ALTER VIEW member_directory OWNER TO kiik_auth;
GRANT SELECT ON member_directory TO kiik_app;

-- How a tenant's keys are called by those who made and use them, with what belongs to the account.
GRANT SELECT ON integrations TO kiik_auth;
CREATE POLICY lookup ON integrations FOR SELECT TO kiik_auth USING (true);
CREATE VIEW key_directory AS
    SELECT k.id, r.name AS role_name, i.name AS integration_name, u.email AS creator
    FROM api_keys k LEFT JOIN roles r ON r.tenant_id = k.account_id AND r.id = k.role_id
        LEFT JOIN integrations i ON i.tenant_id = k.account_id AND i.id = k.integration_id
        LEFT JOIN users u ON u.id = k.created_by
    WHERE k.tenant_id = nullif(current_setting('kiik.tenant', true), '')::bigint;
ALTER VIEW key_directory OWNER TO kiik_auth;
GRANT SELECT ON key_directory TO kiik_app;

-- Who that is, before any tenant is bound: for logins, and for an operator who names a user by the address.
CREATE VIEW user_lookup AS SELECT id, tenant_id, email FROM users;
ALTER VIEW user_lookup OWNER TO kiik_auth;
GRANT SELECT ON user_lookup TO kiik_app;

-- Announced is the account: its keys, and those of its test environment, are believed no longer.
CREATE OR REPLACE FUNCTION kiik_announce_access() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('kiik_access', NEW.account_id::text);
    RETURN NULL;
END
$$;
DROP TRIGGER announce_access ON api_keys;
CREATE TRIGGER announce_access AFTER INSERT
    OR UPDATE OF digest, name, family, scopes, rate_limit, allowlist, expires_at, revoked_at, role_id, created_by ON api_keys
    FOR EACH ROW EXECUTE FUNCTION kiik_announce_access();

CREATE OR REPLACE FUNCTION kiik_announce_tenant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('kiik_access', coalesce(NEW.test_of, NEW.id)::text);
    RETURN NULL;
END
$$;

CREATE FUNCTION kiik_announce_own() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('kiik_access', NEW.tenant_id::text);
    RETURN NULL;
END
$$;
CREATE TRIGGER announce_access AFTER UPDATE OF permissions ON roles FOR EACH ROW EXECUTE FUNCTION kiik_announce_own();
CREATE TRIGGER announce_access AFTER INSERT OR UPDATE OF role_id, ended_at ON memberships
    FOR EACH ROW EXECUTE FUNCTION kiik_announce_own();

-- A user's memberships may be in tenants that the transaction does not see.
CREATE FUNCTION kiik_announce_user() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_notify('kiik_access', m.tenant_id::text) FROM memberships m WHERE m.user_id = NEW.id;
    RETURN NULL;
END
$$;
ALTER FUNCTION kiik_announce_user() OWNER TO kiik_owner;
REVOKE ALL ON FUNCTION kiik_announce_user() FROM PUBLIC;
CREATE TRIGGER announce_access AFTER UPDATE OF locked_at ON users FOR EACH ROW EXECUTE FUNCTION kiik_announce_user();
