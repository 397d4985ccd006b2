"""The reviewer's desk: the queue with its clocks and filters, and what is read beside the checklist."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from enforcement.models import Statute
from legal_review import desk, services, sources
from legal_review.models import Review, ReviewAssignment
from tests import factories
from tests.base import Cast, client_of
from tests.enforcement.dossier import again, draft, page
from tests.legal_review import loops
from tests.legal_review.loops import DAYS, ON
from tests.legal_review.test_reviews_against_sql import opened
from tests.recording.bare import BlankPages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *given: ON)


def sent(cast: Cast, *, after: int = 0, **fields: Any) -> Review:
    day = DAYS.submitted + timedelta(days=after)
    return factories.submit(factories.draft(cast.bureau, **fields), on=day)


def shown(cast: Cast, who: str = "reviewer", **query: str) -> list[Review]:
    """The reviews of the queue in its order."""
    answer = cast.client(who).get(reverse("review-queue"), query)
    assert answer.status_code == 200
    return [row.review for row in answer.context["queue"]]


# ------------------------------------------------------------------------------- the queue
def test_what_is_late_comes_first_and_what_stands_still_last(cast: Cast) -> None:
    late, near, stopped = sent(cast, after=-20), sent(cast), sent(cast, after=-19)
    services.ask(stopped, by=cast.reviewer, on=stopped.submitted_on, items="检验报告")

    answer = cast.client("reviewer").get(reverse("review-queue"))

    rows = answer.context["queue"]
    assert [row.review.pk for row in rows] == [late.pk, near.pk, stopped.pk]
    assert [row.state for row in rows] == ["overdue", "running", "stopped"]
    text = answer.content.decode()
    assert "已逾期" in text
    assert f"{stopped.submitted_on}起等待补正，停止计算" in text


def test_the_clock_runs_again_after_the_answer(cast: Cast) -> None:
    review = sent(cast)
    row = services.ask(review, by=cast.reviewer, on=DAYS.submitted, items="检验报告")
    services.answer(row, by=cast.officer1, on=ON, text="已补。")

    (found,) = desk.rows(Review.objects.all(), ON)

    assert (found.state, found.since, found.supplement) == ("running", "", None)
    assert found.left is not None
    assert found.left > 0


@pytest.mark.parametrize("state", ["running", "stopped", "overdue"])
def test_the_queue_is_filtered_by_its_clock(cast: Cast, state: str) -> None:
    late, near, stopped = sent(cast, after=-20), sent(cast), sent(cast)
    services.ask(stopped, by=cast.reviewer, on=stopped.submitted_on, items="检验报告")
    expected = {"running": near, "stopped": stopped, "overdue": late}
    assert shown(cast, state=state) == [expected[state]]


def test_the_queue_is_filtered_by_kind_and_office(cast: Cast) -> None:
    penalty = sent(cast)
    theirs = factories.submitted(factories.agency())
    assert shown(cast, kind="penalty") == [penalty]
    assert shown(cast, kind="permit") == []
    assert shown(cast, agency=str(cast.bureau.pk)) == [penalty]
    assert theirs not in shown(cast, agency=str(theirs.agency_id)), "not an office one may see"


def test_mine_are_those_i_have_no_other_part_in(cast: Cast) -> None:
    free, touched = sent(cast), sent(cast)
    touched.decision.case.assignments.create(
        officer=factories.officer(cast.bureau, cast.reviewer), part="assist", since=DAYS.filed
    )
    assert set(shown(cast)) == {free, touched}
    assert shown(cast, whose="mine") == [free]
    assert shown(cast, "supervisor", whose="mine") == []


def test_the_queue_is_filtered_by_whom_it_was_given_to(cast: Cast) -> None:
    given, free = sent(cast), opened(draft(cast.bureau))
    assert ReviewAssignment.objects.get(ended_on=None).review == given
    assert shown(cast, whose="assigned") == [given]
    assert shown(cast, whose="unassigned") == [free]
    assert shown(cast, "head", whose="assigned") == []
    assert set(shown(cast, whose="mine")) == {given, free}


@pytest.mark.parametrize("query", [{"state": "x"}, {"agency": "x"}, {"kind": "x"}, {"whose": "x"}])
def test_a_filter_nobody_knows_hides_nothing(cast: Cast, query: dict[str, str]) -> None:
    assert shown(cast, **query) == [sent(cast)] or shown(cast, **query)


# ------------------------------------------------------------------------------- one after another
def test_each_review_leads_to_the_next_in_the_queue(cast: Cast) -> None:
    rows = [sent(cast, after=-2), sent(cast, after=-1), sent(cast)]
    client = cast.client("reviewer")
    found = client.get(reverse("review-detail", args=[rows[1].pk])).context
    assert (found["before"], found["after"]) == (rows[0], rows[2])
    first = client.get(reverse("review-detail", args=[rows[0].pk])).context
    assert (first["before"], first["after"]) == (None, rows[1])
    last = client.get(reverse("review-detail", args=[rows[2].pk])).context
    assert (last["before"], last["after"]) == (rows[1], None)


def test_the_way_on_keeps_the_filter(cast: Cast) -> None:
    rows = [sent(cast, after=-20), sent(cast), sent(cast, after=1)]
    address = reverse("review-detail", args=[rows[1].pk])
    answer = cast.client("reviewer").get(address, {"state": "running"})
    assert answer.context["before"] is None
    assert answer.context["after"] == rows[2]
    assert f"{reverse('review-detail', args=[rows[2].pk])}?state=running" in answer.content.decode()


def test_after_the_opinion_the_next_one_is_at_hand(cast: Cast) -> None:
    done, waits = sent(cast), sent(cast)
    factories.approve(done, on=ON)
    answer = cast.client("reviewer").get(reverse("review-detail", args=[done.pk]))
    assert answer.context["after"] == waits
    assert "data-focus" in answer.content.decode()


def test_after_a_supplement_was_asked_for_what_runs_is_at_hand(cast: Cast) -> None:
    first, second, asked = sent(cast, after=-1), sent(cast), sent(cast, after=-2)
    services.ask(asked, by=cast.reviewer, on=DAYS.submitted, items="检验报告")
    answer = cast.client("reviewer").get(reverse("review-detail", args=[asked.pk]))
    assert (answer.context["before"], answer.context["after"]) == (second, first)
    assert "data-focus" in answer.content.decode()


def test_what_stands_still_leads_on_where_nothing_runs(cast: Cast) -> None:
    rows = [sent(cast, after=-1), sent(cast)]
    for row in rows:
        services.ask(row, by=cast.reviewer, on=DAYS.submitted, items="检验报告")
    found = cast.client("reviewer").get(reverse("review-detail", args=[rows[0].pk])).context
    assert (found["before"], found["after"]) == (None, rows[1])


def test_a_review_that_was_withdrawn_is_not_called_under_way(cast: Cast) -> None:
    review = sent(cast)
    services.withdraw(review, by=cast.officer1, on=ON)
    text = page(cast.client("reviewer"), "review-detail", review.pk)
    assert "正在审核" not in text
    assert "本次送审没有出具审核意见。" in text


def test_the_queue_names_a_due_day_once(cast: Cast) -> None:
    row = desk.rows(Review.objects.filter(pk=sent(cast).pk), ON)[0]
    assert row.clock is not None
    assert page(cast.client("reviewer"), "review-queue").count(f">{row.clock.due_on}<") == 1


def test_the_keys_named_are_those_of_the_profile(cast: Cast) -> None:
    """A head passes with a flaw only where the profile knows that."""
    text = page(cast.client("reviewer"), "review-detail", sent(cast).pk)
    flaws = 'value="flaw"' in text
    assert ("4 有瑕疵" in text) == flaws
    assert 'data-key="b"' in text


def test_the_checklist_is_not_shown_to_whom_the_review_was_not_given(cast: Cast) -> None:
    review = sent(cast)
    other = factories.qualified_reviewer(cast.bureau)
    assert "opinion-form" in page(cast.client("reviewer"), "review-detail", review.pk)
    text = page(client_of(other), "review-detail", review.pk)
    assert "opinion-form" not in text
    assert "正在审核，尚未出具意见。" in text


# ------------------------------------------------------------------------------- the panes
def test_every_material_the_account_may_open_is_a_link(cast: Cast) -> None:
    review = sent(cast)
    rows = sources.materials(review, cast.reviewer)
    assert len(rows) == len(review.materials)
    assert all(row.url for row in rows)
    assert not any(row.added for row in rows)
    text = page(cast.client("reviewer"), "review-detail", review.pk)
    assert rows[0].url in text


def test_what_came_in_later_is_marked(cast: Cast) -> None:
    review = sent(cast)
    row = services.ask(review, by=cast.reviewer, on=DAYS.submitted, items="检验报告")
    services.answer(row, by=cast.officer1, on=DAYS.submitted, text="已补。")
    added = [one.title for one in sources.materials(review, cast.reviewer) if one.added]
    assert "法制审核补正材料通知书" in " ".join(added)


def test_the_law_is_shown_as_it_was_on_the_day_of_the_act(cast: Cast) -> None:
    statute = Statute.objects.create(title="中华人民共和国食品安全法", folded_title="食品安全法")
    old = statute.versions.create(
        version_date="2018-12-29",
        effective_from="2018-12-29",
        effective_to=ON,
        sha256="0" * 64,
    )
    statute.versions.create(version_date=ON, effective_from=ON, sha256="1" * 64)
    old.articles.create(ordinal=1, no=34, label="第三十四条", text="禁止生产经营下列食品。")
    review = sent(cast)

    found = sources.law(review.version, ON)

    assert [row.label for row in found][:1] == ["《中华人民共和国食品安全法》第三十四条第（十）项"]
    assert found[0].article is not None
    assert found[0].changed, "another text is in force on the day of the review"
    text = page(cast.client("reviewer"), "review-detail", review.pk)
    assert "禁止生产经营下列食品。" in text
    assert "现行文本已修改" in text


def test_a_provision_the_library_lacks_is_named_all_the_same(cast: Cast) -> None:
    found = sources.law(sent(cast).version, ON)
    assert found
    assert all(row.article is None and row.note for row in found)


# ------------------------------------------------------------------------------- earlier opinions
def test_earlier_opinions_of_the_case_are_at_hand(cast: Cast) -> None:
    first = loops.returned(factories.notified(cast.bureau))
    second = factories.submit(again(first.decision), on=ON)
    assert sources.earlier(second, cast.reviewer) == [first]
    text = page(cast.client("reviewer"), "review-detail", second.pk)
    assert first.number in text
    assert "与上次送审稿的差异" in text
    assert "法制审核意见书" in text, "the new papers of the first round are added to the list"


def test_comparable_opinions_are_those_of_the_same_violation(cast: Cast) -> None:
    alike = factories.approve(sent(cast), on=ON)
    other = factories.approve(sent(cast, violation="无照经营"), on=ON)
    review = sent(cast)
    found = sources.comparable(review, cast.reviewer)
    assert alike in found
    assert other not in found
    assert review not in found


def test_opinions_of_offices_one_may_not_see_are_no_comparison(cast: Cast) -> None:
    theirs = factories.agency()
    factories.approve(factories.submitted(theirs), on=ON)
    review = sent(cast)
    assert sources.comparable(review, cast.reviewer) == []
    stranger = factories.qualified_reviewer(theirs)
    assert client_of(stranger).get(reverse("review-detail", args=[review.pk])).status_code == 404


def test_an_open_review_is_nobodys_comparison(cast: Cast) -> None:
    sent(cast)
    assert sources.comparable(sent(cast), cast.reviewer) == []


def test_a_returned_one_shows_the_codes_of_its_reasons(cast: Cast) -> None:
    row = loops.returned(factories.notified(cast.bureau))
    ((found, codes),) = sources.wanting([row])
    assert found == row
    assert "facts.unclear" in codes
