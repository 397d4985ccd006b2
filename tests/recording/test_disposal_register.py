"""Who reaches the register of destruction, what it refuses, what it keeps of a form, what it shows empty."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import pdf
from core.errors import RuleError, StaleError
from core.models import AuditEntry
from recording import disposal_page, expiry
from recording.acts.disposal import offered
from recording.models import DisposalAppraisal, DisposalItem, Evidence
from recording.services import destruction, disposal
from recording.services import retention as keeping
from tests.base import Cast, day
from tests.recording.over_time import appraise, approved, end, filed, paper

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
Status = DisposalAppraisal.Status
TODAY = date(2026, 11, 20)
LIST, CREATE = "disposal-list", "disposal-create"
TOLD = {
    "members": "石承方（副局长）、柏正源（档案管理员）",
    "grounds": "保管期限届满",
    "assessment": "无继续保存的凭证、参考价值",
    "on": "2026-11-20",
}


@pytest.fixture
def item(cast: Cast) -> Evidence:
    _case, (row,) = filed(cast, 询价单=paper("r"))
    end(row, cast)
    return row


def empty(cast: Cast, **values: object) -> DisposalAppraisal:
    """An appraisal without a list."""
    given: dict[str, object] = {
        "agency": cast.bureau,
        "appraiser": cast.unithead,
        "members": "石承方",
        "grounds": "期满",
        "assessment": "无",
        "appraised_on": day(11, 20),
        **values,
    }
    return DisposalAppraisal.objects.create(**given)


def address(row: DisposalAppraisal, name: str = "detail") -> str:
    return reverse(f"disposal-{name}", args=[row.pk])


# ------------------------------------------------------------------------------- who sees it
def test_the_register_is_there_for_the_agency_and_those_above_it(cast: Cast) -> None:
    row = empty(cast)
    for who, expected in (
        ("unithead", 200),
        ("head", 200),
        ("officer1", 200),
        ("supervisor", 200),
        ("outsider", 404),
    ):
        client = cast.client(who)
        assert client.get(address(row)).status_code == expected
        assert client.get(address(row, "paper")).status_code == expected
        assert (str(row) in client.get(reverse(LIST)).content.decode()) is (expected == 200)


def test_only_who_may_appraise_reaches_the_form(item: Evidence, cast: Cast) -> None:
    for who in ("officer1", "supervisor", "outsider", "publisher"):
        client = cast.client(who)
        assert client.get(reverse(CREATE)).status_code == 403
        answer = client.post(reverse(CREATE), {**TOLD, "items": [item.pk]})
        assert answer.status_code == 403
    assert not DisposalAppraisal.objects.exists()


def test_only_another_person_of_the_agency_reaches_the_decision(item: Evidence, cast: Cast) -> None:
    row = appraise(cast, item)
    for who, expected in (
        ("officer1", 403),
        ("supervisor", 403),
        ("outsider", 403),
        ("publisher", 403),
    ):
        for name in ("approve", "refuse"):
            assert cast.client(who).get(address(row, name)).status_code == expected
    assert [url for _title, url in offered(row, cast.head)] == [
        address(row, "approve"),
        address(row, "refuse"),
    ]
    assert offered(row, cast.unithead) == []
    assert offered(row, cast.supervisor) == []
    assert offered(row, cast.outsider) == []


def test_what_was_decided_is_offered_no_more(item: Evidence, cast: Cast) -> None:
    row = approved(cast, item)
    row.refresh_from_db()
    assert offered(row, cast.head) == []
    page = cast.client("head").get(address(row)).content.decode()
    assert address(row, "approve") not in page
    with pytest.raises((RuleError, StaleError)):
        disposal.refuse(row, by=cast.head, opinion="改变主意")
    row.refresh_from_db()
    assert row.status == Status.APPROVED


def test_the_title_of_an_item_one_may_not_see_is_not_shown(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = appraise(cast, item)
    client = cast.client("head")
    assert item.title in client.get(address(row)).content.decode()
    none = Evidence.objects.none()
    monkeypatch.setattr(type(Evidence.objects.all()), "visible_to", lambda self, user: none)
    assert item.title not in client.get(address(row)).content.decode()


# ------------------------------------------------------------------------------- the form
def test_without_anything_over_its_time_the_pages_say_so(cast: Cast) -> None:
    client = cast.client("unithead")
    page = client.get(reverse(LIST)).content.decode()
    assert reverse(CREATE) not in page
    assert client.get(reverse(CREATE)).status_code == 200
    assert 'name="items"' not in client.get(reverse(CREATE)).content.decode()


@pytest.mark.parametrize("blank", ["members", "grounds", "assessment"])
def test_a_blank_element_is_refused_and_the_rest_is_kept(
    item: Evidence, cast: Cast, blank: str
) -> None:
    answer = cast.client("unithead").post(
        reverse(CREATE), {**TOLD, "items": [item.pk], blank: "   "}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    kept = [text for name, text in TOLD.items() if name not in (blank, "on")]
    assert all(text in page for text in kept)
    assert f'value="{item.pk}"' in page
    assert "checked" in page
    assert not DisposalAppraisal.objects.exists()


def test_no_choice_a_day_ahead_and_a_foreign_item_are_refused(item: Evidence, cast: Cast) -> None:
    client = cast.client("unithead")
    _case, (young,) = filed(cast, 新=paper("young"))
    end(young, cast, date(2056, 1, 1))
    for told in (
        {**TOLD},
        {**TOLD, "items": [item.pk], "on": "2126-11-20"},
        {**TOLD, "items": [young.pk]},
        {**TOLD, "items": ["not-a-key"]},
    ):
        answer = client.post(reverse(CREATE), told)
        assert answer.status_code == 200
        assert TOLD["grounds"] in answer.content.decode()
    assert not DisposalAppraisal.objects.exists()


def test_a_refused_decision_keeps_what_was_typed(item: Evidence, cast: Cast) -> None:
    row = appraise(cast, item)
    keeping.hold(item, by=cast.head, reason="诉讼")
    answer = cast.client("head").post(address(row, "approve"), {"opinion": "同意销毁清单"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "已冻结" in page
    assert "同意销毁清单" in page
    row.refresh_from_db()
    assert row.status == Status.PENDING


# ------------------------------------------------------------------------------- the services
def test_the_appraisal_keeps_end_and_basis_as_they_stood(item: Evidence, cast: Cast) -> None:
    row = appraise(cast, item, members="  石承方  ", grounds=" 期满 ")
    line = DisposalItem.objects.get()
    assert (row.members, row.grounds, row.status) == ("石承方", "期满", Status.PENDING)
    assert (line.until, line.basis, line.left_out) == (date(2020, 6, 30), "音像记录最短保存期", "")
    entry = AuditEntry.objects.get(action="disposalappraisal.create")
    assert str(item.pk) in entry.data
    assert entry.actor_id == cast.unithead.pk


def test_no_list_is_longer_than_the_limit(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disposal, "MOST_ITEMS", 0)
    with pytest.raises(RuleError, match="一次不超过 0 件") as refused:
        appraise(cast, item)
    assert refused.value.field == "items"
    assert refused.value.article == "档案法实施条例第二十四条"


def test_one_item_that_may_not_go_stops_the_whole_appraisal(item: Evidence, cast: Cast) -> None:
    _case, (young,) = filed(cast, 新=paper("young"))
    end(young, cast, date(2056, 1, 1))
    with pytest.raises(RuleError, match=r"“新”：保管期限尚未届满"):
        appraise(cast, item, young)
    assert not DisposalAppraisal.objects.exists()
    assert not AuditEntry.objects.filter(action="disposalappraisal.create").exists()


def test_an_item_may_be_listed_again_once_it_was_refused_or_left_out(
    item: Evidence, cast: Cast
) -> None:
    first = appraise(cast, item)
    assert list(expiry.expired(cast.bureau, TODAY)) == []
    disposal.refuse(first, by=cast.head, opinion="仍有参考价值")
    second = approved(cast, item)
    hold = keeping.hold(item, by=cast.head, reason="诉讼")
    destruction.run(timezone.now())
    assert second.items.get().left_out.startswith("“询价单”：已冻结")
    keeping.lift(hold, by=cast.head, reason="终结")
    assert list(expiry.expired(cast.bureau, TODAY)) == [item]
    assert appraise(cast, item).pk


def test_what_was_left_out_is_logged_with_its_reason(item: Evidence, cast: Cast) -> None:
    approved(cast, item)
    keeping.hold(item, by=cast.head, reason="诉讼")
    destruction.run(timezone.now())
    entry = AuditEntry.objects.get(action="disposalappraisal.leave_out")
    assert str(item.pk) in entry.data
    assert "已冻结" in entry.data


def test_each_reason_against_destroying_has_its_own_words(item: Evidence, cast: Cast) -> None:
    approved(cast, item)
    destruction.run(timezone.now())
    with pytest.raises(RuleError, match="已经销毁") as refused:
        expiry.assert_over(item, TODAY)
    assert (refused.value.remedy, refused.value.field) == ("无需再次办理。", "items")


def test_a_running_case_is_not_looked_at_for_its_term(cast: Cast) -> None:
    _case, (row,) = filed(cast, 甲=paper("open"))
    end(row, cast)
    row.case.status = "closed"
    with pytest.raises(RuleError, match="案卷尚未归档") as refused:
        expiry.assert_over(row, TODAY)
    assert refused.value.remedy == "请先归档。"


# ------------------------------------------------------------------------------- what is listed
def test_a_file_without_a_decision_is_over_by_the_words_of_its_cover(cast: Cast) -> None:
    _case, (row,) = filed(cast, 甲=paper("cover"))
    for on, listed in (
        (date(2056, 3, 27), False),
        (date(2056, 3, 28), True),
        (date(2060, 2, 29), True),
    ):
        found = list(expiry.expired(cast.bureau, on))
        if listed:
            assert row in found
        elif row in found:  # the query may be wider by a day, the second look is not
            with pytest.raises(RuleError, match="尚未届满"):
                expiry.assert_over(row, on)


def test_another_agency_lists_nothing_of_ours(item: Evidence, cast: Cast) -> None:
    assert list(expiry.expired(cast.other_bureau, TODAY)) == []
    assert list(expiry.expired(cast.bureau, TODAY)) == [item]


# ------------------------------------------------------------------------------- the shown state
def test_every_state_of_a_line_has_words(item: Evidence, cast: Cast) -> None:
    row = approved(cast, item)
    (line,) = disposal_page.lines(row, cast.head)
    assert line.state == "尚未执行"
    destruction.begin(destruction.waiting().get(), timezone.now())
    (line,) = disposal_page.lines(row, cast.head)
    assert line.state == "正在销毁"
    destruction.run(timezone.now())
    (line,) = disposal_page.lines(row, cast.head)
    assert line.state.endswith("已销毁")
    told = dict(disposal_page.told(DisposalAppraisal.objects.get()))
    assert told["状态"] == "已执行"
    assert told["审批人"] == "江以宁"


def test_a_pending_one_tells_no_decision(cast: Cast) -> None:
    told = dict(disposal_page.told(empty(cast)))
    assert not {"审批人", "审批时间", "审批意见", "执行时间"} & set(told)
    assert told["鉴定日期"] == "2026-11-20"


def test_the_paper_has_its_list_and_is_logged(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = appraise(cast, item)
    seen: list[dict[str, object]] = []

    def render(_name: str, context: dict[str, object]) -> bytes:
        seen.append(context)
        return b"%PDF"

    monkeypatch.setattr(pdf, "render", render)
    answer = cast.client("head").get(address(row, "paper"))
    assert answer.headers["Content-Type"] == "application/pdf"
    (context,) = seen
    assert context["rows"] == [
        ["1", item.case.number, "询价单", "2020年6月30日", item.blob_id[:16], "尚未执行"]
    ]
    read = AuditEntry.objects.get(action="disposalappraisal.read")
    assert read.actor_id == cast.head.pk


def test_the_pages_take_the_same_queries_whatever_their_length(cast: Cast) -> None:
    counts: list[tuple[int, int]] = []
    client = cast.client("head")
    client.get(reverse(LIST))
    for names in (("甲",), ("乙", "丙", "丁")):
        _case, rows = filed(cast, **{name: paper(name) for name in names})
        for each in rows:
            end(each, cast)
        made = appraise(cast, *rows)
        with CaptureQueriesContext(connection) as detail:
            client.get(address(made))
        with CaptureQueriesContext(connection) as listed:
            client.get(reverse(LIST))
        counts.append((len(detail), len(listed)))
    assert counts[0] == counts[1]


def test_what_one_run_began_the_next_one_finishes(item: Evidence, cast: Cast) -> None:
    row = approved(cast, item)
    assert destruction.begin(destruction.waiting().get(), timezone.now() + timedelta(days=1))
    assert destruction.run(timezone.now()) == 1
    row.refresh_from_db()
    assert row.status == Status.EXECUTED
