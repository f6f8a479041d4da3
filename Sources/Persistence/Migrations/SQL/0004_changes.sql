-- What goes with every change, in its own transaction: the audit event, the outgoing event, the answer to
-- repeat, the gapless number, and the running count.

CREATE TABLE audit_events (
    tenant_id   bigint NOT NULL,
    id          uuid NOT NULL,
    -- The transaction that made the change: the sealer chains events in commit order by it.
    xid         xid8 NOT NULL DEFAULT pg_current_xact_id(),
    occurred_at timestamptz NOT NULL,
    actor       text NOT NULL,
    ip          text NOT NULL,
    request_id  text NOT NULL,
    action      text NOT NULL,
    resource    text NOT NULL,
    resource_id bigint NOT NULL,
    -- json keeps every byte as it was written, which is what is sealed.
    before      json,
    after       json,
    PRIMARY KEY (tenant_id, id)
);
CALL kiik_tenant_table('audit_events', 'SELECT, INSERT');
CREATE INDEX audit_events_xid_idx ON audit_events (xid);
CREATE INDEX audit_events_resource_idx ON audit_events (tenant_id, resource, resource_id);

-- Append-only for everyone, the owner included.
CREATE FUNCTION kiik_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION kiik_refuse_change();

CREATE TABLE outgoing_events (
    tenant_id   bigint NOT NULL,
    id          uuid NOT NULL,
    name        text NOT NULL,
    resource    text NOT NULL,
    resource_id bigint NOT NULL,
    payload     json NOT NULL,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
CALL kiik_tenant_table('outgoing_events', 'SELECT, INSERT, DELETE');

CREATE TABLE idempotency_keys (
    tenant_id   bigint NOT NULL,
    principal   text NOT NULL,
    key         text NOT NULL,
    fingerprint bytea NOT NULL,
    answer      bytea NOT NULL,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, principal, key)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
CALL kiik_tenant_table('idempotency_keys', 'SELECT, INSERT, UPDATE, DELETE');
CREATE INDEX idempotency_keys_expires_idx ON idempotency_keys (expires_at);
GRANT SELECT, DELETE ON idempotency_keys TO kiik_drain;
CREATE POLICY drain ON idempotency_keys TO kiik_drain USING (true) WITH CHECK (true);
CREATE VIEW expired_idempotency_keys AS
    SELECT tenant_id, principal, key, expires_at FROM idempotency_keys WHERE expires_at <= now();
ALTER VIEW expired_idempotency_keys OWNER TO kiik_drain;
GRANT SELECT, DELETE ON expired_idempotency_keys TO kiik_app;

-- Gapless numbers per tenant, series and year.
CREATE TABLE number_counters (
    tenant_id bigint NOT NULL,
    series    text NOT NULL,
    year      integer NOT NULL,
    value     bigint NOT NULL,
    PRIMARY KEY (tenant_id, series, year)
) WITH (fillfactor = 50);
CALL kiik_tenant_table('number_counters', 'SELECT, INSERT, UPDATE');

-- Totals, each in several parts: a transaction adds to its connection's own part, so that writers of one tenant do
-- not wait for each other. The sum, read in one statement, is exact.
CREATE TABLE row_counts (
    tenant_id bigint NOT NULL,
    resource  text NOT NULL,
    part      integer NOT NULL,
    total     bigint NOT NULL,
    PRIMARY KEY (tenant_id, resource, part)
) WITH (fillfactor = 40, autovacuum_vacuum_scale_factor = 0.05);
CALL kiik_tenant_table('row_counts', 'SELECT, INSERT, UPDATE');
