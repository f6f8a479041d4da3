CREATE TABLE invoices (
    tenant_id   bigint NOT NULL,
    id          bigint NOT NULL,
    uuid        uuid NOT NULL,
    number      text NOT NULL,
    customer_id bigint NOT NULL,
    status      text NOT NULL CHECK (status IN ('draft', 'sent', 'paid', 'overdue', 'cancelled')),
    amount      bigint NOT NULL CHECK (amount >= 0),
    currency    text NOT NULL,
    description text NOT NULL,
    issue_date  date NOT NULL,
    due_date    date NOT NULL CHECK (due_date >= issue_date),
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    version     bigint NOT NULL,
    search      text NOT NULL GENERATED ALWAYS AS (kiik_fold(number || ' ' || description)) STORED,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT invoices_number_key UNIQUE (tenant_id, number),
    CONSTRAINT invoices_customer_id_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customers
);
CALL kiik_tenant_table('invoices', 'SELECT, INSERT, UPDATE');
CALL kiik_id_sequence('invoices');

CREATE INDEX invoices_customer_id_idx ON invoices (tenant_id, customer_id, id);
CREATE INDEX invoices_status_idx ON invoices (tenant_id, status, id);
CREATE INDEX invoices_issue_date_idx ON invoices (tenant_id, issue_date, id);
CREATE INDEX invoices_due_date_idx ON invoices (tenant_id, due_date, id);
CREATE INDEX invoices_amount_idx ON invoices (tenant_id, amount, id);
CREATE INDEX invoices_created_at_idx ON invoices (tenant_id, created_at, id);
CALL kiik_searchable('invoices');
