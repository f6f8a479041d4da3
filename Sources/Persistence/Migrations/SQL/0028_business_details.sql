-- Who the business is, as it stands on its invoices, and on each invoice as it stood there when it was sent.

ALTER TABLE tenants
    ADD legal_name          text NOT NULL DEFAULT '',
    ADD address             text NOT NULL DEFAULT '',
    ADD registration_number text NOT NULL DEFAULT '',
    ADD tax_number          text NOT NULL DEFAULT '',
    ADD email               text NOT NULL DEFAULT '',
    ADD phone               text NOT NULL DEFAULT '',
    ADD website             text NOT NULL DEFAULT '',
    ADD payment_details     text NOT NULL DEFAULT '';

-- A test environment says the same of itself.
CREATE OR REPLACE FUNCTION kiik_follow_tenant() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE tenants SET name = CASE WHEN NEW.name <> OLD.name THEN NEW.name || ' (test)' ELSE name END,
        daily_rate = NEW.daily_rate, approval = NEW.approval, legal_name = NEW.legal_name, address = NEW.address,
        registration_number = NEW.registration_number, tax_number = NEW.tax_number, email = NEW.email,
        phone = NEW.phone, website = NEW.website, payment_details = NEW.payment_details, version = version + 1
    WHERE test_of = NEW.id;
    RETURN NULL;
END
$$;
DROP TRIGGER follow ON tenants;
CREATE TRIGGER follow AFTER UPDATE OF name, daily_rate, approval, legal_name, address, registration_number, tax_number,
    email, phone, website, payment_details ON tenants FOR EACH ROW
    WHEN (NEW.test_of IS NULL AND ROW (NEW.name, NEW.daily_rate, NEW.approval, NEW.legal_name, NEW.address,
            NEW.registration_number, NEW.tax_number, NEW.email, NEW.phone, NEW.website, NEW.payment_details)
        IS DISTINCT FROM ROW (OLD.name, OLD.daily_rate, OLD.approval, OLD.legal_name, OLD.address,
            OLD.registration_number, OLD.tax_number, OLD.email, OLD.phone, OLD.website, OLD.payment_details))
    EXECUTE FUNCTION kiik_follow_tenant();

-- Who sent an invoice and to whom, as they were then; null for a draft, and for what was sent before there was this column.
-- It is no column of the entity: nothing that changes an invoice can change it.
ALTER TABLE invoices ADD parties jsonb;

-- In the same statement that sends it, whoever sends: somebody who is limited to a project may not see its customer.
CREATE FUNCTION kiik_keep_parties() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.parties := (
        SELECT jsonb_build_object(
            'seller', jsonb_build_object('name', t.name, 'legal_name', t.legal_name, 'address', t.address,
                'registration_number', t.registration_number, 'tax_number', t.tax_number, 'email', t.email,
                'phone', t.phone, 'website', t.website, 'payment_details', t.payment_details),
            'recipient', jsonb_build_object('name', c.name, 'company', c.company, 'address', c.address,
                'tax_number', c.tax_number))
        FROM tenants t, customers c
        WHERE t.id = NEW.tenant_id AND c.tenant_id = NEW.tenant_id AND c.id = NEW.customer_id);
    RETURN NEW;
END
$$;
ALTER FUNCTION kiik_keep_parties() OWNER TO kiik_owner;
REVOKE ALL ON FUNCTION kiik_keep_parties() FROM PUBLIC;
CREATE TRIGGER keep_parties BEFORE INSERT ON invoices FOR EACH ROW
    WHEN (NEW.status IN ('sent', 'paid', 'overdue')) EXECUTE FUNCTION kiik_keep_parties();
CREATE TRIGGER keep_parties_when_sent BEFORE UPDATE ON invoices FOR EACH ROW
    WHEN (OLD.status = 'draft' AND NEW.status IN ('sent', 'paid', 'overdue')) EXECUTE FUNCTION kiik_keep_parties();

-- Pages say the business's name: it is kept with the session, and announced as the rest of it is.
DROP TRIGGER announce_access ON tenants;
CREATE TRIGGER announce_access AFTER UPDATE OF subdomain, name, currency, time_zone, step_up, step_up_age, approval,
    session_idle, session_life, allowlist ON tenants
    FOR EACH ROW EXECUTE FUNCTION kiik_announce_tenant();
CREATE OR REPLACE VIEW session_lookup AS
    SELECT s.id, s.tenant_id, s.user_id, s.method, s.ip, s.user_agent, s.created_at, s.refreshed_at,
           least(s.expires_at, s.created_at + t.session_life * interval '1 second') AS expires_at,
           coalesce(s.ended_at, u.locked_at, CASE
               WHEN m.id IS NULL THEN s.created_at
               WHEN u.password_changed_at IS DISTINCT FROM s.password_changed_at
                   THEN coalesce(u.password_changed_at, s.created_at) END) AS ended_at,
           u.email, t.subdomain, t.currency, t.time_zone, r.builtin, coalesce(r.permissions, '{}') AS permissions,
           s.cookie_digest, s.factor_at, t.step_up, t.step_up_age, t.approval, t.session_idle, t.allowlist,
           x.id AS test_id, x.subdomain AS test_subdomain, t.name AS business
    FROM sessions s JOIN tenants t ON t.id = s.tenant_id JOIN users u ON u.id = s.user_id
        LEFT JOIN tenants x ON x.test_of = t.id
        LEFT JOIN (memberships m JOIN roles r ON r.tenant_id = m.tenant_id AND r.id = m.role_id)
            ON m.tenant_id = s.tenant_id AND m.user_id = s.user_id AND m.ended_at IS NULL;
