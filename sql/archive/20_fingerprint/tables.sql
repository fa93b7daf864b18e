-- Stateful: created once by a migration. What an image looks like, as numbers.

CREATE TABLE lookalike.fingerprint_method (
    method_id integer GENERATED ALWAYS AS IDENTITY,
    algorithm text NOT NULL,
    parameters jsonb NOT NULL,
    libraries jsonb NOT NULL,
    CONSTRAINT fingerprint_method_pkey PRIMARY KEY (method_id),
    CONSTRAINT fingerprint_method_key UNIQUE (algorithm, parameters, libraries)
);

CREATE TABLE lookalike.fingerprint (
    image_id bigint NOT NULL,
    region text NOT NULL DEFAULT 'full',
    method_id integer NOT NULL,
    phash bit(64) NOT NULL,
    phash_256 bit(256) NOT NULL,
    quality real NOT NULL,
    CONSTRAINT fingerprint_pkey PRIMARY KEY (image_id, region),
    CONSTRAINT fingerprint_image_id_fkey FOREIGN KEY (image_id)
        REFERENCES lookalike.image ON DELETE CASCADE,
    CONSTRAINT fingerprint_method_id_fkey FOREIGN KEY (method_id)
        REFERENCES lookalike.fingerprint_method,
    CONSTRAINT fingerprint_region_check CHECK (region IN ('full')),
    CONSTRAINT fingerprint_quality_check CHECK (quality BETWEEN 0 AND 1)
);
