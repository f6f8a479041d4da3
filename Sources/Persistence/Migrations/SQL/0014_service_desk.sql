CREATE TABLE devices (
    tenant_id     bigint NOT NULL,
    id            bigint NOT NULL,
    uuid          uuid NOT NULL,
    customer_id   bigint NOT NULL,
    type          text NOT NULL CHECK (type <> ''),
    brand         text NOT NULL,
    model         text NOT NULL,
    serial_number text NOT NULL,
    notes         text NOT NULL,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    version       bigint NOT NULL,
    search        text NOT NULL GENERATED ALWAYS AS
                  (kiik_fold(type || ' ' || brand || ' ' || model || ' ' || serial_number || ' ' || notes)) STORED,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT devices_customer_id_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customers
);
CALL kiik_tenant_table('devices', 'SELECT, INSERT, UPDATE');
CALL kiik_id_sequence('devices');

CREATE INDEX devices_customer_id_idx ON devices (tenant_id, customer_id, id);
CREATE INDEX devices_type_idx ON devices (tenant_id, type, id);
CREATE INDEX devices_created_at_idx ON devices (tenant_id, created_at, id);
CALL kiik_searchable('devices');

CREATE TABLE work_items (
    tenant_id     bigint NOT NULL,
    id            bigint NOT NULL,
    uuid          uuid NOT NULL,
    customer_id   bigint NOT NULL,
    device_id     bigint,
    type          text NOT NULL CHECK (type <> ''),
    description   text NOT NULL CHECK (description <> ''),
    intake_method text NOT NULL
                  CHECK (intake_method IN ('walkin', 'phone', 'email', 'web', 'mail_in', 'pickup', 'other')),
    status        text NOT NULL CHECK (status IN ('intake', 'in_progress', 'waiting', 'ready', 'done', 'cancelled')),
    priority      text NOT NULL CHECK (priority IN ('low', 'medium', 'high', 'urgent')),
    notes         text NOT NULL,
    assigned_to   bigint,
    due_date      date,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    version       bigint NOT NULL,
    -- What a list by due date is ordered by: a null has no place behind a cursor.
    due_order     date NOT NULL GENERATED ALWAYS AS (coalesce(due_date, '9999-12-31')) STORED,
    search        text NOT NULL GENERATED ALWAYS AS
                  (kiik_fold(type || ' ' || description || ' ' || notes)) STORED,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT work_items_customer_id_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customers,
    CONSTRAINT work_items_device_id_fkey FOREIGN KEY (tenant_id, device_id) REFERENCES devices
);
CALL kiik_tenant_table('work_items', 'SELECT, INSERT, UPDATE');
CALL kiik_id_sequence('work_items');

CREATE INDEX work_items_customer_id_idx ON work_items (tenant_id, customer_id, id);
CREATE INDEX work_items_device_id_idx ON work_items (tenant_id, device_id, id) WHERE device_id IS NOT NULL;
CREATE INDEX work_items_type_idx ON work_items (tenant_id, type, id);
CREATE INDEX work_items_intake_method_idx ON work_items (tenant_id, intake_method, id);
CREATE INDEX work_items_status_idx ON work_items (tenant_id, status, id);
CREATE INDEX work_items_priority_idx ON work_items (tenant_id, priority, id);
CREATE INDEX work_items_assigned_to_idx ON work_items (tenant_id, assigned_to, id) WHERE assigned_to IS NOT NULL;
CREATE INDEX work_items_due_date_idx ON work_items (tenant_id, due_date, id) WHERE due_date IS NOT NULL;
CREATE INDEX work_items_due_order_idx ON work_items (tenant_id, due_order, id);
CREATE INDEX work_items_created_at_idx ON work_items (tenant_id, created_at, id);
CALL kiik_searchable('work_items');

CREATE TABLE tasks (
    tenant_id    bigint NOT NULL,
    id           bigint NOT NULL,
    uuid         uuid NOT NULL,
    title        text NOT NULL CHECK (title <> ''),
    description  text NOT NULL,
    status       text NOT NULL CHECK (status IN ('todo', 'in_progress', 'completed', 'cancelled')),
    priority     text NOT NULL CHECK (priority IN ('low', 'medium', 'high', 'urgent')),
    customer_id  bigint,
    work_item_id bigint,
    assigned_to  bigint,
    due_date     date,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    version      bigint NOT NULL,
    due_order    date NOT NULL GENERATED ALWAYS AS (coalesce(due_date, '9999-12-31')) STORED,
    search       text NOT NULL GENERATED ALWAYS AS (kiik_fold(title || ' ' || description)) STORED,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT tasks_customer_id_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customers,
    CONSTRAINT tasks_work_item_id_fkey FOREIGN KEY (tenant_id, work_item_id) REFERENCES work_items
);
CALL kiik_tenant_table('tasks', 'SELECT, INSERT, UPDATE');
CALL kiik_id_sequence('tasks');

CREATE INDEX tasks_customer_id_idx ON tasks (tenant_id, customer_id, id) WHERE customer_id IS NOT NULL;
CREATE INDEX tasks_work_item_id_idx ON tasks (tenant_id, work_item_id, id) WHERE work_item_id IS NOT NULL;
CREATE INDEX tasks_status_idx ON tasks (tenant_id, status, id);
CREATE INDEX tasks_priority_idx ON tasks (tenant_id, priority, id);
CREATE INDEX tasks_assigned_to_idx ON tasks (tenant_id, assigned_to, id) WHERE assigned_to IS NOT NULL;
CREATE INDEX tasks_due_date_idx ON tasks (tenant_id, due_date, id) WHERE due_date IS NOT NULL;
CREATE INDEX tasks_due_order_idx ON tasks (tenant_id, due_order, id);
CREATE INDEX tasks_title_idx ON tasks (tenant_id, title, id);
CREATE INDEX tasks_created_at_idx ON tasks (tenant_id, created_at, id);
CALL kiik_searchable('tasks');

-- A row's history is read in the order of time, a page at a time.
DROP INDEX audit_events_resource_idx;
CREATE INDEX audit_events_resource_idx ON audit_events (tenant_id, resource, resource_id, occurred_at, id);

-- Work is given to members; those of a test environment are the live tenant's, whom it does not see.
CREATE FUNCTION kiik_require_member() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM tenants t JOIN memberships m ON m.tenant_id = coalesce(t.test_of, t.id)
        WHERE t.id = NEW.tenant_id AND m.user_id = NEW.assigned_to AND m.ended_at IS NULL)
    THEN
        RAISE EXCEPTION 'no such member' USING ERRCODE = 'foreign_key_violation', TABLE = TG_TABLE_NAME,
            CONSTRAINT = TG_TABLE_NAME || '_assigned_to_fkey';
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION kiik_require_member() OWNER TO kiik_owner;
REVOKE ALL ON FUNCTION kiik_require_member() FROM PUBLIC;
CREATE TRIGGER assigned_to AFTER INSERT OR UPDATE OF assigned_to ON work_items
    FOR EACH ROW WHEN (NEW.assigned_to IS NOT NULL) EXECUTE FUNCTION kiik_require_member();
CREATE TRIGGER assigned_to AFTER INSERT OR UPDATE OF assigned_to ON tasks
    FOR EACH ROW WHEN (NEW.assigned_to IS NOT NULL) EXECUTE FUNCTION kiik_require_member();
