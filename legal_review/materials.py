"""The materials of a submission (domain §9.2): taken from the record, never uploaded a second time.

What must be there is data of the profile; what is missing is named with the page on which it is made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from enforcement.gates import Gap
from enforcement.models import Decision, Defence, Hearing
from recording import access
from recording.kinds import step_label
from recording.models import Document, Evidence, Step

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Material:
    """One kind of material. `found`: titles of what the record holds; `url`: where it is made.

    `due`: whether the case must have it; without it, and nothing found, it does not apply.
    """

    key: str
    label: str
    article: str
    url: str
    due: bool
    found: list[str] = field(default_factory=list)

    @property
    def missing(self) -> bool:
        """Due, and not on record."""
        return self.due and not self.found

    def gap(self) -> Gap:
        """The same as something that stands in the way."""
        return Gap(
            f"material_{self.key}",
            _("送审材料缺少%(what)s。") % {"what": self.label},
            self.article,
            _("请先在案件中补齐，再送审；材料从案卷中取得，不需要另行上传。"),
        )


def of(decision: Decision) -> list[Material]:
    """Every kind of material for the draft, in the order of the profile."""
    case = decision.case
    return [
        Material(
            key=str(row["key"]),
            label=str(row["label"]),
            article=str(row["article"]),
            url=reverse(str(row["make"]), args=[case.pk]),
            due=DUE[row["due"]](decision),
            found=FROM[row["from"]](decision, row),
        )
        for row in decision.agency.rules().review_materials()
        if case.kind in row.get("kinds", [case.kind])
        and case.procedure in row.get("procedures", [case.procedure])
    ]


def missing(decision: Decision) -> list[Gap]:
    """What is due and not on record."""
    return [row.gap() for row in of(decision) if row.missing]


# ------------------------------------------------------------------------------- where it is from
def _draft(decision: Decision, row: Row) -> list[str]:
    """The draft itself, when its fields say something: one of them, or all."""
    said = [bool(getattr(decision, name)) for name in row["fields"]]
    enough = any(said) if row.get("any") else all(said)
    return [decision.title] if enough else []


def _steps(decision: Decision, row: Row) -> list[str]:
    rows = Step.objects.filter(case=decision.case_id, kind__in=row["names"]).order_by("pk")
    return [f"{step_label(step.kind)}（{timezone.localtime(step.at):%Y-%m-%d}）" for step in rows]


def _documents(decision: Decision, row: Row) -> list[str]:
    rows = Document.objects.filter(case=decision.case_id, kind__in=row["names"])
    return list(rows.order_by("pk").values_list("title", flat=True))


def _evidence(decision: Decision, row: Row) -> list[str]:
    """Items of evidence of the kinds, and papers that stand for one; a closed one by its kind."""
    rows = Evidence.objects.filter(case=decision.case_id)
    if row.get("names"):
        rows = rows.filter(kind__in=row["names"])
    closed = access.closed_items(decision.case)
    titles = [
        item.get_kind_display()
        if closed and (str(item.pk) in closed or "" in closed)
        else item.title
        for item in rows.order_by("pk")
    ]
    papers = row.get("papers", [])
    return [*titles, *(_documents(decision, {"names": papers}) if papers else [])]


def _defences(decision: Decision, row: Row) -> list[str]:
    """What the party said, each with its answer."""
    rows = Defence.objects.filter(notice__decision=decision, answered_on__isnull=False)
    return [
        _("%(day)s陈述申辩及复核意见") % {"day": defence.received_on}
        for defence in rows.order_by("pk")
    ]


def _hearings(decision: Decision, row: Row) -> list[str]:
    """The records of the hearings that were held and closed."""
    rows = Hearing.objects.filter(notice__decision=decision).heard()
    closed = rows.exclude(ended_on=None).exclude(record="")
    return [_("%(day)s听证笔录") % {"day": hearing.held_on} for hearing in closed.order_by("pk")]


FROM: dict[str, Callable[[Decision, Row], list[str]]] = {
    "draft": _draft,
    "step": _steps,
    "document": _documents,
    "evidence": _evidence,
    "defence": _defences,
    "hearing": _hearings,
}


# ------------------------------------------------------------------------------- when it is due
def _always(decision: Decision) -> bool:
    return True


def _appraised(decision: Decision) -> bool:
    """An expert was asked: the record has the step."""
    return Step.objects.filter(case=decision.case_id, kind="expert").exists()


def _benchmark(decision: Decision) -> bool:
    return decision.benchmark_id is not None


def _heard(decision: Decision) -> bool:
    return Hearing.objects.filter(notice__decision=decision).heard().exists()


def _defended(decision: Decision) -> bool:
    """A defence in force that was answered: its record and answer are papers."""
    rows = Defence.objects.filter(notice__decision=decision)
    return rows.filter(answered_on__isnull=False).exists()


DUE: dict[str, Callable[[Decision], bool]] = {
    "always": _always,
    "appraised": _appraised,
    "benchmark": _benchmark,
    "heard": _heard,
    "defended": _defended,
}
