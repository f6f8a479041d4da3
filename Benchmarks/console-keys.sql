-- So many keys of a tenant as :keys, one in ten of them revoked.
SET session_replication_role = replica;
INSERT INTO api_keys (tenant_id, account_id, id, uuid, name, family, prefix, digest, scopes, created_at, revoked_at)
SELECT :tenant, :tenant, nextval('api_keys_id'), gen_random_uuid(), 'Key ' || i, 'kiik', 'fta_' || left(md5(i::text), 4) || '…',
    sha256(convert_to('bench' || i, 'UTF8')), ARRAY['customers:read', 'customers:write', 'invoices:*'],
    now() - i * interval '10 minutes' - interval '40 days', CASE WHEN i % 10 = 0 THEN now() END
FROM generate_series(1, :keys) i;
