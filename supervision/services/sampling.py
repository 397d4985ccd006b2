"""The lists of a campaign: which files may be drawn, how many, and which reviewers may get them.

The draw itself is that of the random checks (enforcement.draws): files are its objects, reviewers its
officers, and the same stand-alone script checks the published file.
"""

import json
from collections.abc import Iterable, Sequence
from math import ceil
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from enforcement import draws
from enforcement.models import Case, User
from recording.models import Archive
from supervision.models import Campaign, FileReview
from supervision.services import recusals

SEALED = "依法封存的案件，只由本机关评查"
PER_CENT = 100


def population(campaign: Campaign) -> QuerySet[Case]:
    """The files archived within the period, of the agencies and kinds of the campaign."""
    archives = Archive.objects.filter(
        sealed_on__range=(campaign.period_from, campaign.period_to),
        agency__in=campaign.agencies.all(),
    )
    rows = Case.objects.filter(pk__in=archives.values("case_id"), kind__in=campaign.kinds)
    return rows.select_related("agency").order_by("pk")


def lists_of(campaign: Campaign) -> dict[str, Any]:
    """What is committed to, in the form of enforcement.draws."""
    found = list(population(campaign))
    barred = [row for row in found if row.sealed and row.agency_id != campaign.agency_id]
    cases = [row for row in found if row not in barred]
    people = list(campaign.reviewers.select_related("agency"))
    classes = classes_of(campaign, cases)
    return {
        "draw": str(campaign.pk),
        "agency": campaign.agency.name,
        "title": campaign.title,
        "sheet": f"{campaign.sheet['key']}/{campaign.sheet['version']}",
        "rule": {
            "take": take(campaign, classes.values()),
            "officers_each": campaign.reviewers_each,
        },
        "seed_source": {
            "name": campaign.source_name,
            "url": campaign.source_url,
            "how": campaign.source_how,
            "mask": campaign.seed_mask,
            "day": campaign.seed_day.isoformat(),
        },
        "objects": _objects(cases, classes),
        "officers": sorted(
            ({"id": str(row.pk), "category": str(row.agency or "")} for row in people),
            key=lambda row: row["id"],
        ),
        "recusals": sorted(
            [str(person), str(case)] for person, case in recusals.pairs(cases, people)
        ),
        "excluded": {
            "objects": [
                {"id": str(row.pk), "name": row.number, "reason": SEALED} for row in barred
            ],
            "officers": [],
        },
    }


def _objects(cases: Iterable[Case], classes: dict[str, str]) -> list[dict[str, str]]:
    rows = [
        {"id": str(row.pk), "name": row.number, "kind": row.kind, "class": classes[str(row.pk)]}
        for row in cases
    ]
    return sorted(rows, key=lambda row: row["id"])


def classes_of(campaign: Campaign, cases: Sequence[Case]) -> dict[str, str]:
    """Which group each file is drawn from: its agency, or its unit within one agency."""
    if campaign.agencies.count() > 1:
        return {str(row.pk): str(row.agency.name) for row in cases}
    where = recusals.units(cases)
    return {str(row.pk): where.get(row.pk, "") for row in cases}


def take(campaign: Campaign, classes: Iterable[str]) -> dict[str, int]:
    """How many files of each group: the number, or the rate rounded up, never more than there are."""
    groups = list(classes)
    found = {}
    for name in sorted(set(groups)):
        there = groups.count(name)
        wanted = campaign.count or ceil(there * (campaign.rate or 0) / PER_CENT)
        found[name] = min(there, max(1, wanted))
    return found


def committed(campaign: Campaign) -> dict[str, Any]:
    """The lists as they were committed to. ValueError when they are no JSON any more."""
    data: dict[str, Any] = json.loads(campaign.lists)
    return data


def deck(campaign: Campaign, case: Case) -> list[User]:
    """The reviewers for a file in the order the seed gives, those who must stay away left out.

    Its first ones are those drawn with the file, the next is the third reviewer, and so on.
    """
    people = {str(row.pk): row for row in campaign.reviewers.all()}
    seed = draws.seed_of(campaign.commitment, campaign.checkpoint, campaign.seed_value)
    apart = {str(person) for person, _case in recusals.pairs([case], people.values())}
    listed = [row["id"] for row in committed(campaign)["officers"]]
    free = [key for key in listed if key not in apart]
    order = draws.pick(free, len(free), draws.words(seed, f"officers/{case.pk}"))
    return [people[key] for key in order]


def published(campaign: Campaign) -> dict[str, Any]:
    """The file that the stand-alone script of random checks verifies. ValueError before commitment."""
    if campaign.committed_at is None:
        raise ValueError("nothing was committed to")
    drawn = bool(campaign.seed_value)
    seed = {"checkpoint": campaign.checkpoint, "value": campaign.seed_value} if drawn else None
    lists = committed(campaign)
    result = None
    if drawn:
        key = draws.seed_of(campaign.commitment, campaign.checkpoint, campaign.seed_value)
        result = draws.draw(lists, key)
    return {
        "format": draws.FORMAT,
        "lists": lists,
        "commitment": campaign.commitment,
        "committed_at": timezone.localtime(campaign.committed_at).isoformat(),
        "seed": seed,
        "result": result,
        "abandoned": campaign.abandon_reason,
        "added": [
            {"object": str(row.case_id), "reason": row.added_reason}
            for row in FileReview.objects.filter(campaign=campaign).exclude(added_reason="")
        ],
    }
