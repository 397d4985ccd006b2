"""Applying for a supply: who for, what for, on which ground, and nothing closed or gone."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import Case, User
from recording.forms.supplies import SupplyForm, span_of
from recording.models import Closure, Evidence, Supply
from recording.services import closures, supplies
from recording.services.supplies import Piece
from tests import factories
from tests.base import Cast
from tests.purposes import told
from tests.recording import bare, edited
from tests.recording.supplying import (
    TITLE,
    TOLD,
    ask,
    close,
    photograph,
)

pytestmark = pytest.mark.django_db
Status = Supply.Status


@pytest.fixture
def item(cast: Cast) -> Evidence:
    return photograph(cast)


def test_an_application_is_kept_with_its_scope_and_its_parent_hash(
    item: Evidence, cast: Cast
) -> None:
    row = ask(item, cast, pieces=[Piece(item, begin=30, end=75)])
    (piece,) = row.items.all()
    assert (row.status, row.number, row.decided_by) == (Status.ASKED, "", None)
    assert (piece.parent_sha256, piece.begin, piece.end) == (item.blob_id, 30, 75)
    assert AuditEntry.objects.get(action="supply.ask").actor_id == cast.officer1.pk


@pytest.mark.parametrize(
    ("changes", "words", "field"),
    [
        ({"pieces": []}, "没有选择", "scope"),
        ({"paper": " "}, "应当有来函", "paper"),
        ({"due_on": timezone.localdate() - timedelta(days=2)}, "已经过去", "due_on"),
    ],
)
def test_an_application_that_lacks_something_is_refused(
    item: Evidence, cast: Cast, changes: dict[str, Any], words: str, field: str
) -> None:
    with pytest.raises(RuleError, match=words) as refused:
        ask(item, cast, **changes)
    assert refused.value.field == field
    assert "第二十四条" in refused.value.article


def test_a_party_needs_no_letter(item: Evidence, cast: Cast) -> None:
    assert ask(item, cast, basis="party", paper="").pk


def test_a_sealed_record_leaves_by_no_link(item: Evidence, cast: Cast) -> None:
    Case.objects.filter(pk=item.case_id).update(sealed=True)
    with pytest.raises(RuleError, match="不得通过链接"):
        ask(item, cast)
    assert ask(item, cast, channel="medium").pk


def test_closed_evidence_reaches_no_party_as_it_is_and_secrets_no_link(
    item: Evidence, cast: Cast
) -> None:
    closure = Closure.objects.create(
        case=item.case, evidence=item, group="secret", reason="x", set_by=cast.head
    )
    with pytest.raises(RuleError, match="国家秘密"):
        ask(item, cast)
    with pytest.raises(RuleError, match="编辑副本") as refused:
        ask(item, cast, basis="party", channel="medium")
    assert "遮盖" in refused.value.remedy
    assert closure.pk


def test_what_the_applicant_may_not_see_it_does_not_ask_for(item: Evidence, cast: Cast) -> None:
    Closure.objects.create(
        case=item.case, evidence=item, group="minor", reason="x", set_by=cast.head
    )
    with pytest.raises(RuleError, match="可以查阅的范围"):
        ask(item, cast, by=cast.unithead)
    with pytest.raises(PermissionDenied):
        ask(item, cast, by=cast.reviewer)
    with pytest.raises(PermissionDenied):
        ask(item, cast, by=cast.outsider)


def test_an_item_of_another_case_is_out_of_scope(item: Evidence, cast: Cast) -> None:
    other = factories.case(cast.bureau, filed=True, staff=cast.officers)
    with pytest.raises(RuleError, match="可以查阅的范围"):
        supplies.ask(
            other,
            by=cast.officer1,
            at=timezone.now(),
            pieces=[Piece(item)],
            due_on=timezone.localdate(),
            **TOLD,
        )


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("", (None, None)),
        ("0:30-1:15", (30, 75)),
        ("1:00:00至1:00:05", (3600, 3605)),
        ("0：30–1：15", (30, 75)),
    ],
)
def test_a_span_is_read_as_people_write_it(text: str, span: Any) -> None:
    assert span_of(text, "x") == span


@pytest.mark.parametrize("text", ["1:15-0:30", "abc", "0:30", "0:30-", "-", "30-60", "0:1-0:2-0:3"])
def test_a_span_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(RuleError, match="不能识别") as refused:
        span_of(text, "part-1")
    assert refused.value.field == "part-1"


# -------------------------------------------------------------------------- more than one piece
def test_every_piece_of_the_scope_is_a_row_and_in_the_log(item: Evidence, cast: Cast) -> None:
    other = photograph(cast, case=item.case, title="货架照片")
    row = ask(item, cast, pieces=[Piece(item), Piece(other)])
    assert [piece.evidence.title for piece in row.items.all()] == [TITLE, "货架照片"]
    entry = AuditEntry.objects.get(action="supply.ask")
    told_items = json.loads(entry.data)["items"]
    assert sorted(told_items) == sorted([str(item.pk), str(other.pk)])


def test_one_piece_that_is_not_to_be_seen_refuses_the_whole(item: Evidence, cast: Cast) -> None:
    other = photograph(cast, case=item.case, title="货架照片")
    close(other, cast, "private")
    with pytest.raises(RuleError, match="可以查阅的范围") as refused:
        ask(item, cast, by=cast.unithead, pieces=[Piece(item), Piece(other)])
    assert "货架照片" not in str(refused.value)
    assert not Supply.objects.exists()
    assert not AuditEntry.objects.filter(action="supply.ask").exists()


@pytest.mark.parametrize("days", [0, 1, 400])
def test_it_may_be_due_today_or_later(item: Evidence, cast: Cast, days: int) -> None:
    due = timezone.localdate() + timedelta(days=days)
    assert ask(item, cast, due_on=due).due_on == due


def test_yesterday_is_too_late(item: Evidence, cast: Cast) -> None:
    with pytest.raises(RuleError, match="已经过去"):
        ask(item, cast, due_on=timezone.localdate() - timedelta(days=1))


@pytest.mark.parametrize("basis", ["inspection", "court", "procuratorate", "police", "audit"])
def test_every_authority_brings_its_letter(item: Evidence, cast: Cast, basis: str) -> None:
    with pytest.raises(RuleError, match="应当有来函") as refused:
        ask(item, cast, basis=basis, paper="")
    assert "文号" in refused.value.remedy
    assert ask(item, cast, basis=basis).basis == basis


@pytest.mark.parametrize("basis", ["party", "interested"])
@pytest.mark.parametrize("group", ["trade", "private", "minor", "witness"])
def test_no_class_of_closed_evidence_reaches_a_party_as_it_is(
    item: Evidence, cast: Cast, basis: str, group: str
) -> None:
    close(item, cast, group)
    with pytest.raises(RuleError, match="限制查阅") as refused:
        ask(item, cast, basis=basis, paper="")
    assert (refused.value.field, TITLE in str(refused.value)) == ("scope", True)
    assert ask(item, cast).basis == "court"


@pytest.mark.parametrize("basis", ["party", "court"])
def test_a_case_closed_as_a_whole_closes_each_piece(item: Evidence, cast: Cast, basis: str) -> None:
    close(item, cast, "secret", evidence=None)
    with pytest.raises(RuleError, match="国家秘密") as refused:
        ask(item, cast, basis=basis)
    assert refused.value.field == "channel"


def test_a_covered_copy_of_closed_evidence_reaches_the_party(item: Evidence, cast: Cast) -> None:
    copy = edited.ready(item, cast)
    close(item, cast, "minor")
    row = ask(item, cast, basis="party", paper="", pieces=[Piece(item, edited=copy)])
    assert row.items.get().parent_sha256 == copy.blob_id != item.blob_id


def test_a_lifted_closure_holds_nothing_back(item: Evidence, cast: Cast) -> None:
    row = close(item, cast, "secret")
    closures.lift(row, by=cast.head, reason="已经解密")
    assert ask(item, cast).pk


# ------------------------------------------------------------------------------------- the form
def form_of(item: Evidence, user: User, **data: Any) -> SupplyForm:
    given = {**TOLD, "scope": [str(item.pk)], "due_on": str(timezone.localdate()), **data}
    return SupplyForm(given, case=item.case, user=user)


def test_the_form_offers_what_the_applicant_sees_and_a_span_for_what_runs(
    item: Evidence, cast: Cast
) -> None:
    film = bare.item(item.case, cast.officer1, title="现场录像")
    other = photograph(cast, case=item.case, title="病历照片")
    close(other, cast, "private")
    for user, count in ((cast.officer1, 3), (cast.unithead, 2)):
        form = form_of(item, user)
        assert len(form.fields["scope"].choices) == count  # type: ignore[attr-defined]  # choices
        assert f"part-{film.pk}" in form.fields
        assert f"part-{item.pk}" not in form.fields
        assert ("病历照片" in str(form)) == (user == cast.officer1)


def test_the_form_offers_finished_copies_alone(item: Evidence, cast: Cast) -> None:
    waiting = edited.row(item, cast)
    form = form_of(item, cast.officer1)
    assert f"copy-{waiting.pk}" not in form.copies
    copy = edited.ready(item, cast)
    form = form_of(item, cast.officer1, scope=[f"copy-{copy.pk}"])
    assert form.is_valid(), form.errors
    assert form.pieces() == [Piece(item, edited=copy)]


def test_the_form_reads_the_span_of_a_film(item: Evidence, cast: Cast) -> None:
    film = bare.item(item.case, cast.officer1)
    form = form_of(item, cast.officer1, scope=[str(film.pk)], **{f"part-{film.pk}": "0:30-1:15"})
    assert form.is_valid(), form.errors
    assert form.pieces() == [Piece(film, begin=30, end=75)]
    assert set(form.told()) == {*TOLD, "due_on"}


def test_a_key_of_another_case_is_no_choice(item: Evidence, cast: Cast) -> None:
    foreign = photograph(cast)
    form = form_of(item, cast.officer1, scope=[str(foreign.pk)])
    assert not form.is_valid()
    assert "scope" in form.errors


def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(item: Evidence, cast: Cast) -> None:
    film = bare.item(item.case, cast.officer1)
    part = {f"part-{film.pk}": "半分钟"}
    data = {**TOLD, "scope": [str(film.pk)], "due_on": str(timezone.localdate()), **part}
    page = cast.client("officer1").post(reverse("supply-ask", args=[item.case_id]), data)
    words = page.content.decode()
    assert page.status_code == 200
    for word in ("半分钟", "不能识别", "钟法官", "审理行政诉讼", "（2026）云法调1号"):
        assert word in words
    assert not Supply.objects.exists()


def test_who_is_not_a_handler_says_what_for_before_the_list_is_shown(
    item: Evidence, cast: Cast
) -> None:
    page = reverse("supply-ask", args=[item.case_id])
    client = cast.client("unithead")
    asked = client.get(page)
    assert asked["Location"].startswith(reverse("evidence-purpose", args=[item.case_id]))
    assert TITLE in told(client, item.case).get(page).content.decode()


@pytest.mark.parametrize(
    ("name", "status"),
    [("reviewer", 403), ("head", 403), ("supervisor", 403), ("admin", 403), ("outsider", 404)],
)
def test_others_do_not_apply(item: Evidence, cast: Cast, name: str, status: int) -> None:
    page = reverse("supply-ask", args=[item.case_id])
    client = cast.client(name)
    assert (client.get(page).status_code, client.post(page).status_code) == (status, status)


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "3000-01-01", "2026-02-30"])
def test_a_day_out_of_reach_is_refused_beside_its_field(
    item: Evidence, cast: Cast, day: str
) -> None:
    form = form_of(item, cast.officer1, due_on=day)
    assert not form.is_valid()
    assert list(form.errors) == ["due_on"]
