CREATE TABLE activity_reports (
    tenant_id  bigint NOT NULL,
    id         bigint NOT NULL,
    uuid       uuid NOT NULL,
    project_id bigint NOT NULL,
    month      date NOT NULL CHECK (extract(day FROM month) = 1),
    worker     text NOT NULL,
    status     text NOT NULL CHECK (status IN ('draft', 'submitted')),
    days       json NOT NULL,
    notes      text NOT NULL,
    invoice_id bigint,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version    bigint NOT NULL,
    search     text NOT NULL GENERATED ALWAYS AS (kiik_fold(worker || ' ' || notes)) STORED,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT activity_reports_month_key UNIQUE (tenant_id, project_id, month, worker),
    CONSTRAINT activity_reports_project_id_fkey FOREIGN KEY (tenant_id, project_id) REFERENCES projects,
    CONSTRAINT activity_reports_invoice_id_fkey FOREIGN KEY (tenant_id, invoice_id) REFERENCES invoices
);
CALL kiik_tenant_table('activity_reports', 'SELECT, INSERT, UPDATE');
CALL kiik_id_sequence('activity_reports');

CREATE INDEX activity_reports_project_id_idx ON activity_reports (tenant_id, project_id, id);
CREATE INDEX activity_reports_status_idx ON activity_reports (tenant_id, status, id);
CREATE INDEX activity_reports_month_idx ON activity_reports (tenant_id, month, id);
CREATE INDEX activity_reports_created_at_idx ON activity_reports (tenant_id, created_at, id);
CALL kiik_searchable('activity_reports');

-- What all reports together say of a worker's day, so that it never has more than two halves.
CREATE TABLE worked_days (
    tenant_id bigint NOT NULL,
    worker    text NOT NULL,
    day       date NOT NULL,
    halves    integer NOT NULL,
    PRIMARY KEY (tenant_id, worker, day),
    CONSTRAINT worked_days_full CHECK (halves <= 2)
);
CALL kiik_tenant_table('worked_days', 'SELECT, INSERT, UPDATE');

CREATE FUNCTION kiik_add_worked_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- In one order, so that two transactions never wait for each other crosswise. OLD is null for a new report.
    INSERT INTO worked_days AS w (tenant_id, worker, day, halves)
    SELECT NEW.tenant_id, d.worker, d.day, sum(d.halves)
    FROM (
        SELECT NEW.worker, (r ->> 'date')::date, (r ->> 'halves')::integer FROM json_array_elements(NEW.days) r
        UNION ALL
        SELECT OLD.worker, (r ->> 'date')::date, -(r ->> 'halves')::integer FROM json_array_elements(OLD.days) r
    ) AS d (worker, day, halves)
    GROUP BY 2, 3
    HAVING sum(d.halves) <> 0
    ORDER BY 2, 3
    ON CONFLICT (tenant_id, worker, day) DO UPDATE SET halves = w.halves + excluded.halves;
    RETURN NULL;
END
$$;
CREATE TRIGGER add_worked_days AFTER INSERT OR UPDATE OF worker, days ON activity_reports
    FOR EACH ROW EXECUTE FUNCTION kiik_add_worked_days();
