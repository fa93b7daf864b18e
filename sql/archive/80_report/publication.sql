-- Publications and what is held of them, and the publications that carried a wrong caption.
CREATE OR REPLACE VIEW lookalike_detail.publication AS
SELECT c.name AS catalogue,
       e.external_id,
       e.title,
       s.medium,
       s.edition,
       s.issued_from,
       s.issued_to,
       s.published_at,
       s.published_in,
       s.page,
       s.url,
       encode(s.sha256, 'hex') AS published_digest,
       s.is_crop,
       s.crop_text AS published_crop,
       CASE WHEN k.image_id IS NOT NULL THEN 'exact' WHEN o.image_id IS NOT NULL THEN 'source only' ELSE 'nothing held' END AS fidelity,
       CASE
           WHEN k.image_id IS NOT NULL THEN CASE k.basis
               WHEN 'confirmed' THEN 'A person confirmed that this image is what was published.'
               WHEN 'digest' THEN 'A file with these pixels has the SHA-256 that the entry gives.'
               WHEN 'crop box' THEN 'The image is the part of the picture that the entry gives.'
               WHEN 'named' THEN 'The entry says that a crop was published, and names this file, which is a crop.'
               ELSE 'The image belongs to the entry, and nothing says that another rendition was published.' END
           WHEN o.image_id IS NOT NULL THEN concat_ws(' ',
               CASE WHEN s.is_crop THEN 'The entry says that a crop was published, and no held image is known to be this crop.'
                    ELSE 'No held file has the SHA-256 that the entry gives.' END,
               CASE WHEN r.renditions > 0 THEN
                   format('%s may be it; a person has to confirm or refuse this.',
                          CASE r.renditions WHEN 1 THEN 'One held crop' ELSE format('%s held crops', r.renditions) END) END)
           ELSE 'No image of the entry is held.' END AS explanation,
       k.path AS rendition_path,
       kc.name AS rendition_collection,
       o.path AS source_path,
       oc.name AS source_collection,
       coalesce(r.renditions, 0)::integer AS possible_renditions,
       e.is_published AND e.missing_since IS NULL AS is_still_stated,
       s.entry_id,
       k.image_id AS rendition_image_id,
       o.image_id AS source_image_id
FROM lookalike_internal.published_entry s
JOIN lookalike_internal.catalogue_entry e ON e.entry_id = s.entry_id
JOIN lookalike_internal.catalogue c ON c.catalogue_id = e.catalogue_id
LEFT JOIN (
    -- The best evidence, and then an image of the entry before its copies.
    SELECT DISTINCT ON (r.entry_id) r.entry_id, r.basis, i.image_id, i.path, i.collection_id
    FROM lookalike_internal.known_rendition r
    JOIN lookalike_internal.present_image i ON i.pixel_digest = r.pixel_digest
    LEFT JOIN lookalike_internal.entry_image l ON l.entry_id = r.entry_id AND l.image_id = i.image_id
    ORDER BY r.entry_id, array_position('{confirmed,digest,crop box,named,entry}', r.basis), l.image_id IS NULL, i.collection_id, i.path
) k ON k.entry_id = s.entry_id
LEFT JOIN lookalike_internal.collection kc ON kc.collection_id = k.collection_id
LEFT JOIN (
    SELECT DISTINCT ON (h.entry_id) h.entry_id, i.image_id, i.path, i.collection_id
    FROM (SELECT l.entry_id, l.image_id, true AS is_linked FROM lookalike_internal.entry_image l
          UNION ALL
          SELECT p.entry_id, j.image_id, false
          FROM lookalike_internal.publication p JOIN lookalike_internal.image j ON j.pixel_digest = p.pixel_digest) h
    JOIN lookalike_internal.present_image i ON i.image_id = h.image_id
    ORDER BY h.entry_id, h.is_linked DESC, i.collection_id, i.path
) o ON o.entry_id = s.entry_id
LEFT JOIN lookalike_internal.collection oc ON oc.collection_id = o.collection_id
LEFT JOIN (
    SELECT r.entry_id, count(DISTINCT r.pixel_digest) AS renditions
    FROM lookalike_internal.possible_rendition r
    WHERE EXISTS (SELECT FROM lookalike_internal.present_image i WHERE i.pixel_digest = r.pixel_digest)
    GROUP BY r.entry_id
) r ON r.entry_id = s.entry_id;
COMMENT ON VIEW lookalike_detail.publication IS 'Publications that catalogue entries speak of, or ever spoke of, with the image of the very rendition that was published, if it is held: one row for each entry.';
COMMENT ON COLUMN lookalike_detail.publication.catalogue IS 'The catalogue.';
COMMENT ON COLUMN lookalike_detail.publication.external_id IS 'The id of the entry in the catalogue.';
COMMENT ON COLUMN lookalike_detail.publication.title IS 'Title of the entry.';
COMMENT ON COLUMN lookalike_detail.publication.medium IS 'print, web or broadcast; another word as it is written; null where the entry does not say it.';
COMMENT ON COLUMN lookalike_detail.publication.edition IS 'Edition or issue.';
COMMENT ON COLUMN lookalike_detail.publication.issued_from IS 'The earliest day on which it may have been published.';
COMMENT ON COLUMN lookalike_detail.publication.issued_to IS 'The latest day on which it may have been published.';
COMMENT ON COLUMN lookalike_detail.publication.published_at IS 'When it was published, as it is written.';
COMMENT ON COLUMN lookalike_detail.publication.published_in IS 'Where it was published.';
COMMENT ON COLUMN lookalike_detail.publication.page IS 'Page.';
COMMENT ON COLUMN lookalike_detail.publication.url IS 'Address.';
COMMENT ON COLUMN lookalike_detail.publication.published_digest IS 'SHA-256 of the very file that was published, as the entry gives it.';
COMMENT ON COLUMN lookalike_detail.publication.is_crop IS 'Whether the entry says that a crop of the picture was published, with a crop box or in words.';
COMMENT ON COLUMN lookalike_detail.publication.published_crop IS 'The published part of the picture, as it is written.';
COMMENT ON COLUMN lookalike_detail.publication.fidelity IS 'exact: the very rendition that was published is held. source only: the picture is held, but not this rendition, or nobody knows which image it is. nothing held: no image of the entry is held.';
COMMENT ON COLUMN lookalike_detail.publication.explanation IS 'The reason for fidelity, in words.';
COMMENT ON COLUMN lookalike_detail.publication.rendition_path IS 'Path of an image that is the very rendition; null where it is not held.';
COMMENT ON COLUMN lookalike_detail.publication.rendition_collection IS 'Collection of that image.';
COMMENT ON COLUMN lookalike_detail.publication.source_path IS 'Path of an image of the entry, or of a copy; null where no image is held.';
COMMENT ON COLUMN lookalike_detail.publication.source_collection IS 'Collection of that image.';
COMMENT ON COLUMN lookalike_detail.publication.possible_renditions IS 'How many held pictures may be the rendition, and wait for a person to confirm or refuse this.';
COMMENT ON COLUMN lookalike_detail.publication.is_still_stated IS 'Whether the catalogue still says that the picture was published.';
COMMENT ON COLUMN lookalike_detail.publication.entry_id IS 'Number of the entry, for confirm_rendition and refuse_rendition.';
COMMENT ON COLUMN lookalike_detail.publication.rendition_image_id IS 'Number of the image that is the very rendition.';
COMMENT ON COLUMN lookalike_detail.publication.source_image_id IS 'Number of the image of the entry.';

CREATE OR REPLACE VIEW lookalike_detail.published_without_copy AS
SELECT p.catalogue, p.external_id, p.title, p.medium, p.edition, p.issued_from, p.issued_to, p.published_at,
       p.published_in, p.page, p.url, p.published_digest, p.is_crop, p.published_crop, p.fidelity, p.explanation,
       p.rendition_path, p.rendition_collection, p.source_path, p.source_collection, p.possible_renditions,
       p.is_still_stated, p.entry_id, p.rendition_image_id, p.source_image_id
FROM lookalike_detail.publication p
WHERE p.fidelity <> 'exact';
COMMENT ON VIEW lookalike_detail.published_without_copy IS 'Publications of which the very rendition is not held, or nobody knows which image it is: the rows of view publication whose fidelity is source only or nothing held.';
COMMENT ON COLUMN lookalike_detail.published_without_copy.catalogue IS 'The catalogue.';
COMMENT ON COLUMN lookalike_detail.published_without_copy.external_id IS 'The id of the entry in the catalogue.';
COMMENT ON COLUMN lookalike_detail.published_without_copy.title IS 'Title of the entry.';
COMMENT ON COLUMN lookalike_detail.published_without_copy.medium IS 'print, web or broadcast; another word as it is written; null where the entry does not say it.';
COMMENT ON COLUMN lookalike_detail.published_without_copy.edition IS 'Edition or issue.';
COMMENT ON COLUMN lookalike_detail.published_without_copy.issued_from IS 'The earliest day on which it may have been published.';
COMMENT ON COLUMN lookalike_detail.published_without_copy.issued_to IS 'The latest day on which it may have been published.';
COMMENT ON COLUMN lookalike_detail.published_without_copy.published_at IS 'When it was published, as it is written.';
COMMENT ON COLUMN lookalike_detail.published_without_copy.published_in IS 'Where it was published.';
COMMENT ON COLUMN lookalike_detail.published_without_copy.page IS 'Page.';
COMMENT ON COLUMN lookalike_detail.published_without_copy.url IS 'Address.';
COMMENT ON COLUMN lookalike_detail.published_without_copy.published_digest IS 'SHA-256 of the very file that was published, as the entry gives it.';
COMMENT ON COLUMN lookalike_detail.published_without_copy.is_crop IS 'Whether the entry says that a crop of the picture was published, with a crop box or in words.';
COMMENT ON COLUMN lookalike_detail.published_without_copy.published_crop IS 'The published part of the picture, as it is written.';
COMMENT ON COLUMN lookalike_detail.published_without_copy.fidelity IS 'exact: the very rendition that was published is held. source only: the picture is held, but not this rendition, or nobody knows which image it is. nothing held: no image of the entry is held.';
COMMENT ON COLUMN lookalike_detail.published_without_copy.explanation IS 'The reason for fidelity, in words.';
COMMENT ON COLUMN lookalike_detail.published_without_copy.rendition_path IS 'Path of an image that is the very rendition; null where it is not held.';
COMMENT ON COLUMN lookalike_detail.published_without_copy.rendition_collection IS 'Collection of that image.';
COMMENT ON COLUMN lookalike_detail.published_without_copy.source_path IS 'Path of an image of the entry, or of a copy; null where no image is held.';
COMMENT ON COLUMN lookalike_detail.published_without_copy.source_collection IS 'Collection of that image.';
COMMENT ON COLUMN lookalike_detail.published_without_copy.possible_renditions IS 'How many held pictures may be the rendition, and wait for a person to confirm or refuse this.';
COMMENT ON COLUMN lookalike_detail.published_without_copy.is_still_stated IS 'Whether the catalogue still says that the picture was published.';
COMMENT ON COLUMN lookalike_detail.published_without_copy.entry_id IS 'Number of the entry, for confirm_rendition and refuse_rendition.';
COMMENT ON COLUMN lookalike_detail.published_without_copy.rendition_image_id IS 'Number of the image that is the very rendition.';
COMMENT ON COLUMN lookalike_detail.published_without_copy.source_image_id IS 'Number of the image of the entry.';

CREATE OR REPLACE VIEW lookalike_detail.caption_error AS
SELECT w.decision_id,
       c.name AS catalogue,
       e.external_id,
       w.field,
       w.caption AS wrong_caption,
       w.right_caption,
       w.decided_by,
       w.reason,
       w.decided_at,
       CASE w.field WHEN 'title' THEN e.title ELSE e.description END IS DISTINCT FROM w.caption AS is_corrected,
       pc.name AS publication_catalogue,
       pe.external_id AS publication_external_id,
       s.medium,
       s.edition,
       s.issued_from,
       s.issued_to,
       s.published_at,
       s.published_in,
       s.page,
       s.url,
       w.entry_id,
       s.entry_id AS publication_entry_id
FROM lookalike_internal.wrong_caption w
JOIN lookalike_internal.catalogue_entry e ON e.entry_id = w.entry_id
JOIN lookalike_internal.catalogue c ON c.catalogue_id = e.catalogue_id
LEFT JOIN LATERAL (
    SELECT w.entry_id
    UNION
    SELECT a.entry_id
    FROM (
        SELECT o.entry_id
        FROM lookalike_internal.entry_image l
        JOIN lookalike_internal.image i ON i.image_id = l.image_id
        JOIN lookalike_internal.image j ON j.pixel_digest = i.pixel_digest
        JOIN lookalike_internal.entry_image o ON o.image_id = j.image_id
        WHERE l.entry_id = w.entry_id
        UNION
        SELECT o.entry_id
        FROM lookalike_internal.entry_image l
        JOIN lookalike_internal.cluster_member k ON k.image_id = l.image_id
        JOIN lookalike_internal.cluster_member m ON m.cluster_id = k.cluster_id
        JOIN lookalike_internal.entry_image o ON o.image_id = m.image_id
        WHERE l.entry_id = w.entry_id
    ) a
    JOIN lookalike_internal.catalogue_entry x ON x.entry_id = a.entry_id
    WHERE lookalike_internal.text_key(w.caption) IN (lookalike_internal.text_key(x.title), lookalike_internal.text_key(x.description))
       OR EXISTS (SELECT FROM lookalike_internal.catalogue_entry_history h
                  WHERE h.entry_id = a.entry_id
                    AND lookalike_internal.text_key(w.caption) IN (lookalike_internal.text_key(h.said->>'title'),
                                                                   lookalike_internal.text_key(h.said->>'description')))
) a ON EXISTS (SELECT FROM lookalike_internal.published_entry s WHERE s.entry_id = a.entry_id)
LEFT JOIN lookalike_internal.published_entry s ON s.entry_id = a.entry_id
LEFT JOIN lookalike_internal.catalogue_entry pe ON pe.entry_id = s.entry_id
LEFT JOIN lookalike_internal.catalogue pc ON pc.catalogue_id = pe.catalogue_id;
COMMENT ON VIEW lookalike_detail.caption_error IS 'Captions that people decided are wrong, with the publications that carried them: those of the entry, and those of entries of its copies that have or had the same caption. One row for each decision and publication; one row without a publication if there is no publication.';
COMMENT ON COLUMN lookalike_detail.caption_error.decision_id IS 'Number of the decision.';
COMMENT ON COLUMN lookalike_detail.caption_error.catalogue IS 'The catalogue of the entry.';
COMMENT ON COLUMN lookalike_detail.caption_error.external_id IS 'The id of the entry in the catalogue.';
COMMENT ON COLUMN lookalike_detail.caption_error.field IS 'Field of the caption: title or description.';
COMMENT ON COLUMN lookalike_detail.caption_error.wrong_caption IS 'The wrong caption.';
COMMENT ON COLUMN lookalike_detail.caption_error.right_caption IS 'The right caption, if the person gave it.';
COMMENT ON COLUMN lookalike_detail.caption_error.decided_by IS 'Name of the person who decided.';
COMMENT ON COLUMN lookalike_detail.caption_error.reason IS 'Reason, in the words of that person.';
COMMENT ON COLUMN lookalike_detail.caption_error.decided_at IS 'When the person decided.';
COMMENT ON COLUMN lookalike_detail.caption_error.is_corrected IS 'Whether the entry says something else today.';
COMMENT ON COLUMN lookalike_detail.caption_error.publication_catalogue IS 'The catalogue of the entry that speaks of the publication.';
COMMENT ON COLUMN lookalike_detail.caption_error.publication_external_id IS 'The id of the entry that speaks of the publication.';
COMMENT ON COLUMN lookalike_detail.caption_error.medium IS 'print, web or broadcast; another word as it is written.';
COMMENT ON COLUMN lookalike_detail.caption_error.edition IS 'Edition or issue.';
COMMENT ON COLUMN lookalike_detail.caption_error.issued_from IS 'The earliest day on which it may have been published.';
COMMENT ON COLUMN lookalike_detail.caption_error.issued_to IS 'The latest day on which it may have been published.';
COMMENT ON COLUMN lookalike_detail.caption_error.published_at IS 'When it was published, as it is written.';
COMMENT ON COLUMN lookalike_detail.caption_error.published_in IS 'Where it was published.';
COMMENT ON COLUMN lookalike_detail.caption_error.page IS 'Page.';
COMMENT ON COLUMN lookalike_detail.caption_error.url IS 'Address.';
COMMENT ON COLUMN lookalike_detail.caption_error.entry_id IS 'Number of the entry with the wrong caption.';
COMMENT ON COLUMN lookalike_detail.caption_error.publication_entry_id IS 'Number of the entry that speaks of the publication.';
