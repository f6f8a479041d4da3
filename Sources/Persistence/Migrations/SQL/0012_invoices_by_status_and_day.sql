-- "The invoices sent last month" are counted in the index alone.
CREATE INDEX invoices_status_issue_date_idx ON invoices (tenant_id, status, issue_date, id);
