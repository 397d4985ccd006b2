"""The desk: each role sees what waits for it, the most urgent first, one click from the step."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config import desk
from config.desk.entries import LIMIT, Entry, urgent
from core.models import CalendarNotice
from enforcement.models import Agency, User
from enforcement.services import decisions, officers
from legal_review import services
from legal_review.models import Qualification
from tests import factories
from tests.base import Cast, day

TODAY = day(3, 16)
NOW = timezone.make_aware(datetime(2026, 3, 16, 9))


def queue(user: User, key: str, on: date = TODAY) -> desk.Queue:
    """One queue of the account's desk."""
    return {row.key: row for row in desk.queues(user, on=on, now=NOW)}[key]


def steps(user: User, key: str, on: date = TODAY) -> list[tuple[str, bool]]:
    """What the queue says to do, and whether the account does it."""
    return [(entry.step, entry.mine) for entry in queue(user, key, on).entries]


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("officer1", ["cases", "publications"]),
        ("unithead", ["filing", "overdue"]),
        ("reviewer", ["reviews"]),
        ("head", ["filing", "coercion", "decisions", "overdue"]),
        ("publisher", ["publications", "yearly-reports"]),
        ("listadmin", ["registry", "yearly-reports"]),
        ("supervisor", ["staffing", "overdue"]),
        ("admin", ["system"]),
    ],
)
def test_each_role_has_its_queues(cast: Cast, name: str, keys: list[str]) -> None:
    found = desk.queues(cast.people[name], on=TODAY, now=NOW)
    assert [row.key for row in found] == keys
    assert all((row.hint and row.empty) or row.entries for row in found)


@pytest.mark.parametrize(
    "name", ["officer1", "unithead", "reviewer", "head", "publisher", "supervisor"]
)
def test_an_empty_desk_says_what_happens_next(cast: Cast, name: str) -> None:
    html = cast.client(name).get(reverse("desk")).content.decode()
    for row in desk.queues(cast.people[name], on=TODAY, now=NOW):
        assert row.hint in html or row.entries


# ------------------------------------------------------------------------------- handlers
def test_a_handler_is_led_through_the_whole_case(cast: Cast) -> None:
    days = factories.Days.before(TODAY)
    row = factories.case(cast.bureau)
    officer = cast.officer1
    assert steps(officer, "cases") == [("等待立案审批", False)]
    factories.file(row, on=days.filed)
    assert steps(officer, "cases") == [("记录并拟稿", True)]
    factories.record(row, on=days.recorded)
    decision = factories.draft(cast.bureau, case=row)
    assert steps(officer, "cases") == [("送达事先告知书", True)]
    factories.notify(decision, on=days.notified, waived_on=days.waived)
    assert steps(officer, "cases") == [("送法制审核", True)]
    review = factories.submit(decision, on=days.submitted)
    assert steps(officer, "cases") == [("等待法制审核", False)]
    factories.approve(review, on=days.passed)
    assert steps(officer, "cases") == [("等待负责人作出决定", False)]
    decision.refresh_from_db()
    issued = factories.issue(decision, on=TODAY)
    assert steps(officer, "cases") == [("送达", True)]
    served = factories.serve(issued, on=TODAY)
    assert steps(officer, "cases") == [("收缴、催告", True)]

    factories.pay(served, on=TODAY)
    assert steps(officer, "cases") == [("结案", True)]


def test_every_step_is_one_click_away(cast: Cast) -> None:
    factories.case(cast.bureau)
    factories.case(cast.bureau, filed=True)
    factories.draft(cast.bureau)
    factories.submitted(cast.bureau)
    factories.issued(cast.bureau)
    factories.served(cast.bureau)
    client = cast.client("officer1")
    entries = queue(cast.officer1, "cases").entries
    assert len(entries) == 6
    for entry in entries:
        assert client.get(entry.url).status_code == 200, entry.step


def test_a_window_still_open_is_waited_for(cast: Cast) -> None:
    days = factories.Days.before(TODAY)
    decision = factories.draft(cast.bureau)
    factories.notify(decision, on=days.notified)
    review = factories.submit(decision, on=days.submitted)
    factories.approve(review, on=days.passed)
    waiting, over = "等待陈述申辩、听证期限届满", "等待负责人作出决定"
    assert steps(cast.officer1, "cases", day(3, 12)) == [(waiting, False)]
    assert steps(cast.officer1, "cases", day(3, 17)) == [(over, False)]


def test_a_returned_draft_comes_back_to_its_handler(cast: Cast) -> None:
    review = factories.submitted(cast.bureau)
    factories.send_back(review, on=day(3, 12))
    assert steps(cast.officer1, "cases") == [("按审核意见修改后重新送审", True)]


def test_a_case_whose_decision_fell_is_not_to_be_drafted_as_if_new(cast: Cast) -> None:
    decision = factories.issued(cast.bureau)
    decisions.revoke(decision, by=cast.head, on=day(3, 17), ground="程序违法")
    assert steps(cast.officer1, "cases") == [("决定已撤销：结案", True)]


def test_the_most_urgent_case_comes_first(cast: Cast) -> None:
    slow = factories.case(cast.bureau, filed=True, on=day(3, 16), title="后到期")
    fast = factories.case(cast.bureau, filed=True, on=day(2, 16), title="先到期")
    late = factories.case(cast.bureau, filed=True, on=day(11, 3, 2025), title="已逾期")
    waiting = factories.case(cast.bureau, title="尚无期限")
    found = queue(cast.officer1, "cases").entries
    assert [row.title for row in found] == [late.title, fast.title, slow.title, waiting.title]
    assert [row.tone for row in found] == ["is-late", "", "", ""]
    assert found[0].left is not None
    assert found[0].left < 0


def test_a_case_is_on_the_desk_of_its_handlers_only(cast: Cast) -> None:
    factories.case(cast.bureau, filed=True)
    third = factories.account_of(factories.officer(cast.bureau))
    assert queue(third, "cases").entries == []
    assert queue(cast.outsider, "cases").entries == []
    assert len(queue(cast.officer2, "cases").entries) == 1


# ------------------------------------------------------------------------------- approval
def test_the_head_of_the_unit_approves_filings_of_his_own_agency(cast: Cast) -> None:
    row = factories.case(cast.bureau)
    factories.case(cast.bureau, procedure="simple")
    factories.case(cast.other_bureau)
    (entry,) = queue(cast.unithead, "filing").entries
    assert (entry.title, entry.url) == (row.title, reverse("case-file", args=[row.pk]))


def test_the_reviewer_sees_open_reviews_by_their_clock(cast: Cast) -> None:
    review = factories.submitted(cast.bureau)
    (entry,) = queue(cast.reviewer, "reviews").entries
    assert entry.url == reverse("review-detail", args=[review.pk])
    assert entry.clock is not None
    assert entry.left is not None
    factories.approve(review, on=day(3, 11))
    assert queue(cast.reviewer, "reviews").entries == []


def test_a_review_that_awaits_a_supplement_is_with_the_unit(cast: Cast) -> None:
    review = factories.submitted(cast.bureau)
    asked = services.ask(review, by=cast.reviewer, on=review.submitted_on, items="检验报告")
    assert steps(cast.reviewer, "reviews") == []
    assert steps(cast.officer1, "cases") == [("补正送审材料", True)]
    services.answer(asked, by=cast.officer1, on=review.submitted_on, text="已补。")
    assert steps(cast.reviewer, "reviews") == [("出具审核意见", True)]


def test_a_reviewer_without_qualification_is_told_so(cast: Cast) -> None:
    factories.submitted(cast.bureau)
    Qualification.objects.update(ended_on=day(3, 1))
    found = queue(cast.reviewer, "reviews")
    assert found.entries == []
    assert "资格" in found.hint


def test_a_reviewer_who_handles_the_case_is_not_offered_it(cast: Cast) -> None:
    factories.submitted(cast.bureau)
    both = cast.officer2
    both.roles = ["officer", "reviewer"]
    both.save(update_fields=["roles"])
    assert queue(both, "reviews").entries == []


def test_the_head_sees_only_drafts_with_every_gate_open(cast: Cast) -> None:
    ready = factories.reviewed(cast.bureau)
    factories.submitted(cast.bureau)
    factories.draft(cast.bureau)
    permit = factories.draft(cast.bureau, procedure="permit")
    factories.draft(cast.bureau, procedure="simple")
    factories.reviewed(cast.other_bureau)
    found = queue(cast.head, "decisions").entries
    assert {row.url for row in found} == {
        reverse("decision-issue", args=[ready.pk]),
        reverse("decision-issue", args=[permit.pk]),
    }


def test_a_draft_whose_officers_lost_their_certificates_is_not_ready(cast: Cast) -> None:
    factories.reviewed(cast.bureau)
    certificate = cast.officers[0].certificates.get()
    officers.end_certificate(certificate, on=day(3, 13), reason="调离")
    assert queue(cast.head, "decisions").entries == []


# ------------------------------------------------------------------------------- publication
def test_publishers_see_who_has_to_act(cast: Cast) -> None:
    factories.duty(factories.issued(cast.bureau, on=day(3, 9)))
    factories.redact(
        factories.duty(factories.issued(cast.bureau, on=day(3, 10))), by=cast.publisher
    )
    factories.approved(factories.issued(cast.bureau, on=day(3, 11)))
    waiting = ("等待另一名公示审核人审批", False)
    assert steps(cast.publisher, "publications") == [("脱敏", True), waiting, ("发布", True)]
    assert steps(cast.publisher2, "publications")[1] == ("审批", True)


def test_a_handler_redacts_in_his_own_cases_only(cast: Cast) -> None:
    factories.duty(factories.issued(cast.bureau))
    assert steps(cast.officer1, "publications") == [("脱敏", True)]
    third = factories.account_of(factories.officer(cast.bureau))
    assert queue(third, "publications").entries == []


def test_what_is_overdue_is_shown_up_the_line(cast: Cast) -> None:
    factories.duty(factories.issued(cast.bureau))
    for user in (cast.unithead, cast.head, cast.supervisor):
        assert queue(user, "overdue", day(3, 25)).entries == []
        (entry,) = queue(user, "overdue", day(3, 26)).entries
        assert (entry.left, entry.tone, entry.mine) == (-1, "is-late", False)
        assert entry.step == "等待脱敏"
        client = Client()
        client.force_login(user, backend="core.permissions.RoleBackend")
        assert client.get(entry.url).status_code == 200


# ------------------------------------------------------------------------------- registry
def test_a_certificate_that_ends_within_ninety_days_is_hinted_at(cast: Cast) -> None:
    ending = factories.officer(cast.bureau, name="到期者", valid_to=day(6, 14))
    factories.officer(cast.bureau, name="不急者", valid_to=day(6, 15))
    renewed = factories.officer(cast.bureau, name="已续者", valid_to=day(6, 1))
    officers.certify(
        renewed,
        number="YX9",
        issuer="云溪市人民政府",
        area="云溪市",
        valid_from=day(6, 2),
        valid_to=day(6, 1, 2030),
    )
    factories.officer(cast.other_bureau, name="外局者", valid_to=day(4, 1))
    found = [row for row in queue(cast.listadmin, "registry").entries if "执法证" in row.step]
    assert [row.title for row in found] == [ending.name]
    assert "2026-06-14" in found[0].detail
    assert cast.client("listadmin").get(found[0].url).status_code == 200


def test_pending_agencies_and_provisional_years_are_hinted_at(cast: Cast) -> None:
    factories.agency("云溪市某新局", status=Agency.Status.PENDING)
    assert CalendarNotice.objects.filter(year=2027, provisional=True).exists()
    titles = [row.title for row in queue(cast.listadmin, "registry").entries]
    assert "云溪市某新局" in titles
    assert any("2027年" in title for title in titles)


def test_the_administrator_sees_a_silent_scheduler(cast: Cast) -> None:
    (entry,) = [row for row in queue(cast.admin, "system").entries if row.detail == "scheduler"]
    assert "定时任务从未报告" in entry.title


# ------------------------------------------------------------------------------- the page
def test_the_page_shows_the_step_the_clock_and_its_derivation(cast: Cast) -> None:
    factories.case(cast.bureau, filed=True)
    html = cast.client("officer1").get(reverse("desk")).content.decode()
    (entry,) = queue(cast.officer1, "cases").entries
    assert entry.clock is not None
    assert f'href="{entry.url}"' in html
    assert reverse("deadline-detail", args=[entry.clock.pk]) in html


def test_the_desk_asks_for_a_login(client: Client, db: None) -> None:
    answer = client.get(reverse("desk"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("login"))


@pytest.mark.parametrize("name", ["officer1", "unithead", "reviewer", "publisher", "supervisor"])
def test_a_longer_desk_costs_no_more_queries(cast: Cast, name: str) -> None:
    client = cast.client(name)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("desk")).status_code == 200
        return len(found)

    def add() -> None:
        factories.case(cast.bureau)
        factories.submitted(cast.bureau)
        factories.duty(factories.issued(cast.bureau))

    add()
    queries()
    one = queries()
    add()
    add()
    assert queries() == one


def test_the_list_is_cut_to_the_most_urgent() -> None:
    entries = [Entry(str(left), "/", "x", left=left) for left in range(80, -20, -1)]
    found = urgent([*entries, Entry("none", "/", "x")])
    assert len(found) == LIMIT
    assert [row.left for row in found[:2]] == [-19, -18]
