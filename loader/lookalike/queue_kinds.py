"""The kinds of cases in the queue of reviews, as view review_queue names them."""

QUEUE_KINDS = (
    "possible pair",
    "rights conflict",
    "metadata conflict",
    "other record",
    "possible rendition",
    "chained cluster",
    "sample",
    "quarantine proposed",
    "disposal due",
    "undetermined original",
    "cluster to review",
    "image to review",
    "not compared",
)
