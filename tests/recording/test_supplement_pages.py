"""Supplementary and inner volumes on their pages: the walk, the refusals, and who sees what."""

import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry
from recording.models import Archive, Closure, InnerVolume, Supplement
from recording.services import archive, supplements
from tests import factories
from tests.base import Cast
from tests.recording import bare
from tests.recording.archived import LATER, added, draft, file_of, piece

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SENT = {
    **{"medium": "document", "title": "判决书", "number": "试行终1号"},
    **{"dated_on": "2026-03-27", "source": "法院送达。"},
}
STEPS = ("add", "submit", "approve", "refuse", "withdraw")


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("services.documents", "services.supplements", "manifest"):
        monkeypatch.setattr(f"recording.{module}.pdf", bare.BlankPages())


@pytest.fixture
def file(cast: Cast) -> Archive:
    return file_of(cast)


@pytest.fixture
def volume(cast: Cast, file: Archive) -> Supplement:
    return draft(file, cast, "判决书")


def text_of(answer: Any) -> str:
    """The words of a page."""
    return str(answer.content.decode())


def url_of(step: str, row: Supplement | Archive) -> str:
    return reverse(f"supplement-{step}", args=[row.pk])


def upload(data: bytes = factories.PAPER, name: str = "判决书.pdf") -> io.BytesIO:
    file = io.BytesIO(data)
    file.name = name
    return file


def offered(cast: Cast, name: str, row: Supplement) -> list[str]:
    """The steps the page of the volume offers to the account."""
    said = text_of(cast.client(name).get(url_of("detail", row)))
    return [step for step in STEPS if url_of(step, row) in said]


# ------------------------------------------------------------------------------- beginning
def test_the_page_of_beginning_explains_that_the_file_stays_as_it_is(
    cast: Cast, file: Archive
) -> None:
    said = text_of(cast.client("officer1").get(url_of("start", file)))
    assert "原有材料不能增减" in said and "经另一人批准后入卷" in said
    assert "补充理由" in said


def test_a_volume_without_a_reason_is_not_begun(cast: Cast, file: Archive) -> None:
    answer = cast.client("officer1").post(url_of("start", file), {"reason": " "})
    assert "必填" in text_of(answer)
    assert not Supplement.objects.exists()


def test_while_one_is_open_no_other_is_begun_and_the_reason_is_kept(
    cast: Cast, volume: Supplement
) -> None:
    client, url = cast.client("officer2"), url_of("start", volume.archive)
    assert "当前状态下不能办理本事项" in text_of(client.get(url))
    said = text_of(client.post(url, {"reason": "又收到一份。"}))
    assert "已有一个补充卷尚未办结" in said and "又收到一份。" in said
    assert Supplement.objects.count() == 1


def test_the_file_offers_another_volume_only_when_none_is_open(
    cast: Cast, volume: Supplement
) -> None:
    client = cast.client("officer1")
    detail = reverse("archive-detail", args=[volume.archive.case_id])
    assert url_of("start", volume.archive) not in text_of(client.get(detail))
    supplements.withdraw(volume, by=cast.officer1)
    said = text_of(client.get(detail))
    assert url_of("start", volume.archive) in said and url_of("detail", volume) in said


# ------------------------------------------------------------------------------- pieces
def test_a_piece_is_added_from_its_page(cast: Cast, file: Archive) -> None:
    row = draft(file, cast)
    said = text_of(cast.client("officer1").get(url_of("detail", row)))
    assert "还没有材料" in said
    sent = {**SENT, "original": upload()}
    answer = cast.client("officer1").post(url_of("add", row), sent, follow=True)
    assert "已加入补充卷。" in text_of(answer)
    item = row.items.get()
    assert (item.title, item.number, item.file_name) == ("判决书", "试行终1号", "判决书.pdf")
    assert item.blob_id[:16] in text_of(answer) and "法院送达。" in text_of(answer)


@pytest.mark.parametrize("field", ["title", "dated_on", "source", "original"])
def test_a_form_with_a_blank_keeps_the_rest(cast: Cast, volume: Supplement, field: str) -> None:
    sent: dict[str, Any] = {**SENT, "original": upload()}
    sent.pop(field)
    said = text_of(cast.client("officer1").post(url_of("add", volume), sent))
    assert "必填" in said
    for name, value in SENT.items():
        assert value in said or name in (field, "medium")
    assert volume.items.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"dated_on": "2099-01-01"}, "试行终1号"),
        ({"title": "长" * 201}, "200"),
        ({"source": "长" * 301}, "300"),
        ({"medium": "stone"}, "stone"),
    ],
)
def test_a_piece_that_is_not_right_comes_back_with_the_reason(
    cast: Cast, volume: Supplement, changes: dict[str, str], words: str
) -> None:
    sent = {**SENT, "original": upload(), **changes}
    answer = cast.client("officer1").post(url_of("add", volume), sent)
    assert answer.status_code == 200 and words in text_of(answer)
    assert volume.items.count() == 1


def test_a_file_that_is_not_what_it_says_is_refused_on_the_page(
    cast: Cast, volume: Supplement
) -> None:
    sent = {**SENT, "original": upload(b"plain words")}
    answer = cast.client("officer1").post(url_of("add", volume), sent)
    assert answer.status_code == 200 and "试行终1号" in text_of(answer)
    assert volume.items.count() == 1


# ------------------------------------------------------------------------------- who is offered what
@pytest.mark.parametrize(
    ("state", "name", "steps"),
    [
        ("draft", "officer1", ["add", "submit", "withdraw"]),
        ("draft", "unithead", ["add", "submit", "withdraw"]),
        ("draft", "head", []),
        ("draft", "reviewer", []),
        ("submitted", "officer1", ["withdraw"]),
        ("submitted", "unithead", ["approve", "refuse", "withdraw"]),
        ("submitted", "head", ["approve", "refuse"]),
        ("submitted", "supervisor", []),
        ("sealed", "officer1", []),
        ("sealed", "head", []),
        ("withdrawn", "officer1", []),
    ],
)
def test_each_state_offers_each_account_its_steps(
    cast: Cast, volume: Supplement, state: str, name: str, steps: list[str]
) -> None:
    if state == "withdrawn":
        supplements.withdraw(volume, by=cast.officer1)
    elif state != "draft":
        supplements.submit(volume, by=cast.officer1)
    if state == "sealed":
        supplements.approve(volume, by=cast.head, on=LATER, opinion="")
    assert offered(cast, name, volume) == steps


def test_an_empty_volume_is_not_offered_to_be_handed_in(cast: Cast, file: Archive) -> None:
    row = draft(file, cast)
    assert offered(cast, "officer1", row) == ["add", "withdraw"]


def test_steps_that_cannot_be_undone_ask_first(cast: Cast, volume: Supplement) -> None:
    client = cast.client("officer1")
    for step in ("submit", "withdraw"):
        said = text_of(client.get(url_of(step, volume)))
        assert "data-confirm" in said and "确定吗" in said


def test_the_walk_to_the_seal_and_what_the_page_says_then(cast: Cast, volume: Supplement) -> None:
    token = {"csrfmiddlewaretoken": "x"}
    cast.client("officer1").post(url_of("submit", volume), token)
    said = text_of(cast.client("head").get(url_of("approve", volume)))
    assert "补充理由：归档后收到。" in said and cast.officer1.name in said
    sent = {"on": "2026-04-02", "opinion": "同意补入"}
    answer = cast.client("head").post(url_of("approve", volume), sent, follow=True)
    said = text_of(answer)
    assert "补充卷已封存并与原卷衔接" in said and "已入卷" in said and "同意补入" in said
    volume.refresh_from_db()
    assert volume.manifest_sha256 in said
    for paper in ("案卷封面", "卷内目录", "卷内备考表"):
        assert f"{paper}（补充卷一）" in said


@pytest.mark.parametrize(
    ("on", "words"), [("2026-03-26", "不能早于归档日期2026-03-27"), ("2099-01-01", "意见在此")]
)
def test_a_day_that_cannot_be_comes_back_with_what_was_typed(
    cast: Cast, volume: Supplement, on: str, words: str
) -> None:
    supplements.submit(volume, by=cast.officer1)
    sent = {"on": on, "opinion": "意见在此"}
    said = text_of(cast.client("head").post(url_of("approve", volume), sent))
    assert words in said and "意见在此" in said
    volume.refresh_from_db()
    assert volume.status == "submitted"


def test_a_refusal_is_walked_with_its_reason(cast: Cast, volume: Supplement) -> None:
    supplements.submit(volume, by=cast.officer1)
    url = url_of("refuse", volume)
    assert "必填" in text_of(cast.client("head").post(url, {"on": "2026-04-02", "opinion": ""}))
    sent = {"on": "2026-04-02", "opinion": "与本案无关"}
    said = text_of(cast.client("head").post(url, sent, follow=True))
    assert "原卷不变" in said and "与本案无关" in said and "不予批准" in said


@pytest.mark.parametrize("step", STEPS)
def test_a_volume_of_another_agency_does_not_exist(
    cast: Cast, volume: Supplement, step: str
) -> None:
    client = cast.client("outsider")
    expected = 403 if step in ("approve", "refuse") else 404
    assert client.get(url_of(step, volume)).status_code == expected
    assert client.get(url_of("detail", volume)).status_code == 404
    assert cast.client("publisher").get(url_of(step, volume)).status_code == 403


# ------------------------------------------------------------------------------- reading
def test_each_look_at_a_piece_is_logged_with_who_took_it(cast: Cast, volume: Supplement) -> None:
    item = volume.items.get()
    url = reverse("supplement-item", args=[item.pk])
    for name in ("officer1", "supervisor"):
        answer = cast.client(name).get(url)
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content) == factories.PAPER  # type: ignore[attr-defined]  # a stream
    log = AuditEntry.objects.filter(action="supplementitem.read", object_id=str(item.pk))
    assert set(log.values_list("actor_id", flat=True)) == {cast.officer1.pk, cast.supervisor.pk}


def test_a_piece_lost_from_the_store_is_said_and_not_half_sent(
    cast: Cast, volume: Supplement, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*args: Any, **span: Any) -> Any:
        raise FileNotFoundError
        yield b""

    monkeypatch.setattr("core.files.open_blob", gone)
    item = volume.items.get()
    answer = cast.client("officer1").get(reverse("supplement-item", args=[item.pk]))
    assert 400 <= answer.status_code < 500
    assert "原件不在存储中" in text_of(answer)


def test_the_page_of_a_volume_asks_the_same_number_of_questions_however_long(
    cast: Cast, volume: Supplement
) -> None:
    client, counts = cast.client("officer1"), []
    for count in (1, 5):
        for no in range(count):
            piece(volume, cast, f"{count}之{no}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url_of("detail", volume)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_page_of_the_file_lists_its_volumes_in_order(cast: Cast, file: Archive) -> None:
    rows = [added(file, cast, title) for title in ("判决书", "回执")]
    said = text_of(cast.client("officer1").get(reverse("archive-detail", args=[file.case_id])))
    places = [said.index(url_of("detail", row)) for row in rows]
    assert places == sorted(places)


def test_files_have_volumes_of_their_own(cast: Cast, file: Archive) -> None:
    other = file_of(cast, number="20260002")
    assert added(file, cast, "甲").no == added(other, cast, "乙").no == 1
    assert [row.archive for row in supplements.of(other.case)] == [other]


# ------------------------------------------------------------------------------- the inner volume
@pytest.fixture
def closed(cast: Cast) -> Archive:
    """A file with a photograph and another that is not for everybody."""
    case = factories.case(cast.bureau, filed=True)
    for title in ("公开照片", "秘密照片"):
        item = bare.item(case, cast.officer1, title, title=title, content_type="image/png")
    Closure.objects.create(
        case=case, evidence=item, group="private", reason="住址。", set_by=cast.officer1
    )
    return file_of(cast, case)


def test_the_inner_list_is_kept_apart_with_the_digest_the_file_names(closed: Archive) -> None:
    inner = InnerVolume.objects.get()
    assert inner.manifest_sha256 == closed.manifest["inner"]["sha256"]
    assert [row["title"] for row in inner.manifest["entries"]] == ["秘密照片"]
    assert [row["title"] for row in closed.manifest["entries"]] == ["公开照片"]
    assert archive.changed(closed) == []


def test_an_inner_list_that_differs_from_what_the_file_names_is_found(closed: Archive) -> None:
    told = {**closed.manifest["inner"], "sha256": "f" * 64}
    closed.manifest = {**closed.manifest, "inner": told}
    found = archive.changed(closed)
    assert "密封内卷与封存时的清单不一致。" in found
    assert "清单与其校验值不一致。" in found


@pytest.mark.parametrize(
    ("name", "status"),
    [("reviewer", 409), ("supervisor", 409), ("outsider", 404), ("publisher", 403)],
)
def test_the_inner_volume_opens_to_none_of_these(
    cast: Cast, closed: Archive, name: str, status: int
) -> None:
    answer = cast.client(name).get(reverse("archive-inner", args=[closed.case_id]))
    assert answer.status_code == status
    assert "秘密照片" not in text_of(answer)
    assert not AuditEntry.objects.filter(action="archive.read").exists()


def test_a_file_without_an_inner_volume_says_so(cast: Cast, file: Archive) -> None:
    answer = cast.client("officer1").get(reverse("archive-inner", args=[file.case_id]))
    assert answer.status_code == 409 and "没有密封内卷" in text_of(answer)
