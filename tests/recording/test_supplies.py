"""Supply to outsiders: applied for, decided by another, made with words on it, fetched once, all on record."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import files
from core.errors import RuleError, StaleError
from core.models import AuditEntry, Blob
from enforcement.models import Case
from recording import supply_papers
from recording.forms.supplies import span_of
from recording.media import sandbox
from recording.models import Access, Closure, Evidence, Supply, SupplyItem, SupplyLink
from recording.models.step import Stage
from recording.services import evidence, supplies, supply_copies, supply_links
from recording.services.supplies import Piece
from tests import factories
from tests.base import Cast, client_of
from tests.originals import PHOTO

pytestmark = pytest.mark.django_db
Status = Supply.Status
TOLD = {
    "organisation": "云溪市人民法院",
    "applicant": "钟法官",
    "contact": "",
    "paper": "（2026）云法调1号",
    "basis": "court",
    "purpose": "审理行政诉讼",
    "channel": "link",
}


@pytest.fixture
def item(cast: Cast) -> Evidence:
    return evidence.seal(
        factories.case(cast.bureau, filed=True, staff=cast.officers),
        by=cast.officer1,
        stream=io.BytesIO(PHOTO),
        file_name="一.jpg",
        kind=Evidence.Kind.AUDIOVISUAL,
        media=Evidence.Media.PHOTO,
        title="柜台照片",
        stage=Stage.INVESTIGATION,
        at=timezone.now(),
        taking=evidence.Taking(started_at=timezone.now() - timedelta(minutes=1)),
    )


def ask(item: Evidence, cast: Cast, **changes: Any) -> Supply:
    given: dict[str, Any] = {
        "pieces": [Piece(item)],
        "due_on": timezone.localdate(),
        "by": cast.officer1,
        "at": timezone.now(),
        **TOLD,
        **changes,
    }
    return supplies.ask(item.case, **given)


def approve(row: Supply, cast: Cast) -> Supply:
    return supplies.approve(row, by=cast.head, at=timezone.now(), answer="同意")


def made(row: Supply, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Supply:
    """The supply with copies, made without a media program and without a PDF engine."""

    def write(supply: Any, item: Any, path: Any, out: Any, tell: Any) -> tuple[str, str]:
        out.write_bytes(path.read_bytes() + supply.number.encode())
        return "image/jpeg", "test"

    monkeypatch.setattr(supply_copies, "_write", write)
    monkeypatch.setattr(supply_papers, "cover", lambda supply: b"%PDF-1.4 cover")
    monkeypatch.setattr(supply_links, "PACE", 1000)  # the counter outlives a test
    approve(row, cast)
    assert supply_copies.make_waiting() == 1
    row.refresh_from_db()
    assert row.status == Status.READY
    return row


@pytest.fixture
def ready(item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Supply:
    return made(ask(item, cast), cast, monkeypatch)


# ------------------------------------------------------------------------------- application
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


# ---------------------------------------------------------------------------------- decision
def test_nothing_is_made_and_nothing_handed_over_without_approval(
    item: Evidence, cast: Cast
) -> None:
    row = ask(item, cast)
    assert supply_copies.make_waiting() == 0
    with pytest.raises(StaleError):
        supply_links.issue(row, by=cast.officer1, at=timezone.now())
    medium = ask(item, cast, channel="medium")
    with pytest.raises(StaleError):
        supplies.hand_over(
            medium, by=cast.officer1, at=timezone.now(), receiver="某", medium="光盘"
        )
    assert not SupplyLink.objects.exists()
    assert not AuditEntry.objects.filter(action="evidence.exported").exists()


def test_nobody_approves_what_they_applied_for_themselves(item: Evidence, cast: Cast) -> None:
    both = factories.user(("officer", "head"), cast.bureau)
    row = ask(item, cast, by=both)
    for decide in (supplies.approve, supplies.refuse):
        with pytest.raises(RuleError, match="不能审批自己的申请"):
            decide(row, by=both, at=timezone.now(), answer="同意")
    with pytest.raises(IntegrityError, match="supply_decided_by_another"), transaction.atomic():
        Supply.objects.filter(pk=row.pk).update(decided_by=both, decided_at=timezone.now())
    with pytest.raises(PermissionDenied):
        supplies.approve(row, by=cast.unithead, at=timezone.now())


def test_who_may_not_see_all_of_it_does_not_decide(item: Evidence, cast: Cast) -> None:
    row = ask(item, cast)
    other = factories.user("head", cast.other_bureau)
    with pytest.raises(PermissionDenied):
        supplies.approve(row, by=other, at=timezone.now())


def test_approval_takes_a_number_and_is_on_record(item: Evidence, cast: Cast) -> None:
    row = approve(ask(item, cast), cast)
    assert row.number == f"云市监证供〔{timezone.localdate().year}〕1号"
    assert (row.decided_by, row.status) == (cast.head, Status.APPROVED)
    assert AuditEntry.objects.filter(action="supply.approve").count() == 1


def test_a_refusal_gives_its_reason(item: Evidence, cast: Cast) -> None:
    row = ask(item, cast)
    with pytest.raises(RuleError, match="说明理由"):
        supplies.refuse(row, by=cast.head, at=timezone.now(), answer=" ")
    supplies.refuse(row, by=cast.head, at=timezone.now(), answer="与案件无关")
    assert supply_copies.make_waiting() == 0
    with pytest.raises(StaleError):
        approve(row, cast)


# ------------------------------------------------------------------------------------ copies
def test_each_copy_is_an_object_of_its_own_with_both_hashes_and_its_parent(
    ready: Supply, item: Evidence
) -> None:
    (piece,) = ready.items.select_related("blob")
    assert piece.blob.sha256 != piece.parent_sha256 == item.blob_id
    assert files.verify(piece.blob) == "ok"
    told = json.loads(files.read_bytes(ready.manifest))
    (line,) = told["items"]
    assert (line["sha256"], line["sm3"]) == (piece.blob.sha256, piece.blob.sm3)
    assert line["parent_sha256"] == item.blob_id
    assert (told["number"], told["organisation"]) == (ready.number, "云溪市人民法院")
    derived = AuditEntry.objects.get(action="evidence.derived", object_id=str(item.pk))
    assert json.loads(derived.data)["sha256"] == piece.blob.sha256


def test_a_copy_that_cannot_be_made_says_why_and_is_tried_again(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*given: Any) -> Any:
        raise sandbox.Ended("moov atom not found")

    row = approve(ask(item, cast), cast)
    monkeypatch.setattr(supply_copies, "_write", fails)
    supply_copies.make_waiting()
    row.refresh_from_db()
    assert row.status == Status.FAILED
    assert "moov atom not found" in row.problem
    supplies.retry(row, by=cast.officer1)
    row.refresh_from_db()
    assert row.status == Status.APPROVED


def test_a_supply_at_work_is_not_taken_twice_but_after_a_silence(
    item: Evidence, cast: Cast
) -> None:
    row, now = approve(ask(item, cast), cast), timezone.now()
    assert supply_copies.claim(now) == row
    assert supply_copies.claim(now) is None
    assert supply_copies.claim(now + timedelta(minutes=6)) == row


# -------------------------------------------------------------------------------------- link
def link_of(row: Supply, cast: Cast) -> tuple[SupplyLink, str, str]:
    return supply_links.issue(row, by=cast.officer1, at=timezone.now())


def opened(token: str, code: str) -> Client:
    """A browser in which the receiver gave the code."""
    client = Client()
    answer = client.post(reverse("supply-confirm", args=[token]), {"code": code})
    assert answer.status_code == 302
    return client


def test_the_receiver_gives_the_code_and_fetches_the_copy_and_each_fetch_is_custody(
    ready: Supply, item: Evidence, cast: Cast
) -> None:
    _link, token, code = link_of(ready, cast)
    door = reverse("supply-door", args=[token])
    assert "提取码" in Client().get(door).content.decode()
    client = opened(token, code)
    page = client.get(door).content.decode()
    piece = ready.items.get()
    assert piece.blob.sha256 in page
    assert item.blob_id not in page
    got = client.get(reverse("supply-file", args=[token, piece.pk]))
    assert b"".join(got.streaming_content) == files.read_bytes(piece.blob)
    assert got["Cache-Control"] == "private, no-store"
    ready.refresh_from_db()
    assert ready.status == Status.DELIVERED
    entry = AuditEntry.objects.get(action="evidence.exported", object_id=str(item.pk))
    assert json.loads(entry.data)["supply"] == ready.number
    seen = Access.objects.get(case=item.case, act="supply")
    assert (seen.user, seen.purpose) == (None, "supply")
    assert "云溪市人民法院" in seen.note


def test_the_package_holds_cover_list_and_copies(ready: Supply, cast: Cast) -> None:
    _link, token, code = link_of(ready, cast)
    got = opened(token, code).get(reverse("supply-all", args=[token]))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(got.streaming_content)))
    assert archive.namelist() == ["00_说明.pdf", "00_清单.json", "01_柜台照片.jpeg"]
    assert archive.read("00_清单.json") == files.read_bytes(ready.manifest)


def test_a_fetch_is_on_record_when_the_client_goes_away_at_once(
    ready: Supply, item: Evidence, cast: Cast
) -> None:
    _link, token, code = link_of(ready, cast)
    opened(token, code).get(reverse("supply-all", args=[token])).close()
    assert AuditEntry.objects.filter(action="evidence.exported").count() == 1


def test_a_link_that_was_opened_answers_no_other_browser(ready: Supply, cast: Cast) -> None:
    _link, token, code = link_of(ready, cast)
    opened(token, code)
    stranger, piece = Client(), ready.items.get()
    answers = [
        stranger.get(reverse("supply-door", args=[token])),
        stranger.post(reverse("supply-confirm", args=[token]), {"code": code}),
        stranger.get(reverse("supply-file", args=[token, piece.pk])),
        stranger.get(reverse("supply-all", args=[token])),
        cast.client("head").get(reverse("supply-all", args=[token])),
    ]
    assert [answer.status_code for answer in answers] == [404] * 5
    assert AuditEntry.objects.filter(action="supplylink.refuse").count() == 5
    assert not AuditEntry.objects.filter(action="evidence.exported").exists()


def test_an_expired_link_opens_nothing_and_says_so_to_who_had_it_open(
    ready: Supply, cast: Cast
) -> None:
    long_ago = timezone.now() - timedelta(hours=73)
    link, token, code = supply_links.issue(ready, by=cast.officer1, at=long_ago)
    assert Client().get(reverse("supply-door", args=[token])).status_code == 404
    with pytest.raises(StaleError):
        supply_links.bind(link, code=code, at=timezone.now())
    secret = supply_links.bind(link, code=code, at=long_ago)
    link.refresh_from_db()
    door = supply_links.knock(link, secret=secret, at=timezone.now())
    assert door == supply_links.Door.GONE
    assert supply_links.knock(link, secret=secret, at=long_ago) == supply_links.Door.OPEN


def test_wrong_codes_end_the_link(ready: Supply, cast: Cast) -> None:
    link, token, code = link_of(ready, cast)
    for _no in range(5):
        page = Client().post(reverse("supply-confirm", args=[token]), {"code": "wrong"})
        assert "提取码不正确" in page.content.decode()
    link.refresh_from_db()
    assert link.ended_at is not None
    answer = Client().post(reverse("supply-confirm", args=[token]), {"code": code})
    assert answer.status_code == 404


def test_a_new_link_ends_the_old_one_and_a_withdrawal_ends_every_one(
    ready: Supply, cast: Cast
) -> None:
    _first, token, _code = link_of(ready, cast)
    _second, newer, _code = link_of(ready, cast)
    assert Client().get(reverse("supply-door", args=[token])).status_code == 404
    assert Client().get(reverse("supply-door", args=[newer])).status_code == 200
    supplies.withdraw(ready, by=cast.officer1, reason="不再需要")
    assert Client().get(reverse("supply-door", args=[newer])).status_code == 404


def test_an_address_that_never_was_is_answered_like_a_foreign_one(ready: Supply) -> None:
    assert Client().get(reverse("supply-door", args=["x" * 30])).status_code == 404


def test_no_secret_of_a_link_is_kept(ready: Supply, cast: Cast) -> None:
    link, token, code = link_of(ready, cast)
    kept = " ".join(str(value) for value in SupplyLink.objects.values_list().get(pk=link.pk))
    told = " ".join(AuditEntry.objects.values_list("data", flat=True))
    assert token not in kept + told
    assert code not in kept + told


# ------------------------------------------------------------------------------------ medium
def test_a_hand_over_on_a_medium_is_custody_with_its_receipt(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = made(ask(item, cast, channel="medium"), cast, monkeypatch)
    with pytest.raises(StaleError):
        link_of(row, cast)
    client = cast.client("officer1")
    form = {"receiver": "钟法官", "medium": "光盘1张"}
    assert client.post(reverse("supply-hand-over", args=[row.pk]), form).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.receiver, row.medium) == (Status.DELIVERED, "钟法官", "光盘1张")
    entry = AuditEntry.objects.get(action="evidence.exported", object_id=str(item.pk))
    assert json.loads(entry.data)["how"] == "medium"
    assert "回执" in client.get(reverse("supply-detail", args=[row.pk])).content.decode()


def test_a_supply_by_link_is_not_handed_over_in_person(ready: Supply, cast: Cast) -> None:
    with pytest.raises(RuleError, match="通过链接提供"):
        supplies.hand_over(ready, by=cast.officer1, at=timezone.now(), receiver="某", medium="光盘")


# ------------------------------------------------------------------------------------- pages
def test_from_the_application_to_the_link_by_the_pages(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, head = cast.client("officer1"), cast.client("head")
    form = {**TOLD, "scope": [str(item.pk)], "due_on": timezone.localdate().isoformat()}
    answer = officer.post(reverse("supply-ask", args=[item.case_id]), form)
    row = Supply.objects.get()
    home = reverse("supply-detail", args=[row.pk])
    assert answer["Location"] == home
    assert reverse("supply-approve", args=[row.pk]) in head.get(home).content.decode()
    assert reverse("supply-approve", args=[row.pk]) not in officer.get(home).content.decode()
    assert (
        head.post(reverse("supply-approve", args=[row.pk]), {"answer": "同意"})["Location"] == home
    )
    monkeypatch.setattr(
        supply_copies,
        "_write",
        lambda supply, item, path, out, tell: (out.write_bytes(b"copy"), ("image/jpeg", "t"))[1],
    )
    monkeypatch.setattr(supply_papers, "cover", lambda supply: b"%PDF-1.4 cover")
    supply_copies.make_waiting()
    page = officer.post(reverse("supply-link", args=[row.pk])).content.decode()
    assert "/p/supply-" in page
    register = cast.client("supervisor").get(reverse("supply-list")).content.decode()
    assert "云溪市人民法院" in register
    other = client_of(factories.user("head", cast.other_bureau))
    assert other.get(home).status_code == 404
    assert "云溪市人民法院" not in other.get(reverse("supply-list")).content.decode()


def test_the_register_is_narrowed(item: Evidence, cast: Cast) -> None:
    ask(item, cast)
    head, page = cast.client("head"), reverse("supply-list")
    for query, found in (("?q=云溪市人民", True), ("?q=别的", False), ("?basis=audit", False)):
        assert ("审理行政诉讼" in head.get(page + query).content.decode()) == found


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


# ------------------------------------------------------------------------------------ gates
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE recording_supply SET organisation = 'x'",
        "UPDATE recording_supply SET status = 'delivered'",
        "DELETE FROM recording_supply",
        "UPDATE recording_supplyitem SET parent_sha256 = 'x'",
        "UPDATE recording_supplyitem SET blob_id = NULL",
        "UPDATE recording_supplylink SET expires_at = '2199-01-01'",
        "DELETE FROM recording_supplylink",
    ],
)
def test_no_statement_goes_around_the_procedure(
    item: Evidence, cast: Cast, monkeypatch: pytest.MonkeyPatch, sql: str
) -> None:
    row = made(ask(item, cast), cast, monkeypatch)
    link_of(row, cast)
    if "delivered" in sql:
        ask(item, cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(sql)


def test_a_link_that_ended_does_not_come_back(ready: Supply, cast: Cast) -> None:
    link, _token, _code = link_of(ready, cast)
    SupplyLink.objects.filter(pk=link.pk).update(ended_at=timezone.now())
    with pytest.raises(IntegrityError, match="一经停用"), transaction.atomic():
        SupplyLink.objects.filter(pk=link.pk).update(ended_at=None)


def test_the_original_is_no_copy_of_itself(item: Evidence, cast: Cast) -> None:
    row = ask(item, cast)
    with pytest.raises(IntegrityError, match="another_object"), transaction.atomic():
        SupplyItem.objects.filter(supply=row).update(blob=Blob.objects.get(pk=item.blob_id))
