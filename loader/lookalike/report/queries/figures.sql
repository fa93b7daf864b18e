SELECT figure, value FROM lookalike_detail.report_figure ORDER BY place
