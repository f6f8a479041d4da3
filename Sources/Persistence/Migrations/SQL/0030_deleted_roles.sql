-- A role that was deleted stays, for the memberships that ended and the keys that were revoked; nobody has it any more.
ALTER TABLE roles ADD COLUMN is_deleted boolean NOT NULL DEFAULT false;
-- Its name is free again.
DROP INDEX roles_name_key;
CREATE UNIQUE INDEX roles_name_key ON roles (tenant_id, lower(name)) WHERE NOT is_deleted;

-- Who is given a role holds it until the end of the transaction: of that and the role's end, one waits for the other.
CREATE FUNCTION kiik_require_role() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    account bigint;
BEGIN
    IF TG_TABLE_NAME = 'api_keys' THEN account := NEW.account_id; ELSE account := NEW.tenant_id; END IF;
    PERFORM 1 FROM roles WHERE tenant_id = account AND id = NEW.role_id AND NOT is_deleted FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no such role' USING ERRCODE = 'foreign_key_violation', SCHEMA = TG_TABLE_SCHEMA,
            TABLE = TG_TABLE_NAME, CONSTRAINT = TG_TABLE_NAME || '_role_id_fkey';
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION kiik_require_role() OWNER TO kiik_owner;
REVOKE ALL ON FUNCTION kiik_require_role() FROM PUBLIC;
CREATE TRIGGER require_role AFTER INSERT OR UPDATE OF role_id, ended_at ON memberships
    FOR EACH ROW WHEN (NEW.ended_at IS NULL) EXECUTE FUNCTION kiik_require_role();
CREATE TRIGGER require_role AFTER INSERT OR UPDATE OF role_id, revoked_at ON api_keys
    FOR EACH ROW WHEN (NEW.role_id IS NOT NULL AND NEW.revoked_at IS NULL) EXECUTE FUNCTION kiik_require_role();

-- How many have a role: a key that only expired can be given more time, and has it.
CREATE VIEW role_holders AS
    SELECT r.tenant_id, r.id,
        (SELECT count(*) FROM memberships m JOIN users u ON u.id = m.user_id
         WHERE m.tenant_id = r.tenant_id AND m.role_id = r.id AND m.ended_at IS NULL AND u.password IS NOT NULL) AS members,
        (SELECT count(*) FROM memberships m JOIN users u ON u.id = m.user_id
         WHERE m.tenant_id = r.tenant_id AND m.role_id = r.id AND m.ended_at IS NULL AND u.password IS NULL) AS invited,
        (SELECT count(*) FROM api_keys k
         WHERE k.account_id = r.tenant_id AND k.role_id = r.id AND k.revoked_at IS NULL) AS keys,
        r.version
    FROM roles r
    WHERE r.tenant_id = nullif(current_setting('kiik.tenant', true), '')::bigint
        AND coalesce(current_setting('kiik.scope', true), '') = '';
ALTER VIEW role_holders OWNER TO kiik_auth;
GRANT SELECT ON role_holders TO kiik_app, kiik_limited;

CREATE FUNCTION kiik_require_unused_role() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM memberships WHERE tenant_id = NEW.tenant_id AND role_id = NEW.id AND ended_at IS NULL)
        OR EXISTS (SELECT FROM api_keys WHERE account_id = NEW.tenant_id AND role_id = NEW.id AND revoked_at IS NULL)
    THEN
        RAISE EXCEPTION 'somebody has the role' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'roles_in_use';
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION kiik_require_unused_role() OWNER TO kiik_owner;
REVOKE ALL ON FUNCTION kiik_require_unused_role() FROM PUBLIC;
CREATE TRIGGER require_unused AFTER UPDATE OF is_deleted ON roles
    FOR EACH ROW WHEN (NEW.is_deleted AND NOT OLD.is_deleted) EXECUTE FUNCTION kiik_require_unused_role();
