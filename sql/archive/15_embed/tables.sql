-- State, as it is today. What a neural network sees in the pictures.
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
COMMENT ON TABLE lookalike_internal.model IS 'Neural networks that can look at the pictures; one is in use.';
COMMENT ON COLUMN lookalike_internal.model.model_id IS 'Number of the model.';
COMMENT ON COLUMN lookalike_internal.model.name IS 'Its name.';
COMMENT ON COLUMN lookalike_internal.model.path IS 'Where its ONNX file lies on the machine that embeds; null for the one that comes along.';
COMMENT ON COLUMN lookalike_internal.model.sha256 IS 'SHA-256 of what identifies it: the ONNX file, or the weights it is made from.';
COMMENT ON COLUMN lookalike_internal.model.input_size IS 'Width and height in pixels of the picture it takes.';
COMMENT ON COLUMN lookalike_internal.model.mean IS 'Mean of red, green and blue, from 0 to 1, that is taken off.';
COMMENT ON COLUMN lookalike_internal.model.std IS 'What red, green and blue are divided by after that.';
COMMENT ON COLUMN lookalike_internal.model.output IS 'Which of its outputs is the embedding.';
COMMENT ON COLUMN lookalike_internal.model.projection IS 'How its output is brought to 256 dimensions; null where it has no more.';
COMMENT ON COLUMN lookalike_internal.model.provenance IS 'Where its weights come from, and under which licence.';
COMMENT ON COLUMN lookalike_internal.model.is_in_use IS 'Whether embeddings are its.';
CREATE UNIQUE INDEX model_in_use_idx ON lookalike_internal.model (is_in_use) WHERE is_in_use;

-- By their pixels and not by image: what is the same picture is looked at once, wherever it lies and
-- however often. All are of the model in use.
CREATE TABLE lookalike_internal.embedding (
    pixel_digest bytea NOT NULL,
    embedding halfvec(256) NOT NULL,
    hubness real,
    CONSTRAINT embedding_pkey PRIMARY KEY (pixel_digest)
);
COMMENT ON TABLE lookalike_internal.embedding IS 'What the model in use sees in a picture, as a vector of length 1; images with the same pixels share one.';
COMMENT ON COLUMN lookalike_internal.embedding.pixel_digest IS 'Digest of the decoded pixels.';
COMMENT ON COLUMN lookalike_internal.embedding.embedding IS 'The vector.';
COMMENT ON COLUMN lookalike_internal.embedding.hubness IS 'Mean of the three highest similarities to a background sample, for score normalisation; null where that is off.';

-- What is in the parts of a picture, until details of it have been looked for: ten times as many as
-- the pictures, so none are kept.
CREATE TABLE lookalike_internal.embedding_part (
    pixel_digest bytea NOT NULL,
    part smallint NOT NULL,
    embedding halfvec(256) NOT NULL,
    CONSTRAINT embedding_part_pkey PRIMARY KEY (pixel_digest, part)
);
COMMENT ON TABLE lookalike_internal.embedding_part IS 'What the model sees in the parts of a picture, until copies of it have been looked for.';
COMMENT ON COLUMN lookalike_internal.embedding_part.pixel_digest IS 'Digest of the decoded pixels.';
COMMENT ON COLUMN lookalike_internal.embedding_part.part IS 'Number of the part, from 1.';
COMMENT ON COLUMN lookalike_internal.embedding_part.embedding IS 'The vector.';
