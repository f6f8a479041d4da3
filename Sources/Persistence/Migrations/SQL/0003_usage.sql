-- One record for every call made with a key, drained from the nodes' spools.
CREATE TABLE usage_records (
    tenant_id     bigint NOT NULL,
    occurred_at   timestamptz NOT NULL,
    node          uuid NOT NULL,
    seq           bigint NOT NULL,
    key_id        bigint NOT NULL,
    action        text NOT NULL,
    method        text NOT NULL,
    path          text NOT NULL,
    status        smallint NOT NULL,
    duration_us   integer NOT NULL,
    ip            text NOT NULL,
    request_id    text NOT NULL,
    -- False where the key was known but revoked or expired: logged, not counted.
    authenticated boolean NOT NULL,
    PRIMARY KEY (tenant_id, key_id, occurred_at, node, seq)
) PARTITION BY RANGE (occurred_at);
CALL kiik_tenant_table('usage_records', 'SELECT');

-- Counts and last use, kept apart from the keys so that using a key never rewrites it.
CREATE TABLE api_key_usage (
    tenant_id    bigint NOT NULL,
    key_id       bigint NOT NULL,
    usage_count  bigint NOT NULL,
    last_used_at timestamptz NOT NULL,
    last_used_ip text NOT NULL,
    PRIMARY KEY (tenant_id, key_id)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
CALL kiik_tenant_table('api_key_usage', 'SELECT');

-- How far each node's spool has been drained; advanced in the transaction that inserts the records.
CREATE TABLE usage_nodes (
    node     uuid PRIMARY KEY,
    last_seq bigint NOT NULL,
    seen_at  timestamptz NOT NULL
);
ALTER TABLE usage_nodes OWNER TO kiik_owner;
GRANT SELECT, INSERT, UPDATE ON usage_nodes TO kiik_app;

-- The drain writes records of many tenants in one statement, through views that can do nothing else.
GRANT SELECT, INSERT ON usage_records TO kiik_drain;
GRANT SELECT, INSERT, UPDATE ON api_key_usage TO kiik_drain;
CREATE POLICY drain ON usage_records TO kiik_drain USING (true) WITH CHECK (true);
CREATE POLICY drain ON api_key_usage TO kiik_drain USING (true) WITH CHECK (true);
CREATE VIEW usage_record_intake AS SELECT * FROM usage_records;
CREATE VIEW api_key_usage_intake AS SELECT * FROM api_key_usage;
ALTER VIEW usage_record_intake OWNER TO kiik_drain;
ALTER VIEW api_key_usage_intake OWNER TO kiik_drain;
GRANT INSERT ON usage_record_intake TO kiik_app;
GRANT SELECT, INSERT, UPDATE ON api_key_usage_intake TO kiik_app;

-- Makes the partitions of this month and the next ones. Partitions are reached through their parent only.
CREATE FUNCTION kiik_ensure_usage_partitions(ahead integer DEFAULT 2) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first date := date_trunc('month', now() AT TIME ZONE 'UTC')::date;
    month date;
    name text;
BEGIN
    FOR i IN -1 .. least(ahead, 24) LOOP
        month := first + make_interval(months => i);
        name := format('usage_records_%s', to_char(month, 'YYYY_MM'));
        IF to_regclass('public.' || name) IS NULL THEN
            EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF usage_records FOR VALUES FROM (%L) TO (%L)',
                name, month::text || ' 00:00+00', (month + interval '1 month')::date::text || ' 00:00+00');
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
            EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        END IF;
    END LOOP;
END
$$;
ALTER FUNCTION kiik_ensure_usage_partitions(integer) OWNER TO kiik_owner;
REVOKE ALL ON FUNCTION kiik_ensure_usage_partitions(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kiik_ensure_usage_partitions(integer) TO kiik_app;
DO $$ BEGIN PERFORM kiik_ensure_usage_partitions(); END $$;

-- For clocks that are far off: a record is never refused, wherever its time falls.
CREATE TABLE usage_records_default PARTITION OF usage_records DEFAULT;
ALTER TABLE usage_records_default OWNER TO kiik_owner;
ALTER TABLE usage_records_default ENABLE ROW LEVEL SECURITY;
ALTER TABLE usage_records_default FORCE ROW LEVEL SECURITY;
