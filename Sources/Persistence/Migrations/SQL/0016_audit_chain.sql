-- The seal over the audit: each tenant's events in a chain of hashes, in the order of their commits, with checkpoints
-- that are signed by a key outside the database. docs/decisions/0007-the-audit-seal.md has the encoding.
--
-- The daemon reads these tables and writes none of them: rows come by the functions below only, which belong to
-- kiik_owner and do one thing each.

-- Whose rights a key or an app has that acts for a person: `user:7`.
ALTER TABLE audit_events ADD COLUMN on_behalf_of text NOT NULL DEFAULT '';

-- Where the sealer stands. Whoever seals holds this row for the length of the batch, so one node does at a time.
CREATE TABLE audit_sealer (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    epoch   integer NOT NULL,
    -- Every event before this place is sealed; rows that turn up there later were not written by a change.
    xid     xid8 NOT NULL,
    id      uuid NOT NULL,
    -- A new epoch begins with a look at every event: after a restore transactions may be counted from a lower number.
    rescan  boolean NOT NULL DEFAULT false
);
ALTER TABLE audit_sealer OWNER TO kiik_owner;
GRANT SELECT ON audit_sealer TO kiik_app;
INSERT INTO audit_sealer (epoch, xid, id) VALUES (1, '0', '00000000-0000-0000-0000-000000000000');

-- A new epoch begins when the database is found to be older than what was sealed: it was restored from a backup.
CREATE TABLE audit_epochs (
    epoch     integer PRIMARY KEY,
    began_at  timestamptz NOT NULL,
    reason    text NOT NULL,
    -- What is said above and the last checkpoint that was known, signed; null for the first.
    statement text
);
ALTER TABLE audit_epochs OWNER TO kiik_owner;
GRANT SELECT ON audit_epochs TO kiik_app;
INSERT INTO audit_epochs (epoch, began_at, reason) VALUES (1, now(), 'The first.');

CREATE TABLE audit_chain (
    tenant_id   bigint NOT NULL,
    epoch       integer NOT NULL,
    seq         bigint NOT NULL,
    event_id    uuid NOT NULL,
    -- Of salt, before and after: what is left of them when they are erased.
    body_digest bytea NOT NULL CHECK (octet_length(body_digest) = 32),
    -- Of every other column and the body's digest.
    digest      bytea NOT NULL CHECK (octet_length(digest) = 32),
    hash        bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (tenant_id, epoch, seq),
    CONSTRAINT audit_chain_event_id_key UNIQUE (tenant_id, event_id)
);
CALL kiik_tenant_table('audit_chain', 'SELECT');

-- Kept apart, because a salt goes with what it salts when that is erased.
CREATE TABLE audit_salts (
    tenant_id bigint NOT NULL,
    event_id  uuid NOT NULL,
    salt      bytea NOT NULL,
    PRIMARY KEY (tenant_id, event_id)
);
CALL kiik_tenant_table('audit_salts', 'SELECT');

CREATE TABLE audit_checkpoints (
    tenant_id bigint NOT NULL,
    epoch     integer NOT NULL,
    seq       bigint NOT NULL,
    sealed_at timestamptz NOT NULL,
    -- A compact JWS over tenant, epoch, seq, hash, time and the place before which everything is sealed.
    statement text NOT NULL,
    PRIMARY KEY (tenant_id, epoch, seq)
);
CALL kiik_tenant_table('audit_checkpoints', 'SELECT');

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_chain
    FOR EACH STATEMENT EXECUTE FUNCTION kiik_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION kiik_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_epochs
    FOR EACH STATEMENT EXECUTE FUNCTION kiik_refuse_change();

-- Credentials that were refused and are nobody's; those of a known key are in their tenant's audit.
CREATE TABLE refused_credentials (
    occurred_at timestamptz NOT NULL,
    ip          text NOT NULL,
    request_id  text NOT NULL,
    fault       text NOT NULL,
    -- Calls with this fault from this address within some seconds; with the fault passed_over those beyond the bound.
    count       bigint NOT NULL
);
ALTER TABLE refused_credentials OWNER TO kiik_owner;
GRANT SELECT, INSERT, DELETE ON refused_credentials TO kiik_app;
CREATE INDEX refused_credentials_occurred_at_idx ON refused_credentials (occurred_at);

-- An erasure takes the body of an event and its salt, and nothing else.
CREATE FUNCTION kiik_refuse_all_but_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.before IS NULL AND NEW.after IS NULL
        AND ROW (NEW.tenant_id, NEW.id, NEW.xid, NEW.occurred_at, NEW.actor, NEW.on_behalf_of, NEW.ip,
            NEW.request_id, NEW.action, NEW.resource, NEW.resource_id)
        IS NOT DISTINCT FROM ROW (OLD.tenant_id, OLD.id, OLD.xid, OLD.occurred_at, OLD.actor, OLD.on_behalf_of,
            OLD.ip, OLD.request_id, OLD.action, OLD.resource, OLD.resource_id)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
DROP TRIGGER append_only ON audit_events;
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION kiik_refuse_change();
CREATE TRIGGER no_change BEFORE UPDATE ON audit_events
    FOR EACH STATEMENT WHEN (current_setting('kiik.erasing', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION kiik_refuse_change();
CREATE TRIGGER only_erasure BEFORE UPDATE ON audit_events
    FOR EACH ROW EXECUTE FUNCTION kiik_refuse_all_but_erasure();
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON audit_salts
    FOR EACH STATEMENT EXECUTE FUNCTION kiik_refuse_change();
CREATE TRIGGER no_deletion BEFORE DELETE ON audit_salts
    FOR EACH STATEMENT WHEN (current_setting('kiik.erasing', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION kiik_refuse_change();

-- The digest of what can be erased.
CREATE FUNCTION kiik_audit_body(salt bytea, before json, after json) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    old bytea := convert_to(before::text, 'UTF8');
    new bytea := convert_to(after::text, 'UTF8');
BEGIN
    RETURN sha256('kiik-audit-body-1'::bytea || int4send(octet_length(salt)) || salt
        || coalesce(int4send(octet_length(old)) || old, '\xffffffff'::bytea)
        || coalesce(int4send(octet_length(new)) || new, '\xffffffff'::bytea));
END
$$;

-- The digest of an event.
CREATE FUNCTION kiik_audit_digest(e audit_events, body bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    actor bytea := convert_to(e.actor, 'UTF8');
    behalf bytea := convert_to(e.on_behalf_of, 'UTF8');
    ip bytea := convert_to(e.ip, 'UTF8');
    request bytea := convert_to(e.request_id, 'UTF8');
    action bytea := convert_to(e.action, 'UTF8');
    resource bytea := convert_to(e.resource, 'UTF8');
BEGIN
    RETURN sha256('kiik-audit-event-1'::bytea || int8send(e.tenant_id) || uuid_send(e.id) || xid8send(e.xid)
        || timestamptz_send(e.occurred_at)
        || int4send(octet_length(actor)) || actor || int4send(octet_length(behalf)) || behalf
        || int4send(octet_length(ip)) || ip
        || int4send(octet_length(request)) || request || int4send(octet_length(action)) || action
        || int4send(octet_length(resource)) || resource || int8send(e.resource_id) || body);
END
$$;

-- One link of the chain, and the chain.
CREATE FUNCTION kiik_audit_link(
    previous bytea, head bytea, tenant bigint, epoch integer, seq bigint, event uuid, digest bytea
) RETURNS bytea LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN sha256('kiik-audit-chain-1'::bytea || coalesce(previous, head) || int8send(tenant) || int4send(epoch)
        || int8send(seq) || uuid_send(event) || digest);
END
$$;
CREATE AGGREGATE kiik_audit_hash(head bytea, tenant bigint, epoch integer, seq bigint, event uuid, digest bytea) (
    SFUNC = kiik_audit_link, STYPE = bytea
);

-- Seals the next events, of all tenants, and says where each tenant's chain ends now, to be signed in the same
-- transaction. Nothing where there are none, or where another node is at it. Only transactions that are older than every
-- one still running are taken: no event can appear before them any more.
CREATE FUNCTION kiik_seal_audit(most bigint)
RETURNS TABLE (tenant bigint, in_epoch integer, last_seq bigint, last_hash bytea, horizon bigint, sealed bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    state audit_sealer;
    nothing constant uuid := '00000000-0000-0000-0000-000000000000';
    low xid8 := pg_snapshot_xmin(pg_current_snapshot());
    high xid8;
BEGIN
    SELECT * INTO state FROM audit_sealer;
    IF NOT state.rescan AND NOT EXISTS (
        SELECT FROM audit_events e WHERE e.xid >= state.xid AND (e.xid > state.xid OR e.id > state.id) AND e.xid < low)
    THEN
        RETURN;
    END IF;
    SELECT * INTO state FROM audit_sealer FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    low := pg_snapshot_xmin(pg_current_snapshot());
    IF state.rescan THEN
        -- All at once; and what carries a number that this server has not counted to came with the backup.
        state.xid := '0';
        state.id := nothing;
        most := 9223372036854775807;
        high := pg_snapshot_xmax(pg_current_snapshot());
    END IF;
    RETURN QUERY
    WITH fresh AS MATERIALIZED (
        SELECT e AS event, e.tenant_id, e.id, e.xid, uuid_send(gen_random_uuid()) AS salt FROM audit_events e
        WHERE e.xid >= state.xid AND (e.xid > state.xid OR e.id > state.id)
            AND (e.xid < low OR (state.rescan AND e.xid >= high))
            -- As a subquery, so that it stays a look into the index, whatever the planner believes.
            AND (SELECT true FROM audit_chain c WHERE c.tenant_id = e.tenant_id AND c.event_id = e.id) IS NULL
        ORDER BY e.xid, e.id LIMIT most
    ), heads AS MATERIALIZED (
        SELECT t.tenant_id, CASE WHEN c.epoch = state.epoch THEN c.seq ELSE 0 END AS seq,
            coalesce(c.hash, decode(repeat('00', 32), 'hex')) AS hash
        FROM (SELECT DISTINCT f.tenant_id FROM fresh f) t LEFT JOIN LATERAL (
            SELECT k.epoch, k.seq, k.hash FROM audit_chain k WHERE k.tenant_id = t.tenant_id
            ORDER BY k.epoch DESC, k.seq DESC LIMIT 1) c ON true
    ), placed AS MATERIALIZED (
        SELECT f.*, kiik_audit_body(f.salt, (f.event).before, (f.event).after) AS body, h.hash AS head,
            coalesce(h.seq, 0) + row_number() OVER (PARTITION BY f.tenant_id ORDER BY f.xid, f.id) AS seq
        FROM fresh f JOIN heads h ON h.tenant_id = f.tenant_id
    ), digested AS MATERIALIZED (
        SELECT p.*, kiik_audit_digest(p.event, p.body) AS digest FROM placed p
    ), linked AS MATERIALIZED (
        SELECT d.tenant_id, d.id, d.salt, d.seq, d.body, d.digest,
            kiik_audit_hash(d.head, d.tenant_id, state.epoch, d.seq, d.id, d.digest)
                OVER (PARTITION BY d.tenant_id ORDER BY d.seq ROWS UNBOUNDED PRECEDING) AS hash
        FROM digested d
    ), chained AS (
        INSERT INTO audit_chain (tenant_id, epoch, seq, event_id, body_digest, digest, hash)
        SELECT l.tenant_id, state.epoch, l.seq, l.id, l.body, l.digest, l.hash FROM linked l
    ), salted AS (
        INSERT INTO audit_salts (tenant_id, event_id, salt) SELECT l.tenant_id, l.id, l.salt FROM linked l
    ), place AS MATERIALIZED (
        -- Fewer than asked for: everything before the oldest running transaction.
        SELECT CASE WHEN n.count = most THEN e.xid ELSE low END AS xid,
            CASE WHEN n.count = most THEN e.id ELSE nothing END AS id
        FROM (SELECT count(*) FROM fresh) n
        LEFT JOIN (SELECT f.xid, f.id FROM fresh f ORDER BY f.xid DESC, f.id DESC LIMIT 1) e ON true
    ), moved AS (
        UPDATE audit_sealer SET xid = p.xid, id = p.id, rescan = false FROM place p
    )
    SELECT DISTINCT ON (l.tenant_id) l.tenant_id, state.epoch, l.seq, l.hash, p.xid::text::bigint,
        count(*) OVER (PARTITION BY l.tenant_id)
    FROM linked l CROSS JOIN place p ORDER BY l.tenant_id, l.seq DESC;
END
$$;

-- Whether there is anything to seal: asked often, and holding nothing.
CREATE FUNCTION kiik_audit_waits() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.rescan OR EXISTS (
        SELECT FROM audit_events e WHERE e.xid >= s.xid AND (e.xid > s.xid OR e.id > s.id)
            AND e.xid < pg_snapshot_xmin(pg_current_snapshot()))
    FROM audit_sealer s
$$;

-- Keeps the signed checkpoints of a batch.
CREATE FUNCTION kiik_keep_checkpoints(tenants bigint[], epochs bigint[], seqs bigint[], statements text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO audit_checkpoints (tenant_id, epoch, seq, sealed_at, statement)
    SELECT c.tenant, c.epoch, c.seq, now(), c.statement
    FROM unnest(tenants, epochs, seqs, statements) AS c (tenant, epoch, seq, statement)
$$;

-- Begins an epoch, unless another node has: true where it was begun.
CREATE FUNCTION kiik_begin_audit_epoch(
    present integer, next integer, at timestamptz, reason text, statement text
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE audit_sealer SET epoch = next, rescan = true WHERE epoch = present AND next > present;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO audit_epochs (epoch, began_at, reason, statement) VALUES (next, at, reason, statement);
    RETURN true;
END
$$;

-- How many events wait for their seal (counted up to 100,000) and since when the oldest does.
CREATE FUNCTION kiik_audit_lag() RETURNS TABLE (unsealed bigint, oldest timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*), min(w.occurred_at) FROM (
        SELECT e.occurred_at FROM audit_sealer s, audit_events e
        WHERE e.xid >= s.xid AND (e.xid > s.xid OR e.id > s.id)
            AND (SELECT true FROM audit_chain c WHERE c.tenant_id = e.tenant_id AND c.event_id = e.id) IS NULL
        LIMIT 100000) w
$$;

-- Takes before, after and salt of a row's sealed events, and says so in an event of its own. Of the bound tenant only.
CREATE FUNCTION kiik_erase_audit(
    of_resource text, of_id bigint, event_id uuid, at timestamptz, who text, why text
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    own constant bigint := nullif(current_setting('kiik.tenant', true), '')::bigint;
    chosen uuid[];
BEGIN
    SELECT array_agg(e.id ORDER BY e.id) INTO chosen
    FROM audit_events e JOIN audit_salts s ON s.tenant_id = e.tenant_id AND s.event_id = e.id
    WHERE e.tenant_id = own AND e.resource = of_resource AND e.resource_id = of_id AND e.action <> 'audit.erase';
    IF chosen IS NULL THEN
        RETURN 0;
    END IF;
    PERFORM set_config('kiik.erasing', 'on', true);
    UPDATE audit_events e SET before = NULL, after = NULL WHERE e.tenant_id = own AND e.id = ANY (chosen);
    DELETE FROM audit_salts s WHERE s.tenant_id = own AND s.event_id = ANY (chosen);
    PERFORM set_config('kiik.erasing', 'off', true);
    INSERT INTO audit_events (tenant_id, id, occurred_at, actor, ip, request_id, action, resource, resource_id, after)
    VALUES (own, event_id, at, who, '', '', 'audit.erase', of_resource, of_id,
        json_build_object('reason', why, 'events', to_json(chosen)));
    RETURN cardinality(chosen);
END
$$;

DO $$
DECLARE own text;
BEGIN
    FOREACH own IN ARRAY ARRAY[
        'kiik_seal_audit(bigint)', 'kiik_keep_checkpoints(bigint[], bigint[], bigint[], text[])',
        'kiik_begin_audit_epoch(integer, integer, timestamptz, text, text)', 'kiik_audit_lag()', 'kiik_audit_waits()',
        'kiik_erase_audit(text, bigint, uuid, timestamptz, text, text)'] LOOP
        EXECUTE 'ALTER FUNCTION ' || own || ' OWNER TO kiik_owner';
        EXECUTE 'REVOKE ALL ON FUNCTION ' || own || ' FROM PUBLIC';
        EXECUTE 'GRANT EXECUTE ON FUNCTION ' || own || ' TO kiik_app';
    END LOOP;
END
$$;
