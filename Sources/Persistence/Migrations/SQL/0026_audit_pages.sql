-- What pages show of the audit: by who did it and by what was done, however long ago and seldom.
CREATE INDEX audit_events_actor_idx ON audit_events (tenant_id, actor, id);
CREATE INDEX audit_events_action_idx ON audit_events (tenant_id, action, id);

-- A tenant has some hundred apps: their words are folded as they are looked for.
CREATE VIEW oauth_clients_search AS
    SELECT c.*, kiik_fold(c.name || ' ' || c.client_id || ' ' || array_to_string(c.redirect_uris, ' ')) AS search
    FROM oauth_clients c
    WHERE c.tenant_id = nullif(current_setting('kiik.tenant', true), '')::bigint
        AND coalesce(current_setting('kiik.scope', true), '') = '';
ALTER VIEW oauth_clients_search OWNER TO kiik_auth;
GRANT SELECT ON oauth_clients_search TO kiik_app;
