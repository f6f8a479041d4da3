-- A tenant's keys as they are shown: with their use, and with the names of what belongs to the account.
GRANT SELECT ON api_key_usage TO kiik_auth;
CREATE POLICY lookup ON api_key_usage FOR SELECT TO kiik_auth USING (true);
DROP VIEW key_directory;
CREATE VIEW key_listings AS
    SELECT k.tenant_id, k.id, k.uuid, k.name, k.family, k.prefix, k.digest, k.scopes, k.rate_limit, k.allowlist, k.notes,
        k.role_id, k.created_by, k.integration_id, k.rotated_from, k.created_at, k.expires_at, k.revoked_at, k.version,
        CASE WHEN k.revoked_at IS NOT NULL THEN 'revoked' WHEN k.expires_at <= now() THEN 'expired' ELSE 'active' END AS status,
        coalesce(u.usage_count, 0) AS usage_count, u.last_used_at, u.last_used_ip,
        coalesce(u.last_used_at, k.created_at) < now() - interval '90 days' AS is_unused,
        r.name AS role_name, i.name AS integration_name, p.email AS creator
    FROM api_keys k LEFT JOIN api_key_usage u ON u.tenant_id = k.tenant_id AND u.key_id = k.id
        LEFT JOIN roles r ON r.tenant_id = k.account_id AND r.id = k.role_id
        LEFT JOIN integrations i ON i.tenant_id = k.account_id AND i.id = k.integration_id
        LEFT JOIN users p ON p.id = k.created_by
    WHERE k.tenant_id = nullif(current_setting('kiik.tenant', true), '')::bigint;
ALTER VIEW key_listings OWNER TO kiik_auth;
GRANT SELECT ON key_listings TO kiik_app;
-- A tenant has thousands of keys, not millions: their words are folded as they are looked for.
CREATE VIEW key_listings_search AS
    SELECT l.*, kiik_fold(l.name || ' ' || l.prefix || ' ' || l.notes || ' ' || coalesce(l.integration_name, '')) AS search
    FROM key_listings l;
ALTER VIEW key_listings_search OWNER TO kiik_auth;
GRANT SELECT ON key_listings_search TO kiik_app;
