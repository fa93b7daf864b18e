-- State, as it is today: models and embeddings.
-- A change edits this file and adds a delta (../README.md).

CREATE TABLE lookalike_internal.model (
    model_id integer GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    path text,
    sha256 bytea NOT NULL,
    input_size integer NOT NULL,
    mean real[] NOT NULL,
    std real[] NOT NULL,
    output text NOT NULL,
    projection bytea,
    provenance text NOT NULL,
    is_in_use boolean NOT NULL DEFAULT false,
    CONSTRAINT model_pkey PRIMARY KEY (model_id),
    CONSTRAINT model_name_key UNIQUE (name),
    CONSTRAINT model_sha256_check CHECK (octet_length(sha256) = 32),
    CONSTRAINT model_input_check CHECK (input_size > 0 AND cardinality(mean) = 3 AND cardinality(std) = 3)
);
COMMENT ON TABLE lookalike_internal.model IS 'Neural networks that can embed pictures; one is in use.';
COMMENT ON COLUMN lookalike_internal.model.model_id IS 'Number of the model.';
COMMENT ON COLUMN lookalike_internal.model.name IS 'Its name.';
COMMENT ON COLUMN lookalike_internal.model.path IS
    'Path of its ONNX file on the machine that embeds; null for the model that comes with Lookalike.';
COMMENT ON COLUMN lookalike_internal.model.sha256 IS
    'SHA-256 of the ONNX file, or of the weights from which the model is made.';
COMMENT ON COLUMN lookalike_internal.model.input_size IS
    'Width and height in pixels of the pictures that the model takes.';
COMMENT ON COLUMN lookalike_internal.model.mean IS 'Mean of red, green and blue, from 0 to 1, which is subtracted first.';
COMMENT ON COLUMN lookalike_internal.model.std IS
    'Standard deviation of red, green and blue, by which they are then divided.';
COMMENT ON COLUMN lookalike_internal.model.output IS 'Which of its outputs is the embedding.';
COMMENT ON COLUMN lookalike_internal.model.projection IS
    'Projection of its output to 256 dimensions; null where the output has no more.';
COMMENT ON COLUMN lookalike_internal.model.provenance IS 'Source and licence of its weights.';
COMMENT ON COLUMN lookalike_internal.model.is_in_use IS 'Whether the embeddings are made with it.';
CREATE UNIQUE INDEX model_in_use_idx ON lookalike_internal.model (is_in_use) WHERE is_in_use;

-- By pixels and not by image: the same picture is embedded once, however many files have it.
-- All embeddings are of the model in use.
CREATE TABLE lookalike_internal.embedding (
    pixel_digest bytea NOT NULL,
    embedding halfvec(256) NOT NULL,
    hubness real,
    CONSTRAINT embedding_pkey PRIMARY KEY (pixel_digest)
);
COMMENT ON TABLE lookalike_internal.embedding IS
    'Embeddings of pictures by the model in use, as vectors of length 1; images with the same pixels share one.';
COMMENT ON COLUMN lookalike_internal.embedding.pixel_digest IS 'Digest of the decoded pixels.';
COMMENT ON COLUMN lookalike_internal.embedding.embedding IS 'The vector.';
COMMENT ON COLUMN lookalike_internal.embedding.hubness IS
    'Mean of the three highest similarities to a background sample, for score normalisation; null where it is off.';

-- There are ten times as many parts as pictures, so their embeddings are deleted once the next proving
-- has looked for details.
CREATE TABLE lookalike_internal.embedding_part (
    pixel_digest bytea NOT NULL,
    part smallint NOT NULL,
    embedding halfvec(256) NOT NULL,
    CONSTRAINT embedding_part_pkey PRIMARY KEY (pixel_digest, part)
);
COMMENT ON TABLE lookalike_internal.embedding_part IS
    'Embeddings of the parts of a picture, until the next proving has looked for copies of it.';
COMMENT ON COLUMN lookalike_internal.embedding_part.pixel_digest IS 'Digest of the decoded pixels.';
COMMENT ON COLUMN lookalike_internal.embedding_part.part IS 'Number of the part, from 1.';
COMMENT ON COLUMN lookalike_internal.embedding_part.embedding IS 'The vector.';
