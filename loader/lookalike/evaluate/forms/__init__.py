"""Made-up documents that share a form: filled in differently, or the same one scanned again."""
