"""The canonical form of a draft: what is frozen, hashed and compared. Pure."""

import hashlib
import json
from datetime import date
from typing import Any

from enforcement.models.decision import CONTENT_FIELDS, LATER_FIELDS, DecisionContent


def content(row: DecisionContent) -> dict[str, Any]:
    """The content columns of a decision or a frozen version, by field name."""
    return {name: getattr(row, name) for name in CONTENT_FIELDS}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"not a plain value: {type(value).__name__}")


def digest(row: DecisionContent) -> str:
    """SHA-256 (hex) over the canonical JSON of the content: sorted keys, no spaces, UTF-8.

    A later column that says nothing is left out, as it was before there was one.
    """
    said = {
        name: value
        for name, value in content(row).items()
        if name not in LATER_FIELDS or value is not None
    }
    text = json.dumps(
        said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
    )
    return hashlib.sha256(text.encode()).hexdigest()


def same(left: DecisionContent, right: DecisionContent) -> bool:
    """Whether two rows say exactly the same."""
    return content(left) == content(right)
