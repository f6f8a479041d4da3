CREATE TABLE credit_notes (
    tenant_id   bigint NOT NULL,
    id          bigint NOT NULL,
    uuid        uuid NOT NULL,
    number      text NOT NULL,
    invoice_id  bigint NOT NULL,
    customer_id bigint NOT NULL,
    amount      bigint NOT NULL CHECK (amount >= 0),
    tax         bigint NOT NULL CHECK (tax >= 0),
    currency    text NOT NULL,
    reason      text NOT NULL,
    issue_date  date NOT NULL,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    version     bigint NOT NULL,
    search      text NOT NULL GENERATED ALWAYS AS (kiik_fold(number || ' ' || reason)) STORED,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT credit_notes_number_key UNIQUE (tenant_id, number),
    -- An invoice is taken back once.
    CONSTRAINT credit_notes_invoice_id_key UNIQUE (tenant_id, invoice_id),
    CONSTRAINT credit_notes_invoice_id_fkey FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices,
    CONSTRAINT credit_notes_customer_id_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customers
);
CALL kiik_tenant_table('credit_notes', 'SELECT, INSERT, UPDATE');
CALL kiik_id_sequence('credit_notes');

CREATE INDEX credit_notes_customer_id_idx ON credit_notes (tenant_id, customer_id, id);
CREATE INDEX credit_notes_issue_date_idx ON credit_notes (tenant_id, issue_date, id);
CREATE INDEX credit_notes_created_at_idx ON credit_notes (tenant_id, created_at, id);
CALL kiik_searchable('credit_notes');
