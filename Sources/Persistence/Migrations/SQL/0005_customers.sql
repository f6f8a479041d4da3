CREATE TABLE customers (
    tenant_id  bigint NOT NULL,
    id         bigint NOT NULL,
    uuid       uuid NOT NULL,
    name       text NOT NULL CHECK (name <> ''),
    email      text NOT NULL,
    phone      text NOT NULL,
    company    text NOT NULL,
    address    text NOT NULL,
    tax_number text NOT NULL,
    notes      text NOT NULL,
    status     text NOT NULL CHECK (status IN ('active', 'inactive', 'prospect')),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version    bigint NOT NULL,
    search     text NOT NULL GENERATED ALWAYS AS
               (kiik_fold(name || ' ' || email || ' ' || company || ' ' || phone)) STORED,
    PRIMARY KEY (tenant_id, id)
);
CALL kiik_tenant_table('customers', 'SELECT, INSERT, UPDATE');
CALL kiik_id_sequence('customers');

CREATE INDEX customers_name_idx ON customers (tenant_id, name, id);
CREATE INDEX customers_created_at_idx ON customers (tenant_id, created_at, id);
CREATE INDEX customers_email_idx ON customers (tenant_id, lower(email));
CREATE INDEX customers_status_idx ON customers (tenant_id, status, id);
CALL kiik_searchable('customers');
