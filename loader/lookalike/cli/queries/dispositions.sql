SELECT disposition, images, meaning FROM lookalike_detail.disposition_count
