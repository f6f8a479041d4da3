-- A tenant's customers and invoices, as many as :customers and :invoices. Triggers and references are passed over, so
-- what they keep up is written here too.
SET session_replication_role = replica;
INSERT INTO customers (tenant_id, id, uuid, name, email, phone, company, address, tax_number, notes, status, created_at,
    updated_at, version)
SELECT :tenant, nextval('customers_id'), gen_random_uuid(), 'Customer ' || md5(i::text), 'c' || i || '@example.com', '',
    'Company ' || i % 5000, '', '', '', (ARRAY['active', 'inactive', 'prospect'])[1 + i % 3], now() - i * interval '1 second',
    now(), 1
FROM generate_series(1, :customers) i;
INSERT INTO invoices (tenant_id, id, uuid, number, customer_id, status, amount, currency, description, issue_date,
    due_date, created_at, updated_at, version)
SELECT :tenant, nextval('invoices_id'), gen_random_uuid(), 'OLD-' || i, c.first + i % :customers,
    (ARRAY['draft', 'sent', 'paid'])[1 + i % 3], i % 1000000, 'EUR', 'Work ' || md5(i::text), current_date - i % 2000,
    current_date, now() - i * interval '1 second', now(), 1
FROM generate_series(1, :invoices) i, (SELECT min(id) AS first FROM customers WHERE tenant_id = :tenant) c;
INSERT INTO row_counts VALUES (:tenant, 'customers', 0, :customers), (:tenant, 'invoices', 0, :invoices);
INSERT INTO revenue
SELECT tenant_id, 0, date_trunc('month', issue_date::timestamp)::date, status, currency, sum(amount)
FROM invoices WHERE tenant_id = :tenant GROUP BY 1, 3, 4, 5;
