"""What the approver of a filing reads: the case in full, and what already speaks against it."""

from datetime import date

import pytest

from enforcement import gates, timeline
from enforcement.models import Case
from tests import factories
from tests.base import Cast, day
from tests.enforcement.dossier import page

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_the_approver_reads_what_when_where_and_who(cast: Cast) -> None:
    case = factories.case(
        cast.bureau, place="示范路1号", act_from=date(2026, 1, 5), act_to=date(2026, 2, 6)
    )

    text = page(cast.client("unithead"), "case-file", case.pk)

    for words in (case.party.name, case.cause, case.source, "示范路1号", "2026-01-05至2026-02-06"):
        assert words in text
    for officer in factories.handlers(cast.bureau):
        assert officer.name in text
    assert "立案前请核对" not in text


def test_an_act_found_too_late_is_said_before_the_filing_and_does_not_refuse_it(
    cast: Cast,
) -> None:
    case = factories.case(cast.bureau, act_to=date(2023, 3, 1))

    assert [gap.code for gap in gates.at_filing(case)] == ["limitation"]
    found = timeline.next_step(case, cast.unithead, day(3, 16))
    assert (found.url_name, [gap.article for gap in found.gaps]) == (
        "case-file",
        ["行政处罚法第三十六条"],
    )
    client = cast.client("unithead")
    assert "立案前请核对" in page(client, "case-file", case.pk)

    client.post(f"/office/cases/{case.pk}/file/", {"on": case.discovered_on.isoformat()})
    assert Case.objects.get(pk=case.pk).status == Case.Status.FILED


def test_another_case_about_the_same_act_is_named(cast: Cast) -> None:
    party, cause = factories.party(cast.bureau), "占道经营"
    first = factories.case(cast.bureau, of=party, cause=cause, filed=True)
    second = factories.case(cast.bureau, of=party, cause=cause)

    assert first.number in page(cast.client("unithead"), "case-file", second.pk)


def test_other_kinds_are_not_asked_about_penalties(cast: Cast) -> None:
    case = factories.case(
        cast.bureau, kind="inspection", procedure="inspection", act_to=date(2020, 3, 1)
    )

    assert gates.at_filing(case) == []
