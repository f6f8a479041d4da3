-- Calls number :first to :last of :calls, spread over the last 30 days: some keys call often, most seldom. What counts
-- them runs as it does for the daemon.
INSERT INTO usage_records
SELECT :tenant, now() - i * interval '30 days' / :calls, '00000000-0000-7000-8000-000000000001', i, k.id,
    (ARRAY['customers.list', 'customers.show', 'customers.create', 'invoices.list', 'invoices.show', 'invoices.update',
        'estimates.list', 'projects.list', 'verify', 'documents.download'])[(1 + i * 7919 % 10)::integer],
    'GET', '/api/ai-actions/context/customers/' || i % 1000 || '/',
    (ARRAY[200, 200, 200, 200, 201, 200, 200, 404, 403, 200, 200, 200, 429, 200, 200, 200, 500, 200, 200, 304])[(1 + i * 104729 % 20)::integer],
    100 + i * 31 % 20000, '192.0.2.' || i % 20, 'req_' || i, true
FROM generate_series(:first::bigint, :last::bigint) i
    JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM api_keys WHERE tenant_id = :tenant) k
    ON k.place = floor(power((i * 48271 % 1000003)::float / 1000003, 3) * :keys)::bigint;
