"""The seal of a submission: one SHA-256 over the frozen draft and the list of its materials. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence


def seal(before: str, materials: Sequence[Mapping[str, str]]) -> str:
    """SHA-256 (hex) over the digest before it and the list, as canonical JSON.

    `before`: the digest of the frozen draft at submission, the last seal when supplements came in.
    The order of the list does not count; a changed, added or missing row does.
    """
    rows = sorted(json.dumps(dict(row), ensure_ascii=False, sort_keys=True) for row in materials)
    text = json.dumps([before, rows], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
