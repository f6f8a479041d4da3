-- A key never seen before: the lookup that fills kiikd's cache. One key only, so PostgreSQL's caches are warm.
SELECT tenant_id, id, name, family, scopes, rate_limit, allowlist, expires_at, revoked_at, subdomain, currency, time_zone, is_test FROM api_key_lookup WHERE digest = decode(:digest, 'hex');
