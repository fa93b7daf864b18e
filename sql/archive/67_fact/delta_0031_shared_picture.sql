-- Pictures in several collections are kept; the next refresh counts them.
CREATE TABLE lookalike_internal.shared_picture (
    picture_id bigint NOT NULL,
    place_id integer NOT NULL,
    cluster_id integer,
    image_id bigint NOT NULL,
    images bigint NOT NULL,
    bytes bigint NOT NULL,
    collections integer NOT NULL,
    sites integer NOT NULL,
    jurisdictions integer NOT NULL,
    found_by text,
    CONSTRAINT shared_picture_pkey PRIMARY KEY (picture_id, place_id)
);
COMMENT ON TABLE lookalike_internal.shared_picture IS 'Pictures that lie in two or more collections, as of fact_state: one row for each picture and collection.';
COMMENT ON COLUMN lookalike_internal.shared_picture.picture_id IS 'Number of the cluster, or that of the image with a minus before it.';
COMMENT ON COLUMN lookalike_internal.shared_picture.place_id IS 'Number of the collection, or that of the foreign collection with a minus before it.';
COMMENT ON COLUMN lookalike_internal.shared_picture.cluster_id IS 'The cluster; null for an image without copies here.';
COMMENT ON COLUMN lookalike_internal.shared_picture.image_id IS 'The first of its images in that collection; for a foreign collection, the first image here.';
COMMENT ON COLUMN lookalike_internal.shared_picture.images IS 'How many of its images are in that collection.';
COMMENT ON COLUMN lookalike_internal.shared_picture.bytes IS 'Bytes of these.';
COMMENT ON COLUMN lookalike_internal.shared_picture.collections IS 'In how many collections the picture lies, foreign ones too.';
COMMENT ON COLUMN lookalike_internal.shared_picture.sites IS 'How many sites these name.';
COMMENT ON COLUMN lookalike_internal.shared_picture.jurisdictions IS 'How many jurisdictions these name.';
COMMENT ON COLUMN lookalike_internal.shared_picture.found_by IS 'For a foreign collection, the strongest sign of the picture: same file, same pixels, same hash or near hash.';
-- The pictures in most collections.
CREATE INDEX shared_picture_collections_idx ON lookalike_internal.shared_picture (collections DESC, picture_id);

CREATE TABLE lookalike_internal.place_state (
    is_only boolean NOT NULL DEFAULT true,
    places jsonb NOT NULL,
    CONSTRAINT place_state_pkey PRIMARY KEY (is_only),
    CONSTRAINT place_state_is_only_check CHECK (is_only)
);
COMMENT ON TABLE lookalike_internal.place_state IS 'Sites and jurisdictions by which shared pictures were last counted: one row, or no row before that.';
COMMENT ON COLUMN lookalike_internal.place_state.is_only IS 'Always true: there is one row.';
COMMENT ON COLUMN lookalike_internal.place_state.places IS 'Site and jurisdiction by place. With other ones, all shared pictures are counted again.';
