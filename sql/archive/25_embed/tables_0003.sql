-- Stateful: created once by a migration. What a neural network sees in the pictures.

CREATE TABLE lookalike.model (
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
    in_use boolean NOT NULL DEFAULT false,
    CONSTRAINT model_pkey PRIMARY KEY (model_id),
    CONSTRAINT model_name_key UNIQUE (name),
    CONSTRAINT model_sha256_check CHECK (octet_length(sha256) = 32),
    CONSTRAINT model_input_check CHECK (input_size > 0 AND cardinality(mean) = 3 AND cardinality(std) = 3)
);

CREATE UNIQUE INDEX model_in_use_idx ON lookalike.model (in_use) WHERE in_use;

-- By their pixels and not by image: what is the same picture is looked at once, wherever it lies and
-- however often. All are of the model in use.
CREATE TABLE lookalike.embedding (
    pixel_digest bytea NOT NULL,
    embedding halfvec(256) NOT NULL,
    hubness real,
    CONSTRAINT embedding_pkey PRIMARY KEY (pixel_digest)
);

-- What is in the parts of a picture, until details of it have been looked for: ten times as many as
-- the pictures, so none are kept.
CREATE TABLE lookalike.embedding_part (
    pixel_digest bytea NOT NULL,
    part smallint NOT NULL,
    embedding halfvec(256) NOT NULL,
    CONSTRAINT embedding_part_pkey PRIMARY KEY (pixel_digest, part)
);
