-- Tokens for the API alone: those of a request that names it as its resource.
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['oauth_authorizations', 'oauth_access_tokens'] LOOP
        EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', name, name || '_audience_check');
        EXECUTE format(
            'ALTER TABLE %I ADD CONSTRAINT %I CHECK (audience IN (''server'', ''api'', ''mcp''))', name,
            name || '_audience_check');
    END LOOP;
END $$;
