"""Made-up published draws for the tests of the algorithm and of its script."""

import base64
from typing import Any

from enforcement import draws

ROOT = bytes(range(32))
NOTE = f"portal/audit\n7\n{base64.b64encode(ROOT).decode()}\n\n\u2014 portal/audit c2lnbmF0dXJl\n"
VALUE = "3,07,12,19,28,31"


def lists(objects: int = 20, officers: int = 8, **rule: Any) -> dict[str, Any]:
    """Lists with so many objects and officers, none excluded, nobody recused."""
    return {
        "draw": "d1",
        "agency": "云溪市市场监督管理局",
        "rule": {"take": {"": 5}, "officers_each": 2, "text": "", **rule},
        "seed_source": {
            **{"name": "云溪福利彩票", "url": "https://example.org/", "how": "按公布顺序"},
            **{"day": "2026-05-02", "mask": "9,99,99,99,99,99"},
        },
        "objects": [{"id": f"o{n:03}", "name": f"企业{n}", "class": ""} for n in range(objects)],
        "officers": [{"id": f"p{n:02}", "category": ""} for n in range(officers)],
        "recusals": [],
        "excluded": {"objects": [], "officers": []},
    }


def seed(number: int = 0) -> bytes:
    """A seed of its own for each number."""
    return draws.seed_of("c" * 64, NOTE, str(number))


def published(**changes: Any) -> dict[str, Any]:
    """A complete published file of a draw that was made."""
    given = {**lists(), **changes}
    commitment = draws.commitment_of(given)
    return {
        "format": draws.FORMAT,
        "lists": given,
        "commitment": commitment,
        "committed_at": "2026-05-01T10:00:00+08:00",
        "seed": {"checkpoint": NOTE, "value": VALUE},
        "result": draws.draw(given, draws.seed_of(commitment, NOTE, VALUE)),
    }
