-- How many images the report leaves out, because the role that runs it may not see them.
SELECT lookalike.count_hidden() AS images
