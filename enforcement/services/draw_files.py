"""What is published of a random draw: natural persons only as salted hashes."""

import json
from typing import Any

from django.utils import timezone

from enforcement import draws
from enforcement.models import Draw, DrawnObject, DrawObject, DrawOfficer


def lists_of(draw: Draw) -> dict[str, Any]:
    """The lists and the rule as they are published: natural persons only as salted hashes."""
    objects = sorted(draw.objects_listed.all(), key=lambda row: row.key)
    officers = sorted(draw.officers_listed.all(), key=lambda row: row.number)
    pairs = draw.recusals.select_related("listed_officer", "listed_object")
    plans = draw.plans.select_related("check_item").order_by("pk")
    return {
        "draw": str(draw.pk),
        "agency": draw.agency.name,
        "title": draw.title,
        "items": [row.check_item.name for row in plans],
        "rule": {
            "take": draw.take,
            "officers_each": draw.officers_each,
            "text": draw.rule_text,
        },
        "seed_source": {
            "name": draw.source_name,
            "url": draw.source_url,
            "how": draw.source_how,
            "mask": draw.seed_mask,
            "day": draw.seed_day.isoformat(),
        },
        "objects": [_object(row) for row in objects if not row.excluded],
        "officers": [_officer(row) for row in officers if not row.excluded],
        "recusals": sorted([row.listed_officer.number, row.listed_object.key] for row in pairs),
        "excluded": {
            "objects": [
                {**_object(row), "reason": row.excluded} for row in objects if row.excluded
            ],
            "officers": [
                {**_officer(row), "reason": row.excluded} for row in officers if row.excluded
            ],
        },
    }


def _object(row: DrawObject) -> dict[str, str]:
    return {"id": row.key, "name": row.shown, "kind": row.kind, "class": row.group}


def _officer(row: DrawOfficer) -> dict[str, str]:
    return {"id": row.number, "category": row.category}


def results(draw: Draw) -> list[DrawnObject]:
    """The pairs in the order drawn, with what the pages show of them; three queries."""
    rows = draw.drawn.select_related("listed", "task", "task__case").order_by("ordinal")
    return list(rows.prefetch_related("team__listed__officer"))


def committed(draw: Draw) -> Any:
    """The lists of a committed draw; the bare text when that is no JSON any more, which the script
    then reports as changed."""
    try:
        return json.loads(draw.lists)
    except ValueError:
        return draw.lists


def published(draw: Draw) -> dict[str, Any]:
    """The file of a committed draw that the stand-alone script checks (enforcement/draws.py).

    Raises ValueError before the commitment.
    """
    if draw.committed_at is None:
        raise ValueError("nothing of a draw is public before its commitment")
    drawn = draw.status == Draw.Status.DRAWN
    return {
        "format": draws.FORMAT,
        "lists": committed(draw),
        "commitment": draw.commitment,
        "committed_at": timezone.localtime(draw.committed_at).isoformat(),
        "seed": {"checkpoint": draw.checkpoint, "value": draw.seed_value} if drawn else None,
        "result": [_pair(row) for row in results(draw)] if drawn else None,
        "abandoned": draw.abandon_reason,
    }


def _pair(row: DrawnObject) -> dict[str, Any]:
    return {"object": row.listed.key, "officers": [each.listed.number for each in row.team.all()]}
