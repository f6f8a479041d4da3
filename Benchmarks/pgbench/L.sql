-- The page and its total behind the tenant wall, in one round trip, as kiikd asks for them.
\set t :first + :step * random(0, 9)
\startpipeline
SELECT set_config('kiik.tenant', :t::bigint::text, true);
SELECT id, uuid, name, email, phone, company, address, tax_number, notes, status, created_at, updated_at, version FROM customers ORDER BY id LIMIT 51;
SELECT coalesce(sum(total), 0)::bigint FROM row_counts WHERE resource = 'customers';
\endpipeline
