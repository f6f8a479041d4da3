CREATE TABLE documents (
    tenant_id         bigint NOT NULL,
    id                bigint NOT NULL,
    uuid              uuid NOT NULL,
    filename          text NOT NULL CHECK (filename <> ''),
    media_type        text NOT NULL
                      CHECK (media_type IN ('application/pdf', 'image/png', 'image/jpeg', 'text/vcard', 'text/plain')),
    size              bigint NOT NULL CHECK (size > 0),
    digest            bytea NOT NULL CHECK (octet_length(digest) = 32),
    status            text NOT NULL CHECK (status IN ('pending', 'approved', 'rejected')),
    -- What was read out of the file.
    name              text NOT NULL,
    email             text NOT NULL,
    phone             text NOT NULL,
    company           text NOT NULL,
    address           text NOT NULL,
    tax_number        text NOT NULL,
    customer_id       bigint,
    has_made_customer boolean NOT NULL,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    version           bigint NOT NULL,
    search            text NOT NULL GENERATED ALWAYS AS
                      (kiik_fold(filename || ' ' || name || ' ' || company || ' ' || email)) STORED,
    PRIMARY KEY (tenant_id, id),
    CHECK ((status = 'approved') = (customer_id IS NOT NULL)),
    CONSTRAINT documents_customer_id_fkey FOREIGN KEY (tenant_id, customer_id) REFERENCES customers
);
CALL kiik_tenant_table('documents', 'SELECT, INSERT, UPDATE');
CALL kiik_id_sequence('documents');

CREATE INDEX documents_status_idx ON documents (tenant_id, status, id);
CREATE INDEX documents_customer_id_idx ON documents (tenant_id, customer_id, id);
CREATE INDEX documents_created_at_idx ON documents (tenant_id, created_at, id);
CALL kiik_searchable('documents');

-- A tax number however it is spaced.
CREATE FUNCTION kiik_tax_number(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN upper(regexp_replace(value, '[^A-Za-z0-9]', '', 'g'));
CREATE INDEX customers_tax_number_idx ON customers (tenant_id, kiik_tax_number(tax_number)) WHERE tax_number <> '';

-- Approvals of one tenant that make customers go one after another, and each sees what the one before made: of two
-- documents about the same customer, approved at the same time, the second is decided again.
CREATE FUNCTION kiik_make_customer_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('kiik import ' || NEW.tenant_id, 0));
    IF EXISTS (
        SELECT FROM customers made JOIN customers_search other ON other.id <> made.id
            AND (made.email <> '' AND lower(other.email) = lower(made.email)
                OR made.tax_number <> '' AND other.tax_number <> ''
                    AND kiik_tax_number(other.tax_number) = kiik_tax_number(made.tax_number))
        WHERE made.id = NEW.customer_id)
    THEN
        RAISE EXCEPTION 'the customer was made by another transaction' USING ERRCODE = 'KK001';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER make_customer_once AFTER UPDATE OF has_made_customer ON documents
    FOR EACH ROW WHEN (NEW.has_made_customer AND NOT OLD.has_made_customer)
    EXECUTE FUNCTION kiik_make_customer_once();
