-- A candidate knows the panel of a composite, or the page of a file, that the other image may be.
ALTER TABLE lookalike_internal.candidate ADD COLUMN panel smallint;
ALTER TABLE lookalike_internal.candidate ADD COLUMN page integer;
COMMENT ON COLUMN lookalike_internal.candidate.panel IS
    'Number of the panel of image a that image b may be; if negative, of the panel of image b that image a may be.';
COMMENT ON COLUMN lookalike_internal.candidate.page IS
    'Page of image a that image b may be; if negative, the page of image b that image a may be.';
