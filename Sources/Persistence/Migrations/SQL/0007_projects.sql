CREATE TABLE projects (
    tenant_id   bigint NOT NULL,
    id          bigint NOT NULL,
    uuid        uuid NOT NULL,
    name        text NOT NULL CHECK (name <> ''),
    customer_id bigint NOT NULL,
    description text NOT NULL,
    status      text NOT NULL CHECK (status IN ('planned', 'active', 'completed', 'cancelled')),
    daily_rate  bigint CHECK (daily_rate BETWEEN 0 AND 1000000000000000),
    currency    text NOT NULL,
    start_date  date,
    end_date    date CHECK (end_date >= start_date),
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    version     bigint NOT NULL,
    -- To be found by name. A stored text, because row-level security keeps a condition with a function off an index.
    folded_name text NOT NULL GENERATED ALWAYS AS (kiik_fold(name)) STORED,
    search      text NOT NULL GENERATED ALWAYS AS (kiik_fold(name || ' ' || description)) STORED,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT projects_customer_id_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customers
);
CALL kiik_tenant_table('projects', 'SELECT, INSERT, UPDATE');
CALL kiik_id_sequence('projects');

CREATE INDEX projects_customer_id_idx ON projects (tenant_id, customer_id, id);
CREATE INDEX projects_status_idx ON projects (tenant_id, status, id);
CREATE INDEX projects_name_idx ON projects (tenant_id, name, id);
CREATE INDEX projects_folded_name_idx ON projects (tenant_id, folded_name);
CREATE INDEX projects_created_at_idx ON projects (tenant_id, created_at, id);
CALL kiik_searchable('projects');

-- Shows columns that a table was given later in its view `<table>_search` too.
CREATE PROCEDURE kiik_refresh_searchable(relation regclass) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE VIEW %I AS SELECT * FROM %s'
        ' WHERE tenant_id = nullif(current_setting(''kiik.tenant'', true), '''')::bigint',
        relation::text || '_search', relation);
END
$$;

ALTER TABLE invoices ADD project_id bigint,
    ADD CONSTRAINT invoices_project_id_fkey FOREIGN KEY (tenant_id, project_id) REFERENCES projects;
CREATE INDEX invoices_project_id_idx ON invoices (tenant_id, project_id, id);
CALL kiik_refresh_searchable('invoices');

-- Sums of the invoices' amounts by month of issue and status: of all (project_id 0) and of each project. So a revenue
-- costs the same whatever the number of invoices.
CREATE TABLE revenue (
    tenant_id  bigint NOT NULL,
    project_id bigint NOT NULL,
    month      date NOT NULL,
    status     text NOT NULL,
    currency   text NOT NULL,
    amount     bigint NOT NULL,
    PRIMARY KEY (tenant_id, project_id, month, status, currency)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
CALL kiik_tenant_table('revenue', 'SELECT, INSERT, UPDATE');

CREATE FUNCTION kiik_add_revenue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- In one order, so that two transactions never wait for each other crosswise. OLD is null for a new invoice.
    INSERT INTO revenue AS r (tenant_id, project_id, month, status, currency, amount)
    SELECT NEW.tenant_id, p.project_id, date_trunc('month', p.issued::timestamp)::date, p.status, p.currency,
        sum(p.amount)
    FROM (VALUES
        (0, NEW.issue_date, NEW.status, NEW.currency, NEW.amount),
        (NEW.project_id, NEW.issue_date, NEW.status, NEW.currency, NEW.amount),
        (0, OLD.issue_date, OLD.status, OLD.currency, -OLD.amount),
        (OLD.project_id, OLD.issue_date, OLD.status, OLD.currency, -OLD.amount)
    ) AS p (project_id, issued, status, currency, amount)
    WHERE p.project_id IS NOT NULL AND p.amount IS NOT NULL
    GROUP BY 2, 3, 4, 5
    HAVING sum(p.amount) <> 0
    ORDER BY 2, 3, 4, 5
    ON CONFLICT (tenant_id, project_id, month, status, currency) DO UPDATE SET amount = r.amount + excluded.amount;
    RETURN NULL;
END
$$;
CREATE TRIGGER add_revenue AFTER INSERT OR UPDATE OF project_id, issue_date, status, currency, amount ON invoices
    FOR EACH ROW EXECUTE FUNCTION kiik_add_revenue();

INSERT INTO revenue (tenant_id, project_id, month, status, currency, amount)
SELECT tenant_id, 0, date_trunc('month', issue_date::timestamp)::date, status, currency, sum(amount)
FROM invoices GROUP BY 1, 3, 4, 5;
