"""Byte ranges that a player asked for, merged."""

from collections.abc import Iterable

Pair = list[int]


def merged(spans: Iterable[Pair]) -> list[Pair]:
    """The ranges [start, stop) in order, those that touch or overlap made one."""
    found: list[Pair] = []
    for start, stop in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1][1] = max(found[-1][1], stop)
        else:
            found.append([start, stop])
    return found


def total(spans: Iterable[Pair]) -> int:
    """How many bytes merged ranges cover."""
    return sum(stop - start for start, stop in spans)
