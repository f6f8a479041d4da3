-- The indexes of words are looked into by tenant and word at once: beside a tenant of a million rows a word that the
-- large one has often took a small one 60 ms.
CREATE EXTENSION IF NOT EXISTS btree_gin;

CREATE OR REPLACE PROCEDURE kiik_searchable(relation regclass) LANGUAGE plpgsql AS $$
DECLARE
    name text := relation::text || '_search';
BEGIN
    EXECUTE format('CREATE INDEX %I ON %s USING gin (tenant_id, search gin_trgm_ops)', name || '_idx', relation);
    EXECUTE format('GRANT SELECT ON %s TO kiik_search', relation);
    EXECUTE format('CREATE POLICY search ON %s FOR SELECT TO kiik_search USING (true)', relation);
    EXECUTE format('CREATE VIEW %I AS SELECT * FROM %s'
        ' WHERE tenant_id = nullif(current_setting(''kiik.tenant'', true), '''')::bigint', name, relation);
    EXECUTE format('ALTER VIEW %I OWNER TO kiik_search', name);
    EXECUTE format('GRANT SELECT ON %I TO kiik_app', name);
END
$$;

DO $$
DECLARE
    relation text;
BEGIN
    FOREACH relation IN ARRAY ARRAY['customers', 'invoices', 'projects', 'estimates', 'activity_reports', 'credit_notes',
        'documents']
    LOOP
        EXECUTE format('DROP INDEX %I', relation || '_search_idx');
        EXECUTE format('CREATE INDEX %I ON %I USING gin (tenant_id, search gin_trgm_ops)', relation || '_search_idx',
            relation);
    END LOOP;
END
$$;

-- "The invoices sent last month" are counted in the index alone.
CREATE INDEX invoices_status_issue_date_idx ON invoices (tenant_id, status, issue_date, id);
