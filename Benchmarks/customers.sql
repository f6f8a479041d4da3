-- 10,000 customers for each benchmark tenant, and the totals that go with them.
INSERT INTO customers (tenant_id, id, uuid, name, email, phone, company, address, tax_number, notes, status,
    created_at, updated_at, version)
SELECT t.id, nextval('customers_id'), gen_random_uuid(), 'Customer ' || i || ' Kft.', 'customer' || i || '@example.com',
    '', '', '', '', '', (ARRAY['active', 'inactive', 'prospect'])[1 + i % 3],
    now() - (i || ' seconds')::interval, now(), 1
FROM tenants t CROSS JOIN generate_series(1, 10000) AS i WHERE t.subdomain ~ '^bench-[0-9]$' ORDER BY t.id, i;
INSERT INTO row_counts (tenant_id, resource, part, total)
SELECT tenant_id, 'customers', 0, count(*) FROM customers GROUP BY tenant_id;
VACUUM ANALYZE;
