-- The keys that called most, or were refused most, are found by index, by how many binary digits their counts have: that
-- seldom changes, so counting seldom touches the index.
DO $do$
BEGIN
    EXECUTE format('CREATE FUNCTION kiik_digits(number bigint) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE
        AS $f$ SELECT width_bucket(number, %L::bigint[])::smallint $f$',
        ARRAY(SELECT 1::bigint << i FROM generate_series(0, 62) i));
END
$do$;

ALTER TABLE usage_key_days
    ADD COLUMN calls_digits smallint NOT NULL GENERATED ALWAYS AS (kiik_digits(calls_through[32])) STORED,
    ADD COLUMN refusals_digits smallint NOT NULL GENERATED ALWAYS AS (kiik_digits(refusals_through[32])) STORED;
CREATE INDEX usage_key_days_calls_idx ON usage_key_days (tenant_id, period, calls_digits);
CREATE INDEX usage_key_days_refusals_idx ON usage_key_days (tenant_id, period, refusals_digits);
