-- Two archives on one server may have roles of their own.
CREATE TABLE lookalike_internal.role_naming (
    is_only boolean NOT NULL DEFAULT true,
    prefix text NOT NULL,
    former text,
    CONSTRAINT role_naming_pkey PRIMARY KEY (is_only),
    CONSTRAINT role_naming_is_only_check CHECK (is_only),
    CONSTRAINT role_naming_prefix_check CHECK (prefix ~ '^[a-z][a-z0-9_]{0,39}$')
);
COMMENT ON TABLE lookalike_internal.role_naming IS
    'How the names of the roles of this archive begin: one row, or no row where they begin with lookalike.';
COMMENT ON COLUMN lookalike_internal.role_naming.is_only IS 'Always true: there is one row.';
COMMENT ON COLUMN lookalike_internal.role_naming.prefix IS 'The prefix, as in museum_analyst.';
COMMENT ON COLUMN lookalike_internal.role_naming.former IS 'The prefix before, whose roles still have to lose their rights; null if there is no such prefix.';
