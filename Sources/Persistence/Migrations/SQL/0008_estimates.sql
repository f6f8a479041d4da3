ALTER TABLE tenants ADD daily_rate bigint CHECK (daily_rate BETWEEN 0 AND 1000000000000000);

-- json keeps what was written; nothing looks into it.
ALTER TABLE invoices
    ADD tax bigint NOT NULL DEFAULT 0 CHECK (tax >= 0),
    ADD lines json NOT NULL DEFAULT '[]';
CALL kiik_refresh_searchable('invoices');

CREATE TABLE estimates (
    tenant_id   bigint NOT NULL,
    id          bigint NOT NULL,
    uuid        uuid NOT NULL,
    number      text NOT NULL,
    customer_id bigint NOT NULL,
    project_id  bigint,
    status      text NOT NULL CHECK (status IN ('draft', 'sent', 'accepted', 'refused', 'expired')),
    amount      bigint NOT NULL CHECK (amount >= 0),
    tax         bigint NOT NULL CHECK (tax >= 0),
    currency    text NOT NULL,
    description text NOT NULL,
    lines       json NOT NULL,
    issue_date  date NOT NULL,
    valid_until date NOT NULL CHECK (valid_until >= issue_date),
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    version     bigint NOT NULL,
    search      text NOT NULL GENERATED ALWAYS AS (kiik_fold(number || ' ' || description)) STORED,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT estimates_number_key UNIQUE (tenant_id, number),
    CONSTRAINT estimates_customer_id_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customers,
    CONSTRAINT estimates_project_id_fkey FOREIGN KEY (tenant_id, project_id) REFERENCES projects
);
CALL kiik_tenant_table('estimates', 'SELECT, INSERT, UPDATE');
CALL kiik_id_sequence('estimates');

CREATE INDEX estimates_customer_id_idx ON estimates (tenant_id, customer_id, id);
CREATE INDEX estimates_project_id_idx ON estimates (tenant_id, project_id, id);
CREATE INDEX estimates_status_idx ON estimates (tenant_id, status, id);
CREATE INDEX estimates_issue_date_idx ON estimates (tenant_id, issue_date, id);
CREATE INDEX estimates_amount_idx ON estimates (tenant_id, amount, id);
CREATE INDEX estimates_created_at_idx ON estimates (tenant_id, created_at, id);
CALL kiik_searchable('estimates');

CREATE OR REPLACE VIEW tenant_directory AS
    SELECT t.id, t.subdomain, t.name, t.currency, t.time_zone, t.test_of, s.id AS test_id, t.created_at, t.daily_rate
    FROM tenants t LEFT JOIN tenants s ON s.test_of = t.id;
