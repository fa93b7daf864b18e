-- The facts about each image, for people and for the predicates of a policy. New columns are added only at the end.
CREATE OR REPLACE VIEW lookalike_detail.classification_evidence AS
SELECT e.image_id, e.collection, e.path, e.format, e.width, e.height, e.pixels, e.byte_size,
       e.is_lossless, e.bits, e.captured_at, e.modified_at, e.camera, e.software, e.creator,
       e.copyright_notice, e.credit_line, e.usage_terms, e.rights_url, e.metadata_fields, e.quality,
       e.is_matched, e.cluster_id, e.cluster_size, e.rank, e.has_same_bytes, e.has_same_pixels, e.relation,
       e.proof, e.derivation, e.derived_from_image_id, e.derived_from_path,
       e.derived_from_collection, e.is_possible_duplicate, e.resembles_path, e.is_published,
       e.is_published_pixels, e.entries, e.catalogues, e.licences, e.rights_statements,
       e.rights_holders, e.created_from, e.created_to, e.is_on_hold, e.decision, e.is_kept,
       e.has_rights_conflict, e.has_metadata_conflict, e.evidence, e.frame_count, e.not_compared,
       e.is_original_known, e.lineage, e.lineage_certainty, e.role, e.is_other_capture, e.object_ids, e.original_held,
       e.is_other_record, e.other_records,
       e.as_of, e.series, e.is_vital, e.closed_on, e.years_since_closed, e.years_since_created, e.published_on,
       e.years_since_published, e.authority_code, e.authority_action, e.due_on, e.is_due,
       e.is_published_rendition, e.is_possible_rendition, e.publication_media
FROM lookalike_internal.gather_evidence() e;
COMMENT ON VIEW lookalike_detail.classification_evidence IS 'The facts about each image that the rules of a policy may use. A predicate may name these columns only.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.image_id IS 'Number of the image.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.collection IS 'The collection of the image.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.path IS 'Path relative to the folder of the collection.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.format IS 'Format found in the content, such as TIFF or JPEG.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.width IS 'Width in pixels, orientation applied.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.height IS 'Height in pixels, orientation applied.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.pixels IS 'Width times height.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.byte_size IS 'Size of the file in bytes.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.is_lossless IS 'Whether the format keeps every pixel.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.bits IS 'Bits of tone and colour in a pixel: 1, 8, 16 or 24.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.captured_at IS 'Capture time in the metadata; read as UTC if it has no offset.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.modified_at IS 'Modification time of the file.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.camera IS 'Maker and model of the camera or scanner, in the file.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.software IS 'Software that wrote the file.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.creator IS 'Creator, in the file.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.copyright_notice IS 'Copyright notice, in the file.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.credit_line IS 'Credit line, in the file.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.usage_terms IS 'Rights usage terms, in the file.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.rights_url IS 'Web statement of rights, in the file.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.metadata_fields IS 'How many metadata fields the file carries.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.quality IS 'How much detail the hashes rest on, from 0 (blank) to 1.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.is_matched IS 'False while the image waits for the next match after it came or changed: its copies are not known yet.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.cluster_id IS 'The cluster of the image and its present copies; null without copies.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.cluster_size IS 'How many present images its cluster has; 1 without copies.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.rank IS 'Its place in its cluster by the evidence: 1 is the archival master, or an image without copies.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.has_same_bytes IS 'Whether an image of a better rank has the same bytes.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.has_same_pixels IS 'Whether an image of a better rank has the same pixels. Images with the same bytes have the same pixels.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.relation IS 'How it relates to the image it derives from; several relations joined by commas, as in duplicate_pair. Null where the pixels do not show it.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.proof IS 'Proof of its pair with the archival master, as in duplicate_pair; null where that pair is not accepted.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.derivation IS 'isFormatOf (identical, re-encoded, resized) or isVersionOf (cropped, edited and so on), where bytes or pixels prove which image was made of which; null where two images are only alike.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.derived_from_image_id IS 'The image that it is a copy of: the best image with the same bytes, else with the same pixels, else the archival master.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.derived_from_path IS 'Path of that image.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.derived_from_collection IS 'Collection of that image.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.is_possible_duplicate IS 'Whether it resembles an image outside its cluster without a proof. A pair that people decided is not a duplicate does not count.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.resembles_path IS 'Path of the image outside its cluster that it resembles most; null if that image is restricted.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.is_published IS 'Whether a catalogue entry ever published it or another image of its cluster.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.is_published_pixels IS 'Whether a catalogue entry ever published an image with exactly these pixels, or these pixels were published as a crop or another rendition of it.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.entries IS 'How many catalogue entries are linked to it.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.catalogues IS 'The catalogues of these entries, joined by commas.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.licences IS 'The licences in these entries, joined by semicolons.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.rights_statements IS 'The rights statements in these entries, joined by semicolons.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.rights_holders IS 'The rights holders in these entries, joined by semicolons.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.created_from IS 'The earliest day that these entries allow for its creation.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.created_to IS 'The latest day that these entries allow for its creation.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.is_on_hold IS 'Whether an active legal hold holds it.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.decision IS 'The last decision of a reviewer about it: keep or quarantine.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.is_kept IS 'Whether the last decision is keep.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.has_rights_conflict IS 'Whether the rights stated for it and its copies contradict each other, and nobody has settled the conflict. Setting guarded_severity says whether medium conflicts count.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.has_metadata_conflict IS 'Whether the creators or dates stated for it and its copies disagree.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.evidence IS 'The evidence for its rank, or that it has no copies, in words.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.frame_count IS 'How many frames or pages the file holds. Previews are not counted.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.not_compared IS 'What the file holds that was not compared, in words, such as layers; null where everything was compared. Such a file is identical only to a file of the same bytes.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.is_original_known IS 'Whether the lineage shows which image of the cluster is the original; true without copies, and if all images of the cluster have the same pixels.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.lineage IS 'From which image it was made, in words; null for an image whose lineage was not traced.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.lineage_certainty IS 'How certain that is, from 0 to 1.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.role IS 'Role that somebody declared for it, as in image_role; null without one.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.is_other_capture IS 'Whether it is declared a preservation master beside another one of its cluster that has other pixels: both were captured of the same object.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.object_ids IS 'Ids of the physical objects in its entries, joined by semicolons.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.original_held IS 'Whether, or where, the physical original is held, as these entries say it, joined by semicolons.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.is_other_record IS 'Whether it belongs to a record to which no image of a better rank belongs. Two records that a person decided are the same count as one. False for rank 1.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.other_records IS 'These records, joined by semicolons; null if there are none.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.as_of IS 'The day on which the facts are counted: the day of the classification. A policy that names it is applied to all images whenever the day changes.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.series IS 'The series in its entries, joined by semicolons.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.is_vital IS 'Whether an entry says that its record is vital, or a person marked it as vital.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.closed_on IS 'The latest day on which the records of its entries may have been closed; null if one of the records is open, or its date cannot be read.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.years_since_closed IS 'Full years from that day to as_of.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.years_since_created IS 'Full years to as_of from created_to, or from captured_at where no entry gives a date.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.published_on IS 'The latest day on which its entries may have published it; null if one of these dates is not known.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.years_since_published IS 'Full years from that day to as_of.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.authority_code IS 'Code of the disposal authority in force that covers its series; several are joined by semicolons. Null if one of its series has no authority.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.authority_action IS 'The action of that authority: retain, review, transfer or set aside. Several authorities with other actions give review.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.due_on IS 'The day on which the period of that authority ends, the latest day of several; null where it is not known, or the image is kept for good.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.is_due IS 'Whether that day has come by as_of.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.is_published_rendition IS 'Whether exactly these pixels are what was published, and not only the picture from which a crop or another rendition was published.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.is_possible_rendition IS 'Whether these pixels may be the crop that was published, and people have to confirm or refuse this.';
COMMENT ON COLUMN lookalike_detail.classification_evidence.publication_media IS 'The media in which these pixels, or a rendition of them, were published, joined by commas: print, web, broadcast, or another word of the catalogue.';
