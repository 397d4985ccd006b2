"""The lists of a campaign: which files may be drawn, how many, and which reviewers may get them.

The draw itself is that of the random checks (enforcement.draws): files are its objects, reviewers its
officers, and the same stand-alone script checks the published file.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from enforcement.models import Case, User
from recording.models import Archive
from supervision.models import Campaign, FileReview
from supervision.services import lots, recusals

SEALED = "依法封存的案件，只由本机关评查"


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
            "take": lots.take(campaign, classes.values()),
            "officers_each": campaign.reviewers_each,
        },
        "seed_source": lots.source(campaign),
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


def deck(campaign: Campaign, case: Case) -> list[User]:
    """The reviewers for a file in the order the seed gives, those who must stay away left out.

    Its first ones are those drawn with the file, the next is the third reviewer, and so on. Whoever
    was added later (panel.add) comes last: the lists committed to do not name them.
    """
    people = {str(row.pk): row for row in campaign.reviewers.all()}
    apart = {str(person) for person, _case in recusals.pairs([case], people.values())}
    listed = [row["id"] for row in lots.committed(campaign)["officers"]]
    free = [key for key in listed if key not in apart]
    order = lots.order(campaign, str(case.pk), free)
    late = sorted(set(people) - set(listed) - apart, key=int)
    return [people[key] for key in (*order, *late)]


def late_reviewers(campaign: Campaign) -> list[User]:
    """Who was put on the list after the commitment."""
    if not campaign.lists:
        return []
    listed = {row["id"] for row in lots.committed(campaign)["officers"]}
    rows = campaign.reviewers.select_related("agency").order_by("pk")
    return [row for row in rows if str(row.pk) not in listed]


def published(campaign: Campaign) -> dict[str, Any]:
    """The file that the stand-alone script of random checks verifies. ValueError before commitment."""
    return {
        **lots.published(campaign),
        "reviewers_added": [str(row.pk) for row in late_reviewers(campaign)],
        "added": [
            {"object": str(row.case_id), "reason": row.added_reason}
            for row in FileReview.objects.filter(campaign=campaign).exclude(added_reason="")
        ],
    }
