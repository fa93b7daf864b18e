"""How many examples the property tests on a database try: each costs a part of a second.

A third of them in each run, chosen at random; all of them with LOOKALIKE_ALL_EXAMPLES=1.
"""

import os

from hypothesis import HealthCheck, settings


def examples(most: int) -> settings:
    """Try up to `most` examples, one after the other in the same database."""
    tried = most if os.environ.get("LOOKALIKE_ALL_EXAMPLES") else -(-most // 3)
    return settings(
        max_examples=tried,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
