-- Whose writes have to be approved as they were shown.

ALTER TABLE tenants
    ADD approval text NOT NULL DEFAULT 'none' CHECK (approval IN ('none', 'assistants'));

CREATE OR REPLACE VIEW tenant_directory AS
    SELECT t.id, t.subdomain, t.name, t.currency, t.time_zone, t.test_of, s.id AS test_id, t.created_at, t.daily_rate,
           t.approval
    FROM tenants t LEFT JOIN tenants s ON s.test_of = t.id;

CREATE OR REPLACE VIEW api_key_lookup AS
    SELECT k.digest, k.tenant_id, k.account_id, k.id, k.name, k.family, k.scopes, k.rate_limit, k.allowlist,
           k.expires_at, k.revoked_at, t.subdomain, t.currency, t.time_zone, t.test_of IS NOT NULL AS is_test,
           k.role_id, k.created_by, t.approval
    FROM api_keys k JOIN tenants t ON t.id = k.tenant_id;

CREATE OR REPLACE VIEW session_lookup AS
    SELECT s.id, s.tenant_id, s.user_id, s.method, s.ip, s.user_agent, s.created_at, s.refreshed_at, s.expires_at,
           coalesce(s.ended_at, u.locked_at, CASE
               WHEN m.id IS NULL THEN s.created_at
               WHEN u.password_changed_at IS DISTINCT FROM s.password_changed_at
                   THEN coalesce(u.password_changed_at, s.created_at) END) AS ended_at,
           u.email, t.subdomain, t.currency, t.time_zone, r.builtin, coalesce(r.permissions, '{}') AS permissions,
           s.cookie_digest, s.factor_at, t.step_up, t.step_up_age, t.approval
    FROM sessions s JOIN tenants t ON t.id = s.tenant_id JOIN users u ON u.id = s.user_id
        LEFT JOIN (memberships m JOIN roles r ON r.tenant_id = m.tenant_id AND r.id = m.role_id)
            ON m.tenant_id = s.tenant_id AND m.user_id = s.user_id AND m.ended_at IS NULL;

DROP TRIGGER announce_access ON tenants;
CREATE TRIGGER announce_access AFTER UPDATE OF subdomain, currency, time_zone, step_up, step_up_age, approval ON tenants
    FOR EACH ROW EXECUTE FUNCTION kiik_announce_tenant();

CREATE OR REPLACE VIEW oauth_authorization_lookup AS
    SELECT a.tenant_id, a.id, a.client_id, a.grant_id, a.user_id, a.scopes, a.audience, a.code_digest,
           a.code_expires_at, a.code_used_at, a.code_challenge, a.redirect_uri, a.nonce, a.authenticated_at,
           a.created_at, a.expires_at,
           coalesce(a.ended_at, c.disabled_at, g.revoked_at, u.locked_at,
               CASE WHEN a.user_id IS NOT NULL AND m.id IS NULL THEN a.created_at END) AS ended_at,
           c.client_id AS client, c.name AS client_name, c.needs_approval,
           u.email, u.name AS user_name, u.email_verified_at,
           t.subdomain, t.currency, t.time_zone, r.builtin, coalesce(r.permissions, '{}') AS permissions,
           coalesce(g.customer_ids, '{}') AS customer_ids, coalesce(g.project_ids, '{}') AS project_ids, t.approval
    FROM oauth_authorizations a JOIN oauth_clients c ON c.id = a.client_id JOIN tenants t ON t.id = a.tenant_id
        LEFT JOIN oauth_grants g ON g.tenant_id = a.tenant_id AND g.id = a.grant_id
        LEFT JOIN users u ON u.id = a.user_id
        LEFT JOIN (memberships m JOIN roles r ON r.tenant_id = m.tenant_id AND r.id = m.role_id)
            ON m.tenant_id = a.tenant_id AND m.user_id = a.user_id AND m.ended_at IS NULL;
