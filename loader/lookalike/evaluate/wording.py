"""How figures of an evaluation are put before a reader."""


def short(value: float) -> str:
    """Three digits at least, and no exponent above: 0.0123, 12.3, 1,234."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
