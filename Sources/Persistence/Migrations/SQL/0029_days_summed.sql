-- A key's calls of a span of days are the difference of two places, however long it is: each place of the arrays now has
-- the calls from the first of the 32 days through that one.
ALTER TABLE usage_key_days RENAME COLUMN calls TO calls_through;
ALTER TABLE usage_key_days RENAME COLUMN refusals TO refusals_through;

DO $do$
DECLARE
    -- What counts fresh calls and what was counted go in step: sums of sums are added place by place as before.
    source text := (SELECT prosrc FROM pg_proc WHERE oid = 'kiik_count_usage()'::regprocedure);
    before text := 'DO UPDATE SET calls = kiik_add_days(t.calls, excluded.calls),
            refusals = kiik_add_days(t.refusals, excluded.refusals)';
    after text := 'DO UPDATE SET calls_through = kiik_add_days(t.calls_through, excluded.calls_through),
            refusals_through = kiik_add_days(t.refusals_through, excluded.refusals_through)';
    place text := 'FILTER (WHERE place = ';
    sums text := (SELECT string_agg((SELECT string_agg(format('%%1$s[%s]', i), ' + ') FROM generate_series(1, n) i), ', ')
        FROM generate_series(1, 32) n);
BEGIN
    IF strpos(source, before) = 0 OR strpos(source, place) = 0 THEN
        RAISE EXCEPTION 'kiik_count_usage() is not the function that migration 24 made';
    END IF;
    EXECUTE format('CREATE OR REPLACE FUNCTION kiik_count_usage() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS %L',
        replace(replace(source, before, after), place, 'FILTER (WHERE place <= '));
    EXECUTE format('UPDATE usage_key_days SET calls_through = ARRAY[%s], refusals_through = ARRAY[%s]',
        format(sums, 'calls_through'), format(sums, 'refusals_through'));
END
$do$;
