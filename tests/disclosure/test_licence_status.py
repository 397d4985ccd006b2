"""The public record of a permit says whether the licence still holds, and how it ended."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from disclosure import licences
from disclosure.exchange.own import fields_of
from disclosure.models import Publication
from disclosure.services import sweep, terms
from enforcement.models import Decision, Licence
from enforcement.services import cases, permits, proceedings
from enforcement.services import licences as lives
from tests import factories
from tests.base import Cast, day

ON = day(3, 16)
ENDS = day(12, 31)
AFTER = day(1, 4, 2027)


@pytest.fixture
def row(cast: Cast) -> Publication:
    """A published permit, valid to the end of the year."""
    return factories.published(cast.bureau, on=ON, procedure="permit", valid_to=ENDS)


def licence(row: Publication) -> Licence:
    found = licences.licence_of(row.decision)
    assert found is not None
    return found


def fresh(row: Publication) -> Publication:
    return Publication.objects.select_related("decision__case").get(pk=row.pk)


def holds(row: Publication, on: date) -> tuple[bool, date | None, str]:
    """Whether the licence holds on the day, since when not, and why."""
    shown = licences.standing(fresh(row), on)
    assert shown is not None
    return shown.valid, shown.since, shown.why


def status(row: Publication) -> str:
    return str(fields_of(fresh(row)).get("status", ""))


def test_a_valid_licence_is_shown_as_valid(row: Publication) -> None:
    assert holds(row, ENDS) == (True, None, "")
    assert status(row) == "有效"


def test_number_and_term_are_those_of_the_licence_now(row: Publication, client: Client) -> None:
    now = licence(row)
    Licence.objects.filter(pk=now.pk).update(number="许字改1号")
    shown = licences.standing(fresh(row), ON)
    assert shown is not None
    assert (shown.number, shown.valid_to) == ("许字改1号", ENDS)
    text = client.get(reverse("decision-detail", args=[row.pk])).content.decode()
    assert "许字改1号" in text and "有效期" in text


def test_the_page_says_so(row: Publication, client: Client, monkeypatch: Any) -> None:
    text = client.get(reverse("decision-detail", args=[row.pk])).content.decode()

    assert "许可当前状态" in text
    lives.end(licence(row), "expire", by=None, on=ENDS, reason="有效期届满")
    text = client.get(reverse("decision-detail", args=[row.pk])).content.decode()
    assert "无效" in text
    assert "2026-12-31" in text


def test_a_penalty_has_no_licence_to_show(cast: Cast) -> None:
    row = factories.published(cast.bureau, on=ON)

    assert licences.standing(row, ON) is None
    assert "status" not in fields_of(row)


def test_cancelling_leaves_the_record_with_the_word_invalid(row: Publication) -> None:
    lives.end(licence(row), "cancel", by=None, on=day(6, 1), reason="法人终止")

    assert holds(row, day(6, 2)) == (False, day(6, 1), "已注销")
    assert (status(row), fresh(row).status) == ("无效", "published")
    sweep.run(day(6, 2))
    assert fresh(row).status == "published"


def test_list_and_feed_say_that_a_licence_ended(row: Publication, client: Client) -> None:
    pages = [reverse("decision-list"), reverse("decision-feed")]
    assert not [page for page in pages if "已注销" in client.get(page).content.decode()]
    lives.end(licence(row), "cancel", by=None, on=day(6, 1), reason="法人终止")
    assert all("已注销" in client.get(page).content.decode() for page in pages)


@pytest.mark.parametrize(("sealed", "named"), [(False, True), (True, False)])
def test_a_licence_taken_away_names_the_penalty_unless_it_is_sealed(
    cast: Cast, row: Publication, sealed: bool, named: bool
) -> None:
    penalty = factories.issued(cast.bureau, on=day(4, 1))
    type(penalty.case).objects.filter(pk=penalty.case_id).update(sealed=sealed)
    penalty = Decision.objects.select_related("case").get(pk=penalty.pk)
    lives.end(licence(row), "punish", by=None, on=day(4, 1), reason="吊销", penalty=penalty)

    shown = licences.standing(fresh(row), day(4, 2))

    assert shown is not None
    assert shown.why == (f"已吊销：{penalty.doc_no}" if named else "已吊销")
    assert fresh(row).status == "published"


@pytest.mark.parametrize(("kind", "ground"), [("withdraw", "facts"), ("revoke", "unqualified")])
def test_a_withdrawn_or_revoked_permit_is_taken_down_with_its_reason(
    cast: Cast, row: Publication, kind: str, ground: str
) -> None:
    about = proceedings.begin_end(
        licence(row),
        by=cast.officer1,
        on=day(6, 1),
        kind=kind,
        ground=ground,
        reasons="现场已不符合条件。",
        compensation="依法补偿。",
    )
    case = factories.record(about.case, on=day(6, 2))
    outcome = {"withdraw": "withdrawn", "revoke": "revoked"}[kind]
    content: dict[str, Any] = {
        "outcome": outcome,
        "valid_from": None,
        "valid_to": None,
        "case": case,
    }
    draft = factories.draft(cast.bureau, procedure="permit", **content)
    factories.issue(factories.pass_review(draft, on=day(6, 15)), on=day(6, 15))

    counts = sweep.run(day(6, 16))

    assert counts.withdrawn == 1
    gone = fresh(row)
    assert gone.status == "withdrawn"
    assert "现场已不符合条件" in gone.public_reason
    assert gone.public_reason.startswith("依法撤")
    tomb = Client().get(reverse("decision-detail", args=[row.pk]))
    assert tomb.status_code == 410
    text = tomb.content.decode()
    assert "依法撤" in text and "118号第六条" in text and "行政处罚法" not in text


def test_on_the_last_day_the_licence_still_holds_and_then_no_more(row: Publication) -> None:
    assert holds(row, ENDS) == (True, None, "")
    assert holds(row, day(1, 1, 2027)) == (False, ENDS, "有效期届满")


def renewal(cast: Cast, row: Publication, *, on: date) -> None:
    asked = proceedings.apply_for(
        licence(row), by=cast.officer1, on=on, kind="renew", wish="请求延续。"
    )
    cases.file(asked.case, by=cast.officer1, on=on)


def test_silence_keeps_the_record_in_public_for_the_new_term(cast: Cast, row: Publication) -> None:
    renewal(cast, row, on=day(11, 20))
    assert terms.awaits_renewal(row, ENDS)
    sweep.run(ENDS)
    assert fresh(row).status == "published"

    counts = sweep.run(AFTER)

    assert counts.lapsed == 1
    kept = fresh(row)
    assert (kept.status, kept.publish_until) == ("published", day(10, 18, 2027))
    assert holds(kept, AFTER) == (True, None, "")
    assert sweep.run(AFTER).lapsed == 0


def test_without_a_renewal_the_record_ends_with_the_licence(row: Publication) -> None:
    counts = sweep.run(AFTER)

    assert (counts.lapsed, counts.expired) == (1, 1)
    assert licence(fresh(row)).status == "expired"


def test_the_sweep_accepts_what_was_left_unanswered(cast: Cast) -> None:
    case = factories.case(cast.bureau, kind="permit", procedure="permit", discovered_on=day(3, 2))

    assert sweep.run(day(3, 9)).accepted == 0
    assert sweep.run(day(3, 10)).accepted == 1
    assert sweep.run(day(3, 10)).accepted == 0
    assert permits.lapsed(day(3, 20)) == []
    case.refresh_from_db()
    assert case.filed_on == day(3, 2)
