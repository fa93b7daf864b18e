-- State, as it is today: the facts that analysts read, kept so that a question about a million images is one quick query.
-- All of it can be worked out again from the tables of the stages: refresh_facts() does so, for what has changed.
-- A change edits this file and adds a delta (../README.md).

-- Triggers add rows. One image may have many rows, as in lookalike_internal.unclassified.
CREATE TABLE lookalike_internal.unrefreshed (
    image_id bigint NOT NULL,
    change_id bigint GENERATED ALWAYS AS IDENTITY,
    CONSTRAINT unrefreshed_pkey PRIMARY KEY (image_id, change_id)
);
COMMENT ON TABLE lookalike_internal.unrefreshed IS 'Images that a change concerns since the facts were last refreshed. An image may have several rows.';
COMMENT ON COLUMN lookalike_internal.unrefreshed.image_id IS 'The image; a deleted image may be here, too.';
COMMENT ON COLUMN lookalike_internal.unrefreshed.change_id IS 'Number of the row, as an image may have several.';

CREATE TABLE lookalike_internal.fact_state (
    is_only boolean NOT NULL DEFAULT true,
    refreshed_at timestamptz NOT NULL,
    settings jsonb NOT NULL,
    CONSTRAINT fact_state_pkey PRIMARY KEY (is_only),
    CONSTRAINT fact_state_is_only_check CHECK (is_only)
);
COMMENT ON TABLE lookalike_internal.fact_state IS 'When the facts were last refreshed: one row, or no row before the first time.';
COMMENT ON COLUMN lookalike_internal.fact_state.is_only IS 'Always true: there is one row.';
COMMENT ON COLUMN lookalike_internal.fact_state.refreshed_at IS 'When the facts were true.';
COMMENT ON COLUMN lookalike_internal.fact_state.settings IS 'The settings that facts depend on and that no trigger watches. Other settings make all facts new.';

-- No foreign key to image or cluster: triggers queue what goes, and the next refresh deletes its facts. Until then views
-- join the image, so a deleted image is not shown.
CREATE TABLE lookalike_internal.image_fact (
    image_id bigint NOT NULL,
    collection_id integer NOT NULL,
    byte_size bigint NOT NULL,
    cluster_id integer,
    cluster_size integer NOT NULL,
    master_image_id bigint,
    entries integer NOT NULL,
    year smallint,
    is_missing boolean NOT NULL,
    is_master boolean NOT NULL,
    is_duplicate boolean NOT NULL,
    is_releasable boolean NOT NULL,
    is_identical_file boolean NOT NULL,
    is_identical_image boolean NOT NULL,
    is_reencoded boolean NOT NULL,
    is_resized boolean NOT NULL,
    is_cropped boolean NOT NULL,
    is_bordered boolean NOT NULL,
    is_rotated boolean NOT NULL,
    is_mirrored boolean NOT NULL,
    is_negative boolean NOT NULL,
    is_toned boolean NOT NULL,
    is_edited boolean NOT NULL,
    is_guarded boolean NOT NULL,
    is_held boolean NOT NULL,
    is_kept boolean NOT NULL,
    is_vital boolean NOT NULL,
    is_last_copy boolean NOT NULL,
    has_unique_content boolean NOT NULL,
    is_only_of_record boolean NOT NULL,
    has_rights_conflict boolean NOT NULL,
    has_metadata_conflict boolean NOT NULL,
    is_published boolean NOT NULL,
    is_other_record boolean NOT NULL,
    format text NOT NULL,
    folder text NOT NULL,
    year_source text,
    class text,
    disposition text,
    CONSTRAINT image_fact_pkey PRIMARY KEY (image_id),
    CONSTRAINT image_fact_year_source_check CHECK (year_source IN ('catalogue', 'file')),
    CONSTRAINT image_fact_year_check CHECK ((year IS NULL) = (year_source IS NULL))
);
COMMENT ON TABLE lookalike_internal.image_fact IS 'The facts about each image, as of fact_state: one row an image.';
COMMENT ON COLUMN lookalike_internal.image_fact.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_internal.image_fact.collection_id IS 'Its collection.';
COMMENT ON COLUMN lookalike_internal.image_fact.byte_size IS 'Size of the file in bytes.';
COMMENT ON COLUMN lookalike_internal.image_fact.cluster_id IS 'The cluster of the image; null without copies.';
COMMENT ON COLUMN lookalike_internal.image_fact.cluster_size IS 'How many present images that cluster has; 1 without copies.';
COMMENT ON COLUMN lookalike_internal.image_fact.master_image_id IS 'The archival master of the cluster; null without a master.';
COMMENT ON COLUMN lookalike_internal.image_fact.entries IS 'How many entries that are in their catalogues are linked to the image.';
COMMENT ON COLUMN lookalike_internal.image_fact.year IS 'Year in which the picture was made; null if it is not known.';
COMMENT ON COLUMN lookalike_internal.image_fact.is_missing IS 'Whether the file was gone at the last scan.';
COMMENT ON COLUMN lookalike_internal.image_fact.is_master IS 'Whether it is the archival master of its cluster.';
COMMENT ON COLUMN lookalike_internal.image_fact.is_duplicate IS 'Whether it is a copy by clusters alone: every present image of a cluster but one.';
COMMENT ON COLUMN lookalike_internal.image_fact.is_releasable IS 'Whether policy, decisions and guards would let it go: to quarantine or to another keeper.';
COMMENT ON COLUMN lookalike_internal.image_fact.is_identical_file IS 'Whether it has the bytes of the master.';
COMMENT ON COLUMN lookalike_internal.image_fact.is_identical_image IS 'Whether it has the pixels of the master, in another file.';
COMMENT ON COLUMN lookalike_internal.image_fact.is_reencoded IS 'Whether it is the master encoded again.';
COMMENT ON COLUMN lookalike_internal.image_fact.is_resized IS 'Whether it has another size than the master.';
COMMENT ON COLUMN lookalike_internal.image_fact.is_cropped IS 'Whether one of both is a part of the other.';
COMMENT ON COLUMN lookalike_internal.image_fact.is_bordered IS 'Whether one of both has a border that the other does not have.';
COMMENT ON COLUMN lookalike_internal.image_fact.is_rotated IS 'Whether it is turned against the master.';
COMMENT ON COLUMN lookalike_internal.image_fact.is_mirrored IS 'Whether it is mirrored against the master.';
COMMENT ON COLUMN lookalike_internal.image_fact.is_negative IS 'Whether light and dark are exchanged against the master.';
COMMENT ON COLUMN lookalike_internal.image_fact.is_toned IS 'Whether it has other tones or colours than the master.';
COMMENT ON COLUMN lookalike_internal.image_fact.is_edited IS 'Whether a region of it differs from the master.';
COMMENT ON COLUMN lookalike_internal.image_fact.is_guarded IS 'Whether any guard keeps it.';
COMMENT ON COLUMN lookalike_internal.image_fact.is_held IS 'Whether a legal hold covers it.';
COMMENT ON COLUMN lookalike_internal.image_fact.is_kept IS 'Whether a person decided to keep it.';
COMMENT ON COLUMN lookalike_internal.image_fact.is_vital IS 'Whether it belongs to a vital record.';
COMMENT ON COLUMN lookalike_internal.image_fact.is_last_copy IS 'Whether no other file that stays has its pixels, or those that it was made of.';
COMMENT ON COLUMN lookalike_internal.image_fact.has_unique_content IS 'Whether it holds pages, layers, channels or metadata that no other file holds that stays.';
COMMENT ON COLUMN lookalike_internal.image_fact.is_only_of_record IS 'Whether it is the only image of its picture that stays for one of its records.';
COMMENT ON COLUMN lookalike_internal.image_fact.has_rights_conflict IS 'Whether statements about its rights, or those of its copies, are in conflict, and nobody has settled it.';
COMMENT ON COLUMN lookalike_internal.image_fact.has_metadata_conflict IS 'Whether what is said about it or its copies differs in any field, and nobody has settled it.';
COMMENT ON COLUMN lookalike_internal.image_fact.is_published IS 'Whether just its pixels were published.';
COMMENT ON COLUMN lookalike_internal.image_fact.is_other_record IS 'Whether it belongs to a record to which no image of a better rank belongs.';
COMMENT ON COLUMN lookalike_internal.image_fact.format IS 'Format found in the content.';
COMMENT ON COLUMN lookalike_internal.image_fact.folder IS 'Folder of the file, relative to that of the collection; empty for a file right in it.';
COMMENT ON COLUMN lookalike_internal.image_fact.year_source IS 'Who says the year: catalogue (the earliest date of its entries) or file (the capture date in its metadata).';
COMMENT ON COLUMN lookalike_internal.image_fact.class IS 'Its retention class; null before it is classified.';
COMMENT ON COLUMN lookalike_internal.image_fact.disposition IS 'What becomes of it, after decisions and guards: retain, review, quarantine or transfer; null before it is classified.';
CREATE INDEX image_fact_cluster_id_idx ON lookalike_internal.image_fact (cluster_id) WHERE cluster_id IS NOT NULL;
-- How many clusters a collection has.
CREATE INDEX image_fact_collection_id_idx ON lookalike_internal.image_fact (collection_id, cluster_id) WHERE cluster_id IS NOT NULL;

CREATE TABLE lookalike_internal.cluster_fact (
    cluster_id integer NOT NULL,
    images integer NOT NULL,
    collections integer NOT NULL,
    bytes bigint NOT NULL,
    duplicates integer NOT NULL,
    duplicate_bytes bigint NOT NULL,
    counted_image_id bigint NOT NULL,
    releasable_images integer NOT NULL,
    releasable_bytes bigint NOT NULL,
    master_image_id bigint,
    is_original_known boolean NOT NULL,
    has_rights_conflict boolean NOT NULL,
    has_metadata_conflict boolean NOT NULL,
    CONSTRAINT cluster_fact_pkey PRIMARY KEY (cluster_id)
);
COMMENT ON TABLE lookalike_internal.cluster_fact IS 'The facts about each cluster, as of fact_state. Only present images count.';
COMMENT ON COLUMN lookalike_internal.cluster_fact.cluster_id IS 'The cluster.';
COMMENT ON COLUMN lookalike_internal.cluster_fact.images IS 'How many present images it has.';
COMMENT ON COLUMN lookalike_internal.cluster_fact.collections IS 'In how many collections these are.';
COMMENT ON COLUMN lookalike_internal.cluster_fact.bytes IS 'Bytes of all its images.';
COMMENT ON COLUMN lookalike_internal.cluster_fact.duplicates IS 'All its images but one.';
COMMENT ON COLUMN lookalike_internal.cluster_fact.duplicate_bytes IS 'Bytes of these.';
COMMENT ON COLUMN lookalike_internal.cluster_fact.counted_image_id IS 'The one image that does not count as a duplicate.';
COMMENT ON COLUMN lookalike_internal.cluster_fact.releasable_images IS 'How many of its images policy, decisions and guards would let go.';
COMMENT ON COLUMN lookalike_internal.cluster_fact.releasable_bytes IS 'Bytes of these.';
COMMENT ON COLUMN lookalike_internal.cluster_fact.master_image_id IS 'Its archival master; null without a master.';
COMMENT ON COLUMN lookalike_internal.cluster_fact.is_original_known IS 'Whether it has an archival master.';
COMMENT ON COLUMN lookalike_internal.cluster_fact.has_rights_conflict IS 'Whether statements about its rights are in conflict, and nobody has settled it.';
COMMENT ON COLUMN lookalike_internal.cluster_fact.has_metadata_conflict IS 'Whether what is said about it differs in any field, and nobody has settled it.';
-- The worst clusters.
CREATE INDEX cluster_fact_duplicate_bytes_idx ON lookalike_internal.cluster_fact (duplicate_bytes);
CREATE INDEX cluster_fact_images_idx ON lookalike_internal.cluster_fact (images);

CREATE TABLE lookalike_internal.pair_fact (
    image_id_a bigint NOT NULL,
    image_id_b bigint NOT NULL,
    collection_id_a integer NOT NULL,
    collection_id_b integer NOT NULL,
    cluster_id integer,
    is_accepted boolean NOT NULL,
    is_identical_file boolean NOT NULL,
    is_identical_image boolean NOT NULL,
    is_reencoded boolean NOT NULL,
    is_resized boolean NOT NULL,
    is_cropped boolean NOT NULL,
    is_bordered boolean NOT NULL,
    is_rotated boolean NOT NULL,
    is_mirrored boolean NOT NULL,
    is_negative boolean NOT NULL,
    is_toned boolean NOT NULL,
    is_edited boolean NOT NULL,
    proof text,
    found_by text,
    CONSTRAINT pair_fact_pkey PRIMARY KEY (image_id_a, image_id_b)
);
COMMENT ON TABLE lookalike_internal.pair_fact IS 'The facts about each pair of view duplicate_pair, as of fact_state.';
COMMENT ON COLUMN lookalike_internal.pair_fact.image_id_a IS 'The first image: it sorts first by collection and path.';
COMMENT ON COLUMN lookalike_internal.pair_fact.image_id_b IS 'The other image.';
COMMENT ON COLUMN lookalike_internal.pair_fact.collection_id_a IS 'Collection of the first image.';
COMMENT ON COLUMN lookalike_internal.pair_fact.collection_id_b IS 'Collection of the other image.';
COMMENT ON COLUMN lookalike_internal.pair_fact.cluster_id IS 'The cluster of both; null for a pair that is only possible, or cut.';
COMMENT ON COLUMN lookalike_internal.pair_fact.is_accepted IS 'Whether both count as copies.';
COMMENT ON COLUMN lookalike_internal.pair_fact.is_identical_file IS 'Whether both have the same bytes.';
COMMENT ON COLUMN lookalike_internal.pair_fact.is_identical_image IS 'Whether both have the same pixels, in other files.';
COMMENT ON COLUMN lookalike_internal.pair_fact.is_reencoded IS 'Whether one of both is the other, encoded again.';
COMMENT ON COLUMN lookalike_internal.pair_fact.is_resized IS 'Whether they differ in size.';
COMMENT ON COLUMN lookalike_internal.pair_fact.is_cropped IS 'Whether one of both is a part of the other.';
COMMENT ON COLUMN lookalike_internal.pair_fact.is_bordered IS 'Whether one of both has a border that the other does not have.';
COMMENT ON COLUMN lookalike_internal.pair_fact.is_rotated IS 'Whether one of both is turned.';
COMMENT ON COLUMN lookalike_internal.pair_fact.is_mirrored IS 'Whether one of both is mirrored.';
COMMENT ON COLUMN lookalike_internal.pair_fact.is_negative IS 'Whether light and dark are exchanged.';
COMMENT ON COLUMN lookalike_internal.pair_fact.is_toned IS 'Whether tones or colours differ.';
COMMENT ON COLUMN lookalike_internal.pair_fact.is_edited IS 'Whether a region differs.';
COMMENT ON COLUMN lookalike_internal.pair_fact.proof IS 'Result of comparing the pixels, as in duplicate_pair.';
COMMENT ON COLUMN lookalike_internal.pair_fact.found_by IS 'How the pair was found, as in duplicate_pair.';
CREATE INDEX pair_fact_image_id_b_idx ON lookalike_internal.pair_fact (image_id_b);
CREATE INDEX pair_fact_cluster_id_idx ON lookalike_internal.pair_fact (cluster_id) WHERE cluster_id IS NOT NULL;

CREATE TABLE lookalike_internal.conflict_fact (
    kind text NOT NULL,
    group_id bigint NOT NULL,
    field text NOT NULL,
    image_id bigint NOT NULL,
    severity text NOT NULL,
    is_settled boolean NOT NULL,
    different_values bigint NOT NULL,
    statements text NOT NULL,
    explanation text NOT NULL,
    CONSTRAINT conflict_fact_pkey PRIMARY KEY (kind, group_id, field),
    CONSTRAINT conflict_fact_kind_check CHECK (kind IN ('rights', 'metadata')),
    CONSTRAINT conflict_fact_severity_check CHECK (severity IN ('high', 'medium', 'low'))
);
COMMENT ON TABLE lookalike_internal.conflict_fact IS 'Statements about one picture that are in conflict, as of fact_state: one row for each field.';
COMMENT ON COLUMN lookalike_internal.conflict_fact.kind IS 'rights or metadata.';
COMMENT ON COLUMN lookalike_internal.conflict_fact.group_id IS 'Number of the cluster, or that of the image with a minus before it.';
COMMENT ON COLUMN lookalike_internal.conflict_fact.field IS 'The field in which they are in conflict.';
COMMENT ON COLUMN lookalike_internal.conflict_fact.image_id IS 'The first image of the group that the statements are about.';
COMMENT ON COLUMN lookalike_internal.conflict_fact.severity IS 'high, medium or low.';
COMMENT ON COLUMN lookalike_internal.conflict_fact.is_settled IS 'Whether a person decided that just these statements are settled.';
COMMENT ON COLUMN lookalike_internal.conflict_fact.different_values IS 'How many different things are said.';
COMMENT ON COLUMN lookalike_internal.conflict_fact.statements IS 'Who says what, in words.';
COMMENT ON COLUMN lookalike_internal.conflict_fact.explanation IS 'Why it is a conflict, in words.';
CREATE INDEX conflict_fact_group_id_idx ON lookalike_internal.conflict_fact (group_id);

CREATE TABLE lookalike_internal.queue_fact (
    kind text NOT NULL,
    image_id bigint NOT NULL,
    other_image_id bigint NOT NULL DEFAULT 0,
    cluster_id integer,
    priority numeric NOT NULL,
    risk numeric NOT NULL,
    bytes bigint NOT NULL,
    images bigint,
    likelihood numeric,
    said text,
    CONSTRAINT queue_fact_pkey PRIMARY KEY (image_id, kind, other_image_id)
);
COMMENT ON TABLE lookalike_internal.queue_fact IS 'The rows of the queue of reviews that are about a pair, a cluster or one image, as of fact_state.';
COMMENT ON COLUMN lookalike_internal.queue_fact.kind IS 'Kind of the row, as in view review_queue.';
COMMENT ON COLUMN lookalike_internal.queue_fact.image_id IS 'The image, or an image of the cluster, or one image of the pair.';
COMMENT ON COLUMN lookalike_internal.queue_fact.other_image_id IS 'The other image of the pair; 0 if the row is not about a pair.';
COMMENT ON COLUMN lookalike_internal.queue_fact.cluster_id IS 'The cluster of the row.';
COMMENT ON COLUMN lookalike_internal.queue_fact.priority IS 'Urgency, as in view review_queue.';
COMMENT ON COLUMN lookalike_internal.queue_fact.risk IS 'The harm if nobody reviews the row, from 0 to 1.';
COMMENT ON COLUMN lookalike_internal.queue_fact.bytes IS 'Bytes at stake.';
COMMENT ON COLUMN lookalike_internal.queue_fact.images IS 'How many images the row is about.';
COMMENT ON COLUMN lookalike_internal.queue_fact.likelihood IS 'The strongest evidence for a possible pair, from 0 to 1.';
COMMENT ON COLUMN lookalike_internal.queue_fact.said IS 'What the explanation of the row says, in words.';
CREATE INDEX queue_fact_priority_idx ON lookalike_internal.queue_fact (priority);
-- The most urgent rows of one kind.
CREATE INDEX queue_fact_kind_idx ON lookalike_internal.queue_fact (kind, priority);

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
