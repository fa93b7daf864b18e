-- An archive at the baseline, revision 0001: four made-up images, matched, clustered and classified. pg_dump 16
-- wrote it; functions, views, triggers and indexes that rest on functions are left out, as an install makes them.
-- It never changes: test_upgrade.py restores it and brings it up to date.
SET check_function_bodies = false;
SET client_min_messages = warning;
CREATE SCHEMA lookalike_internal;
CREATE TABLE lookalike_internal.image (
    image_id bigint NOT NULL,
    collection_id integer NOT NULL,
    path text NOT NULL COLLATE pg_catalog."C",
    byte_size bigint NOT NULL,
    modified_at timestamp with time zone NOT NULL,
    sha256 bytea NOT NULL,
    pixel_digest bytea NOT NULL,
    format text NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    mode text NOT NULL,
    frame_count integer NOT NULL,
    is_lossless boolean NOT NULL,
    captured_at timestamp with time zone,
    camera text,
    software text,
    creator text,
    copyright_notice text,
    credit_line text,
    usage_terms text,
    rights_url text,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    first_seen_run_id bigint NOT NULL,
    changed_run_id bigint NOT NULL,
    missing_since timestamp with time zone,
    CONSTRAINT image_pixel_digest_check CHECK ((octet_length(pixel_digest) = 32)),
    CONSTRAINT image_sha256_check CHECK ((octet_length(sha256) = 32)),
    CONSTRAINT image_size_check CHECK (((width > 0) AND (height > 0) AND (byte_size > 0) AND (frame_count > 0)))
);
COMMENT ON TABLE lookalike_internal.image IS 'Image files that scans have seen.';
COMMENT ON COLUMN lookalike_internal.image.image_id IS 'Number of the image; it stays when the file moves or changes.';
COMMENT ON COLUMN lookalike_internal.image.collection_id IS 'The collection of the file.';
COMMENT ON COLUMN lookalike_internal.image.path IS 'Path relative to the folder of the collection; bytes that are not UTF-8 are written \xHH.';
COMMENT ON COLUMN lookalike_internal.image.byte_size IS 'Size of the file in bytes.';
COMMENT ON COLUMN lookalike_internal.image.modified_at IS 'Modification time of the file.';
COMMENT ON COLUMN lookalike_internal.image.sha256 IS 'SHA-256 of the bytes of the file: exact identity.';
COMMENT ON COLUMN lookalike_internal.image.pixel_digest IS 'Digest of the decoded pixels, orientation applied: the same picture in another file.';
COMMENT ON COLUMN lookalike_internal.image.format IS 'Format found in the content, whatever the suffix says.';
COMMENT ON COLUMN lookalike_internal.image.width IS 'Width in pixels, orientation applied.';
COMMENT ON COLUMN lookalike_internal.image.height IS 'Height in pixels, orientation applied.';
COMMENT ON COLUMN lookalike_internal.image.mode IS 'Pixel mode as stored, in Pillow''s names (RGB, L, CMYK, I;16).';
COMMENT ON COLUMN lookalike_internal.image.frame_count IS 'Frames or pages in the file; the first one is fingerprinted.';
COMMENT ON COLUMN lookalike_internal.image.is_lossless IS 'Whether the format keeps every pixel as it was given.';
COMMENT ON COLUMN lookalike_internal.image.captured_at IS 'Capture time in the metadata; taken as UTC where it names no offset.';
COMMENT ON COLUMN lookalike_internal.image.camera IS 'Maker and model of the camera or scanner.';
COMMENT ON COLUMN lookalike_internal.image.software IS 'Software that wrote the file, as the metadata say.';
COMMENT ON COLUMN lookalike_internal.image.creator IS 'Creator (EXIF Artist, IPTC By-line, dc:creator).';
COMMENT ON COLUMN lookalike_internal.image.copyright_notice IS 'Copyright notice (EXIF Copyright, IPTC, dc:rights).';
COMMENT ON COLUMN lookalike_internal.image.credit_line IS 'Credit line (IPTC Credit, photoshop:Credit).';
COMMENT ON COLUMN lookalike_internal.image.usage_terms IS 'Rights usage terms (xmpRights:UsageTerms).';
COMMENT ON COLUMN lookalike_internal.image.rights_url IS 'Web statement of rights (xmpRights:WebStatement).';
COMMENT ON COLUMN lookalike_internal.image.metadata IS 'Further metadata found in the file.';
COMMENT ON COLUMN lookalike_internal.image.first_seen_run_id IS 'Scan that saw the image first.';
COMMENT ON COLUMN lookalike_internal.image.changed_run_id IS 'Scan that last found its content new or changed.';
COMMENT ON COLUMN lookalike_internal.image.missing_since IS 'When a scan first missed the image; null while it is present.';
CREATE TABLE lookalike_internal.embedding (
    pixel_digest bytea NOT NULL,
    embedding public.halfvec(256) NOT NULL,
    hubness real
);
COMMENT ON TABLE lookalike_internal.embedding IS 'Embeddings of pictures by the model in use, as vectors of length 1; images with the same pixels share one.';
COMMENT ON COLUMN lookalike_internal.embedding.pixel_digest IS 'Digest of the decoded pixels.';
COMMENT ON COLUMN lookalike_internal.embedding.embedding IS 'The vector.';
COMMENT ON COLUMN lookalike_internal.embedding.hubness IS 'Mean of the three highest similarities to a background sample, for score normalisation; null where it is off.';
CREATE TABLE lookalike_internal.policy_application (
    application_id bigint NOT NULL,
    policy_id integer NOT NULL,
    applied_by text DEFAULT SESSION_USER NOT NULL,
    applied_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
COMMENT ON TABLE lookalike_internal.policy_application IS 'When each policy version was taken into use; the latest row is the policy in use.';
COMMENT ON COLUMN lookalike_internal.policy_application.application_id IS 'Number of the application.';
COMMENT ON COLUMN lookalike_internal.policy_application.policy_id IS 'The policy version.';
COMMENT ON COLUMN lookalike_internal.policy_application.applied_by IS 'Name of the person who took it into use; installation for the default policy.';
COMMENT ON COLUMN lookalike_internal.policy_application.applied_at IS 'When the version was taken into use.';
CREATE TABLE lookalike_internal.retention_rule (
    policy_id integer NOT NULL,
    priority integer NOT NULL,
    name text NOT NULL,
    predicate text NOT NULL,
    class text NOT NULL,
    disposition text NOT NULL,
    authority text NOT NULL,
    reason text NOT NULL,
    CONSTRAINT retention_rule_class_check CHECK ((class = ANY (ARRAY['archival master'::text, 'derivative'::text, 'identical copy'::text, 'archival copy of a published image'::text, 'possible duplicate'::text, 'unique'::text, 'unclassified'::text]))),
    CONSTRAINT retention_rule_disposition_check CHECK ((disposition = ANY (ARRAY['retain'::text, 'transfer'::text, 'quarantine'::text, 'review'::text]))),
    CONSTRAINT retention_rule_text_check CHECK (((name <> ''::text) AND (predicate <> ''::text) AND (authority <> ''::text) AND (reason <> ''::text)))
);
COMMENT ON TABLE lookalike_internal.retention_rule IS 'The rules of the policies. For an image, the rule with the lowest priority whose predicate is true applies.';
COMMENT ON COLUMN lookalike_internal.retention_rule.policy_id IS 'The policy version.';
COMMENT ON COLUMN lookalike_internal.retention_rule.priority IS 'Place of the rule in the policy; lower numbers come first.';
COMMENT ON COLUMN lookalike_internal.retention_rule.name IS 'Name of the rule.';
COMMENT ON COLUMN lookalike_internal.retention_rule.predicate IS 'The condition of the rule, on the columns of classification_evidence.';
COMMENT ON COLUMN lookalike_internal.retention_rule.class IS 'The class that the rule gives.';
COMMENT ON COLUMN lookalike_internal.retention_rule.disposition IS 'The proposed disposition: retain, transfer, quarantine or review.';
COMMENT ON COLUMN lookalike_internal.retention_rule.authority IS 'The authority for the disposition, such as a retention schedule.';
COMMENT ON COLUMN lookalike_internal.retention_rule.reason IS 'Template of the reason; {column} stands for a column of classification_evidence.';
CREATE TABLE lookalike_internal.match (
    image_id_a bigint NOT NULL,
    image_id_b bigint NOT NULL,
    has_same_bytes boolean NOT NULL,
    has_same_pixels boolean NOT NULL,
    phash_distance smallint,
    phash_256_distance smallint,
    relation text NOT NULL,
    is_accepted boolean NOT NULL,
    run_id bigint NOT NULL,
    found_by text DEFAULT 'hash'::text NOT NULL,
    variant smallint,
    embedding_similarity real,
    proof text,
    inliers integer,
    correlation real,
    agreement real,
    overlap real,
    scale real,
    angle real,
    is_mirrored boolean,
    is_negative boolean,
    inner_image_id bigint,
    x integer,
    y integer,
    width integer,
    height integer,
    derived_image_id bigint,
    CONSTRAINT match_direction_check CHECK ((((derived_image_id = image_id_a) OR (derived_image_id = image_id_b)) AND ((inner_image_id = image_id_a) OR (inner_image_id = image_id_b)))),
    CONSTRAINT match_evidence_check CHECK ((has_same_bytes OR has_same_pixels OR ((phash_distance IS NOT NULL) AND (phash_256_distance IS NOT NULL)))),
    CONSTRAINT match_found_by_check CHECK ((found_by = ANY (ARRAY['hash'::text, 'variant'::text, 'content'::text, 'embedding'::text, 'detail'::text, 'cluster'::text, 'person'::text]))),
    CONSTRAINT match_order_check CHECK ((image_id_a < image_id_b)),
    CONSTRAINT match_proof_check CHECK ((proof = ANY (ARRAY['proven'::text, 'consistent'::text, 'inconclusive'::text, 'not proven'::text, 'connected'::text]))),
    CONSTRAINT match_relation_check CHECK ((string_to_array(relation, ', '::text) <@ ARRAY['identical file'::text, 'identical image'::text, 'mirrored'::text, 'rotated'::text, 'negative'::text, 'cropped'::text, 'bordered'::text, 'resized'::text, 'toned'::text, 'edited'::text, 're-encoded'::text]))
);
COMMENT ON TABLE lookalike_internal.match IS 'Pairs of images with their evidence; of images with the same bytes, pixels or hashes, each is paired only with the first.';
COMMENT ON COLUMN lookalike_internal.match.image_id_a IS 'The image with the lower number.';
COMMENT ON COLUMN lookalike_internal.match.image_id_b IS 'The image with the higher number.';
COMMENT ON COLUMN lookalike_internal.match.has_same_bytes IS 'Whether their bytes are the same (SHA-256).';
COMMENT ON COLUMN lookalike_internal.match.has_same_pixels IS 'Whether their decoded pixels are the same.';
COMMENT ON COLUMN lookalike_internal.match.phash_distance IS 'Bits in which their 64-bit hashes differ.';
COMMENT ON COLUMN lookalike_internal.match.phash_256_distance IS 'Bits in which their 256-bit hashes differ.';
COMMENT ON COLUMN lookalike_internal.match.relation IS 'How they relate, several joined by commas: identical file, identical image, mirrored, rotated, negative, cropped, bordered, resized, toned, edited, re-encoded.';
COMMENT ON COLUMN lookalike_internal.match.is_accepted IS 'Whether the two are taken as copies; otherwise they are possible copies.';
COMMENT ON COLUMN lookalike_internal.match.run_id IS 'Match run that found the pair.';
COMMENT ON COLUMN lookalike_internal.match.found_by IS 'How the pair was found: hash (or the same bytes or pixels), variant (the hash of a mirrored, turned or inverted copy), content (the hash of the picture within a border), embedding, detail (the embedding of a part), cluster (others connect the two), or person (people decided that they are duplicates, and it was found in no other way).';
COMMENT ON COLUMN lookalike_internal.match.variant IS 'Variant of the hash of one image that is like the hash of the other, as phash_variants numbers them.';
COMMENT ON COLUMN lookalike_internal.match.embedding_similarity IS 'Cosine of their embeddings, where these proposed the pair.';
COMMENT ON COLUMN lookalike_internal.match.proof IS 'Result of the comparison of pixels: proven; consistent (they do not contradict the hashes); inconclusive (the pictures show too little); not proven; connected (not compared, because other proofs connect the two). Null until they are compared, and for the same pixels.';
COMMENT ON COLUMN lookalike_internal.match.inliers IS 'Number of matching points that agree on one transform; 0 where the whole pictures were laid on each other.';
COMMENT ON COLUMN lookalike_internal.match.correlation IS 'Correlation of the overlap, from 0 to 1, without strips at its edges in which the two differ.';
COMMENT ON COLUMN lookalike_internal.match.agreement IS 'Share of the small blocks with any detail that agree, each compared by itself.';
COMMENT ON COLUMN lookalike_internal.match.overlap IS 'Share of its area that an image has in the other; the larger of the two shares.';
COMMENT ON COLUMN lookalike_internal.match.scale IS 'Width in pixels of image b of one pixel of image a.';
COMMENT ON COLUMN lookalike_internal.match.angle IS 'Degrees, clockwise, by which image a is turned to lie on image b, after it is mirrored if is_mirrored.';
COMMENT ON COLUMN lookalike_internal.match.is_mirrored IS 'Whether one image is mirrored.';
COMMENT ON COLUMN lookalike_internal.match.is_negative IS 'Whether light and dark are exchanged.';
COMMENT ON COLUMN lookalike_internal.match.inner_image_id IS 'The image that lies in the other.';
COMMENT ON COLUMN lookalike_internal.match.x IS 'Left edge of the rectangle in which the inner image lies, in pixels of the other.';
COMMENT ON COLUMN lookalike_internal.match.y IS 'Upper edge of that rectangle.';
COMMENT ON COLUMN lookalike_internal.match.width IS 'Width of that rectangle.';
COMMENT ON COLUMN lookalike_internal.match.height IS 'Height of that rectangle.';
COMMENT ON COLUMN lookalike_internal.match.derived_image_id IS 'The image that was made from the other, as the pixels show; null where they do not show this.';
CREATE TABLE lookalike_internal.cluster_member (
    image_id bigint NOT NULL,
    cluster_id integer NOT NULL
);
COMMENT ON TABLE lookalike_internal.cluster_member IS 'The clusters of images.';
COMMENT ON COLUMN lookalike_internal.cluster_member.image_id IS 'The image; an image that was deleted since the last clustering still has a row.';
COMMENT ON COLUMN lookalike_internal.cluster_member.cluster_id IS 'Its cluster.';
CREATE TABLE lookalike_internal.entry_image (
    entry_id bigint NOT NULL,
    image_id bigint NOT NULL,
    link_evidence text NOT NULL,
    linked_by text,
    CONSTRAINT entry_image_matched_by_check CHECK ((link_evidence = ANY (ARRAY['digest'::text, 'path'::text, 'file name'::text, 'external id'::text, 'person'::text])))
);
COMMENT ON TABLE lookalike_internal.entry_image IS 'Links of entries to images; an entry or an image may have several.';
COMMENT ON COLUMN lookalike_internal.entry_image.entry_id IS 'The entry.';
COMMENT ON COLUMN lookalike_internal.entry_image.image_id IS 'The image.';
COMMENT ON COLUMN lookalike_internal.entry_image.link_evidence IS 'Evidence for the link: digest, path, file name, external id (in the file name) or person.';
COMMENT ON COLUMN lookalike_internal.entry_image.linked_by IS 'The person who made the link.';
CREATE TABLE lookalike_internal.catalogue_entry (
    entry_id bigint NOT NULL,
    catalogue_id integer NOT NULL,
    external_id text NOT NULL,
    file text,
    digest text,
    title text,
    creator text,
    date_text text,
    date_from date,
    date_to date,
    description text,
    rights_statement text,
    licence text,
    rights_holder text,
    credit_line text,
    published_at text,
    published_in text,
    is_published boolean DEFAULT false NOT NULL,
    other jsonb DEFAULT '{}'::jsonb NOT NULL,
    source_line bigint,
    first_import_id bigint NOT NULL,
    import_id bigint NOT NULL,
    missing_since timestamp with time zone,
    CONSTRAINT catalogue_entry_date_check CHECK ((date_from <= date_to)),
    CONSTRAINT catalogue_entry_external_id_check CHECK ((external_id <> ''::text))
);
COMMENT ON TABLE lookalike_internal.catalogue_entry IS 'Statements of a catalogue about one object.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.entry_id IS 'Number of the entry.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.catalogue_id IS 'The catalogue of the entry.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.external_id IS 'The id of the entry in the catalogue.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.file IS 'The file that the entry names, as it is written.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.digest IS 'The digest of a file that the entry gives, in small letters; a SHA-256 is used for links.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.title IS 'Title (dc:title).';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.creator IS 'Creator (dc:creator).';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.date_text IS 'Date (dc:date), as it is written.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.date_from IS 'The earliest day that the date may mean; null where the date has no such bound.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.date_to IS 'The latest day that the date may mean; null where the date has no such bound.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.description IS 'Description (dc:description).';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.rights_statement IS 'Rights statement (dc:rights), as a URI of rightsstatements.org or in words.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.licence IS 'Licence (dcterms:license).';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.rights_holder IS 'Rights holder (dcterms:rightsHolder).';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.credit_line IS 'Credit line (IPTC).';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.published_at IS 'When the picture was published, as it is written.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.published_in IS 'Where the picture was published.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.is_published IS 'Whether the catalogue says that the picture was published.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.other IS 'The values of all other columns.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.source_line IS 'Line or row where the entry begins in the source of the import that last changed it.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.first_import_id IS 'The import that added the entry.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.import_id IS 'The import that last changed the entry.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry.missing_since IS 'Since when the entry is no longer in the catalogue; null while it is there.';
CREATE TABLE lookalike_internal.decision (
    decision_id bigint NOT NULL,
    decision text NOT NULL,
    pixel_digest_a bytea NOT NULL,
    pixel_digest_b bytea,
    image_id_a bigint NOT NULL,
    image_id_b bigint,
    path_a text NOT NULL,
    path_b text,
    statements text,
    decided_by text NOT NULL,
    reason text NOT NULL,
    database_role text DEFAULT SESSION_USER NOT NULL,
    decided_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT decision_decided_by_check CHECK ((btrim(decided_by) <> ''::text)),
    CONSTRAINT decision_decision_check CHECK ((decision = ANY (ARRAY['duplicate'::text, 'not a duplicate'::text, 'keep'::text, 'quarantine'::text, 'rights settled'::text]))),
    CONSTRAINT decision_order_check CHECK ((pixel_digest_a < pixel_digest_b)),
    CONSTRAINT decision_reason_check CHECK ((btrim(reason) <> ''::text)),
    CONSTRAINT decision_statements_check CHECK (((decision = 'rights settled'::text) = (statements IS NOT NULL))),
    CONSTRAINT decision_subject_check CHECK ((((decision = ANY (ARRAY['duplicate'::text, 'not a duplicate'::text])) = (pixel_digest_b IS NOT NULL)) AND ((pixel_digest_b IS NULL) = (image_id_b IS NULL)) AND ((pixel_digest_b IS NULL) = (path_b IS NULL))))
);
COMMENT ON TABLE lookalike_internal.decision IS 'Decisions of people about pictures and pairs of pictures. Rows are only added; the latest holds.';
COMMENT ON COLUMN lookalike_internal.decision.decision_id IS 'Number of the decision; a later one is higher.';
COMMENT ON COLUMN lookalike_internal.decision.decision IS 'duplicate or not a duplicate, of a pair; keep, quarantine or rights settled, of an image.';
COMMENT ON COLUMN lookalike_internal.decision.pixel_digest_a IS 'Digest of the pixels of the picture; of a pair, the digest that sorts before the other.';
COMMENT ON COLUMN lookalike_internal.decision.pixel_digest_b IS 'Digest of the pixels of the other picture of a pair.';
COMMENT ON COLUMN lookalike_internal.decision.image_id_a IS 'The image that the reviewer named, with the pixels of pixel_digest_a.';
COMMENT ON COLUMN lookalike_internal.decision.image_id_b IS 'The image that the reviewer named, with the pixels of pixel_digest_b.';
COMMENT ON COLUMN lookalike_internal.decision.path_a IS 'Path of image a at that time.';
COMMENT ON COLUMN lookalike_internal.decision.path_b IS 'Path of image b at that time.';
COMMENT ON COLUMN lookalike_internal.decision.statements IS 'Of rights settled: digest of the contradicting statements that are settled.';
COMMENT ON COLUMN lookalike_internal.decision.decided_by IS 'Who decided.';
COMMENT ON COLUMN lookalike_internal.decision.reason IS 'Why, in the words of that person.';
COMMENT ON COLUMN lookalike_internal.decision.database_role IS 'The role that was connected.';
COMMENT ON COLUMN lookalike_internal.decision.decided_at IS 'When.';
CREATE TABLE lookalike_internal.collection (
    collection_id integer NOT NULL,
    name text NOT NULL,
    root text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT collection_name_check CHECK ((name <> ''::text))
);
COMMENT ON TABLE lookalike_internal.collection IS 'A folder whose files are scanned together.';
COMMENT ON COLUMN lookalike_internal.collection.collection_id IS 'Number of the collection.';
COMMENT ON COLUMN lookalike_internal.collection.name IS 'What people call it; by default the name of the folder.';
COMMENT ON COLUMN lookalike_internal.collection.root IS 'Absolute path of the folder; bytes that are not UTF-8 are written \xHH.';
COMMENT ON COLUMN lookalike_internal.collection.created_at IS 'When it was first scanned.';
CREATE TABLE lookalike_internal.legal_hold (
    hold_id bigint NOT NULL,
    matter_id integer NOT NULL,
    pixel_digest bytea,
    entry_id bigint,
    collection_id integer,
    image_id bigint,
    reason text NOT NULL,
    placed_by text NOT NULL,
    placed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    released_by text,
    released_reason text,
    released_at timestamp with time zone,
    CONSTRAINT legal_hold_image_check CHECK (((image_id IS NULL) = (pixel_digest IS NULL))),
    CONSTRAINT legal_hold_reason_check CHECK ((reason <> ''::text)),
    CONSTRAINT legal_hold_released_check CHECK ((((released_at IS NULL) = (released_by IS NULL)) AND ((released_at IS NULL) = (released_reason IS NULL)))),
    CONSTRAINT legal_hold_subject_check CHECK ((num_nonnulls(pixel_digest, entry_id, collection_id) = 1))
);
COMMENT ON TABLE lookalike_internal.legal_hold IS 'Holds for a matter. Each names a picture by its pixels, a catalogue entry, or a collection.';
COMMENT ON COLUMN lookalike_internal.legal_hold.hold_id IS 'Number of the hold.';
COMMENT ON COLUMN lookalike_internal.legal_hold.matter_id IS 'The matter that the hold is for.';
COMMENT ON COLUMN lookalike_internal.legal_hold.pixel_digest IS 'The pixels that are held, in every file that has them.';
COMMENT ON COLUMN lookalike_internal.legal_hold.entry_id IS 'The catalogue entry whose images are held.';
COMMENT ON COLUMN lookalike_internal.legal_hold.collection_id IS 'The collection whose images are held.';
COMMENT ON COLUMN lookalike_internal.legal_hold.image_id IS 'The image that the hold names, with the pixels; it stays held when its file changes.';
COMMENT ON COLUMN lookalike_internal.legal_hold.reason IS 'Reason of the hold.';
COMMENT ON COLUMN lookalike_internal.legal_hold.placed_by IS 'Name of the person who placed it.';
COMMENT ON COLUMN lookalike_internal.legal_hold.placed_at IS 'When it was placed.';
COMMENT ON COLUMN lookalike_internal.legal_hold.released_by IS 'Name of the person who released it.';
COMMENT ON COLUMN lookalike_internal.legal_hold.released_reason IS 'Why it was released.';
COMMENT ON COLUMN lookalike_internal.legal_hold.released_at IS 'When it was released; null before that.';
CREATE TABLE lookalike_internal.legal_matter (
    matter_id integer NOT NULL,
    name text NOT NULL,
    opened_by text NOT NULL,
    opened_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    closed_by text,
    closed_reason text,
    closed_at timestamp with time zone,
    CONSTRAINT legal_matter_closed_check CHECK ((((closed_at IS NULL) = (closed_by IS NULL)) AND ((closed_at IS NULL) = (closed_reason IS NULL)))),
    CONSTRAINT legal_matter_name_check CHECK ((name <> ''::text))
);
COMMENT ON TABLE lookalike_internal.legal_matter IS 'A legal proceeding, or another matter, that needs images held.';
COMMENT ON COLUMN lookalike_internal.legal_matter.matter_id IS 'Number of the matter.';
COMMENT ON COLUMN lookalike_internal.legal_matter.name IS 'Name of the matter.';
COMMENT ON COLUMN lookalike_internal.legal_matter.opened_by IS 'Name of the person who placed its first hold.';
COMMENT ON COLUMN lookalike_internal.legal_matter.opened_at IS 'When the matter was opened.';
COMMENT ON COLUMN lookalike_internal.legal_matter.closed_by IS 'Name of the person who closed it.';
COMMENT ON COLUMN lookalike_internal.legal_matter.closed_reason IS 'Why it was closed.';
COMMENT ON COLUMN lookalike_internal.legal_matter.closed_at IS 'When it was closed; null while it is open.';
CREATE TABLE lookalike_internal.legal_hold_picture (
    hold_id bigint NOT NULL,
    pixel_digest bytea NOT NULL
);
COMMENT ON TABLE lookalike_internal.legal_hold_picture IS 'Every picture that a hold has ever covered. The picture stays held, in every file, until the hold ends. Rows are only added.';
COMMENT ON COLUMN lookalike_internal.legal_hold_picture.hold_id IS 'Number of the hold.';
COMMENT ON COLUMN lookalike_internal.legal_hold_picture.pixel_digest IS 'Pixels of the picture.';
CREATE TABLE lookalike_internal.quarantine_item (
    plan_id integer NOT NULL,
    image_id bigint NOT NULL,
    state text DEFAULT 'proposed'::text NOT NULL,
    collection_id integer NOT NULL,
    path text NOT NULL COLLATE pg_catalog."C",
    byte_size bigint NOT NULL,
    sha256 bytea NOT NULL,
    pixel_digest bytea NOT NULL,
    archival_pixel_digest bytea NOT NULL,
    destination text NOT NULL,
    obstacle text,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT quarantine_item_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'approved'::text, 'withheld'::text, 'moving'::text, 'moved'::text, 'restoring'::text, 'restored'::text]))),
    CONSTRAINT quarantine_item_withheld_check CHECK (((state <> 'withheld'::text) OR (obstacle IS NOT NULL)))
);
COMMENT ON TABLE lookalike_internal.quarantine_item IS 'The files of a plan, as they were when the plan was proposed, and the state of each.';
COMMENT ON COLUMN lookalike_internal.quarantine_item.plan_id IS 'The plan.';
COMMENT ON COLUMN lookalike_internal.quarantine_item.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_internal.quarantine_item.state IS 'proposed; approved; withheld (this plan will never move the file); moving or restoring (the file is at its path, at its destination, or at both); moved; restored.';
COMMENT ON COLUMN lookalike_internal.quarantine_item.collection_id IS 'The collection of the file.';
COMMENT ON COLUMN lookalike_internal.quarantine_item.path IS 'Path relative to the folder of the collection.';
COMMENT ON COLUMN lookalike_internal.quarantine_item.byte_size IS 'Size of the file in bytes.';
COMMENT ON COLUMN lookalike_internal.quarantine_item.sha256 IS 'SHA-256 of the file; it is checked before the file is moved.';
COMMENT ON COLUMN lookalike_internal.quarantine_item.pixel_digest IS 'Digest of the pixels of the file.';
COMMENT ON COLUMN lookalike_internal.quarantine_item.archival_pixel_digest IS 'Pixels of the archival file from which it was made, which must stay; its own if it was made from no other.';
COMMENT ON COLUMN lookalike_internal.quarantine_item.destination IS 'Absolute path to which the file goes.';
COMMENT ON COLUMN lookalike_internal.quarantine_item.obstacle IS 'Why the file was withheld, or could not be moved or restored, in words.';
COMMENT ON COLUMN lookalike_internal.quarantine_item.changed_at IS 'When the state last changed.';
CREATE TABLE lookalike_internal.catalogue (
    catalogue_id integer NOT NULL,
    name text NOT NULL,
    mapping jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT catalogue_name_check CHECK ((name <> ''::text))
);
COMMENT ON TABLE lookalike_internal.catalogue IS 'A source of descriptions of images: a database, a spreadsheet, a finding aid.';
COMMENT ON COLUMN lookalike_internal.catalogue.catalogue_id IS 'Number of the catalogue.';
COMMENT ON COLUMN lookalike_internal.catalogue.name IS 'Name that people gave it.';
COMMENT ON COLUMN lookalike_internal.catalogue.mapping IS 'Fields with their columns; the next import uses this mapping.';
COMMENT ON COLUMN lookalike_internal.catalogue.created_at IS 'When it was first imported.';
CREATE TABLE lookalike_internal.fingerprint (
    image_id bigint NOT NULL,
    region text DEFAULT 'full'::text NOT NULL,
    method_id integer NOT NULL,
    phash bit(64) NOT NULL,
    phash_256 bit(256) NOT NULL,
    quality real NOT NULL,
    x integer,
    y integer,
    width integer,
    height integer,
    phash_flips bit(192),
    CONSTRAINT fingerprint_box_check CHECK (
CASE region
    WHEN 'content'::text THEN ((num_nulls(x, y, width, height) = 0) AND (x >= 0) AND (y >= 0) AND (width > 0) AND (height > 0))
    ELSE (num_nonnulls(x, y, width, height) = 0)
END),
    CONSTRAINT fingerprint_quality_check CHECK (((quality >= (0)::double precision) AND (quality <= (1)::double precision))),
    CONSTRAINT fingerprint_region_check CHECK ((region = ANY (ARRAY['full'::text, 'content'::text])))
);
COMMENT ON TABLE lookalike_internal.fingerprint IS 'Perceptual hashes of a region of an image.';
COMMENT ON COLUMN lookalike_internal.fingerprint.image_id IS 'The image.';
COMMENT ON COLUMN lookalike_internal.fingerprint.region IS 'Part of the image: full, or content (the picture without its border).';
COMMENT ON COLUMN lookalike_internal.fingerprint.method_id IS 'How the fingerprint was made.';
COMMENT ON COLUMN lookalike_internal.fingerprint.phash IS '64-bit perceptual hash, equal to imagehash.phash.';
COMMENT ON COLUMN lookalike_internal.fingerprint.phash_256 IS '256-bit perceptual hash, equal to imagehash.phash(hash_size=16).';
COMMENT ON COLUMN lookalike_internal.fingerprint.quality IS 'From 0 (blank) to 1: how much detail the hashes rest on.';
COMMENT ON COLUMN lookalike_internal.fingerprint.x IS 'Left edge of the content, in pixels of the upright image; null for full.';
COMMENT ON COLUMN lookalike_internal.fingerprint.y IS 'Top edge of the content, in pixels of the upright image; null for full.';
COMMENT ON COLUMN lookalike_internal.fingerprint.width IS 'Width of the content in pixels; null for full.';
COMMENT ON COLUMN lookalike_internal.fingerprint.height IS 'Height of the content in pixels; null for full.';
COMMENT ON COLUMN lookalike_internal.fingerprint.phash_flips IS 'The 64-bit hashes of the picture mirrored left and right, top and bottom, and both; null in region content.';
CREATE TABLE lookalike_internal.run (
    run_id bigint NOT NULL,
    stage text NOT NULL,
    collection_id integer,
    state text DEFAULT 'running'::text NOT NULL,
    settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    counts jsonb DEFAULT '{}'::jsonb NOT NULL,
    started_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT run_collection_check CHECK (((stage = 'scan'::text) = (collection_id IS NOT NULL))),
    CONSTRAINT run_finished_check CHECK (((state = 'finished'::text) = (finished_at IS NOT NULL))),
    CONSTRAINT run_stage_check CHECK ((stage = ANY (ARRAY['scan'::text, 'embed'::text, 'match'::text, 'prove'::text, 'cluster'::text, 'classify'::text]))),
    CONSTRAINT run_state_check CHECK ((state = ANY (ARRAY['running'::text, 'finished'::text])))
);
COMMENT ON TABLE lookalike_internal.run IS 'One execution of a stage, with the settings it used and what it counted.';
COMMENT ON COLUMN lookalike_internal.run.run_id IS 'Number of the run.';
COMMENT ON COLUMN lookalike_internal.run.stage IS 'scan, embed, match, prove, cluster or classify.';
COMMENT ON COLUMN lookalike_internal.run.collection_id IS 'The collection that a scan reads; null for other stages.';
COMMENT ON COLUMN lookalike_internal.run.state IS 'running or finished; a run that was interrupted stays running and is resumed.';
COMMENT ON COLUMN lookalike_internal.run.settings IS 'The settings the run used.';
COMMENT ON COLUMN lookalike_internal.run.counts IS 'What the run counted.';
COMMENT ON COLUMN lookalike_internal.run.started_at IS 'When it started.';
COMMENT ON COLUMN lookalike_internal.run.finished_at IS 'When it finished; null while it runs.';
CREATE TABLE lookalike_internal.publication (
    pixel_digest bytea NOT NULL,
    entry_id bigint NOT NULL,
    published_at text,
    published_in text,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
COMMENT ON TABLE lookalike_internal.publication IS 'Pictures, by their pixels, that were ever published; rows are only added.';
COMMENT ON COLUMN lookalike_internal.publication.pixel_digest IS 'Digest of the decoded pixels.';
COMMENT ON COLUMN lookalike_internal.publication.entry_id IS 'The entry that says so.';
COMMENT ON COLUMN lookalike_internal.publication.published_at IS 'When the picture was published, as the entry says.';
COMMENT ON COLUMN lookalike_internal.publication.published_in IS 'Where the picture was published, as the entry says.';
COMMENT ON COLUMN lookalike_internal.publication.recorded_at IS 'When this was recorded.';
CREATE TABLE lookalike_internal.setting (
    name text NOT NULL,
    value text NOT NULL,
    default_value text NOT NULL,
    description text NOT NULL
);
COMMENT ON TABLE lookalike_internal.setting IS 'Settings for the whole archive.';
COMMENT ON COLUMN lookalike_internal.setting.name IS 'Name of the setting.';
COMMENT ON COLUMN lookalike_internal.setting.value IS 'Its value, as text.';
COMMENT ON COLUMN lookalike_internal.setting.default_value IS 'Its value until somebody changes it.';
COMMENT ON COLUMN lookalike_internal.setting.description IS 'What the setting does.';
CREATE TABLE lookalike_internal.unmatched_image (
    image_id bigint NOT NULL
);
COMMENT ON TABLE lookalike_internal.unmatched_image IS 'Images that came, went or changed since the last match.';
COMMENT ON COLUMN lookalike_internal.unmatched_image.image_id IS 'The image.';
CREATE TABLE lookalike_internal.cluster (
    cluster_id integer NOT NULL,
    images integer NOT NULL,
    weakest_phash_256_distance smallint,
    created_run_id bigint NOT NULL,
    retired_run_id bigint,
    central_image_id bigint,
    weakest_image_id_a bigint,
    weakest_image_id_b bigint,
    diameter smallint,
    is_diameter_exact boolean,
    is_chained boolean,
    CONSTRAINT cluster_images_check CHECK (((images >= 2) = (retired_run_id IS NULL)))
);
COMMENT ON TABLE lookalike_internal.cluster IS 'Images that are copies of each other, directly or through others.';
COMMENT ON COLUMN lookalike_internal.cluster.cluster_id IS 'Number of the cluster; the cluster keeps it from run to run, and no other cluster ever gets it.';
COMMENT ON COLUMN lookalike_internal.cluster.images IS 'How many images it has; 0 once it is retired.';
COMMENT ON COLUMN lookalike_internal.cluster.weakest_phash_256_distance IS 'Largest 256-bit distance among the matches that hold the cluster together.';
COMMENT ON COLUMN lookalike_internal.cluster.created_run_id IS 'Cluster run that formed it.';
COMMENT ON COLUMN lookalike_internal.cluster.retired_run_id IS 'Cluster run in which the cluster was dissolved or merged into another; null while it exists.';
COMMENT ON COLUMN lookalike_internal.cluster.central_image_id IS 'The image with the most accepted matches in the cluster; of several, the first by collection and path.';
COMMENT ON COLUMN lookalike_internal.cluster.weakest_image_id_a IS 'One image of a match with that distance: of several, the first by collection and path of both.';
COMMENT ON COLUMN lookalike_internal.cluster.weakest_image_id_b IS 'The other image of that match; it sorts after the first.';
COMMENT ON COLUMN lookalike_internal.cluster.diameter IS 'Largest 256-bit distance between any two images of the cluster, matched or not.';
COMMENT ON COLUMN lookalike_internal.cluster.is_diameter_exact IS 'False where there are too many different hashes to compare all: the diameter is then a lower bound.';
COMMENT ON COLUMN lookalike_internal.cluster.is_chained IS 'Whether the cluster holds images that are too far apart for a match of their own and that only others connect; if the diameter is not exact, false means only that no such images were found.';
CREATE TABLE lookalike_internal.representative (
    image_id bigint NOT NULL,
    phash bit(64) NOT NULL,
    phash_256 bit(256) NOT NULL,
    is_crowded boolean DEFAULT false NOT NULL,
    crowd_id bigint,
    CONSTRAINT representative_crowd_id_check CHECK ((is_crowded OR (crowd_id IS NULL)))
);
COMMENT ON TABLE lookalike_internal.representative IS 'One image for all with the same two hashes: only it is indexed and compared.';
COMMENT ON COLUMN lookalike_internal.representative.image_id IS 'The first of those images by collection and path.';
COMMENT ON COLUMN lookalike_internal.representative.phash IS 'Their 64-bit perceptual hash.';
COMMENT ON COLUMN lookalike_internal.representative.phash_256 IS 'Their 256-bit perceptual hash.';
COMMENT ON COLUMN lookalike_internal.representative.is_crowded IS 'Whether more others than the crowd limit are within the radius. Of the pairs of two crowded ones, only those that connect them are kept.';
COMMENT ON COLUMN lookalike_internal.representative.crowd_id IS 'Crowded representatives with the same number are connected by their matches; null until the crowd is known.';
CREATE TABLE lookalike_internal.proposed (
    pixel_digest bytea NOT NULL,
    is_embedded boolean NOT NULL
);
COMMENT ON TABLE lookalike_internal.proposed IS 'Pictures, by their pixels, for which proving has already looked for copies.';
COMMENT ON COLUMN lookalike_internal.proposed.pixel_digest IS 'Digest of the decoded pixels.';
COMMENT ON COLUMN lookalike_internal.proposed.is_embedded IS 'Whether the embedding of the picture was used, too.';
CREATE TABLE lookalike_internal.retention_class (
    image_id bigint NOT NULL,
    class text NOT NULL,
    rule text NOT NULL,
    reason text NOT NULL,
    derived_from_image_id bigint,
    policy_id integer NOT NULL,
    run_id bigint NOT NULL,
    disposition text DEFAULT 'review'::text NOT NULL,
    authority text DEFAULT ''::text NOT NULL,
    derivation text,
    CONSTRAINT retention_class_class_check CHECK ((class = ANY (ARRAY['archival master'::text, 'derivative'::text, 'identical copy'::text, 'archival copy of a published image'::text, 'possible duplicate'::text, 'unique'::text, 'unclassified'::text]))),
    CONSTRAINT retention_class_derivation_check CHECK ((derivation = ANY (ARRAY['isFormatOf'::text, 'isVersionOf'::text]))),
    CONSTRAINT retention_class_disposition_check CHECK ((disposition = ANY (ARRAY['retain'::text, 'transfer'::text, 'quarantine'::text, 'review'::text]))),
    CONSTRAINT retention_class_reason_check CHECK ((reason <> ''::text))
);
COMMENT ON TABLE lookalike_internal.retention_class IS 'The class of each image, with the rule that gave it and the reason in words.';
COMMENT ON COLUMN lookalike_internal.retention_class.image_id IS 'The image.';
COMMENT ON COLUMN lookalike_internal.retention_class.class IS 'archival master, derivative, identical copy, archival copy of a published image, possible duplicate, unique or unclassified.';
COMMENT ON COLUMN lookalike_internal.retention_class.rule IS 'Rule of the policy that gave the class.';
COMMENT ON COLUMN lookalike_internal.retention_class.reason IS 'The reason in words.';
COMMENT ON COLUMN lookalike_internal.retention_class.derived_from_image_id IS 'The image that it is a copy or derivative of.';
COMMENT ON COLUMN lookalike_internal.retention_class.policy_id IS 'Policy version that gave the class.';
COMMENT ON COLUMN lookalike_internal.retention_class.run_id IS 'Classify run that gave the class.';
COMMENT ON COLUMN lookalike_internal.retention_class.disposition IS 'The disposition that the rule proposes: retain, transfer, quarantine or review. Guards outrank it.';
COMMENT ON COLUMN lookalike_internal.retention_class.authority IS 'The authority for the disposition.';
COMMENT ON COLUMN lookalike_internal.retention_class.derivation IS 'How the image derives from its source, where bytes or pixels prove it: isFormatOf or isVersionOf.';
CREATE TABLE lookalike_internal.finished_pass (
    scheme text NOT NULL,
    pass integer NOT NULL
);
COMMENT ON TABLE lookalike_internal.finished_pass IS 'Finished passes of a match of all images that has not ended.';
COMMENT ON COLUMN lookalike_internal.finished_pass.scheme IS 'How the hashes are cut, and a digest of the representatives.';
COMMENT ON COLUMN lookalike_internal.finished_pass.pass IS 'Number of the pass.';
CREATE TABLE lookalike_internal.event (
    event_id bigint NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    action text NOT NULL,
    event_type text NOT NULL,
    done_by text NOT NULL,
    database_role text NOT NULL,
    object_type text,
    object_id text,
    outcome text NOT NULL,
    detail jsonb NOT NULL,
    previous_hash bytea,
    hash bytea NOT NULL,
    CONSTRAINT event_chain_check CHECK (((previous_hash IS NULL) = (event_id = 1))),
    CONSTRAINT event_done_by_check CHECK ((done_by <> ''::text)),
    CONSTRAINT event_hash_check CHECK ((octet_length(hash) = 32))
);
COMMENT ON TABLE lookalike_internal.event IS 'The log of what was done. Each row is sealed with the row before; rows are only added. Read it through event_log.';
COMMENT ON COLUMN lookalike_internal.event.event_id IS 'Number of the event, from 1, without gaps.';
COMMENT ON COLUMN lookalike_internal.event.happened_at IS 'When the event was written.';
COMMENT ON COLUMN lookalike_internal.event.action IS 'What was done, in the words of Lookalike.';
COMMENT ON COLUMN lookalike_internal.event.event_type IS 'What was done, in the words of PREMIS.';
COMMENT ON COLUMN lookalike_internal.event.done_by IS 'Who did it: a person, or, of a stage, the role that ran it.';
COMMENT ON COLUMN lookalike_internal.event.database_role IS 'The role that was connected.';
COMMENT ON COLUMN lookalike_internal.event.object_type IS 'What it was done to.';
COMMENT ON COLUMN lookalike_internal.event.object_id IS 'Number or name of that object.';
COMMENT ON COLUMN lookalike_internal.event.outcome IS 'How it ended.';
COMMENT ON COLUMN lookalike_internal.event.detail IS 'More about it.';
COMMENT ON COLUMN lookalike_internal.event.previous_hash IS 'Hash of the event before; null for the first event.';
COMMENT ON COLUMN lookalike_internal.event.hash IS 'The hash that hash_event() gives for this row.';
CREATE TABLE lookalike_internal.unmatched_representative (
    image_id bigint NOT NULL
);
COMMENT ON TABLE lookalike_internal.unmatched_representative IS 'Representatives that wait to be compared with all others.';
COMMENT ON COLUMN lookalike_internal.unmatched_representative.image_id IS 'The representative.';
CREATE TABLE lookalike_internal.candidate (
    image_id_a bigint NOT NULL,
    image_id_b bigint NOT NULL,
    found_by text NOT NULL,
    variant smallint,
    similarity real,
    part smallint,
    turn smallint GENERATED ALWAYS AS (
CASE found_by
    WHEN 'detail'::text THEN 3
    WHEN 'embedding'::text THEN 2
    ELSE 1
END) STORED,
    place double precision GENERATED ALWAYS AS (
CASE found_by
    WHEN 'detail'::text THEN (
    CASE
        WHEN (part < 0) THEN image_id_b
        ELSE image_id_a
    END)::real
    WHEN 'embedding'::text THEN (- COALESCE(similarity, (0)::real))
    ELSE (0)::real
END) STORED,
    CONSTRAINT candidate_order_check CHECK ((image_id_a < image_id_b))
);
COMMENT ON TABLE lookalike_internal.candidate IS 'Pairs of images that wait to be proven on their pixels.';
COMMENT ON COLUMN lookalike_internal.candidate.image_id_a IS 'The image with the lower number.';
COMMENT ON COLUMN lookalike_internal.candidate.image_id_b IS 'The image with the higher number.';
COMMENT ON COLUMN lookalike_internal.candidate.found_by IS 'How the pair was found, as in match.';
COMMENT ON COLUMN lookalike_internal.candidate.variant IS 'Variant of the hash, as in match.';
COMMENT ON COLUMN lookalike_internal.candidate.similarity IS 'Cosine of their embeddings, where these proposed the pair.';
COMMENT ON COLUMN lookalike_internal.candidate.part IS 'Number of the part of image a that image b may show; if negative, of the part of image b that image a may show.';
COMMENT ON COLUMN lookalike_internal.candidate.turn IS 'Turn in which the pair is proven: 1 for pairs that hashes propose, 2 for embeddings, 3 for details.';
COMMENT ON COLUMN lookalike_internal.candidate.place IS 'Order within the turn: the most similar embeddings first, and details by the picture to which they may belong.';
CREATE TABLE lookalike_internal.model (
    model_id integer NOT NULL,
    name text NOT NULL,
    path text,
    sha256 bytea NOT NULL,
    input_size integer NOT NULL,
    mean real[] NOT NULL,
    std real[] NOT NULL,
    output text NOT NULL,
    projection bytea,
    provenance text NOT NULL,
    is_in_use boolean DEFAULT false NOT NULL,
    CONSTRAINT model_input_check CHECK (((input_size > 0) AND (cardinality(mean) = 3) AND (cardinality(std) = 3))),
    CONSTRAINT model_sha256_check CHECK ((octet_length(sha256) = 32))
);
COMMENT ON TABLE lookalike_internal.model IS 'Neural networks that can embed pictures; one is in use.';
COMMENT ON COLUMN lookalike_internal.model.model_id IS 'Number of the model.';
COMMENT ON COLUMN lookalike_internal.model.name IS 'Its name.';
COMMENT ON COLUMN lookalike_internal.model.path IS 'Path of its ONNX file on the machine that embeds; null for the model that comes with Lookalike.';
COMMENT ON COLUMN lookalike_internal.model.sha256 IS 'SHA-256 of the ONNX file, or of the weights from which the model is made.';
COMMENT ON COLUMN lookalike_internal.model.input_size IS 'Width and height in pixels of the pictures that the model takes.';
COMMENT ON COLUMN lookalike_internal.model.mean IS 'Mean of red, green and blue, from 0 to 1, which is subtracted first.';
COMMENT ON COLUMN lookalike_internal.model.std IS 'Standard deviation of red, green and blue, by which they are then divided.';
COMMENT ON COLUMN lookalike_internal.model.output IS 'Which of its outputs is the embedding.';
COMMENT ON COLUMN lookalike_internal.model.projection IS 'Projection of its output to 256 dimensions; null where the output has no more.';
COMMENT ON COLUMN lookalike_internal.model.provenance IS 'Source and licence of its weights.';
COMMENT ON COLUMN lookalike_internal.model.is_in_use IS 'Whether the embeddings are made with it.';
CREATE TABLE lookalike_internal.installation (
    is_only boolean DEFAULT true NOT NULL,
    version text NOT NULL,
    mode text NOT NULL,
    source_digest text NOT NULL,
    installed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT installation_is_only_check CHECK (is_only),
    CONSTRAINT installation_mode_check CHECK ((mode = ANY (ARRAY['extension'::text, 'loose'::text])))
);
COMMENT ON TABLE lookalike_internal.installation IS 'What is installed in this database: one row, written by `lookalike install`.';
COMMENT ON COLUMN lookalike_internal.installation.is_only IS 'Always true: there is one row.';
COMMENT ON COLUMN lookalike_internal.installation.version IS 'Version of lookalike that installed.';
COMMENT ON COLUMN lookalike_internal.installation.mode IS 'How the stateless functions were installed: as "extension", or "loose" where that is not possible.';
COMMENT ON COLUMN lookalike_internal.installation.source_digest IS 'SHA-256 of all SQL sources; if the sources have another, an install has something to do.';
COMMENT ON COLUMN lookalike_internal.installation.installed_at IS 'When the last install changed something.';
CREATE TABLE lookalike_internal.cut_match (
    image_id_a bigint NOT NULL,
    image_id_b bigint NOT NULL
);
COMMENT ON TABLE lookalike_internal.cut_match IS 'Accepted matches between two clusters that are kept apart because people decided that two of their pictures are not duplicates; as of the last clustering.';
COMMENT ON COLUMN lookalike_internal.cut_match.image_id_a IS 'The image with the lower number.';
COMMENT ON COLUMN lookalike_internal.cut_match.image_id_b IS 'The image with the higher number.';
CREATE TABLE lookalike_internal.scan_problem (
    collection_id integer NOT NULL,
    path text NOT NULL COLLATE pg_catalog."C",
    problem text NOT NULL,
    message text NOT NULL,
    is_scanned boolean NOT NULL,
    byte_size bigint,
    modified_at timestamp with time zone,
    first_seen_run_id bigint NOT NULL
);
COMMENT ON TABLE lookalike_internal.scan_problem IS 'Files that could not be scanned, or only with a remark; read them through the view scan_problem.';
COMMENT ON COLUMN lookalike_internal.scan_problem.collection_id IS 'The collection of the file.';
COMMENT ON COLUMN lookalike_internal.scan_problem.path IS 'Path relative to the folder of the collection; bytes that are not UTF-8 are written \xHH.';
COMMENT ON COLUMN lookalike_internal.scan_problem.problem IS 'Class of the problem.';
COMMENT ON COLUMN lookalike_internal.scan_problem.message IS 'The problem in words.';
COMMENT ON COLUMN lookalike_internal.scan_problem.is_scanned IS 'Whether the file is in the audit all the same.';
COMMENT ON COLUMN lookalike_internal.scan_problem.byte_size IS 'Size of the file in bytes, where it is known.';
COMMENT ON COLUMN lookalike_internal.scan_problem.modified_at IS 'Modification time of the file, where it is known.';
COMMENT ON COLUMN lookalike_internal.scan_problem.first_seen_run_id IS 'Scan that saw the problem first.';
CREATE TABLE lookalike_internal.review_sample (
    sample_id bigint NOT NULL,
    draw integer NOT NULL,
    band text NOT NULL,
    pixel_digest_a bytea NOT NULL,
    pixel_digest_b bytea NOT NULL,
    image_id_a bigint NOT NULL,
    image_id_b bigint NOT NULL,
    drawn_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT review_sample_order_check CHECK ((pixel_digest_a < pixel_digest_b))
);
COMMENT ON TABLE lookalike_internal.review_sample IS 'Accepted pairs drawn at random for people to judge. A pair is drawn once only.';
COMMENT ON COLUMN lookalike_internal.review_sample.sample_id IS 'Number of the pair.';
COMMENT ON COLUMN lookalike_internal.review_sample.draw IS 'Number of the draw.';
COMMENT ON COLUMN lookalike_internal.review_sample.band IS 'Band of evidence of the pair at that time.';
COMMENT ON COLUMN lookalike_internal.review_sample.pixel_digest_a IS 'Digest of the pixels of the first picture; it sorts before the other digest.';
COMMENT ON COLUMN lookalike_internal.review_sample.pixel_digest_b IS 'Digest of the pixels of the other picture.';
COMMENT ON COLUMN lookalike_internal.review_sample.image_id_a IS 'The image of the drawn match that has the pixels of the first picture.';
COMMENT ON COLUMN lookalike_internal.review_sample.image_id_b IS 'The other image of that match.';
COMMENT ON COLUMN lookalike_internal.review_sample.drawn_at IS 'When it was drawn.';
CREATE TABLE lookalike_internal.retention_policy (
    policy_id integer NOT NULL,
    name text NOT NULL,
    version integer NOT NULL,
    description text NOT NULL,
    created_by text DEFAULT SESSION_USER NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
COMMENT ON TABLE lookalike_internal.retention_policy IS 'Retention policies by name and version; a version never changes.';
COMMENT ON COLUMN lookalike_internal.retention_policy.policy_id IS 'Number of the policy version.';
COMMENT ON COLUMN lookalike_internal.retention_policy.name IS 'Name of the policy.';
COMMENT ON COLUMN lookalike_internal.retention_policy.version IS 'Its version.';
COMMENT ON COLUMN lookalike_internal.retention_policy.description IS 'Summary of the policy in words.';
COMMENT ON COLUMN lookalike_internal.retention_policy.created_by IS 'Name of the person who added it; installation for the default policy.';
COMMENT ON COLUMN lookalike_internal.retention_policy.created_at IS 'When it was added.';
CREATE TABLE lookalike_internal.quarantine_plan (
    plan_id integer NOT NULL,
    name text NOT NULL,
    destination text NOT NULL,
    state text DEFAULT 'proposed'::text NOT NULL,
    proposed_by text NOT NULL,
    reason text NOT NULL,
    proposed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    approved_by text,
    approved_at timestamp with time zone,
    CONSTRAINT quarantine_plan_approval_check CHECK ((((approved_by IS NULL) = (approved_at IS NULL)) AND ((state = ANY (ARRAY['proposed'::text, 'withdrawn'::text])) OR (approved_by IS NOT NULL)))),
    CONSTRAINT quarantine_plan_destination_check CHECK (starts_with(destination, '/'::text)),
    CONSTRAINT quarantine_plan_four_eyes_check CHECK ((lower(btrim(approved_by)) <> lower(btrim(proposed_by)))),
    CONSTRAINT quarantine_plan_name_check CHECK ((btrim(name) <> ''::text)),
    CONSTRAINT quarantine_plan_proposed_by_check CHECK ((btrim(proposed_by) <> ''::text)),
    CONSTRAINT quarantine_plan_reason_check CHECK ((btrim(reason) <> ''::text)),
    CONSTRAINT quarantine_plan_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'approved'::text, 'applied'::text, 'restored'::text, 'withdrawn'::text])))
);
COMMENT ON TABLE lookalike_internal.quarantine_plan IS 'Plans to set files aside: who proposed them, who approved them, and their state.';
COMMENT ON COLUMN lookalike_internal.quarantine_plan.plan_id IS 'Number of the plan.';
COMMENT ON COLUMN lookalike_internal.quarantine_plan.name IS 'Name that people gave it.';
COMMENT ON COLUMN lookalike_internal.quarantine_plan.destination IS 'Absolute path of the folder to which the files go, outside all collections; bytes that are not UTF-8 are written \xHH.';
COMMENT ON COLUMN lookalike_internal.quarantine_plan.state IS 'proposed, approved, applied (no file is left to be moved), restored (no file is left in quarantine) or withdrawn.';
COMMENT ON COLUMN lookalike_internal.quarantine_plan.proposed_by IS 'Who proposed the plan.';
COMMENT ON COLUMN lookalike_internal.quarantine_plan.reason IS 'Why these files may go.';
COMMENT ON COLUMN lookalike_internal.quarantine_plan.proposed_at IS 'When the plan was proposed.';
COMMENT ON COLUMN lookalike_internal.quarantine_plan.approved_by IS 'Who approved the plan: never the person who proposed it.';
COMMENT ON COLUMN lookalike_internal.quarantine_plan.approved_at IS 'When the plan was approved.';
CREATE TABLE lookalike_internal.review (
    review_id bigint NOT NULL,
    collection_id integer NOT NULL,
    collection text NOT NULL,
    reviewed_by text NOT NULL,
    remark text,
    run_id bigint NOT NULL,
    reviewed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT review_reviewed_by_check CHECK ((btrim(reviewed_by) <> ''::text))
);
COMMENT ON TABLE lookalike_internal.review IS 'Finished reviews of collections.';
COMMENT ON COLUMN lookalike_internal.review.review_id IS 'Number of the review.';
COMMENT ON COLUMN lookalike_internal.review.collection_id IS 'The collection; it may have been forgotten since.';
COMMENT ON COLUMN lookalike_internal.review.collection IS 'Name of the collection at that time.';
COMMENT ON COLUMN lookalike_internal.review.reviewed_by IS 'Name of the person who reviewed it.';
COMMENT ON COLUMN lookalike_internal.review.remark IS 'Remark of that person.';
COMMENT ON COLUMN lookalike_internal.review.run_id IS 'Last finished scan of the collection at that time. Images that later scans find are new or changed.';
COMMENT ON COLUMN lookalike_internal.review.reviewed_at IS 'When the review was recorded.';
CREATE TABLE lookalike_internal.review_interval (
    collection_id integer NOT NULL,
    days integer NOT NULL,
    CONSTRAINT review_interval_days_check CHECK ((days > 0))
);
COMMENT ON TABLE lookalike_internal.review_interval IS 'Days between reviews of a collection, where they differ from setting review_interval.';
COMMENT ON COLUMN lookalike_internal.review_interval.collection_id IS 'The collection.';
COMMENT ON COLUMN lookalike_internal.review_interval.days IS 'Days from one review to the next.';
CREATE TABLE lookalike_internal.unlinked_entry (
    entry_id bigint NOT NULL,
    is_changed boolean NOT NULL,
    reason text
);
COMMENT ON TABLE lookalike_internal.unlinked_entry IS 'Entries that wait to be linked, and entries without an image; read them through the view unlinked_entry.';
COMMENT ON COLUMN lookalike_internal.unlinked_entry.entry_id IS 'The entry.';
COMMENT ON COLUMN lookalike_internal.unlinked_entry.is_changed IS 'Whether the entry is new, or names another file or digest than before.';
COMMENT ON COLUMN lookalike_internal.unlinked_entry.reason IS 'Why no image was found; null while the entry waits.';
CREATE TABLE lookalike_internal.alembic_version (
    version_num character varying(32) NOT NULL
);
COMMENT ON TABLE lookalike_internal.alembic_version IS 'The last migration of the tables; kept by Alembic.';
COMMENT ON COLUMN lookalike_internal.alembic_version.version_num IS 'Number of the migration.';
ALTER TABLE lookalike_internal.catalogue ALTER COLUMN catalogue_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME lookalike_internal.catalogue_catalogue_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE lookalike_internal.catalogue_entry ALTER COLUMN entry_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME lookalike_internal.catalogue_entry_entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE lookalike_internal.catalogue_entry_history (
    entry_id bigint NOT NULL,
    import_id bigint NOT NULL,
    said jsonb NOT NULL,
    replaced_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
COMMENT ON TABLE lookalike_internal.catalogue_entry_history IS 'Entries as they were before an import changed them; rows are only added.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry_history.entry_id IS 'The entry.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry_history.import_id IS 'The import that changed the entry.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry_history.said IS 'The old values of the entry, by the names of their columns.';
COMMENT ON COLUMN lookalike_internal.catalogue_entry_history.replaced_at IS 'When the values were replaced.';
CREATE TABLE lookalike_internal.catalogue_import (
    import_id bigint NOT NULL,
    catalogue_id integer NOT NULL,
    source text NOT NULL,
    mapping jsonb NOT NULL,
    counts jsonb DEFAULT '{}'::jsonb NOT NULL,
    imported_by text DEFAULT SESSION_USER NOT NULL,
    imported_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
COMMENT ON TABLE lookalike_internal.catalogue_import IS 'One import of a catalogue.';
COMMENT ON COLUMN lookalike_internal.catalogue_import.import_id IS 'Number of the import.';
COMMENT ON COLUMN lookalike_internal.catalogue_import.catalogue_id IS 'The catalogue.';
COMMENT ON COLUMN lookalike_internal.catalogue_import.source IS 'The file or query from which the entries came.';
COMMENT ON COLUMN lookalike_internal.catalogue_import.mapping IS 'Fields with the columns from which they were read.';
COMMENT ON COLUMN lookalike_internal.catalogue_import.counts IS 'Numbers of entries, of new, changed, missing, returned and linked entries, and of links added and removed.';
COMMENT ON COLUMN lookalike_internal.catalogue_import.imported_by IS 'The role that imported it.';
COMMENT ON COLUMN lookalike_internal.catalogue_import.imported_at IS 'When it was imported.';
ALTER TABLE lookalike_internal.catalogue_import ALTER COLUMN import_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME lookalike_internal.catalogue_import_import_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE lookalike_internal.cluster_change (
    run_id bigint NOT NULL,
    from_cluster_id integer NOT NULL,
    to_cluster_id integer NOT NULL,
    images integer NOT NULL
);
COMMENT ON TABLE lookalike_internal.cluster_change IS 'Merges and splits: images that went from one cluster to another.';
COMMENT ON COLUMN lookalike_internal.cluster_change.run_id IS 'Cluster run in which the images went.';
COMMENT ON COLUMN lookalike_internal.cluster_change.from_cluster_id IS 'Cluster in which they were.';
COMMENT ON COLUMN lookalike_internal.cluster_change.to_cluster_id IS 'Cluster to which they went.';
COMMENT ON COLUMN lookalike_internal.cluster_change.images IS 'Number of those images.';
ALTER TABLE lookalike_internal.collection ALTER COLUMN collection_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME lookalike_internal.collection_collection_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE lookalike_internal.decision ALTER COLUMN decision_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME lookalike_internal.decision_decision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE lookalike_internal.embedding_part (
    pixel_digest bytea NOT NULL,
    part smallint NOT NULL,
    embedding public.halfvec(256) NOT NULL
);
COMMENT ON TABLE lookalike_internal.embedding_part IS 'Embeddings of the parts of a picture, until the next proving has looked for copies of it.';
COMMENT ON COLUMN lookalike_internal.embedding_part.pixel_digest IS 'Digest of the decoded pixels.';
COMMENT ON COLUMN lookalike_internal.embedding_part.part IS 'Number of the part, from 1.';
COMMENT ON COLUMN lookalike_internal.embedding_part.embedding IS 'The vector.';
CREATE TABLE lookalike_internal.fingerprint_method (
    method_id integer NOT NULL,
    algorithm text NOT NULL,
    parameters jsonb NOT NULL,
    libraries jsonb NOT NULL
);
COMMENT ON TABLE lookalike_internal.fingerprint_method IS 'How fingerprints were made.';
COMMENT ON COLUMN lookalike_internal.fingerprint_method.method_id IS 'Number of the method.';
COMMENT ON COLUMN lookalike_internal.fingerprint_method.algorithm IS 'Name and version of the algorithm.';
COMMENT ON COLUMN lookalike_internal.fingerprint_method.parameters IS 'Its parameters.';
COMMENT ON COLUMN lookalike_internal.fingerprint_method.libraries IS 'Versions of the libraries that decoded and hashed the pictures.';
ALTER TABLE lookalike_internal.fingerprint_method ALTER COLUMN method_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME lookalike_internal.fingerprint_method_method_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE lookalike_internal.guard_lock (
    is_only boolean DEFAULT true NOT NULL,
    taken bigint DEFAULT 0 NOT NULL,
    CONSTRAINT guard_lock_is_only_check CHECK (is_only)
);
COMMENT ON TABLE lookalike_internal.guard_lock IS 'One row, which lookalike_internal.lock_guards() updates: a lock that works in every isolation level.';
COMMENT ON COLUMN lookalike_internal.guard_lock.is_only IS 'True.';
COMMENT ON COLUMN lookalike_internal.guard_lock.taken IS 'How often the lock was taken.';
ALTER TABLE lookalike_internal.image ALTER COLUMN image_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME lookalike_internal.image_image_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE lookalike_internal.legal_hold ALTER COLUMN hold_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME lookalike_internal.legal_hold_hold_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE lookalike_internal.legal_matter ALTER COLUMN matter_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME lookalike_internal.legal_matter_matter_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE lookalike_internal.model ALTER COLUMN model_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME lookalike_internal.model_model_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE lookalike_internal.policy_application ALTER COLUMN application_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME lookalike_internal.policy_application_application_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE lookalike_internal.quarantine_plan ALTER COLUMN plan_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME lookalike_internal.quarantine_plan_plan_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE lookalike_internal.refused_link (
    entry_id bigint NOT NULL,
    image_id bigint NOT NULL,
    refused_by text NOT NULL,
    refused_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
COMMENT ON TABLE lookalike_internal.refused_link IS 'Links that a person has removed: link_entries() does not make them again.';
COMMENT ON COLUMN lookalike_internal.refused_link.entry_id IS 'The entry.';
COMMENT ON COLUMN lookalike_internal.refused_link.image_id IS 'The image that it is not about.';
COMMENT ON COLUMN lookalike_internal.refused_link.refused_by IS 'The person who removed the link.';
COMMENT ON COLUMN lookalike_internal.refused_link.refused_at IS 'When the person removed it.';
ALTER TABLE lookalike_internal.retention_policy ALTER COLUMN policy_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME lookalike_internal.retention_policy_policy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE lookalike_internal.review ALTER COLUMN review_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME lookalike_internal.review_review_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE lookalike_internal.review_sample ALTER COLUMN sample_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME lookalike_internal.review_sample_sample_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE lookalike_internal.run ALTER COLUMN run_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME lookalike_internal.run_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE lookalike_internal.unclassified (
    image_id bigint NOT NULL
);
COMMENT ON TABLE lookalike_internal.unclassified IS 'Images that a change concerns since the last classification. An image may have several rows.';
COMMENT ON COLUMN lookalike_internal.unclassified.image_id IS 'The image; a deleted image may be here, too.';
CREATE TABLE lookalike_internal.unclustered (
    image_id bigint NOT NULL
);
COMMENT ON TABLE lookalike_internal.unclustered IS 'Images whose accepted matches changed since the last clustering; an image may be here more than once.';
COMMENT ON COLUMN lookalike_internal.unclustered.image_id IS 'The image.';
CREATE TABLE lookalike_internal.unlinked_image (
    image_id bigint NOT NULL
);
COMMENT ON TABLE lookalike_internal.unlinked_image IS 'Images that came, moved, went or changed since entries were last linked.';
COMMENT ON COLUMN lookalike_internal.unlinked_image.image_id IS 'The image.';
COPY lookalike_internal.alembic_version (version_num) FROM stdin;
0001
\.
COPY lookalike_internal.candidate (image_id_a, image_id_b, found_by, variant, similarity, part) FROM stdin;
\.
COPY lookalike_internal.catalogue (catalogue_id, name, mapping, created_at) FROM stdin;
\.
COPY lookalike_internal.catalogue_entry (entry_id, catalogue_id, external_id, file, digest, title, creator, date_text, date_from, date_to, description, rights_statement, licence, rights_holder, credit_line, published_at, published_in, is_published, other, source_line, first_import_id, import_id, missing_since) FROM stdin;
\.
COPY lookalike_internal.catalogue_entry_history (entry_id, import_id, said, replaced_at) FROM stdin;
\.
COPY lookalike_internal.catalogue_import (import_id, catalogue_id, source, mapping, counts, imported_by, imported_at) FROM stdin;
\.
COPY lookalike_internal.cluster (cluster_id, images, weakest_phash_256_distance, created_run_id, retired_run_id, central_image_id, weakest_image_id_a, weakest_image_id_b, diameter, is_diameter_exact, is_chained) FROM stdin;
1	2	4	3	\N	1	1	2	4	t	f
\.
COPY lookalike_internal.cluster_change (run_id, from_cluster_id, to_cluster_id, images) FROM stdin;
\.
COPY lookalike_internal.cluster_member (image_id, cluster_id) FROM stdin;
1	1
2	1
\.
COPY lookalike_internal.collection (collection_id, name, root, created_at) FROM stdin;
1	test	/made-up/test	2026-11-29 07:09:56.430453+00
\.
COPY lookalike_internal.cut_match (image_id_a, image_id_b) FROM stdin;
\.
COPY lookalike_internal.decision (decision_id, decision, pixel_digest_a, pixel_digest_b, image_id_a, image_id_b, path_a, path_b, statements, decided_by, reason, database_role, decided_at) FROM stdin;
\.
COPY lookalike_internal.embedding (pixel_digest, embedding, hubness) FROM stdin;
\.
COPY lookalike_internal.embedding_part (pixel_digest, part, embedding) FROM stdin;
\.
COPY lookalike_internal.entry_image (entry_id, image_id, link_evidence, linked_by) FROM stdin;
\.
COPY lookalike_internal.event (event_id, happened_at, action, event_type, done_by, database_role, object_type, object_id, outcome, detail, previous_hash, hash) FROM stdin;
1	2026-11-29 07:09:56.603673+00	match	forensic feature analysis	lookalike	lookalike	run	2	success	{"counts": {"crowded": 0, "accepted": 1, "possible": 0}, "version": "0.5.0", "settings": {"radius": 8, "threshold": 64, "crowd_limit": 500, "low_quality": 0.25}, "started_at": "2026-11-29T07:09:56Z", "finished_at": "2026-11-29T07:09:56Z"}	\N	\\x3e103bc354b276fb6bacb3d567070929bb66268aa2b6ad0d38da68531da201cf
2	2026-11-29 07:09:56.650618+00	cluster	forensic feature analysis	lookalike	lookalike	run	3	success	{"counts": {"images": 2, "clusters": 1}, "version": "0.5.0", "settings": {"radius": 8, "threshold": 64}, "started_at": "2026-11-29T07:09:56Z", "finished_at": "2026-11-29T07:09:56Z"}	\\x3e103bc354b276fb6bacb3d567070929bb66268aa2b6ad0d38da68531da201cf	\\x808d407e821d4aa03a41bd14234d70af305729388203a6be736d7f0f38725ad3
3	2026-11-29 07:09:56.773134+00	classify	appraisal	lookalike	lookalike	run	4	success	{"counts": {"unique": 2, "derivative": 1, "archival master": 1}, "version": "0.5.0", "settings": {"match": {"radius": 8, "threshold": 64}, "policy": "default", "version": 2, "policy_id": 1, "low_quality": "0.25"}, "started_at": "2026-11-29T07:09:56Z", "finished_at": "2026-11-29T07:09:56Z"}	\\x808d407e821d4aa03a41bd14234d70af305729388203a6be736d7f0f38725ad3	\\x92b8f8b433ebaa7f4eb273b30f516c0b2b5a0b37522555f4341e4fe7d75af5bb
\.
COPY lookalike_internal.fingerprint (image_id, region, method_id, phash, phash_256, quality, x, y, width, height, phash_flips) FROM stdin;
1	full	1	0000000000000000000000000000000000000000000000000000000000000001	0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001111	1	\N	\N	\N	\N	\N
2	full	1	0000000000000000000000000000000000000000000000000000000000000011	0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000011111111	1	\N	\N	\N	\N	\N
3	full	1	0000000000000000000000001111111111111111111111111111111111111111	0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111	1	\N	\N	\N	\N	\N
4	full	1	1101111010101101101111101110111111001010111111101111000000001101	1111111100001111111111111111000011110000111100001111111100001111111100001111111111111111111100001111111111110000111111111111111111111111000000001111000011110000111111111111111111111111111100001111111111111111000000000000000000000000000000001111111100001111	1	\N	\N	\N	\N	\N
\.
COPY lookalike_internal.fingerprint_method (method_id, algorithm, parameters, libraries) FROM stdin;
1	made-up	{}	{}
\.
COPY lookalike_internal.finished_pass (scheme, pass) FROM stdin;
\.
COPY lookalike_internal.guard_lock (is_only, taken) FROM stdin;
t	8
\.
COPY lookalike_internal.image (image_id, collection_id, path, byte_size, modified_at, sha256, pixel_digest, format, width, height, mode, frame_count, is_lossless, captured_at, camera, software, creator, copyright_notice, credit_line, usage_terms, rights_url, metadata, first_seen_run_id, changed_run_id, missing_since) FROM stdin;
1	1	a	1000	2020-01-01 00:00:00+00	\\x59a6759bc369c42117293e4e3574060ee98c78fa6926dc56d74d5b58f83d9688	\\x30374a600daef10440ad364c59c011227a691444f115c78d15fd663aef6f9d19	JPEG	100	100	RGB	1	f	\N	\N	\N	\N	\N	\N	\N	\N	{}	1	1	\N
2	1	b	1000	2020-01-01 00:00:00+00	\\x7096d5c4470a3fd9f569b46e359152f274bcb3957f93832fb40ce96a6eb5db22	\\x8b2f8f3a7e5218b4d3c1a8e9eb7f20e0af77515328cff7e456170026dd939aaf	JPEG	100	100	RGB	1	f	\N	\N	\N	\N	\N	\N	\N	\N	{}	1	1	\N
3	1	far	1000	2020-01-01 00:00:00+00	\\x2a7286c6116589092b26a908e6c561ade30899f664eabbf0c0eba615080335f4	\\xdd099bbed2f71e629ef0883e826551513085974ca048ae7602284333ddbe8f06	JPEG	100	100	RGB	1	f	\N	\N	\N	\N	\N	\N	\N	\N	{}	1	1	\N
4	1	alone	1000	2020-01-01 00:00:00+00	\\x551884972434ccd5219c9443ff0325e41d29ec166601b38661f4c59f6ec6386c	\\x06a89456008f015ed34964e2a22ac411fdffc13d2d76025e31e1de582d218a26	JPEG	100	100	RGB	1	f	\N	\N	\N	\N	\N	\N	\N	\N	{}	1	1	\N
\.
COPY lookalike_internal.installation (is_only, version, mode, source_digest, installed_at) FROM stdin;
t	0.5.0	loose	e2c023aaba84d3492e11cfa890372f9a907e9292896650f4e9e38922362293d7	2026-11-29 07:09:53.968506+00
\.
COPY lookalike_internal.legal_hold (hold_id, matter_id, pixel_digest, entry_id, collection_id, image_id, reason, placed_by, placed_at, released_by, released_reason, released_at) FROM stdin;
\.
COPY lookalike_internal.legal_hold_picture (hold_id, pixel_digest) FROM stdin;
\.
COPY lookalike_internal.legal_matter (matter_id, name, opened_by, opened_at, closed_by, closed_reason, closed_at) FROM stdin;
\.
COPY lookalike_internal.match (image_id_a, image_id_b, has_same_bytes, has_same_pixels, phash_distance, phash_256_distance, relation, is_accepted, run_id, found_by, variant, embedding_similarity, proof, inliers, correlation, agreement, overlap, scale, angle, is_mirrored, is_negative, inner_image_id, x, y, width, height, derived_image_id) FROM stdin;
1	2	f	f	1	4	re-encoded	t	2	hash	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N
\.
COPY lookalike_internal.model (model_id, name, path, sha256, input_size, mean, std, output, projection, provenance, is_in_use) FROM stdin;
\.
COPY lookalike_internal.policy_application (application_id, policy_id, applied_by, applied_at) FROM stdin;
1	1	installation	2026-11-29 07:09:55.659403+00
\.
COPY lookalike_internal.proposed (pixel_digest, is_embedded) FROM stdin;
\.
COPY lookalike_internal.publication (pixel_digest, entry_id, published_at, published_in, recorded_at) FROM stdin;
\.
COPY lookalike_internal.quarantine_item (plan_id, image_id, state, collection_id, path, byte_size, sha256, pixel_digest, archival_pixel_digest, destination, obstacle, changed_at) FROM stdin;
\.
COPY lookalike_internal.quarantine_plan (plan_id, name, destination, state, proposed_by, reason, proposed_at, approved_by, approved_at) FROM stdin;
\.
COPY lookalike_internal.refused_link (entry_id, image_id, refused_by, refused_at) FROM stdin;
\.
COPY lookalike_internal.representative (image_id, phash, phash_256, is_crowded, crowd_id) FROM stdin;
4	1101111010101101101111101110111111001010111111101111000000001101	1111111100001111111111111111000011110000111100001111111100001111111100001111111111111111111100001111111111110000111111111111111111111111000000001111000011110000111111111111111111111111111100001111111111111111000000000000000000000000000000001111111100001111	f	\N
1	0000000000000000000000000000000000000000000000000000000000000001	0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001111	f	\N
2	0000000000000000000000000000000000000000000000000000000000000011	0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000011111111	f	\N
3	0000000000000000000000001111111111111111111111111111111111111111	0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111	f	\N
\.
COPY lookalike_internal.retention_class (image_id, class, rule, reason, derived_from_image_id, policy_id, run_id, disposition, authority, derivation) FROM stdin;
1	archival master	best_evidence	Archival master of 2 images: equal in all evidence to the next, and first by collection and path.	\N	1	4	retain	lookalike default	\N
2	derivative	accepted_match	100 × 100 JPEG against 100 × 100 JPEG of the archival master "a"; the hashes differ in 1 of 64 and 4 of 256 bits.	1	1	4	review	lookalike default	\N
3	unique	no_match	No other image is alike.	\N	1	4	retain	lookalike default	\N
4	unique	no_match	No other image is alike.	\N	1	4	retain	lookalike default	\N
\.
COPY lookalike_internal.retention_policy (policy_id, name, version, description, created_by, created_at) FROM stdin;
1	default	2	One archival master a cluster, the best by the evidence, is kept, and with it one copy of just the pixels that were published. Identical copies may be quarantined, derivatives and possible duplicates are reviewed.	installation	2026-11-29 07:09:55.649688+00
\.
COPY lookalike_internal.retention_rule (policy_id, priority, name, predicate, class, disposition, authority, reason) FROM stdin;
1	10	not_matched	NOT is_matched	unclassified	review	lookalike default	{evidence}
1	20	best_evidence	cluster_size > 1 AND rank = 1	archival master	retain	lookalike default	{evidence}
1	30	published_pixels	cluster_size > 1 AND is_published_pixels AND NOT has_same_pixels	archival copy of a published image	retain	lookalike default	Just these pixels were published, and no better file has them. {evidence}
1	40	held_copy	has_same_pixels AND is_on_hold	identical copy	retain	lookalike default	{evidence} It is on legal hold.
1	50	kept_copy	has_same_pixels AND is_kept	identical copy	retain	lookalike default	{evidence} A reviewer decided to keep it.
1	60	conflicting_copy	has_same_pixels AND has_rights_conflict	identical copy	review	lookalike default	{evidence} The rights stated for it and its copies contradict each other.
1	70	same_bytes	has_same_bytes	identical copy	quarantine	lookalike default	{evidence}
1	80	same_pixels	has_same_pixels	identical copy	quarantine	lookalike default	{evidence}
1	90	kept_derivative	cluster_size > 1 AND (is_on_hold OR is_kept)	derivative	retain	lookalike default	{evidence} It is on legal hold, or a reviewer decided to keep it.
1	100	accepted_match	cluster_size > 1	derivative	review	lookalike default	{evidence}
1	110	possible_match	is_possible_duplicate	possible duplicate	review	lookalike default	{evidence}
1	120	no_match	cluster_size = 1	unique	retain	lookalike default	{evidence}
\.
COPY lookalike_internal.review (review_id, collection_id, collection, reviewed_by, remark, run_id, reviewed_at) FROM stdin;
\.
COPY lookalike_internal.review_interval (collection_id, days) FROM stdin;
\.
COPY lookalike_internal.review_sample (sample_id, draw, band, pixel_digest_a, pixel_digest_b, image_id_a, image_id_b, drawn_at) FROM stdin;
\.
COPY lookalike_internal.run (run_id, stage, collection_id, state, settings, counts, started_at, finished_at) FROM stdin;
1	scan	1	finished	{}	{}	2026-11-29 07:09:56.440058+00	2026-11-29 07:09:56.439004+00
2	match	\N	finished	{"radius": 8, "threshold": 64, "crowd_limit": 500, "low_quality": 0.25}	{"crowded": 0, "accepted": 1, "possible": 0}	2026-11-29 07:09:56.465361+00	2026-11-29 07:09:56.600907+00
3	cluster	\N	finished	{"radius": 8, "threshold": 64}	{"images": 2, "clusters": 1}	2026-11-29 07:09:56.608847+00	2026-11-29 07:09:56.649877+00
4	classify	\N	finished	{"match": {"radius": 8, "threshold": 64}, "policy": "default", "version": 2, "policy_id": 1, "low_quality": "0.25"}	{"unique": 2, "derivative": 1, "archival master": 1}	2026-11-29 07:09:56.66159+00	2026-11-29 07:09:56.772486+00
\.
COPY lookalike_internal.scan_problem (collection_id, path, problem, message, is_scanned, byte_size, modified_at, first_seen_run_id) FROM stdin;
\.
COPY lookalike_internal.setting (name, value, default_value, description) FROM stdin;
match_radius	8	8	Two images are compared closely when their 64-bit hashes differ in at most this many bits.
match_threshold	64	64	Two images compared closely are accepted as copies when their 256-bit hashes differ in at most this many bits.
crowd_limit	500	500	An image is crowded when more than so many images with other hashes are within the radius. Crowded images stay connected, but of their pairs with each other only those that connect them are kept.
low_quality	0.25	0.25	Images of lower quality than this (blank and flat images) are matched only when they are identical, never by hash.
variant_radius	4	4	An image is proposed as a mirrored, turned or inverted copy when its 64-bit hash differs from that of such a copy in at most this many bits.
embedding_neighbours	6	6	For each picture, so many pictures with the most similar embeddings are proposed as copies; the pixels then prove them or not.
embedding_similarity	0.35	0.35	Pictures whose embeddings are less similar than this (cosine, from 0 to 1) are not proposed.
detail_neighbours	10	10	For each part of a picture, so many pictures with the most similar embeddings are proposed as details of it.
detail_similarity	0.2	0.2	Pictures whose embeddings are less similar to a part than this are not proposed; a part is less similar to its copies than a whole picture is.
possible_similarity	0.85	0.85	A pair that was not proven is still shown as possible when its embeddings are at least this similar.
score_normalisation	off	off	If on, the similarity of two pictures is judged after subtracting how similar they are to a background sample of other pictures.
review_interval	365	365	A collection is to be reviewed again after so many days, unless set_review_interval has set another interval for it.
storage_cost_per_tb_year	276	276	The cost of keeping one terabyte (10^12 bytes) for a year; the default is the list price of S3 Standard, 0.023 USD per GB and month.
currency	USD	USD	The currency of storage_cost_per_tb_year.
\.
COPY lookalike_internal.unclassified (image_id) FROM stdin;
\.
COPY lookalike_internal.unclustered (image_id) FROM stdin;
\.
COPY lookalike_internal.unlinked_entry (entry_id, is_changed, reason) FROM stdin;
\.
COPY lookalike_internal.unlinked_image (image_id) FROM stdin;
\.
COPY lookalike_internal.unmatched_image (image_id) FROM stdin;
\.
COPY lookalike_internal.unmatched_representative (image_id) FROM stdin;
\.
SELECT pg_catalog.setval('lookalike_internal.catalogue_catalogue_id_seq', 1, false);
SELECT pg_catalog.setval('lookalike_internal.catalogue_entry_entry_id_seq', 1, false);
SELECT pg_catalog.setval('lookalike_internal.catalogue_import_import_id_seq', 1, false);
SELECT pg_catalog.setval('lookalike_internal.collection_collection_id_seq', 1, true);
SELECT pg_catalog.setval('lookalike_internal.decision_decision_id_seq', 1, false);
SELECT pg_catalog.setval('lookalike_internal.fingerprint_method_method_id_seq', 1, true);
SELECT pg_catalog.setval('lookalike_internal.image_image_id_seq', 4, true);
SELECT pg_catalog.setval('lookalike_internal.legal_hold_hold_id_seq', 1, false);
SELECT pg_catalog.setval('lookalike_internal.legal_matter_matter_id_seq', 1, false);
SELECT pg_catalog.setval('lookalike_internal.model_model_id_seq', 1, false);
SELECT pg_catalog.setval('lookalike_internal.policy_application_application_id_seq', 1, true);
SELECT pg_catalog.setval('lookalike_internal.quarantine_plan_plan_id_seq', 1, false);
SELECT pg_catalog.setval('lookalike_internal.retention_policy_policy_id_seq', 1, true);
SELECT pg_catalog.setval('lookalike_internal.review_review_id_seq', 1, false);
SELECT pg_catalog.setval('lookalike_internal.review_sample_sample_id_seq', 1, false);
SELECT pg_catalog.setval('lookalike_internal.run_run_id_seq', 4, true);
ALTER TABLE ONLY lookalike_internal.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY lookalike_internal.candidate
    ADD CONSTRAINT candidate_pkey PRIMARY KEY (image_id_a, image_id_b);
ALTER TABLE ONLY lookalike_internal.catalogue_entry
    ADD CONSTRAINT catalogue_entry_external_id_key UNIQUE (catalogue_id, external_id);
ALTER TABLE ONLY lookalike_internal.catalogue_entry_history
    ADD CONSTRAINT catalogue_entry_history_pkey PRIMARY KEY (entry_id, import_id);
ALTER TABLE ONLY lookalike_internal.catalogue_entry
    ADD CONSTRAINT catalogue_entry_pkey PRIMARY KEY (entry_id);
ALTER TABLE ONLY lookalike_internal.catalogue_import
    ADD CONSTRAINT catalogue_import_pkey PRIMARY KEY (import_id);
ALTER TABLE ONLY lookalike_internal.catalogue
    ADD CONSTRAINT catalogue_name_key UNIQUE (name);
ALTER TABLE ONLY lookalike_internal.catalogue
    ADD CONSTRAINT catalogue_pkey PRIMARY KEY (catalogue_id);
ALTER TABLE ONLY lookalike_internal.cluster_change
    ADD CONSTRAINT cluster_change_pkey PRIMARY KEY (run_id, from_cluster_id, to_cluster_id);
ALTER TABLE ONLY lookalike_internal.cluster_member
    ADD CONSTRAINT cluster_member_pkey PRIMARY KEY (image_id);
ALTER TABLE ONLY lookalike_internal.cluster
    ADD CONSTRAINT cluster_pkey PRIMARY KEY (cluster_id);
ALTER TABLE ONLY lookalike_internal.collection
    ADD CONSTRAINT collection_name_key UNIQUE (name);
ALTER TABLE ONLY lookalike_internal.collection
    ADD CONSTRAINT collection_pkey PRIMARY KEY (collection_id);
ALTER TABLE ONLY lookalike_internal.collection
    ADD CONSTRAINT collection_root_key UNIQUE (root);
ALTER TABLE ONLY lookalike_internal.cut_match
    ADD CONSTRAINT cut_match_pkey PRIMARY KEY (image_id_a, image_id_b);
ALTER TABLE ONLY lookalike_internal.decision
    ADD CONSTRAINT decision_pkey PRIMARY KEY (decision_id);
ALTER TABLE ONLY lookalike_internal.embedding_part
    ADD CONSTRAINT embedding_part_pkey PRIMARY KEY (pixel_digest, part);
ALTER TABLE ONLY lookalike_internal.embedding
    ADD CONSTRAINT embedding_pkey PRIMARY KEY (pixel_digest);
ALTER TABLE ONLY lookalike_internal.entry_image
    ADD CONSTRAINT entry_image_pkey PRIMARY KEY (entry_id, image_id);
ALTER TABLE ONLY lookalike_internal.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (event_id);
ALTER TABLE ONLY lookalike_internal.fingerprint_method
    ADD CONSTRAINT fingerprint_method_key UNIQUE (algorithm, parameters, libraries);
ALTER TABLE ONLY lookalike_internal.fingerprint_method
    ADD CONSTRAINT fingerprint_method_pkey PRIMARY KEY (method_id);
ALTER TABLE ONLY lookalike_internal.fingerprint
    ADD CONSTRAINT fingerprint_pkey PRIMARY KEY (image_id, region);
ALTER TABLE ONLY lookalike_internal.finished_pass
    ADD CONSTRAINT finished_pass_pkey PRIMARY KEY (scheme, pass);
ALTER TABLE ONLY lookalike_internal.guard_lock
    ADD CONSTRAINT guard_lock_pkey PRIMARY KEY (is_only);
ALTER TABLE ONLY lookalike_internal.image
    ADD CONSTRAINT image_collection_id_path_key UNIQUE (collection_id, path);
ALTER TABLE ONLY lookalike_internal.image
    ADD CONSTRAINT image_pkey PRIMARY KEY (image_id);
ALTER TABLE ONLY lookalike_internal.installation
    ADD CONSTRAINT installation_pkey PRIMARY KEY (is_only);
ALTER TABLE ONLY lookalike_internal.legal_hold_picture
    ADD CONSTRAINT legal_hold_picture_pkey PRIMARY KEY (hold_id, pixel_digest);
ALTER TABLE ONLY lookalike_internal.legal_hold
    ADD CONSTRAINT legal_hold_pkey PRIMARY KEY (hold_id);
ALTER TABLE ONLY lookalike_internal.legal_matter
    ADD CONSTRAINT legal_matter_name_key UNIQUE (name);
ALTER TABLE ONLY lookalike_internal.legal_matter
    ADD CONSTRAINT legal_matter_pkey PRIMARY KEY (matter_id);
ALTER TABLE ONLY lookalike_internal.match
    ADD CONSTRAINT match_pkey PRIMARY KEY (image_id_a, image_id_b);
ALTER TABLE ONLY lookalike_internal.model
    ADD CONSTRAINT model_name_key UNIQUE (name);
ALTER TABLE ONLY lookalike_internal.model
    ADD CONSTRAINT model_pkey PRIMARY KEY (model_id);
ALTER TABLE ONLY lookalike_internal.policy_application
    ADD CONSTRAINT policy_application_pkey PRIMARY KEY (application_id);
ALTER TABLE ONLY lookalike_internal.proposed
    ADD CONSTRAINT proposed_pkey PRIMARY KEY (pixel_digest);
ALTER TABLE ONLY lookalike_internal.publication
    ADD CONSTRAINT publication_pkey PRIMARY KEY (pixel_digest, entry_id);
ALTER TABLE ONLY lookalike_internal.quarantine_item
    ADD CONSTRAINT quarantine_item_pkey PRIMARY KEY (plan_id, image_id);
ALTER TABLE ONLY lookalike_internal.quarantine_plan
    ADD CONSTRAINT quarantine_plan_name_key UNIQUE (name);
ALTER TABLE ONLY lookalike_internal.quarantine_plan
    ADD CONSTRAINT quarantine_plan_pkey PRIMARY KEY (plan_id);
ALTER TABLE ONLY lookalike_internal.refused_link
    ADD CONSTRAINT refused_link_pkey PRIMARY KEY (entry_id, image_id);
ALTER TABLE ONLY lookalike_internal.representative
    ADD CONSTRAINT representative_pkey PRIMARY KEY (image_id);
ALTER TABLE ONLY lookalike_internal.retention_class
    ADD CONSTRAINT retention_class_pkey PRIMARY KEY (image_id);
ALTER TABLE ONLY lookalike_internal.retention_policy
    ADD CONSTRAINT retention_policy_name_version_key UNIQUE (name, version);
ALTER TABLE ONLY lookalike_internal.retention_policy
    ADD CONSTRAINT retention_policy_pkey PRIMARY KEY (policy_id);
ALTER TABLE ONLY lookalike_internal.retention_rule
    ADD CONSTRAINT retention_rule_name_key UNIQUE (policy_id, name);
ALTER TABLE ONLY lookalike_internal.retention_rule
    ADD CONSTRAINT retention_rule_pkey PRIMARY KEY (policy_id, priority);
ALTER TABLE ONLY lookalike_internal.review_interval
    ADD CONSTRAINT review_interval_pkey PRIMARY KEY (collection_id);
ALTER TABLE ONLY lookalike_internal.review
    ADD CONSTRAINT review_pkey PRIMARY KEY (review_id);
ALTER TABLE ONLY lookalike_internal.review_sample
    ADD CONSTRAINT review_sample_pair_key UNIQUE (pixel_digest_a, pixel_digest_b);
ALTER TABLE ONLY lookalike_internal.review_sample
    ADD CONSTRAINT review_sample_pkey PRIMARY KEY (sample_id);
ALTER TABLE ONLY lookalike_internal.run
    ADD CONSTRAINT run_pkey PRIMARY KEY (run_id);
ALTER TABLE ONLY lookalike_internal.scan_problem
    ADD CONSTRAINT scan_problem_pkey PRIMARY KEY (collection_id, path, problem);
ALTER TABLE ONLY lookalike_internal.setting
    ADD CONSTRAINT setting_pkey PRIMARY KEY (name);
ALTER TABLE ONLY lookalike_internal.unlinked_entry
    ADD CONSTRAINT unlinked_entry_pkey PRIMARY KEY (entry_id);
ALTER TABLE ONLY lookalike_internal.unmatched_image
    ADD CONSTRAINT unmatched_image_pkey PRIMARY KEY (image_id);
ALTER TABLE ONLY lookalike_internal.unmatched_representative
    ADD CONSTRAINT unmatched_representative_pkey PRIMARY KEY (image_id);
CREATE INDEX candidate_image_id_b_idx ON lookalike_internal.candidate USING btree (image_id_b);
CREATE INDEX candidate_turn_idx ON lookalike_internal.candidate USING btree (turn, place, image_id_a, image_id_b);
CREATE INDEX cluster_member_cluster_id_idx ON lookalike_internal.cluster_member USING btree (cluster_id);
CREATE INDEX cut_match_image_id_b_idx ON lookalike_internal.cut_match USING btree (image_id_b);
CREATE INDEX decision_pair_idx ON lookalike_internal.decision USING btree (pixel_digest_a, pixel_digest_b, decision_id);
CREATE INDEX decision_pixel_digest_b_idx ON lookalike_internal.decision USING btree (pixel_digest_b) WHERE (pixel_digest_b IS NOT NULL);
CREATE INDEX decision_statements_idx ON lookalike_internal.decision USING btree (statements) WHERE (statements IS NOT NULL);
CREATE INDEX entry_image_image_id_idx ON lookalike_internal.entry_image USING btree (image_id);
CREATE INDEX event_object_idx ON lookalike_internal.event USING btree (object_type, object_id);
CREATE INDEX image_pixel_digest_idx ON lookalike_internal.image USING btree (pixel_digest);
CREATE INDEX image_sha256_idx ON lookalike_internal.image USING btree (sha256);
CREATE INDEX legal_hold_entry_id_idx ON lookalike_internal.legal_hold USING btree (entry_id) WHERE (released_at IS NULL);
CREATE INDEX legal_hold_picture_pixel_digest_idx ON lookalike_internal.legal_hold_picture USING btree (pixel_digest);
CREATE INDEX legal_hold_pixel_digest_idx ON lookalike_internal.legal_hold USING btree (pixel_digest) WHERE (released_at IS NULL);
CREATE INDEX match_derived_image_id_idx ON lookalike_internal.match USING btree (derived_image_id) WHERE (derived_image_id IS NOT NULL);
CREATE INDEX match_image_id_b_idx ON lookalike_internal.match USING btree (image_id_b);
CREATE INDEX match_possible_idx ON lookalike_internal.match USING btree (image_id_a, image_id_b) WHERE (NOT is_accepted);
CREATE INDEX match_unproven_idx ON lookalike_internal.match USING btree (image_id_a, image_id_b) WHERE ((proof IS NULL) AND (NOT has_same_bytes) AND (NOT has_same_pixels));
CREATE UNIQUE INDEX model_in_use_idx ON lookalike_internal.model USING btree (is_in_use) WHERE is_in_use;
CREATE INDEX quarantine_item_archival_pixel_digest_idx ON lookalike_internal.quarantine_item USING btree (archival_pixel_digest) WHERE (state = ANY (ARRAY['approved'::text, 'moving'::text, 'moved'::text, 'restoring'::text]));
CREATE UNIQUE INDEX quarantine_item_leaving_idx ON lookalike_internal.quarantine_item USING btree (image_id) WHERE (state = ANY (ARRAY['approved'::text, 'moving'::text, 'moved'::text, 'restoring'::text]));
CREATE INDEX quarantine_item_pixel_digest_idx ON lookalike_internal.quarantine_item USING btree (pixel_digest) WHERE (state = ANY (ARRAY['approved'::text, 'moving'::text, 'moved'::text, 'restoring'::text]));
CREATE INDEX representative_crowd_id_idx ON lookalike_internal.representative USING btree (crowd_id) WHERE is_crowded;
CREATE INDEX retention_class_derived_from_image_id_idx ON lookalike_internal.retention_class USING btree (derived_from_image_id);
CREATE INDEX review_collection_id_idx ON lookalike_internal.review USING btree (collection_id, review_id);
CREATE UNIQUE INDEX run_unfinished_scan_idx ON lookalike_internal.run USING btree (collection_id) WHERE ((stage = 'scan'::text) AND (state = 'running'::text));
CREATE INDEX unlinked_entry_waiting_idx ON lookalike_internal.unlinked_entry USING btree (entry_id) WHERE (reason IS NULL);
ALTER TABLE ONLY lookalike_internal.candidate
    ADD CONSTRAINT candidate_image_id_a_fkey FOREIGN KEY (image_id_a) REFERENCES lookalike_internal.image(image_id) ON DELETE CASCADE;
ALTER TABLE ONLY lookalike_internal.candidate
    ADD CONSTRAINT candidate_image_id_b_fkey FOREIGN KEY (image_id_b) REFERENCES lookalike_internal.image(image_id) ON DELETE CASCADE;
ALTER TABLE ONLY lookalike_internal.catalogue_entry
    ADD CONSTRAINT catalogue_entry_catalogue_id_fkey FOREIGN KEY (catalogue_id) REFERENCES lookalike_internal.catalogue(catalogue_id);
ALTER TABLE ONLY lookalike_internal.catalogue_entry
    ADD CONSTRAINT catalogue_entry_first_import_id_fkey FOREIGN KEY (first_import_id) REFERENCES lookalike_internal.catalogue_import(import_id);
ALTER TABLE ONLY lookalike_internal.catalogue_entry_history
    ADD CONSTRAINT catalogue_entry_history_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike_internal.catalogue_entry(entry_id);
ALTER TABLE ONLY lookalike_internal.catalogue_entry_history
    ADD CONSTRAINT catalogue_entry_history_import_id_fkey FOREIGN KEY (import_id) REFERENCES lookalike_internal.catalogue_import(import_id);
ALTER TABLE ONLY lookalike_internal.catalogue_entry
    ADD CONSTRAINT catalogue_entry_import_id_fkey FOREIGN KEY (import_id) REFERENCES lookalike_internal.catalogue_import(import_id);
ALTER TABLE ONLY lookalike_internal.catalogue_import
    ADD CONSTRAINT catalogue_import_catalogue_id_fkey FOREIGN KEY (catalogue_id) REFERENCES lookalike_internal.catalogue(catalogue_id);
ALTER TABLE ONLY lookalike_internal.cluster_change
    ADD CONSTRAINT cluster_change_from_cluster_id_fkey FOREIGN KEY (from_cluster_id) REFERENCES lookalike_internal.cluster(cluster_id);
ALTER TABLE ONLY lookalike_internal.cluster_change
    ADD CONSTRAINT cluster_change_run_id_fkey FOREIGN KEY (run_id) REFERENCES lookalike_internal.run(run_id);
ALTER TABLE ONLY lookalike_internal.cluster_change
    ADD CONSTRAINT cluster_change_to_cluster_id_fkey FOREIGN KEY (to_cluster_id) REFERENCES lookalike_internal.cluster(cluster_id);
ALTER TABLE ONLY lookalike_internal.cluster
    ADD CONSTRAINT cluster_created_run_id_fkey FOREIGN KEY (created_run_id) REFERENCES lookalike_internal.run(run_id);
ALTER TABLE ONLY lookalike_internal.cluster_member
    ADD CONSTRAINT cluster_member_cluster_id_fkey FOREIGN KEY (cluster_id) REFERENCES lookalike_internal.cluster(cluster_id);
ALTER TABLE ONLY lookalike_internal.cluster
    ADD CONSTRAINT cluster_retired_run_id_fkey FOREIGN KEY (retired_run_id) REFERENCES lookalike_internal.run(run_id);
ALTER TABLE ONLY lookalike_internal.entry_image
    ADD CONSTRAINT entry_image_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike_internal.catalogue_entry(entry_id) ON DELETE CASCADE;
ALTER TABLE ONLY lookalike_internal.entry_image
    ADD CONSTRAINT entry_image_image_id_fkey FOREIGN KEY (image_id) REFERENCES lookalike_internal.image(image_id) ON DELETE CASCADE;
ALTER TABLE ONLY lookalike_internal.fingerprint
    ADD CONSTRAINT fingerprint_image_id_fkey FOREIGN KEY (image_id) REFERENCES lookalike_internal.image(image_id) ON DELETE CASCADE;
ALTER TABLE ONLY lookalike_internal.fingerprint
    ADD CONSTRAINT fingerprint_method_id_fkey FOREIGN KEY (method_id) REFERENCES lookalike_internal.fingerprint_method(method_id);
ALTER TABLE ONLY lookalike_internal.image
    ADD CONSTRAINT image_changed_run_id_fkey FOREIGN KEY (changed_run_id) REFERENCES lookalike_internal.run(run_id);
ALTER TABLE ONLY lookalike_internal.image
    ADD CONSTRAINT image_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES lookalike_internal.collection(collection_id);
ALTER TABLE ONLY lookalike_internal.image
    ADD CONSTRAINT image_first_seen_run_id_fkey FOREIGN KEY (first_seen_run_id) REFERENCES lookalike_internal.run(run_id);
ALTER TABLE ONLY lookalike_internal.legal_hold
    ADD CONSTRAINT legal_hold_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike_internal.catalogue_entry(entry_id);
ALTER TABLE ONLY lookalike_internal.legal_hold
    ADD CONSTRAINT legal_hold_matter_id_fkey FOREIGN KEY (matter_id) REFERENCES lookalike_internal.legal_matter(matter_id);
ALTER TABLE ONLY lookalike_internal.legal_hold_picture
    ADD CONSTRAINT legal_hold_picture_hold_id_fkey FOREIGN KEY (hold_id) REFERENCES lookalike_internal.legal_hold(hold_id);
ALTER TABLE ONLY lookalike_internal.match
    ADD CONSTRAINT match_image_id_a_fkey FOREIGN KEY (image_id_a) REFERENCES lookalike_internal.image(image_id) ON DELETE CASCADE;
ALTER TABLE ONLY lookalike_internal.match
    ADD CONSTRAINT match_image_id_b_fkey FOREIGN KEY (image_id_b) REFERENCES lookalike_internal.image(image_id) ON DELETE CASCADE;
ALTER TABLE ONLY lookalike_internal.match
    ADD CONSTRAINT match_run_id_fkey FOREIGN KEY (run_id) REFERENCES lookalike_internal.run(run_id);
ALTER TABLE ONLY lookalike_internal.policy_application
    ADD CONSTRAINT policy_application_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES lookalike_internal.retention_policy(policy_id);
ALTER TABLE ONLY lookalike_internal.publication
    ADD CONSTRAINT publication_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike_internal.catalogue_entry(entry_id);
ALTER TABLE ONLY lookalike_internal.quarantine_item
    ADD CONSTRAINT quarantine_item_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES lookalike_internal.quarantine_plan(plan_id);
ALTER TABLE ONLY lookalike_internal.refused_link
    ADD CONSTRAINT refused_link_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike_internal.catalogue_entry(entry_id) ON DELETE CASCADE;
ALTER TABLE ONLY lookalike_internal.refused_link
    ADD CONSTRAINT refused_link_image_id_fkey FOREIGN KEY (image_id) REFERENCES lookalike_internal.image(image_id) ON DELETE CASCADE;
ALTER TABLE ONLY lookalike_internal.retention_class
    ADD CONSTRAINT retention_class_derived_from_image_id_fkey FOREIGN KEY (derived_from_image_id) REFERENCES lookalike_internal.image(image_id) ON DELETE CASCADE;
ALTER TABLE ONLY lookalike_internal.retention_class
    ADD CONSTRAINT retention_class_image_id_fkey FOREIGN KEY (image_id) REFERENCES lookalike_internal.image(image_id) ON DELETE CASCADE;
ALTER TABLE ONLY lookalike_internal.retention_rule
    ADD CONSTRAINT retention_rule_policy_id_fkey FOREIGN KEY (policy_id) REFERENCES lookalike_internal.retention_policy(policy_id);
ALTER TABLE ONLY lookalike_internal.review_interval
    ADD CONSTRAINT review_interval_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES lookalike_internal.collection(collection_id) ON DELETE CASCADE;
ALTER TABLE ONLY lookalike_internal.run
    ADD CONSTRAINT run_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES lookalike_internal.collection(collection_id);
ALTER TABLE ONLY lookalike_internal.scan_problem
    ADD CONSTRAINT scan_problem_collection_id_fkey FOREIGN KEY (collection_id) REFERENCES lookalike_internal.collection(collection_id);
ALTER TABLE ONLY lookalike_internal.scan_problem
    ADD CONSTRAINT scan_problem_first_seen_run_id_fkey FOREIGN KEY (first_seen_run_id) REFERENCES lookalike_internal.run(run_id);
ALTER TABLE ONLY lookalike_internal.unlinked_entry
    ADD CONSTRAINT unlinked_entry_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES lookalike_internal.catalogue_entry(entry_id) ON DELETE CASCADE;
