"""The quality of legal review in the demo: a month's sample, committed to and to be drawn today."""

from datetime import date

from config.demo.cast import Staff
from config.demo.file_reviews import PLAN, Bench
from config.demo.play import at
from enforcement.models import User
from legal_review.models import Review
from supervision.models import QualitySample
from supervision.services import samples

SOURCE = ("count", "rate", "seed_mask", "source_name", "source_url", "source_how")


def play(bench: Bench, staff: dict[str, Staff]) -> QualitySample | None:
    """The sample of the latest month that was over; None on a world without a review in it."""
    on = bench.committed_on
    month = latest_month(bench, on)
    if month is None:
        return None
    row = samples.plan(
        by=bench.by,
        on=on,
        month=month,
        title=f"{month.year}年{month.month}月法制审核质量抽查",
        agencies=bench.agencies,
        reviewers=readers(bench, staff),
        seed_day=bench.today,
        **{name: PLAN[name] for name in SOURCE},
    )
    return samples.commit(row, by=bench.by, at=at(on))


def readers(bench: Bench, staff: dict[str, Staff]) -> list[User]:
    """Qualified reviewers of the agencies that are not sampled and scored no file."""
    rows = [person for each in staff.values() for person in each.by_role.get("reviewer", [])]
    barred = {row.pk for row in bench.agencies}
    return [row for row in rows if row.agency_id not in barred and row not in bench.reviewers]


def latest_month(bench: Bench, on: date) -> date | None:
    """The first day of the latest month before that of the day in which a review was decided."""
    decided = Review.objects.filter(
        agency__in=bench.agencies,
        status__in=["passed", "returned"],
        decided_on__lt=on.replace(day=1),
    )
    last = decided.order_by("-decided_on").values_list("decided_on", flat=True).first()
    return None if last is None else last.replace(day=1)
