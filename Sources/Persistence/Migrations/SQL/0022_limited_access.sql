-- Credentials that are limited to chosen customers or projects.
--
-- A transaction of such a credential has the setting kiik.scope beside kiik.tenant: the chosen customers, a space, the
-- chosen projects, as two arrays: `{1,2} {7}`. And it goes on as the role kiik_limited, for whom every tenant table has the
-- RESTRICTIVE policy `scope`: what it does not let through is not there, whatever else lets it through. The policies are
-- that role's, and not kiik_app's with an exception, because an exception is asked about row by row and keeps the
-- columns that it mentions in every plan: lists of whoever is not limited would be counted in no index alone.
--
--   kiik_limited  what kiik_app is, for a transaction with kiik.scope; without the setting it sees nothing
--   kiik_gate     stands between the two: kiik_app may become kiik_limited and has nothing of it before
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['kiik_limited', 'kiik_gate'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE', name);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;  -- roles belong to the whole server; another database may have made them
        END;
    END LOOP;
    IF NOT pg_has_role('kiik_gate', 'kiik_limited', 'MEMBER') THEN
        GRANT kiik_limited TO kiik_gate;
    END IF;
    IF NOT pg_has_role('kiik_app', 'kiik_gate', 'MEMBER') THEN
        GRANT kiik_gate TO kiik_app;
    END IF;
END
$$;
GRANT USAGE ON SCHEMA public TO kiik_limited;

-- What was chosen. Without the setting it is null and nothing is seen; what is no such setting is an error.
CREATE FUNCTION kiik_scope_customers() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
RETURN split_part(nullif(current_setting('kiik.scope', true), ''), ' ', 1)::bigint[];
CREATE FUNCTION kiik_scope_projects() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
RETURN split_part(nullif(current_setting('kiik.scope', true), ''), ' ', 2)::bigint[];

-- Whether a row is there for whoever asks: the row's own policies say so. Cheap by declaration: it is one look into an
-- index, which no plan can save.
CREATE FUNCTION kiik_sees_project(project bigint) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 AS $$
BEGIN
    RETURN project IS NOT NULL AND EXISTS (SELECT FROM projects p WHERE p.id = project);
END
$$;
CREATE FUNCTION kiik_sees_invoice(invoice bigint) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 AS $$
BEGIN
    RETURN invoice IS NOT NULL AND EXISTS (SELECT FROM invoices i WHERE i.id = invoice);
END
$$;
CREATE FUNCTION kiik_sees_work_item(item bigint) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 AS $$
BEGIN
    RETURN item IS NOT NULL AND EXISTS (SELECT FROM work_items w WHERE w.id = item);
END
$$;

-- The customer of a chosen project.
CREATE FUNCTION kiik_sees_customer_of_project(customer bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 AS $$
DECLARE
    chosen bigint[] := kiik_scope_projects();
BEGIN
    RETURN cardinality(chosen) > 0
        AND EXISTS (SELECT FROM projects p WHERE p.id = ANY (chosen) AND p.customer_id = customer);
END
$$;

-- Whether the row is there that an audit event is about. A resource that is not named here is nobody's who is limited.
CREATE FUNCTION kiik_sees(resource text, id bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 AS $$
BEGIN
    RETURN CASE resource
        WHEN 'customers' THEN EXISTS (SELECT FROM customers r WHERE r.id = kiik_sees.id)
        WHEN 'projects' THEN EXISTS (SELECT FROM projects r WHERE r.id = kiik_sees.id)
        WHEN 'invoices' THEN EXISTS (SELECT FROM invoices r WHERE r.id = kiik_sees.id)
        WHEN 'estimates' THEN EXISTS (SELECT FROM estimates r WHERE r.id = kiik_sees.id)
        WHEN 'cra' THEN EXISTS (SELECT FROM activity_reports r WHERE r.id = kiik_sees.id)
        WHEN 'credit_notes' THEN EXISTS (SELECT FROM credit_notes r WHERE r.id = kiik_sees.id)
        WHEN 'documents' THEN EXISTS (SELECT FROM documents r WHERE r.id = kiik_sees.id)
        WHEN 'devices' THEN EXISTS (SELECT FROM devices r WHERE r.id = kiik_sees.id)
        WHEN 'work_items' THEN EXISTS (SELECT FROM work_items r WHERE r.id = kiik_sees.id)
        WHEN 'tasks' THEN EXISTS (SELECT FROM tasks r WHERE r.id = kiik_sees.id)
        ELSE false
    END;
END
$$;

-- Whether a limit gives away no more than the one that holds.
CREATE FUNCTION kiik_is_within_scope(customer_ids bigint[], project_ids bigint[]) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1 AS $$
BEGIN
    RETURN cardinality(customer_ids) + cardinality(project_ids) > 0 AND customer_ids <@ kiik_scope_customers()
        AND NOT EXISTS (SELECT FROM unnest(project_ids) AS id WHERE NOT kiik_sees_project(id));
END
$$;

-- What a row points to must be there for whoever is limited: foreign keys are looked up by the owner, who sees all.
-- The error is the one of a row that is not there at all.
CREATE FUNCTION kiik_require_seen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    new_row constant jsonb := to_jsonb(NEW);
    old_row constant jsonb := CASE TG_OP WHEN 'UPDATE' THEN to_jsonb(OLD) END;
    reference record;
    is_seen boolean;
BEGIN
    FOR reference IN
        SELECT c.conname, c.confrelid::regclass AS relation, a.attname AS name FROM pg_constraint c
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[cardinality(c.conkey)]
        WHERE c.conrelid = TG_RELID AND c.contype = 'f' ORDER BY c.conname
    LOOP
        CONTINUE WHEN (new_row ->> reference.name) IS NULL
            OR (new_row ->> reference.name) = (old_row ->> reference.name);
        EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE id = $1)', reference.relation) INTO is_seen
            USING (new_row ->> reference.name)::bigint;
        IF NOT is_seen THEN
            RAISE EXCEPTION 'no such row' USING ERRCODE = 'foreign_key_violation', TABLE = TG_TABLE_NAME,
                CONSTRAINT = reference.conname;
        END IF;
    END LOOP;
    RETURN NEW;
END
$$;

-- The view `<table>_search` with the columns that the table has now, and with its policy `scope`: its owner passes both
-- walls, so they stand in the view itself. Whether there is a limit at all is asked once a statement.
CREATE OR REPLACE PROCEDURE kiik_refresh_searchable(relation regclass) LANGUAGE plpgsql AS $$
DECLARE
    seen text := (SELECT pg_get_expr(polqual, polrelid) FROM pg_policy WHERE polrelid = relation AND polname = 'scope');
BEGIN
    EXECUTE format('CREATE OR REPLACE VIEW %I AS SELECT * FROM %s'
        ' WHERE tenant_id = nullif(current_setting(''kiik.tenant'', true), '''')::bigint'
        ' AND ((SELECT coalesce(current_setting(''kiik.scope'', true), '''') = '''') OR %s)',
        relation::text || '_search', relation, seen);
    EXECUTE format('GRANT SELECT ON %I TO kiik_limited', relation::text || '_search');
END
$$;
CREATE OR REPLACE PROCEDURE kiik_searchable(relation regclass) LANGUAGE plpgsql AS $$
DECLARE
    name text := relation::text || '_search';
BEGIN
    EXECUTE format('CREATE INDEX %I ON %s USING gin (search gin_trgm_ops)', name || '_idx', relation);
    EXECUTE format('GRANT SELECT ON %s TO kiik_search', relation);
    EXECUTE format('CREATE POLICY search ON %s FOR SELECT TO kiik_search USING (true)', relation);
    CALL kiik_refresh_searchable(relation);
    EXECUTE format('ALTER VIEW %I OWNER TO kiik_search', name);
    EXECUTE format('GRANT SELECT ON %I TO kiik_app, kiik_limited', name);
END
$$;

-- Says what of a table is seen by whoever is limited, and what they may write, as conditions on a row: `false` for what
-- is about the tenant's administration.
CREATE PROCEDURE kiik_limit(relation regclass, sees text, writes text DEFAULT NULL) LANGUAGE plpgsql AS $$
DECLARE
    privilege text;
BEGIN
    IF EXISTS (SELECT FROM pg_policy WHERE polrelid = relation AND polname = 'scope') THEN
        EXECUTE format('DROP POLICY scope ON %s', relation);
    END IF;
    EXECUTE format('CREATE POLICY scope ON %s AS RESTRICTIVE TO kiik_limited USING (%s) WITH CHECK (%s)',
        relation, sees, coalesce(writes, sees));
    EXECUTE format('ALTER POLICY tenant ON %s TO kiik_app, kiik_limited', relation);
    FOREACH privilege IN ARRAY ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE'] LOOP
        IF has_table_privilege('kiik_app', relation, privilege) THEN
            EXECUTE format('GRANT %s ON %s TO kiik_limited', privilege, relation);
        END IF;
    END LOOP;
    IF to_regclass(relation::text || '_search') IS NOT NULL THEN
        CALL kiik_refresh_searchable(relation);
    END IF;
    IF sees NOT IN ('true', 'false')
        AND EXISTS (SELECT FROM pg_constraint WHERE conrelid = relation AND contype = 'f')
        AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = relation AND tgname = 'require_seen')
    THEN
        EXECUTE format('CREATE TRIGGER require_seen BEFORE INSERT OR UPDATE ON %s FOR EACH ROW'
            ' WHEN (current_setting(''kiik.scope'', true) <> '''') EXECUTE FUNCTION kiik_require_seen()', relation);
    END IF;
END
$$;

-- A tenant table hides itself from whoever is limited, until kiik_limit says what of it they see.
CREATE OR REPLACE PROCEDURE kiik_tenant_table(relation regclass, privileges text, key name DEFAULT 'tenant_id')
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
    CALL kiik_limit(relation, 'false');
END
$$;

DO $$
DECLARE relation regclass;
BEGIN
    FOR relation IN SELECT polrelid::regclass FROM pg_policy WHERE polname = 'tenant' ORDER BY 1 LOOP
        CALL kiik_limit(relation, 'false');
    END LOOP;
END
$$;

CALL kiik_limit('projects',
    'customer_id = ANY ((SELECT kiik_scope_customers())::bigint[]) OR id = ANY ((SELECT kiik_scope_projects())::bigint[])');
-- The customer of a chosen project is seen and not changed.
CALL kiik_limit('customers',
    'id = ANY ((SELECT kiik_scope_customers())::bigint[]) OR kiik_sees_customer_of_project(id)',
    'id = ANY ((SELECT kiik_scope_customers())::bigint[])');
CALL kiik_limit('invoices',
    'customer_id = ANY ((SELECT kiik_scope_customers())::bigint[]) OR kiik_sees_project(project_id)');
CALL kiik_limit('estimates',
    'customer_id = ANY ((SELECT kiik_scope_customers())::bigint[]) OR kiik_sees_project(project_id)');
CALL kiik_limit('activity_reports', 'kiik_sees_project(project_id)');
CALL kiik_limit('credit_notes',
    'customer_id = ANY ((SELECT kiik_scope_customers())::bigint[]) OR kiik_sees_invoice(invoice_id)');
CALL kiik_limit('documents', 'customer_id = ANY ((SELECT kiik_scope_customers())::bigint[])');
CALL kiik_limit('devices', 'customer_id = ANY ((SELECT kiik_scope_customers())::bigint[])');
CALL kiik_limit('work_items', 'customer_id = ANY ((SELECT kiik_scope_customers())::bigint[])');
CALL kiik_limit('tasks',
    'customer_id = ANY ((SELECT kiik_scope_customers())::bigint[]) OR kiik_sees_work_item(work_item_id)');
-- The tenant's own row (its currency, its daily rate) is read by everyone who works there.
CALL kiik_limit('tenants', 'true', 'false');
-- What goes with every change is written by everyone; a row's history is seen by who sees the row.
CALL kiik_limit('audit_events', 'kiik_sees(resource, resource_id)', 'true');
CALL kiik_limit('outgoing_events', 'false', 'true');
-- By the principal's own name and the key that it chose, which is all that any statement asks for.
CALL kiik_limit('idempotency_keys', 'true', 'true');

-- What is kept up with the rows is added to by their owner: whoever is limited sees none of it.
CREATE FUNCTION kiik_count_row(of_resource text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO row_counts (tenant_id, resource, part, total)
    VALUES (nullif(current_setting('kiik.tenant', true), '')::bigint, of_resource, pg_backend_pid() % 64, 1)
    ON CONFLICT (tenant_id, resource, part) DO UPDATE SET total = row_counts.total + 1
$$;
CREATE FUNCTION kiik_allot_number(of_tenant bigint, of_series text, of_year integer) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO number_counters (tenant_id, series, year, value)
    SELECT of_tenant, of_series, of_year, 1
    WHERE of_tenant = nullif(current_setting('kiik.tenant', true), '')::bigint
    ON CONFLICT (tenant_id, series, year) DO UPDATE SET value = number_counters.value + 1 RETURNING value
$$;
DO $$
DECLARE own text;
BEGIN
    FOREACH own IN ARRAY ARRAY['kiik_count_row(text)', 'kiik_allot_number(bigint, text, integer)'] LOOP
        EXECUTE 'ALTER FUNCTION ' || own || ' OWNER TO kiik_owner';
        EXECUTE 'REVOKE ALL ON FUNCTION ' || own || ' FROM PUBLIC';
        EXECUTE 'GRANT EXECUTE ON FUNCTION ' || own || ' TO kiik_limited';
    END LOOP;
    FOREACH own IN ARRAY ARRAY['kiik_add_revenue()', 'kiik_add_worked_days()'] LOOP
        EXECUTE 'ALTER FUNCTION ' || own || ' SECURITY DEFINER SET search_path = public, pg_temp';
        EXECUTE 'ALTER FUNCTION ' || own || ' OWNER TO kiik_owner';
        EXECUTE 'REVOKE ALL ON FUNCTION ' || own || ' FROM PUBLIC';
    END LOOP;
END
$$;

-- A key's limit; two empty arrays are none.
ALTER TABLE api_keys
    ADD customer_ids bigint[] NOT NULL DEFAULT '{}'
        CHECK (cardinality(customer_ids) <= 100 AND array_position(customer_ids, NULL) IS NULL),
    ADD project_ids bigint[] NOT NULL DEFAULT '{}'
        CHECK (cardinality(project_ids) <= 100 AND array_position(project_ids, NULL) IS NULL);
-- Whoever is limited sees no key, and makes none that sees more than they do.
CALL kiik_limit('api_keys', 'false', 'kiik_is_within_scope(customer_ids, project_ids)');

DROP TRIGGER announce_access ON api_keys;
CREATE TRIGGER announce_access AFTER INSERT
    OR UPDATE OF digest, name, family, scopes, rate_limit, allowlist, expires_at, revoked_at, role_id, created_by,
        customer_ids, project_ids ON api_keys
    FOR EACH ROW EXECUTE FUNCTION kiik_announce_access();

CREATE OR REPLACE VIEW api_key_lookup AS
    SELECT k.digest, k.tenant_id, k.account_id, k.id, k.name, k.family, k.scopes, k.rate_limit, k.allowlist,
           k.expires_at, k.revoked_at, t.subdomain, t.currency, t.time_zone, t.test_of IS NOT NULL AS is_test,
           k.role_id, k.created_by, t.approval, k.customer_ids, k.project_ids
    FROM api_keys k JOIN tenants t ON t.id = k.tenant_id;

-- The views of a bound tenant whose owner passes the wall show administration: nothing to whoever is limited.
DROP VIEW key_listings_search;
CREATE OR REPLACE VIEW key_listings AS
    SELECT k.tenant_id, k.id, k.uuid, k.name, k.family, k.prefix, k.digest, k.scopes, k.rate_limit, k.allowlist, k.notes,
        k.role_id, k.created_by, k.integration_id, k.rotated_from, k.created_at, k.expires_at, k.revoked_at, k.version,
        CASE WHEN k.revoked_at IS NOT NULL THEN 'revoked' WHEN k.expires_at <= now() THEN 'expired' ELSE 'active' END AS status,
        coalesce(u.usage_count, 0) AS usage_count, u.last_used_at, u.last_used_ip,
        coalesce(u.last_used_at, k.created_at) < now() - interval '90 days' AS is_unused,
        r.name AS role_name, i.name AS integration_name, p.email AS creator, k.customer_ids, k.project_ids
    FROM api_keys k LEFT JOIN api_key_usage u ON u.tenant_id = k.tenant_id AND u.key_id = k.id
        LEFT JOIN roles r ON r.tenant_id = k.account_id AND r.id = k.role_id
        LEFT JOIN integrations i ON i.tenant_id = k.account_id AND i.id = k.integration_id
        LEFT JOIN users p ON p.id = k.created_by
    WHERE k.tenant_id = nullif(current_setting('kiik.tenant', true), '')::bigint
        AND coalesce(current_setting('kiik.scope', true), '') = '';
CREATE VIEW key_listings_search AS
    SELECT l.*, kiik_fold(l.name || ' ' || l.prefix || ' ' || l.notes || ' ' || coalesce(l.integration_name, '')) AS search
    FROM key_listings l;
ALTER VIEW key_listings_search OWNER TO kiik_auth;
GRANT SELECT ON key_listings, key_listings_search, member_directory TO kiik_app, kiik_limited;
CREATE OR REPLACE VIEW member_directory AS
    SELECT m.tenant_id, m.id, m.user_id, m.role_id, m.ended_at, u.email, u.name, u.locked_at, r.name AS role_name
    FROM memberships m JOIN users u ON u.id = m.user_id JOIN roles r ON r.tenant_id = m.tenant_id AND r.id = m.role_id
    WHERE m.tenant_id = nullif(current_setting('kiik.tenant', true), '')::bigint
        AND coalesce(current_setting('kiik.scope', true), '') = '';
