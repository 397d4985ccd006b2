"""What stands in place of a name: surname and 某, numbered where two people would look alike."""

import re
from collections.abc import Iterable

from disclosure.redaction.lexicon import HAN, MIDDLE_DOTS, words
from disclosure.redaction.spans import rules

FULL, SURNAME_MOU, HIDDEN = "FULL", "SURNAME_MOU", "HIDDEN"
POLICIES = frozenset({FULL, SURNAME_MOU, HIDDEN})


def mask_name(name: str, ordinal: int | None = None) -> str:
    """张三 -> 张某, 张三丰 -> 张某某, 欧阳锋 -> 欧阳某, 买买提·吐尔逊 -> 买某, John Smith -> J某.

    The given name becomes one 某 per character (at most two); of a name with a middle dot the first
    character stays, of a Latin one the first letter. `ordinal` is appended: 张某1.
    """
    plain = name.strip()
    number = "" if ordinal is None else str(ordinal)
    if not re.match(HAN, plain):
        return f"{plain[:1].upper()}某{number}"
    if any(dot in plain for dot in MIDDLE_DOTS):
        return f"{plain[0]}某{number}"
    compact = re.sub(r"\s+", "", plain)
    kept = 2 if compact[:2] in words("compound_surnames") and len(compact) > 2 else 1
    return compact[:kept] + "某" * max(1, min(2, len(compact) - kept)) + number


def masks(names: Iterable[str], *, policy: str, taken: str = "") -> dict[str, str]:
    """One replacement per name, in order of first appearance.

    Equal results are numbered (张某1, 张某2), also against masks that the text `taken` already holds.
    """
    if policy == HIDDEN:
        return {name: rules()["PERSON"].replacement for name in names}
    ordered = list(dict.fromkeys(names))
    alike: dict[str, list[str]] = {}
    for name in ordered:
        alike.setdefault(mask_name(name), []).append(name)
    result: dict[str, str] = {}
    for mask, group in alike.items():
        used = {int(n or 0) for n in re.findall(rf"{re.escape(mask)}(?!某)(\d{{0,3}})", taken)}
        if len(group) == 1 and not used:
            result[group[0]] = mask
            continue
        free = (n for n in range(1, len(group) + len(used) + 2) if n not in used)
        result |= {
            name: mask_name(name, ordinal) for name, ordinal in zip(group, free, strict=False)
        }
    return result
