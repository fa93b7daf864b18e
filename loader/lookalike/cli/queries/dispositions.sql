SELECT disposition, images, meaning FROM lookalike.disposition_count
