-- An install makes the schemas (docs/decisions/0067-a-schema-for-detail.md).
COMMENT ON SCHEMA lookalike IS 'What analysts ask for, in few views; and all functions and procedures of Lookalike.';
COMMENT ON SCHEMA lookalike_detail IS 'Further views of Lookalike: records of governance, and views that work out their rows when they are read.';
COMMENT ON SCHEMA lookalike_internal IS 'Tables and helpers of Lookalike. They may change with every version.';
