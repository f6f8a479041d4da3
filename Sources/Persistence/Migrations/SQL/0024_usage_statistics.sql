-- What was called, counted: kept by a trigger in the transaction that inserts the records, whichever version of the
-- daemon drains them, so that it is exact after any crash and while two versions run.

-- For the log of the whole tenant. Ties of a microsecond are few, so the rest of the order is not in the indexes.
CREATE INDEX usage_records_time_idx ON usage_records (tenant_id, occurred_at);
CREATE INDEX usage_records_action_idx ON usage_records (tenant_id, action, occurred_at);
-- What went well is most of it and is found by time.
CREATE INDEX usage_records_refused_idx ON usage_records (tenant_id, status, occurred_at) WHERE status >= 400;

-- Calls by hour and by day (UTC): of each key or session, of all of them (key 0), and of all actions too (action '*').
CREATE TABLE usage_totals (
    tenant_id    bigint NOT NULL,
    key_id       bigint NOT NULL,
    -- How long it is: 1 or 24.
    hours        smallint NOT NULL,
    since        timestamptz NOT NULL,
    action       text NOT NULL,
    status       smallint NOT NULL,
    calls        bigint NOT NULL,
    microseconds bigint NOT NULL,
    -- Calls that took less than 128 µs, less than 256, and so on; the last of the twenty took 33 seconds or more.
    histogram    bigint[] NOT NULL,
    PRIMARY KEY (tenant_id, key_id, hours, since, action, status)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
CALL kiik_tenant_table('usage_totals', 'SELECT');
CREATE INDEX usage_totals_since_idx ON usage_totals USING brin (since) WITH (autosummarize = on);

-- A key's or app's calls of each day (UTC), 32 days a row: all keys of a tenant are read at once.
CREATE TABLE usage_key_days (
    tenant_id bigint NOT NULL,
    -- Days since 1970, divided by 32; the remainder is the place in the arrays, from 1.
    period    integer NOT NULL,
    key_id    bigint NOT NULL,
    calls     bigint[] NOT NULL,
    -- Those of them answered with 401 or 403.
    refusals  bigint[] NOT NULL,
    PRIMARY KEY (tenant_id, period, key_id)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
CALL kiik_tenant_table('usage_key_days', 'SELECT');

-- What a key or app did with success, and since when.
CREATE TABLE usage_key_actions (
    tenant_id  bigint NOT NULL,
    key_id     bigint NOT NULL,
    action     text NOT NULL,
    first_seen timestamptz NOT NULL,
    last_seen  timestamptz NOT NULL,
    calls      bigint NOT NULL,
    PRIMARY KEY (tenant_id, key_id, action)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
CALL kiik_tenant_table('usage_key_actions', 'SELECT');
CREATE INDEX usage_key_actions_first_seen_idx ON usage_key_actions (tenant_id, first_seen);

-- From where a key or app was used: the first 256 addresses of each.
CREATE TABLE usage_addresses (
    tenant_id  bigint NOT NULL,
    key_id     bigint NOT NULL,
    ip         text NOT NULL,
    first_seen timestamptz NOT NULL,
    last_seen  timestamptz NOT NULL,
    calls      bigint NOT NULL,
    PRIMARY KEY (tenant_id, key_id, ip)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
CALL kiik_tenant_table('usage_addresses', 'SELECT');
CREATE INDEX usage_addresses_first_seen_idx ON usage_addresses (tenant_id, first_seen);

-- The same statements count what is inserted from now on and, once, what is there. The arrays are written out place by
-- place, which is many times faster than taking them apart.
DO $do$
DECLARE
    function text := 'CREATE FUNCTION %s LANGUAGE %s AS $f$ %s $f$';
    histogram_sum text := (SELECT string_agg(format('a[%s] + b[%1$s]', i), ', ') FROM generate_series(1, 20) i);
    days_sum text := (SELECT string_agg(format('a[%s] + b[%1$s]', i), ', ') FROM generate_series(1, 32) i);
    histogram text := (SELECT string_agg(format('count(*) FILTER (WHERE bucket = %s)', i), ', ')
        FROM generate_series(0, 19) i);
    histograms text := (SELECT string_agg(format('sum(d.histogram[%s])::bigint', i), ', ') FROM generate_series(1, 20) i);
    days text := (SELECT string_agg(format('count(*) FILTER (WHERE place = %s)', i), ', ') FROM generate_series(0, 31) i);
    refused_days text := (SELECT string_agg(format('count(*) FILTER (WHERE place = %s AND status IN (401, 403))', i), ', ')
        FROM generate_series(0, 31) i);
    bounds text := (SELECT string_agg((128 << i)::text, ', ') FROM generate_series(0, 18) i);
    -- In the order of the keys, so that two drains never wait for each other in a circle.
    statements text := replace(replace(replace(replace(replace($s$
        WITH detail AS MATERIALIZED (
            SELECT tenant_id, key_id, date_trunc('hour', occurred_at, 'UTC') AS since, action, status, count(*) AS calls,
                sum(greatest(duration_us, 0))::bigint AS microseconds, ARRAY[<histogram>] AS histogram
            FROM (SELECT *, width_bucket(duration_us, ARRAY[<bounds>]) AS bucket FROM <source>) AS r
            WHERE key_id <> 0 AND isfinite(occurred_at) GROUP BY 1, 2, 3, 4, 5)
        INSERT INTO usage_totals AS t
        SELECT d.tenant_id, l.key_id, l.hours, l.since, l.action, d.status, sum(d.calls)::bigint,
            sum(d.microseconds)::bigint, ARRAY[<histograms>]
        FROM detail d CROSS JOIN LATERAL (VALUES
            (d.key_id, 1::smallint, d.since, d.action), (0, 1, d.since, d.action), (0, 1, d.since, '*'),
            (d.key_id, 24, date_trunc('day', d.since, 'UTC'), d.action),
            (0, 24, date_trunc('day', d.since, 'UTC'), d.action), (0, 24, date_trunc('day', d.since, 'UTC'), '*')
        ) AS l (key_id, hours, since, action)
        GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
        ON CONFLICT (tenant_id, key_id, hours, since, action, status) DO UPDATE SET calls = t.calls + excluded.calls,
            microseconds = t.microseconds + excluded.microseconds,
            histogram = kiik_add_histograms(t.histogram, excluded.histogram);

        INSERT INTO usage_key_days AS t
        SELECT tenant_id, day >> 5, key_id, ARRAY[<days>], ARRAY[<refused_days>]
        FROM (SELECT tenant_id, key_id, status, day, day & 31 AS place FROM (
            SELECT tenant_id, key_id, status, floor(extract(epoch FROM occurred_at) / 86400)::integer AS day
            FROM <source> WHERE key_id > 0 AND isfinite(occurred_at)) AS r) AS r
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        ON CONFLICT (tenant_id, period, key_id) DO UPDATE SET calls = kiik_add_days(t.calls, excluded.calls),
            refusals = kiik_add_days(t.refusals, excluded.refusals);

        INSERT INTO usage_key_actions AS t
        SELECT tenant_id, key_id, action, min(occurred_at), max(occurred_at), count(*)
        FROM <source> WHERE key_id > 0 AND authenticated AND status < 400 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        ON CONFLICT (tenant_id, key_id, action) DO UPDATE SET calls = t.calls + excluded.calls,
            first_seen = least(t.first_seen, excluded.first_seen), last_seen = greatest(t.last_seen, excluded.last_seen);

        INSERT INTO usage_addresses AS t
        SELECT r.tenant_id, r.key_id, r.ip, r.first_seen, r.last_seen, r.calls
        FROM (SELECT tenant_id, key_id, ip, min(occurred_at) AS first_seen, max(occurred_at) AS last_seen,
                count(*) AS calls, row_number() OVER (PARTITION BY tenant_id, key_id ORDER BY min(occurred_at), ip) AS place
            FROM <source> WHERE key_id > 0 AND authenticated GROUP BY 1, 2, 3) AS r
        WHERE EXISTS (SELECT FROM usage_addresses a
                WHERE a.tenant_id = r.tenant_id AND a.key_id = r.key_id AND a.ip = r.ip)
            OR r.place + (SELECT count(*) FROM usage_addresses a
                WHERE a.tenant_id = r.tenant_id AND a.key_id = r.key_id) <= 256
        ORDER BY 1, 2, 3
        ON CONFLICT (tenant_id, key_id, ip) DO UPDATE SET calls = t.calls + excluded.calls,
            first_seen = least(t.first_seen, excluded.first_seen), last_seen = greatest(t.last_seen, excluded.last_seen);
        $s$, '<histogram>', histogram), '<bounds>', bounds), '<histograms>', histograms), '<days>', days),
        '<refused_days>', refused_days);
BEGIN
    EXECUTE format(function, 'kiik_add_histograms(a bigint[], b bigint[]) RETURNS bigint[]', 'sql IMMUTABLE PARALLEL SAFE',
        'SELECT ARRAY[' || histogram_sum || ']');
    EXECUTE format(function, 'kiik_add_days(a bigint[], b bigint[]) RETURNS bigint[]', 'sql IMMUTABLE PARALLEL SAFE',
        'SELECT ARRAY[' || days_sum || ']');
    EXECUTE format(function, 'kiik_count_usage() RETURNS trigger',
        'plpgsql SECURITY DEFINER SET search_path = public, pg_temp',
        'BEGIN ' || replace(statements, '<source>', 'fresh') || ' RETURN NULL; END');
    EXECUTE format(function, 'kiik_count_all_usage() RETURNS void',
        'plpgsql SECURITY DEFINER SET search_path = public, pg_temp',
        'BEGIN ' || replace(statements, '<source>', 'usage_records') || ' END');
END
$do$;
ALTER FUNCTION kiik_count_usage() OWNER TO kiik_owner;
REVOKE ALL ON FUNCTION kiik_count_usage() FROM PUBLIC;
ALTER FUNCTION kiik_count_all_usage() OWNER TO kiik_owner;

-- From here to the end of the transaction records wait in the spools: none is missed and none is counted twice.
CREATE TRIGGER count_usage AFTER INSERT ON usage_records REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION kiik_count_usage();
DO $$ BEGIN PERFORM kiik_count_all_usage(); END $$;
DROP FUNCTION kiik_count_all_usage();

-- Takes what is older than 400 days, so many rows of each table at most.
CREATE FUNCTION kiik_drop_old_usage(most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    horizon timestamptz := date_trunc('day', now() - interval '400 days', 'UTC');
    taken bigint;
    largest bigint;
BEGIN
    DELETE FROM usage_totals WHERE ctid = ANY (ARRAY(SELECT ctid FROM usage_totals WHERE since < horizon LIMIT most));
    GET DIAGNOSTICS largest = ROW_COUNT;
    DELETE FROM usage_key_days WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM usage_key_days WHERE period < floor(extract(epoch FROM horizon) / 86400 / 32) LIMIT most));
    GET DIAGNOSTICS taken = ROW_COUNT;
    largest := greatest(largest, taken);
    DELETE FROM usage_key_actions WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM usage_key_actions WHERE last_seen < horizon LIMIT most));
    GET DIAGNOSTICS taken = ROW_COUNT;
    largest := greatest(largest, taken);
    DELETE FROM usage_addresses WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM usage_addresses WHERE last_seen < horizon LIMIT most));
    GET DIAGNOSTICS taken = ROW_COUNT;
    RETURN greatest(largest, taken);
END
$$;
ALTER FUNCTION kiik_drop_old_usage(integer) OWNER TO kiik_owner;
REVOKE ALL ON FUNCTION kiik_drop_old_usage(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kiik_drop_old_usage(integer) TO kiik_app;
