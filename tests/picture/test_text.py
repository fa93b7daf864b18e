"""Text from files as PostgreSQL stores it."""

from hypothesis import given
from hypothesis import strategies as st

from lookalike.picture.text import clean


@given(st.text(alphabet=st.characters(), max_size=300))
def test_clean_text_can_be_stored(text: str) -> None:
    cleaned = clean(text, 100)
    assert cleaned is None or (cleaned and len(cleaned) <= 100)
    assert "\0" not in (cleaned or "")
    (cleaned or "").encode("utf-8")
