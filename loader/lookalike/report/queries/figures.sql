SELECT figure, value FROM lookalike.report_figure ORDER BY place
