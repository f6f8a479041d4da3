-- Since when people have to be asked again: where an app's answers go, or who holds its secret, has changed.
ALTER TABLE oauth_clients ADD COLUMN consent_after timestamptz;

-- A view has the columns that there were when it was made.
CREATE OR REPLACE VIEW oauth_client_lookup AS SELECT * FROM oauth_clients;
DROP VIEW oauth_clients_search;
CREATE VIEW oauth_clients_search AS
    SELECT c.*, kiik_fold(c.name || ' ' || c.client_id || ' ' || array_to_string(c.redirect_uris, ' ')) AS search
    FROM oauth_clients c
    WHERE c.tenant_id = nullif(current_setting('kiik.tenant', true), '')::bigint
        AND coalesce(current_setting('kiik.scope', true), '') = '';
ALTER VIEW oauth_clients_search OWNER TO kiik_auth;
GRANT SELECT ON oauth_clients_search TO kiik_app;
