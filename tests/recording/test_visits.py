"""Why evidence is opened is told once per session and case, and every look at it is on record."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import Case
from recording.models import Access, Closure, Evidence, Visit
from recording.models.step import Stage
from recording.services import evidence, visits
from tests import factories
from tests.base import Cast
from tests.originals import PHOTO
from tests.purposes import told
from tests.recording.supplying import went_away

pytestmark = pytest.mark.django_db
Act, Purpose = Access.Act, Visit.Purpose
TITLE = "柜台照片"


@pytest.fixture
def item(cast: Cast) -> Evidence:
    return evidence.seal(
        factories.case(cast.bureau, filed=True, staff=cast.officers),
        by=cast.officer1,
        stream=io.BytesIO(PHOTO),
        file_name="一.jpg",
        kind=Evidence.Kind.AUDIOVISUAL,
        media=Evidence.Media.PHOTO,
        title=TITLE,
        stage=Stage.INVESTIGATION,
        at=timezone.now(),
        taking=evidence.Taking(started_at=timezone.now() - timedelta(minutes=1)),
    )


def acts(case: Case) -> list[tuple[str, str, str]]:
    """The record of the case in order: who, how, what for."""
    rows = Access.objects.filter(case=case).order_by("pk").select_related("user")
    return [(row.user.name if row.user else "", row.act, row.purpose) for row in rows]


def answer(client: Client, case: Case, place: str, **words: str) -> Any:
    """Answer the question on the way to `place`."""
    url = reverse("evidence-purpose", args=[case.pk])
    return client.post(f"{url}?next={place}", {"purpose": "supervision", **words})


# -------------------------------------------------------------------------------- the question
@pytest.mark.parametrize("name", ["evidence-detail", "evidence-download", "custody-page"])
def test_who_does_not_handle_the_case_is_asked_before_anything_is_shown(
    item: Evidence, cast: Cast, name: str
) -> None:
    page, client = reverse(name, args=[item.pk]), cast.client("supervisor")
    asked = client.get(page)
    assert asked.status_code == 302
    assert asked["Location"].startswith(reverse("evidence-purpose", args=[item.case_id]))
    assert TITLE not in client.get(asked["Location"]).content.decode()
    assert acts(item.case) == []
    assert answer(client, item.case, page, note="年度检查")["Location"] == page
    assert client.get(page).status_code == 200
    assert acts(item.case)[0] == ("督明远", Act.OPEN, Purpose.SUPERVISION)


@pytest.mark.parametrize("name", ["evidence-list", "case-print"])
def test_the_list_and_the_whole_file_ask_too(item: Evidence, cast: Cast, name: str) -> None:
    asked = cast.client("head").get(reverse(name, args=[item.case_id]))
    assert asked["Location"].startswith(reverse("evidence-purpose", args=[item.case_id]))


def test_it_is_asked_once_in_a_session_and_again_in_the_next(item: Evidence, cast: Cast) -> None:
    page = reverse("evidence-list", args=[item.case_id])
    client = cast.client("supervisor")
    answer(client, item.case, page)
    assert [client.get(page).status_code for _no in range(3)] == [200] * 3
    assert Visit.objects.count() == 1
    assert cast.client("supervisor").get(page).status_code == 302


def test_another_case_is_asked_about_again(item: Evidence, cast: Cast) -> None:
    client = told(cast.client("supervisor"), item.case)
    other = factories.case(cast.bureau, filed=True)
    assert client.get(reverse("evidence-list", args=[other.pk])).status_code == 302


def test_a_handler_is_not_asked_and_the_record_says_why(item: Evidence, cast: Cast) -> None:
    client = cast.client("officer1")
    for _no in range(2):
        assert client.get(reverse("evidence-list", args=[item.case_id])).status_code == 200
    assert acts(item.case) == [("安试一", Act.OPEN, Purpose.HANDLING)]


def test_the_way_on_leads_nowhere_else(item: Evidence, cast: Cast) -> None:
    home = reverse("evidence-list", args=[item.case_id])
    for place in ("https://example.org/", "//example.org", "javascript:1", ""):
        assert answer(cast.client("supervisor"), item.case, place)["Location"] == home


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"purpose": "other", "note": " "}, "请说明具体用途"),
        ({"purpose": "untold"}, "选择一个有效的选项"),
        ({"purpose": ""}, "必填"),
    ],
)
def test_an_answer_that_says_nothing_is_refused(
    item: Evidence, cast: Cast, words: dict[str, str], said: str
) -> None:
    page = answer(cast.client("head"), item.case, "", **words)
    assert page.status_code == 200
    assert said in page.content.decode()
    assert not Visit.objects.exists()


def test_only_handlers_handle(item: Evidence, cast: Cast) -> None:
    with pytest.raises(RuleError, match="不是本案承办人员") as refused:
        visits.begin(item.case, by=cast.head, purpose="handling", at=timezone.now())
    assert refused.value.field == "purpose"


# ---------------------------------------------------------------------------------- the record
def test_every_look_is_written_with_its_purpose(item: Evidence, cast: Cast) -> None:
    client = cast.client("head")
    answer(client, item.case, "", purpose="approval", note="拟审批")
    page = reverse("evidence-download", args=[item.pk])
    client.get(page)
    client.get(f"{page}?save")
    client.get(page, headers={"range": "bytes=0-9"})
    found = [act for _name, act, _why in acts(item.case)]
    assert found == [Act.OPEN, Act.VIEW, Act.DOWNLOAD, Act.VIEW]
    assert {why for _name, _act, why in acts(item.case)} == {Purpose.APPROVAL}
    entries = AuditEntry.objects.filter(action="evidence.read", object_id=str(item.pk))
    assert [json.loads(row.data)["purpose"] for row in entries] == ["approval"] * 3


def test_a_look_is_on_record_when_the_client_goes_away_at_once(item: Evidence, cast: Cast) -> None:
    client = told(cast.client("head"), item.case)
    visits.begin(item.case, by=cast.head, purpose="approval", at=timezone.now())
    for headers in ({}, {"range": "bytes=0-3"}):
        got = client.get(reverse("evidence-download", args=[item.pk]), headers=headers)
        went_away(got)  # not a byte was read
    assert [act for _name, act, _why in acts(item.case)] == [Act.OPEN, Act.VIEW, Act.VIEW]
    assert AuditEntry.objects.filter(action="evidence.read").count() == 2


def test_who_got_past_the_question_leaves_that_in_the_record(item: Evidence, cast: Cast) -> None:
    evidence.open_for(item, by=cast.reviewer)
    assert acts(item.case)[-1] == ("法如山", Act.VIEW, Purpose.UNTOLD)


def test_a_search_is_on_record_with_its_words_and_the_office_it_was_made_in(cast: Cast) -> None:
    cast.client("supervisor").get(reverse("evidence-search"), {"device": "云录01"})
    row = Access.objects.get()
    assert (row.case_id, row.act, row.what) == (None, Act.SEARCH, "“云录01”，本页 0 件")
    assert (row.user, row.purpose) == (cast.supervisor, Purpose.SUPERVISION)
    assert AuditEntry.objects.get(action="evidence.search").actor_id == cast.supervisor.pk


# ----------------------------------------------------------------------------------- the pages
def test_the_record_of_a_case_names_reader_item_and_purpose(item: Evidence, cast: Cast) -> None:
    visits.begin(item.case, by=cast.supervisor, purpose="supervision", at=timezone.now())
    evidence.open_for(item, by=cast.supervisor)
    page = cast.client("officer1").get(reverse("case-accesses", args=[item.case_id]))
    words = page.content.decode()
    for word in ("督明远", TITLE, "执法监督检查", "云溪市司法局"):
        assert word in words
    outsider = cast.client("outsider").get(reverse("case-accesses", args=[item.case_id]))
    assert outsider.status_code == 404


def test_supervisors_see_every_agency_and_heads_their_own(item: Evidence, cast: Cast) -> None:
    evidence.open_for(item, by=cast.officer1)
    foreign = factories.user("head", cast.other_bureau)
    page = reverse("access-list")
    for name in ("supervisor", "head", "unithead"):
        assert TITLE in cast.client(name).get(page).content.decode()
    client = Client()
    client.force_login(foreign, backend="core.permissions.RoleBackend")
    assert TITLE not in client.get(page).content.decode()
    assert cast.client("officer1").get(page).status_code == 403


def test_a_closed_item_is_not_named_in_the_record_to_who_may_not_see_it(
    item: Evidence, cast: Cast
) -> None:
    evidence.open_for(item, by=cast.officer1)
    Closure.objects.create(
        case=item.case, evidence=item, group="minor", reason="x", set_by=cast.head
    )
    page = reverse("access-list")
    assert "限制查阅的证据" in cast.client("supervisor").get(page).content.decode()
    assert TITLE not in cast.client("supervisor").get(page).content.decode()
    assert TITLE not in cast.client("supervisor").get(f"{page}?format=csv").content.decode()
    assert TITLE in cast.client("head").get(page).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("?person=安试", True),
        ("?person=别人", False),
        ("?act=view", True),
        ("?act=print", False),
        ("?purpose=handling", True),
        ("?purpose=remedy", False),
        ("?live=on", False),
        ("?begin=2000-01-01&end=2999-01-01", True),
        ("?end=2000-01-01", False),
        ("?begin=2999-01-01", False),
        ("?begin=nonsense", True),
        ("?begin=0001-01-01", True),
        ("?end=9999-12-31", True),
        ("?act=nonsense", True),
    ],
)
def test_the_record_is_narrowed(item: Evidence, cast: Cast, query: str, found: bool) -> None:
    evidence.open_for(item, by=cast.officer1)
    page = cast.client("head").get(reverse("access-list") + query).content.decode()
    assert (TITLE in page) == found


def test_the_record_leaves_as_a_table_and_that_is_on_record(item: Evidence, cast: Cast) -> None:
    evidence.open_for(item, by=cast.officer1)
    sheet = cast.client("head").get(reverse("access-list") + "?format=csv&act=view")
    lines = sheet.content.decode().splitlines()
    assert sheet["Content-Type"].startswith("text/csv")
    assert lines[0].startswith("\ufeff时间,人员")
    assert "安试一" in lines[1]
    assert TITLE in lines[1]
    assert len(lines) == 2
    assert AuditEntry.objects.filter(action="access.export").count() == 1


@pytest.mark.parametrize("table", ["visit", "access"])
@pytest.mark.parametrize("what", ["UPDATE recording_{} SET note = 'x'", "DELETE FROM recording_{}"])
def test_no_statement_changes_the_record(item: Evidence, cast: Cast, table: str, what: str) -> None:
    evidence.open_for(item, by=cast.officer1)
    with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic():
        connection.cursor().execute(what.format(table))
