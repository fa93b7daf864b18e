COMMENT ON TABLE lookalike.collection IS 'A folder that is scanned as one.';
COMMENT ON COLUMN lookalike.collection.collection_id IS 'Number of the collection.';
COMMENT ON COLUMN lookalike.collection.name IS 'What people call it; by default the name of the folder.';
COMMENT ON COLUMN lookalike.collection.root IS 'Absolute path of the folder; bytes that are not UTF-8 are written \xHH.';
COMMENT ON COLUMN lookalike.collection.created_at IS 'When it was first scanned.';

COMMENT ON TABLE lookalike.run IS 'One execution of a stage, with the settings it used and what it counted.';
COMMENT ON COLUMN lookalike.run.run_id IS 'Number of the run.';
COMMENT ON COLUMN lookalike.run.stage IS 'scan, match, cluster or classify.';
COMMENT ON COLUMN lookalike.run.collection_id IS 'The collection, of a scan.';
COMMENT ON COLUMN lookalike.run.state IS 'running or finished; a scan found running that nobody runs was interrupted and is resumed.';
COMMENT ON COLUMN lookalike.run.settings IS 'The settings the run used.';
COMMENT ON COLUMN lookalike.run.counts IS 'What the run counted.';
COMMENT ON COLUMN lookalike.run.started_at IS 'When it started.';
COMMENT ON COLUMN lookalike.run.finished_at IS 'When it finished; null while it runs.';

COMMENT ON TABLE lookalike.image IS 'One row an image file seen.';
COMMENT ON COLUMN lookalike.image.image_id IS 'Number of the image; it stays when the file moves or changes.';
COMMENT ON COLUMN lookalike.image.collection_id IS 'The collection it lies in.';
COMMENT ON COLUMN lookalike.image.path IS 'Path relative to the folder of the collection; bytes that are not UTF-8 are written \xHH.';
COMMENT ON COLUMN lookalike.image.byte_size IS 'Size of the file in bytes.';
COMMENT ON COLUMN lookalike.image.modified_at IS 'Modification time of the file.';
COMMENT ON COLUMN lookalike.image.sha256 IS 'SHA-256 of the bytes of the file: exact identity.';
COMMENT ON COLUMN lookalike.image.pixel_digest IS 'Digest of the decoded pixels, orientation applied: the same picture in another file.';
COMMENT ON COLUMN lookalike.image.format IS 'Format found in the content, whatever the suffix says.';
COMMENT ON COLUMN lookalike.image.width IS 'Width in pixels, orientation applied.';
COMMENT ON COLUMN lookalike.image.height IS 'Height in pixels, orientation applied.';
COMMENT ON COLUMN lookalike.image.mode IS 'Pixel mode as stored, in Pillow''s names (RGB, L, CMYK, I;16).';
COMMENT ON COLUMN lookalike.image.frame_count IS 'Frames or pages in the file; the first one is fingerprinted.';
COMMENT ON COLUMN lookalike.image.lossless IS 'Whether the format keeps every pixel as it was given.';
COMMENT ON COLUMN lookalike.image.captured_at IS 'Capture time in the metadata; taken as UTC where it names no offset.';
COMMENT ON COLUMN lookalike.image.camera IS 'Maker and model of the camera or scanner.';
COMMENT ON COLUMN lookalike.image.software IS 'Software that wrote the file, by its own word.';
COMMENT ON COLUMN lookalike.image.creator IS 'Creator (EXIF Artist, IPTC By-line, dc:creator).';
COMMENT ON COLUMN lookalike.image.copyright_notice IS 'Copyright notice (EXIF Copyright, IPTC, dc:rights).';
COMMENT ON COLUMN lookalike.image.credit_line IS 'Credit line (IPTC Credit, photoshop:Credit).';
COMMENT ON COLUMN lookalike.image.usage_terms IS 'Rights usage terms (xmpRights:UsageTerms).';
COMMENT ON COLUMN lookalike.image.rights_url IS 'Web statement of rights (xmpRights:WebStatement).';
COMMENT ON COLUMN lookalike.image.metadata IS 'Further metadata found in the file.';
COMMENT ON COLUMN lookalike.image.first_seen_run_id IS 'Scan that saw it first.';
COMMENT ON COLUMN lookalike.image.changed_run_id IS 'Scan that last found its content new or changed.';
COMMENT ON COLUMN lookalike.image.missing_since IS 'When a scan first missed it; null while it is there.';

COMMENT ON TABLE lookalike.problem IS 'Files that could not be scanned, or only with a remark; read it through scan_problem.';
COMMENT ON COLUMN lookalike.problem.collection_id IS 'The collection it lies in.';
COMMENT ON COLUMN lookalike.problem.path IS 'Path relative to the folder of the collection; bytes that are not UTF-8 are written \xHH.';
COMMENT ON COLUMN lookalike.problem.problem IS 'Class of the problem.';
COMMENT ON COLUMN lookalike.problem.message IS 'What happened, in words.';
COMMENT ON COLUMN lookalike.problem.scanned IS 'Whether the file is in the audit all the same.';
COMMENT ON COLUMN lookalike.problem.byte_size IS 'Size of the file in bytes, where it is known.';
COMMENT ON COLUMN lookalike.problem.modified_at IS 'Modification time of the file, where it is known.';
COMMENT ON COLUMN lookalike.problem.first_seen_run_id IS 'Scan that saw the problem first.';

COMMENT ON TABLE lookalike.setting IS 'What a user may set for the whole archive.';
COMMENT ON COLUMN lookalike.setting.name IS 'Name of the setting.';
COMMENT ON COLUMN lookalike.setting.value IS 'Its value, as text.';
COMMENT ON COLUMN lookalike.setting.description IS 'What it does.';

COMMENT ON TABLE lookalike.catalogue IS 'A source of descriptions of images: a database, a spreadsheet, a finding aid.';
COMMENT ON COLUMN lookalike.catalogue.catalogue_id IS 'Number of the catalogue.';
COMMENT ON COLUMN lookalike.catalogue.name IS 'What people call it.';
COMMENT ON COLUMN lookalike.catalogue.mapping IS 'Which of its columns is which field; the next import goes by it.';
COMMENT ON COLUMN lookalike.catalogue.created_at IS 'When it was first imported.';

COMMENT ON TABLE lookalike.catalogue_import IS 'One import of a catalogue.';
COMMENT ON COLUMN lookalike.catalogue_import.import_id IS 'Number of the import.';
COMMENT ON COLUMN lookalike.catalogue_import.catalogue_id IS 'The catalogue.';
COMMENT ON COLUMN lookalike.catalogue_import.source IS 'The file or query that it came from.';
COMMENT ON COLUMN lookalike.catalogue_import.mapping IS 'Which column was taken for which field.';
COMMENT ON COLUMN lookalike.catalogue_import.counts IS 'Entries in it, new, changed, missing, returned and matched, and links added and removed.';
COMMENT ON COLUMN lookalike.catalogue_import.imported_by IS 'The role that imported it.';
COMMENT ON COLUMN lookalike.catalogue_import.imported_at IS 'When it was imported.';

COMMENT ON TABLE lookalike.catalogue_entry IS 'What a catalogue says about one object.';
COMMENT ON COLUMN lookalike.catalogue_entry.entry_id IS 'Number of the entry.';
COMMENT ON COLUMN lookalike.catalogue_entry.catalogue_id IS 'The catalogue it is in.';
COMMENT ON COLUMN lookalike.catalogue_entry.external_id IS 'The id that it has in the catalogue.';
COMMENT ON COLUMN lookalike.catalogue_entry.file IS 'The file it names, as it names it.';
COMMENT ON COLUMN lookalike.catalogue_entry.digest IS 'The digest of a file that it gives, in small letters; SHA-256 is matched.';
COMMENT ON COLUMN lookalike.catalogue_entry.title IS 'Title (dc:title).';
COMMENT ON COLUMN lookalike.catalogue_entry.creator IS 'Creator (dc:creator).';
COMMENT ON COLUMN lookalike.catalogue_entry.date_text IS 'Date (dc:date), as it is written.';
COMMENT ON COLUMN lookalike.catalogue_entry.date_from IS 'The earliest day that the date may mean; null where it sets no such bound.';
COMMENT ON COLUMN lookalike.catalogue_entry.date_to IS 'The latest day that the date may mean; null where it sets no such bound.';
COMMENT ON COLUMN lookalike.catalogue_entry.description IS 'Description (dc:description).';
COMMENT ON COLUMN lookalike.catalogue_entry.rights_statement IS 'Rights statement (dc:rights), as a URI of rightsstatements.org or in words.';
COMMENT ON COLUMN lookalike.catalogue_entry.licence IS 'Licence (dcterms:license).';
COMMENT ON COLUMN lookalike.catalogue_entry.rights_holder IS 'Rights holder (dcterms:rightsHolder).';
COMMENT ON COLUMN lookalike.catalogue_entry.credit_line IS 'Credit line (IPTC).';
COMMENT ON COLUMN lookalike.catalogue_entry.published_at IS 'When it was published, as it is written.';
COMMENT ON COLUMN lookalike.catalogue_entry.published_in IS 'Where it was published.';
COMMENT ON COLUMN lookalike.catalogue_entry.is_published IS 'Whether the catalogue says that it was published.';
COMMENT ON COLUMN lookalike.catalogue_entry.other IS 'All that it says in other columns.';
COMMENT ON COLUMN lookalike.catalogue_entry.source_line IS 'Line or row where it began in the source of the import that last changed it.';
COMMENT ON COLUMN lookalike.catalogue_entry.first_import_id IS 'The import that brought it.';
COMMENT ON COLUMN lookalike.catalogue_entry.import_id IS 'The import that last changed it.';
COMMENT ON COLUMN lookalike.catalogue_entry.missing_since IS 'Since when it is no longer in the catalogue; null while it is.';

COMMENT ON TABLE lookalike.catalogue_entry_history IS 'What entries said before an import changed them; rows are only added.';
COMMENT ON COLUMN lookalike.catalogue_entry_history.entry_id IS 'The entry.';
COMMENT ON COLUMN lookalike.catalogue_entry_history.import_id IS 'The import that changed it.';
COMMENT ON COLUMN lookalike.catalogue_entry_history.said IS 'What it said until then, by the names of its columns.';
COMMENT ON COLUMN lookalike.catalogue_entry_history.replaced_at IS 'When that was replaced.';

COMMENT ON TABLE lookalike.entry_image IS 'Which entry is about which image; both may have several.';
COMMENT ON COLUMN lookalike.entry_image.entry_id IS 'The entry.';
COMMENT ON COLUMN lookalike.entry_image.image_id IS 'The image.';
COMMENT ON COLUMN lookalike.entry_image.matched_by IS 'How they were found to belong together: digest, path, file name, external id (it is in the file name) or person.';
COMMENT ON COLUMN lookalike.entry_image.linked_by IS 'The person who linked them.';

COMMENT ON TABLE lookalike.publication IS 'Which pictures, by their pixels, were ever published; rows are only added.';
COMMENT ON COLUMN lookalike.publication.pixel_digest IS 'Digest of the decoded pixels.';
COMMENT ON COLUMN lookalike.publication.entry_id IS 'The entry that said so.';
COMMENT ON COLUMN lookalike.publication.published_at IS 'When, by its word.';
COMMENT ON COLUMN lookalike.publication.published_in IS 'Where, by its word.';
COMMENT ON COLUMN lookalike.publication.recorded_at IS 'When this became known here.';

COMMENT ON TABLE lookalike.refused_link IS 'Links of an entry to an image that a person has taken away.';
COMMENT ON COLUMN lookalike.refused_link.entry_id IS 'The entry.';
COMMENT ON COLUMN lookalike.refused_link.image_id IS 'The image that it is not about.';
COMMENT ON COLUMN lookalike.refused_link.refused_by IS 'The person who said so.';
COMMENT ON COLUMN lookalike.refused_link.refused_at IS 'When.';

COMMENT ON TABLE lookalike.unlinked_entry IS 'Entries that wait to be matched to images, and those that none was found for; read it through unmatched_entry.';
COMMENT ON COLUMN lookalike.unlinked_entry.entry_id IS 'The entry.';
COMMENT ON COLUMN lookalike.unlinked_entry.is_changed IS 'Whether it is new, or names another file or digest than before.';
COMMENT ON COLUMN lookalike.unlinked_entry.reason IS 'Why no image was found; null while it waits.';

COMMENT ON TABLE lookalike.unlinked_image IS 'Images that came, went or changed since entries were last matched.';
COMMENT ON COLUMN lookalike.unlinked_image.image_id IS 'The image.';
