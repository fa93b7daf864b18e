"""How many examples the property tests on a database try: each costs a part of a second.

A third of them, the same in each run. With LOOKALIKE_ALL_EXAMPLES=1 all property tests try all of
their examples, chosen at random.
"""

import os

from hypothesis import HealthCheck, settings

ALL = bool(os.environ.get("LOOKALIKE_ALL_EXAMPLES"))


def examples(most: int) -> settings:
    """Try up to `most` examples, one after the other in the same database."""
    tried = most if ALL else -(-most // 3)
    return settings(
        max_examples=tried,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
