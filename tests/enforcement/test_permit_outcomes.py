"""What the decision of a permit case may say, and what it then does to the licence."""

from datetime import date

import pytest

from enforcement.gates.permit import OUTCOMES as FITTING
from enforcement.gates.permit import permit
from enforcement.models import Case, Decision, Licence, Proceeding
from enforcement.models.kinds import ActionKind
from enforcement.services import cases, decisions, permit_hearings, permit_steps
from tests import factories
from tests.base import Cast, day
from tests.enforcement.permit_case import (
    ENDS,
    LATER,
    accepted,
    again,
    application,
    asked,
    carried_out,
    decided,
    events,
    licensed,
    started,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
AFTER = day(1, 1, 2027)


@pytest.fixture
def licence(cast: Cast) -> Licence:
    return licensed(cast)


# --------------------------------------------------------------------- what a decision may say
OUTCOMES = ("granted", "refused", "withdrawn", "revoked", "cancelled")
ABOUT = [
    ("renew", ""),
    ("change", ""),
    ("withdraw", "facts"),
    ("revoke", "other"),
    ("cancel", "dead"),
]


def gaps(case: Case, outcome: str, *, valid_to: date | None = None) -> list[str]:
    """What is missing in a draft of that outcome that is not in the database."""
    draft = Decision(kind=ActionKind.PERMIT, case=case, outcome=outcome, valid_to=valid_to)
    return [gap.code for gap in permit(draft, LATER)]


@pytest.mark.parametrize(("kind", "ground"), ABOUT)
def test_the_outcome_is_one_of_the_matter(
    cast: Cast, licence: Licence, kind: str, ground: str
) -> None:
    begin = started(cast, licence, kind, ground) if ground else asked(cast, licence, kind)

    fine = [outcome for outcome in OUTCOMES if "outcome" not in gaps(begin.case, outcome)]

    assert tuple(fine) == FITTING[kind]


def test_a_new_application_is_granted_or_refused(cast: Cast) -> None:
    case = accepted(cast)

    assert [each for each in OUTCOMES if not gaps(case, each)] == ["granted", "refused"]


def test_a_penalty_passes_the_gate_of_permits(cast: Cast) -> None:
    draft = Decision(kind=ActionKind.PENALTY, case=factories.case(cast.bureau), outcome="revoked")

    assert permit(draft, LATER) == []


TERMS = [(None, []), (day(12, 30), ["term"]), (ENDS, ["term"]), (AFTER, [])]


@pytest.mark.parametrize(("end", "codes"), TERMS)
def test_a_renewal_ends_after_the_old_term(
    cast: Cast, licence: Licence, end: date | None, codes: list[str]
) -> None:
    case = asked(cast, licence).case

    assert gaps(case, "granted", valid_to=end) == codes
    assert gaps(case, "refused", valid_to=end) == []


@pytest.mark.parametrize(("kind", "ground"), [row for row in ABOUT if row[0] != "cancel"])
def test_a_licence_that_ended_meanwhile_is_not_decided_upon(
    cast: Cast, licence: Licence, kind: str, ground: str
) -> None:
    begin = started(cast, licence, kind, ground) if ground else asked(cast, licence, kind)
    Licence.objects.filter(pk=licence.pk).update(status="expired", ended_on=LATER)

    assert gaps(begin.case, FITTING[kind][0]) == ["licence"]


@pytest.mark.parametrize("settled", Proceeding.Settled.values)
def test_what_is_settled_is_not_decided(cast: Cast, licence: Licence, settled: str) -> None:
    case = asked(cast, licence).case
    Proceeding.objects.filter(case=case).update(settled=settled, settled_on=LATER)

    assert gaps(case, "refused") == ["settled"]


# --------------------------------------------------------------------- what a decision does
def test_a_refused_change_leaves_the_licence_as_it_was(cast: Cast, licence: Licence) -> None:
    case = cases.file(asked(cast, licence, "change").case, by=cast.officer1, on=LATER)

    carried_out(case, "refused", on=LATER)

    now = again(licence)
    assert (now.title, now.number, now.valid_to) == (licence.title, licence.number, ENDS)
    assert events(now) == ["granted", "not_changed"]
    about = Proceeding.objects.get(case=case)
    assert (about.settled, about.settled_on) == ("decided", LATER)


def test_a_renewal_falls_with_the_licence_it_renewed(cast: Cast, licence: Licence) -> None:
    case = cases.file(asked(cast, licence).case, by=cast.officer1, on=LATER)
    renewal = decided(case, on=day(6, 10), valid_to=day(12, 31, 2029))

    carried_out(
        started(cast, again(licence), "revoke", "fraud", on=day(6, 11)).case,
        "revoked",
        on=day(6, 12),
    )

    for made in (licence.decision, renewal):
        assert Decision.objects.get(pk=made.pk).status == "revoked"
    assert again(licence).status == "revoked"


def test_a_renewal_that_falls_leaves_the_licence(cast: Cast, licence: Licence) -> None:
    case = cases.file(asked(cast, licence).case, by=cast.officer1, on=LATER)
    renewal = decided(case, on=day(6, 10), valid_to=day(12, 31, 2029))

    decisions.revoke(renewal, by=cast.head, on=day(6, 11), ground="复议决定撤销。")

    assert again(licence).status == "valid"


# --------------------------------------------------------------------- what must be over first
@pytest.mark.parametrize("field", ["facts", "evidence", "discretion", "result"])
def test_the_record_of_a_hearing_may_be_named_anywhere_in_the_reasons(
    cast: Cast, field: str
) -> None:
    case = accepted(cast)
    row = permit_hearings.announce(case, by=cast.officer1, on=day(3, 5), subject="公共利益。")
    assert gaps(case, "granted") == ["special"]
    permit_hearings.schedule(
        row,
        by=cast.officer1,
        on=day(3, 5),
        scheduled_on=day(3, 17),
        place="三楼",
        host=cast.reviewer,
    )
    permit_hearings.close(row, by=cast.officer1, on=day(3, 17), record="各方陈述。")
    assert gaps(case, "granted") == ["hearing_record"]

    draft = Decision(kind=ActionKind.PERMIT, case=case, outcome="granted")
    setattr(draft, field, "采纳听证笔录所载意见。")

    assert permit(draft, LATER) == []


WAITING = [(day(3, 9), ["third_party"]), (day(3, 10), ["third_party"]), (day(3, 11), [])]


@pytest.mark.parametrize(("on", "codes"), WAITING)
def test_every_neighbour_has_its_days(cast: Cast, on: date, codes: list[str]) -> None:
    case = accepted(cast)
    for name in ("东邻", "西邻"):
        told = permit_steps.tell(case, by=cast.officer1, on=day(3, 3), name=name, interest="采光。")
    permit_steps.hear(told, by=cast.officer1, on=day(3, 4), opinion="没有意见。")
    draft = Decision(kind=ActionKind.PERMIT, case=case, outcome="granted")

    found = permit(draft, on)

    assert [gap.code for gap in found] == codes
    assert all("东邻" in gap.message and "西邻" not in gap.message for gap in found)
    assert application(case).third_parties.count() == 2
