"""What pictures drawn of boxes and arrows are tested for."""

from core.flowchart import Arrow, Box


def apart(one: Box | Arrow, other: Box | Arrow) -> bool:
    """Whether neither lies on the other."""
    beside = one.x + one.width <= other.x or other.x + other.width <= one.x
    above = one.y + one.height <= other.y or other.y + other.height <= one.y
    return beside or above
