"""A delegation on each day of its life, hostile questions about it, and the acts of strangers on it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core import tables
from core.errors import RuleError
from core.models import AuditEntry
from disclosure import recording_items
from disclosure.filters import CURSOR
from disclosure.views.public.delegations import facts
from enforcement.models import Agency, Delegation
from tests import deeds, factories
from tests.base import Cast, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TODAY = timezone.localdate()
DAY = timedelta(days=1)
FROM, TO = TODAY - 100 * DAY, TODAY + 100 * DAY
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
HOSTILE = "<script>alert(1)</script><img src=x>"


def deed(cast: Cast, **changes: Any) -> Delegation:
    """A delegation as the list administrator writes it down."""
    given_: dict[str, Any] = {
        "delegator": cast.bureau,
        "delegate": cast.other_bureau,
        "number": "云市监委〔2026〕9号",
        "matters": "早市的日常检查",
        "powers": "检查、责令改正",
        "valid_from": FROM,
        "valid_to": TO,
        **changes,
    }
    return deeds.deed(cast, **given_)


def page(name: str, *args: object, query: str = "", status: int = 200) -> str:
    answer = Client().get(reverse(name, args=args) + query)
    assert answer.status_code == status, query
    return str(answer.content.decode())


@given(first=DAYS, days=st.integers(0, 400), ended=st.none() | st.integers(0, 400), on=DAYS)
def test_it_covers_its_days_and_not_the_day_it_was_ended(
    first: date, days: int, ended: int | None, on: date
) -> None:
    last = first + timedelta(days=days)
    end = None if ended is None else first + timedelta(days=min(ended, days))
    row = Delegation(valid_from=first, valid_to=last, ended_on=end)
    covered = [first + timedelta(days=n) for n in range(days + 1)]
    assert row.in_force(on) == (on in covered and (end is None or on < end))


@pytest.mark.parametrize("published", [None, -150, -100, -50])
@pytest.mark.parametrize("on", [-101, -100, -99, -51, -50, -49, -1, 0])
def test_list_and_page_of_a_day_agree_on_what_was_public(
    cast: Cast, published: int | None, on: int
) -> None:
    row = deed(cast, published_on=None if published is None else TODAY + published * DAY)
    asked = TODAY + on * DAY
    public = published is not None and on >= -100 and published <= on
    query = f"?on={asked}"
    assert (row.number in page("delegation-list", query=query)) is public
    if published is None:
        page("delegation-detail", row.pk, query=query, status=404)
        return
    shown = page("delegation-detail", row.pk, query=query)
    assert (row.matters in shown) is public
    assert ("尚未公布任何内容" in shown) is not public


@pytest.mark.parametrize("ended", [-100, -1, 0])
def test_the_day_of_the_end_is_the_first_without_force(cast: Cast, ended: int) -> None:
    row = deed(cast)
    on = TODAY + ended * DAY
    deeds.ended(cast, row, on, "收回。")
    row.refresh_from_db()
    for asked in (on - DAY, on, on + DAY):
        force = Delegation.objects.running(asked).filter(pk=row.pk).exists()
        assert force == row.in_force(asked) == (FROM <= asked < on)


@pytest.mark.parametrize(
    ("changes", "field", "article"),
    [
        ({"delegate": "bureau"}, "delegate", "行政处罚法第二十条"),
        ({"valid_to": FROM - DAY}, "valid_to", "行政处罚法第二十条"),
        ({"matters": "查封经营场所"}, "matters", "行政强制法第十七条"),
        ({"powers": "检查、扣押"}, "matters", "行政强制法第十七条"),
    ],
)
def test_what_the_law_does_not_let_be_delegated_is_refused(
    cast: Cast, changes: dict[str, Any], field: str, article: str
) -> None:
    if changes.get("delegate"):
        changes = {"delegate": cast.bureau}
    with pytest.raises(RuleError) as caught:
        deed(cast, **changes)
    assert (caught.value.field, caught.value.article) == (field, article)
    assert not Delegation.objects.exists()


def test_one_day_is_a_period_and_less_is_none_in_the_database_either(cast: Cast) -> None:
    row = deed(cast, valid_from=TODAY, valid_to=TODAY)
    assert row.in_force(TODAY) and not row.in_force(TODAY + DAY)
    with pytest.raises(IntegrityError, match="delegation_period"), transaction.atomic():
        Delegation.objects.filter(pk=row.pk).update(valid_to=TODAY - DAY)


def test_strangers_end_no_deed_and_the_delegate_neither(cast: Cast) -> None:
    row = deed(cast)
    log = AuditEntry.objects.count()
    address = reverse("delegation-end", args=[row.pk])
    data = {"on": TODAY.isoformat(), "reason": "收回。"}
    for agency in (cast.other_bureau, cast.justice):
        client = client_of(factories.user(["listadmin", "head"], agency))
        assert client.get(address).status_code == client.post(address, data).status_code == 404
    row.refresh_from_db()
    assert row.ended_on is None and AuditEntry.objects.count() == log


def test_nobody_delegates_in_the_name_of_another_agency(cast: Cast) -> None:
    data = {
        "delegator": cast.bureau.pk,
        "delegate": cast.justice.pk,
        "number": "冒名1号",
        "matters": "检查",
        "powers": "检查",
        "valid_from": FROM.isoformat(),
        "valid_to": TO.isoformat(),
    }
    client = client_of(factories.user("listadmin", cast.other_bureau))
    answer = client.post(reverse("delegation-admin-create"), data)
    assert answer.status_code == 200 and not Delegation.objects.exists()


TEXTS = ("number", "matters", "powers", "basis", "text", "staff", "filing_no")


def test_markup_in_a_deed_is_shown_as_it_was_typed(cast: Cast) -> None:
    row = deed(cast, **dict.fromkeys(TEXTS, HOSTILE))
    deeds.ended(cast, row, TODAY, HOSTILE)
    for shown in (page("delegation-detail", row.pk), page("delegation-list")):
        assert "<script>alert" not in shown and "<img src=x" not in shown
        assert "&lt;script&gt;alert(1)" in shown


def test_the_facts_leave_out_what_was_not_said_and_keep_their_order(cast: Cast) -> None:
    names = [name for name, _value in facts(deed(cast))]
    assert names == ["委托机关", "受委托组织", "委托书编号", "委托事项", "权限", "委托期限自", "委托期限至", "公布日期"]  # fmt: skip
    whole = deed(cast, staff="试员甲", filing_no="司备1号", filed_on=FROM, published_on=FROM)
    more = [name for name, _value in facts(whole)]
    assert [name for name in more if name not in names] == ["受托人员", "备案文号", "备案日期"]  # fmt: skip
    assert "提前终止日期" not in more


def test_every_deed_is_on_one_page_of_the_list_however_many_begin_that_day(cast: Cast) -> None:
    numbers = {f"委{place:03d}号" for place in range(65)}
    for number in sorted(numbers):
        deed(cast, number=number)
    found: list[str] = []
    query = ""
    for _page in range(4):
        answer = Client().get(reverse("delegation-list") + query)
        found += [row.number for row in answer.context["page"].rows]
        cursor = answer.context["page"].next_cursor
        if not cursor:
            break
        query = f"?{CURSOR}={cursor}"
    assert sorted(found) == sorted(numbers)


@pytest.mark.parametrize(
    "query",
    [
        "?q=%00",
        "?q=' OR 1=1 --",
        "?agency=' OR 1=1",
        "?agency=-1",
        f"?{CURSOR}=x",
        "?on=2026-02-30",
    ],
)
@pytest.mark.parametrize("name", ["delegation-list", "recording-items", "public-guide-list"])
def test_no_question_breaks_a_list(cast: Cast, name: str, query: str) -> None:
    row = deed(cast)
    answer = Client().get(reverse(name) + query)
    assert answer.status_code in (200, 400)
    if "OR 1=1" in query:
        assert row.number not in answer.content.decode()


# --- the register of recording items ------------------------------------------------------------


@given(on=st.dates(date(2017, 1, 1), date(2030, 12, 31)))
def test_recording_items_are_public_from_one_day_on(on: date) -> None:
    agency = Agency(name="示范机关", profile="sanmenxia_gov", depth=1, path="9999")
    found = recording_items.lines(agency, on)
    assert bool(found) == (on >= date(2018, 12, 5))
    assert [line.number for line in found] == list(range(1, len(found) + 1))
    assert all(line.kinds and line.activity and line.ways and line.kept for line in found)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_of_the_sheet_is_a_formula_and_no_name_breaks_its_file(
    cast: Cast, kind: str
) -> None:
    Agency.objects.filter(pk=cast.bureau.pk).update(name='=cmd|"x"\r\nX: y')
    answer = Client().get(
        f"{reverse('recording-items-export', args=[kind])}?agency={cast.bureau.pk}"
    )
    assert answer.status_code == 200 and "X" not in answer.headers
    (sheet,) = tables.read_bytes(answer.content)
    cells = [str(cell) for _number, row in sheet.rows for cell in row]
    assert cells and not [cell for cell in cells if cell.startswith(tables.FORMULA_STARTS)]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\t=1", "\r=1", "\n@x"])
@pytest.mark.parametrize("field", ["label", "article"])
def test_a_rule_that_begins_like_a_formula_leaves_as_text(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, text: str, field: str
) -> None:
    real = recording_items.lines(cast.bureau, TODAY)[0]
    name = {"label": "activity"}.get(field, field)
    line = recording_items.Line(**{**vars(real), name: text})
    monkeypatch.setattr(recording_items, "lines", lambda agency, on: [line])
    address = f"{reverse('recording-items-export', args=['csv'])}?agency={cast.bureau.pk}"
    body = Client().get(address).content.decode("utf-8-sig")
    assert f"'{text}" in body


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_sheet_of_an_agency_not_announced_is_not_there(cast: Cast, kind: str) -> None:
    hidden = factories.agency("待确认的机关", prefix="待", status="pending")
    for key in (str(hidden.pk), "999999"):
        address = f"{reverse('recording-items-export', args=[kind])}?agency={key}"
        assert Client().get(address).status_code == 404
    assert hidden.name not in page("recording-items", query=f"?agency={hidden.pk}")
