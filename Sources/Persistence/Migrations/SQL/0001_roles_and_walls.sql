-- The roles, and the one procedure that puts a table behind the tenant wall.
--
--   kiik_owner   owns every table; never logs in
--   kiik_app     the daemon: owns nothing, cannot bypass row-level security
--   kiik_auth    owns the views that find a credential before its tenant is known
--   kiik_search  owns the views whose operators row-level security would keep off their indexes
--   kiik_drain   owns the views through which usage records of many tenants are written at once
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['kiik_owner', 'kiik_app', 'kiik_auth', 'kiik_search', 'kiik_drain'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE', name);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;  -- roles belong to the whole server; another database may have made them
        END;
        IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
            EXECUTE format('GRANT %I TO %I', name, current_user);
        END IF;
    END LOOP;
END
$$;

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO kiik_app, kiik_auth, kiik_search, kiik_drain;
GRANT USAGE, CREATE ON SCHEMA public TO kiik_owner;

-- Gives a table to kiik_owner, puts it behind the wall and grants the daemon what it may do there.
-- `key` names the column that carries the tenant. The comparison is spelled out because the planner
-- turns exactly this expression into an index condition; after a tenant-bound transaction the setting
-- reads as an empty string, hence nullif.
CREATE PROCEDURE kiik_tenant_table(relation regclass, privileges text, key name DEFAULT 'tenant_id')
LANGUAGE plpgsql AS $$
DECLARE
    own text := format('%I = nullif(current_setting(''kiik.tenant'', true), '''')::bigint', key);
BEGIN
    EXECUTE format('ALTER TABLE %s OWNER TO kiik_owner', relation);
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', relation);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', relation);
    EXECUTE format('CREATE POLICY tenant ON %s TO kiik_app USING (%s) WITH CHECK (%s)', relation, own, own);
    EXECUTE format('CREATE POLICY owner ON %s TO kiik_owner USING (true) WITH CHECK (true)', relation);
    EXECUTE format('GRANT %s ON %s TO kiik_app', privileges, relation);
END
$$;

-- The sequence `<table>_id`, from which the daemon draws ids ahead of the rows.
CREATE PROCEDURE kiik_id_sequence(relation regclass) LANGUAGE plpgsql AS $$
DECLARE
    name text := relation::text || '_id';
BEGIN
    EXECUTE format('CREATE SEQUENCE %I', name);
    EXECUTE format('ALTER SEQUENCE %I OWNER TO kiik_owner', name);
    EXECUTE format('ALTER SEQUENCE %I OWNED BY %s.id', name, relation);
    EXECUTE format('GRANT USAGE ON SEQUENCE %I TO kiik_app', name);
END
$$;

-- The view `<table>_search`. Row-level security keeps operators that might leak (trigram matches among them)
-- off their indexes, so this view's owner passes the wall and the tenant stands in the view itself.
CREATE PROCEDURE kiik_searchable(relation regclass) LANGUAGE plpgsql AS $$
DECLARE
    name text := relation::text || '_search';
BEGIN
    EXECUTE format('CREATE INDEX %I ON %s USING gin (search gin_trgm_ops)', name || '_idx', relation);
    EXECUTE format('GRANT SELECT ON %s TO kiik_search', relation);
    EXECUTE format('CREATE POLICY search ON %s FOR SELECT TO kiik_search USING (true)', relation);
    EXECUTE format('CREATE VIEW %I AS SELECT * FROM %s'
        ' WHERE tenant_id = nullif(current_setting(''kiik.tenant'', true), '''')::bigint', name, relation);
    EXECUTE format('ALTER VIEW %I OWNER TO kiik_search', name);
    EXECUTE format('GRANT SELECT ON %I TO kiik_app', name);
END
$$;

-- Ends the transaction unless exactly one row was changed: somebody else changed it since it was read.
CREATE FUNCTION kiik_require_one(changed bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF changed <> 1 THEN
        RAISE EXCEPTION 'the row was changed by another transaction' USING ERRCODE = 'KK001';
    END IF;
END
$$;

-- Ends the transaction unless the idempotency key was free (or its answer had expired).
CREATE FUNCTION kiik_require_claim(claimed bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF claimed <> 1 THEN
        RAISE EXCEPTION 'the idempotency key has been used' USING ERRCODE = 'KK003';
    END IF;
END
$$;

-- Ends a dry run: everything before it was checked by the database and nothing of it stays.
CREATE FUNCTION kiik_end_dry_run() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'dry run' USING ERRCODE = 'KK002';
END
$$;

-- Lower case without accents, usable in an index.
-- In plpgsql, because the planner cannot inline it in SQL (unaccent is not marked immutable), and starting an
-- executor for each row costs several times more.
CREATE FUNCTION kiik_fold(value text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
BEGIN
    RETURN lower(public.unaccent('public.unaccent'::regdictionary, value));
END
$$;

CREATE TABLE tenants (
    id          bigint PRIMARY KEY,
    subdomain   text NOT NULL CONSTRAINT tenants_subdomain_key UNIQUE
                CHECK (subdomain ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    name        text NOT NULL CHECK (name <> ''),
    currency    text NOT NULL DEFAULT 'EUR' CHECK (currency ~ '^[A-Z]{3}$'),
    time_zone   text NOT NULL DEFAULT 'Europe/Paris',
    -- A test environment is a sibling tenant: the same wall, no extra column anywhere else.
    test_of     bigint UNIQUE REFERENCES tenants,
    created_at  timestamptz NOT NULL
);
CALL kiik_tenant_table('tenants', 'SELECT, INSERT, UPDATE', 'id');
-- Only api_keys refers to it: a tenant's id enters the daemon through a credential and is never deleted, and a
-- reference from every business row would lock the tenant's row in every transaction.
CALL kiik_id_sequence('tenants');

-- Finding a tenant by its subdomain, before any tenant is bound.
GRANT SELECT ON tenants TO kiik_auth;
CREATE POLICY lookup ON tenants FOR SELECT TO kiik_auth USING (true);
CREATE VIEW tenant_directory AS
    SELECT t.id, t.subdomain, t.name, t.currency, t.time_zone, t.test_of, s.id AS test_id, t.created_at
    FROM tenants t LEFT JOIN tenants s ON s.test_of = t.id;
ALTER VIEW tenant_directory OWNER TO kiik_auth;
GRANT SELECT ON tenant_directory TO kiik_app;
