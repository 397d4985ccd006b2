"""Both opinions of each drawn review side by side, and how far they agree; for the organiser only."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, tables
from core.tables import Cell
from enforcement.models import Agency, User
from legal_review.models import Review, ReviewCheck
from supervision.agreement import Agreement
from supervision.models import QualitySample, SecondCheck, SecondReview

Outcome = SecondReview.Outcome


@dataclass(frozen=True)
class Head:
    """One head of the checklist as both answered it."""

    first: ReviewCheck
    second: SecondCheck

    @property
    def same(self) -> bool:
        """Whether the answers are the same; the notes may differ."""
        return self.first.result == self.second.result


@dataclass(frozen=True)
class Pair:
    """One review with its two opinions."""

    sheet: SecondReview
    heads: tuple[Head, ...]

    @property
    def first(self) -> str:
        """The outcome of the first review in the words of the second."""
        passed = self.sheet.review.status == Review.Status.PASSED
        return Outcome.PASS if passed else Outcome.RETURN

    @property
    def first_label(self) -> str:
        """The outcome of the first review."""
        return str(Outcome(self.first).label)

    @property
    def same(self) -> bool:
        """Whether both came to the same outcome."""
        return self.first == self.sheet.outcome

    @property
    def wrong_pass(self) -> bool:
        """Passed at first, and not by the second reviewer: what needs a follow-up most."""
        return self.first == Outcome.PASS and not self.same

    @property
    def differing(self) -> list[Head]:
        """The heads that were answered otherwise."""
        return [head for head in self.heads if not head.same]


@dataclass(frozen=True)
class Line:
    """One line of a table of agreement; `key` chooses its rows."""

    key: str
    label: str
    agreement: Agreement


def pairs(sheets: Iterable[SecondReview]) -> list[Pair]:
    """The signed sheets with both opinions; two further queries however many there are."""
    rows = [row for row in sheets if row.status == SecondReview.Status.SIGNED]
    first: dict[tuple[object, str], ReviewCheck] = {
        (check.review_id, check.head): check
        for check in ReviewCheck.objects.filter(review__in=[row.review_id for row in rows])
    }
    second = defaultdict(list)
    for check in SecondCheck.objects.filter(sheet__in=rows):
        second[check.sheet_id].append(check)
    return [
        Pair(
            row,
            tuple(Head(first[row.review_id, check.head], check) for check in second[row.pk]),
        )
        for row in rows
    ]


def of(sample: QualitySample) -> list[Pair]:
    """Every pair of a sample, in the order drawn."""
    rows = SecondReview.objects.signed().filter(sample=sample)
    joined = rows.select_related("review__agency", "review__reviewer", "reviewer__agency")
    return pairs(joined.order_by("ordinal"))


def outcomes(found: Sequence[Pair]) -> Agreement:
    """How far the outcomes agree."""
    return Agreement(tuple((pair.first, pair.sheet.outcome) for pair in found))


def heads(found: Sequence[Pair]) -> Agreement:
    """All heads of all reviews together. Heads of one review depend on each other, so that an interval
    made of them would be too narrow; pages show the share alone."""
    return Agreement(tuple((h.first.result, h.second.result) for pair in found for h in pair.heads))


def by_head(found: Sequence[Pair]) -> list[Line]:
    """A line for each head, in the order of the checklist."""
    rows: dict[str, list[tuple[str, str]]] = defaultdict(list)
    labels: dict[str, str] = {}
    for pair in found:
        for head in pair.heads:
            labels.setdefault(head.first.head, head.first.label)
            rows[head.first.head].append((head.first.result, head.second.result))
    return [Line(key, label, Agreement(tuple(rows[key]))) for key, label in labels.items()]


def by_agency(found: Sequence[Pair]) -> list[tuple[Line, Agreement]]:
    """A line of outcomes for each agency, and the agreement of its heads."""
    groups: dict[int, list[Pair]] = defaultdict(list)
    names: dict[int, Agency] = {}
    for pair in found:
        names[pair.sheet.review.agency_id] = pair.sheet.review.agency
        groups[pair.sheet.review.agency_id].append(pair)
    order = sorted(names.values(), key=lambda row: row.path)
    return [
        (Line(str(row.pk), row.name, outcomes(groups[row.pk])), heads(groups[row.pk]))
        for row in order
    ]


def chosen(found: Sequence[Pair], head: str, agency: str) -> list[Pair]:
    """The pairs behind a number: of the agency ("" for all) that differ on the head ("" for any head or
    the outcome)."""
    return [
        pair
        for pair in found
        if agency in ("", str(pair.sheet.review.agency_id))
        and (
            any(row.first.head == head for row in pair.differing)
            if head
            else pair.differing or not pair.same
        )
    ]


@transaction.atomic
def table(sample: QualitySample, *, by: User) -> str:
    """One row for each review and head, and one for its outcome, as CSV; the export is logged."""
    audit.append("qualitysample.export", obj=sample, actor=by, data={"form": "csv"})
    head: list[Cell] = [
        *(
            _("序号"),
            _("审核意见文号"),
            _("机关"),
            _("审核内容"),
            _("原审核"),
            _("复审"),
            _("一致"),
        ),
        *(_("原审核说明"), _("复审说明")),
    ]
    rows = [head]
    for pair in of(sample):
        review = pair.sheet.review
        start: list[Cell] = [pair.sheet.ordinal, review.number, review.agency.name]
        for row in pair.heads:
            answers: list[Cell] = [
                row.first.label,
                row.first.get_result_display(),
                row.second.get_result_display(),
                _("是") if row.same else _("否"),
                row.first.note,
                row.second.note,
            ]
            rows.append([*start, *answers])
        rows.append([*start, *_outcome(pair)])
    return tables.csv_text(rows)


def _outcome(pair: Pair) -> list[Cell]:
    sheet = pair.sheet
    return [
        *(_("审核结论"), pair.first_label, sheet.get_outcome_display()),
        *(_("是") if pair.same else _("否"), sheet.review.opinion, sheet.opinion),
    ]
