"""A file beside a decision: covered, made anew, approved by another, and gone with the decision."""

import io
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from core import files
from core.errors import RuleError
from core.models import AuditEntry
from core.triggers import refusal
from disclosure import flows
from disclosure.models import Publication, PublicFile
from disclosure.public_files import making
from disclosure.public_files.residue import Area
from disclosure.services import pipeline, public_files
from disclosure.tasks import make_public_files
from tests import factories
from tests.base import Cast, day
from tests.disclosure import leaky
from tests.disclosure.leaky import SECRET

pytestmark = pytest.mark.django_db
LABEL = "处罚决定书扫描件"
WHY = "OTHER"


@pytest.fixture
def shown(cast: Cast) -> Publication:
    """A published decision of the bureau."""
    row = factories.published(cast.bureau)
    return Publication.objects.select_related("shown", "decision__case__party", "agency").get(
        pk=row.pk
    )


def upload(data: bytes, name: str = "某人身份证110105199003074530.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def taken(
    shown: Publication, by: Any, data: bytes | None = None, label: str = LABEL, **more: Any
) -> PublicFile:
    data = leaky.under_a_box() if data is None else data
    return public_files.take(shown, by=by, upload=upload(data, **more), label=label)


def made(row: PublicFile, by: Any) -> PublicFile:
    """Covered and made by the worker."""
    public_files.cover(row, by=by)
    assert make_public_files() == 1
    return PublicFile.objects.get(pk=row.pk)


def approved(cast: Cast, shown: Publication, **more: Any) -> PublicFile:
    row = made(taken(shown, cast.publisher, **more), cast.publisher)
    return public_files.approve(row, by=cast.publisher2, examined=True)


def url_of(row: PublicFile) -> str:
    return reverse("decision-file", args=[row.publication_id, row.number])


# ------------------------------------------------------------------------------ the whole way
def test_from_the_upload_to_the_public(cast: Cast, shown: Publication) -> None:
    page = reverse("decision-detail", args=[shown.pk])
    row = taken(shown, cast.publisher)
    assert (row.number, row.status, len(row.areas)) == (1, "draft", 1)
    row = made(row, cast.publisher)
    assert row.status == "made" and row.copy is not None
    assert LABEL not in Client().get(page).content.decode(), "nobody approved it yet"
    assert Client().get(url_of(row)).status_code == 404
    public_files.approve(row, by=cast.publisher2, examined=True)
    told = Client().get(page).content.decode()
    assert LABEL in told and url_of(row) in told and "已遮盖" in told and "身份证号码" in told
    answer = Client().get(url_of(row))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content == files.read_bytes(row.copy) and SECRET.encode() not in answer.content
    assert "身份证" not in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {
        "publicfile.take",
        "publicfile.cover",
        "publicfile.make",
        "publicfile.approve",
    } <= actions


def test_it_goes_with_the_decision_at_once(cast: Cast, shown: Publication) -> None:
    row = approved(cast, shown)
    pipeline.withdraw(shown, by=None, on=day(6, 1), reason="经行政复议，决定被撤销。")
    answer = Client().get(url_of(row))
    assert answer.status_code == 410
    assert LABEL not in answer.content.decode()


def test_it_goes_when_the_publication_ends(cast: Cast, shown: Publication) -> None:
    row = approved(cast, shown)
    flows.of(shown).move(shown, "expire", by=None, changes={"ended_on": day(6, 1)})
    assert Client().get(url_of(row)).status_code == 404


@pytest.mark.parametrize("act", [public_files.send_back, public_files.drop])
def test_what_is_taken_back_is_not_public_any_more(
    cast: Cast, shown: Publication, act: Callable[..., PublicFile]
) -> None:
    row = approved(cast, shown)
    act(row, by=cast.publisher, reason="漏遮了一处。")
    assert Client().get(url_of(row)).status_code == 404
    assert LABEL not in Client().get(reverse("decision-detail", args=[shown.pk])).content.decode()


def test_a_number_is_not_given_twice(cast: Cast, shown: Publication) -> None:
    first = taken(shown, cast.publisher)
    public_files.drop(first, by=cast.publisher, reason="传错了。")
    assert taken(shown, cast.publisher).number == 2


# ------------------------------------------------------------------------------ what is refused
OFFICE = leaky.office({"word/document.xml": f'<w:del w:id="1">{SECRET}</w:del>'})
REFUSED: list[tuple[bytes, str]] = [
    (OFFICE, "修订记录"),
    (b"", "空|读取|类型|格式"),
    (b"plain words", "类型|格式"),
    (b"%PDF-1.7\nbroken", "损坏"),
    (b"\xff\xd8\xff\xe0 broken", "损坏"),
    (b"GIF89a" + bytes(100), "类型|格式"),
]


@pytest.mark.parametrize(("data", "words"), REFUSED)
def test_a_file_that_cannot_be_used_is_refused_in_words(
    cast: Cast, shown: Publication, data: bytes, words: str
) -> None:
    with pytest.raises(RuleError, match=words) as caught:
        taken(shown, cast.publisher, data)
    assert caught.value.remedy
    assert not PublicFile.objects.exists()


@pytest.mark.parametrize("label", ["", "  ", "长" * 61, "张三13912345678的照片", SECRET])
def test_a_name_that_says_too_much_is_refused(cast: Cast, shown: Publication, label: str) -> None:
    with pytest.raises(RuleError, match="名称") as caught:
        taken(shown, cast.publisher, label=label)
    assert caught.value.field == "label"


def test_a_file_above_the_limit_is_refused(
    cast: Cast, shown: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_files, "FILE_BYTES", 500)
    with pytest.raises(RuleError):
        taken(shown, cast.publisher)


def test_no_more_files_than_the_limit(
    cast: Cast, shown: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_files, "MOST_FILES", 1)
    first = taken(shown, cast.publisher)
    with pytest.raises(RuleError, match="最多1份"):
        taken(shown, cast.publisher)
    public_files.drop(first, by=cast.publisher, reason="传错了。")
    taken(shown, cast.publisher)


def test_what_ended_takes_no_file_and_approves_none(cast: Cast, shown: Publication) -> None:
    row = made(taken(shown, cast.publisher), cast.publisher)
    pipeline.withdraw(shown, by=None, on=day(6, 1), reason="经行政复议，决定被撤销。")
    shown.refresh_from_db()
    with pytest.raises(RuleError, match="撤下"):
        taken(shown, cast.publisher)
    with pytest.raises(RuleError, match="撤下"):
        public_files.approve(row, by=cast.publisher2, examined=True)


def test_only_another_person_approves(cast: Cast, shown: Publication) -> None:
    row = made(taken(shown, cast.publisher), cast.publisher)
    with pytest.raises(RuleError, match="不得审批"):
        public_files.approve(row, by=cast.publisher, examined=True)
    other = made(taken(shown, cast.publisher2), cast.publisher)
    for who in (cast.publisher, cast.publisher2):
        with pytest.raises(RuleError, match="不得审批"):
            public_files.approve(other, by=who, examined=True)


@pytest.mark.parametrize("who", ["head", "reviewer", "supervisor", "outsider"])
def test_nobody_else_takes_a_file_in(cast: Cast, shown: Publication, who: str) -> None:
    with pytest.raises(PermissionDenied):
        taken(shown, getattr(cast, who))


# ------------------------------------------------------------------------------ what must be covered
def test_a_number_left_in_sight_is_refused_until_it_is_covered(
    cast: Cast, shown: Publication
) -> None:
    row = taken(shown, cast.publisher)
    [[area]] = row.areas
    assert area["why"] == "ID_CARD"
    row = public_files.mark(row, by=cast.publisher, page=0, areas=[])
    with pytest.raises(RuleError, match="第1页有身份证号码"):
        public_files.cover(row, by=cast.publisher)
    half = {**area, "w": area["w"] // 2}
    row = public_files.mark(row, by=cast.publisher, page=0, areas=[half])
    with pytest.raises(RuleError, match="身份证号码"):
        public_files.cover(row, by=cast.publisher)
    rest = {**area, "x": area["x"] + half["w"], "w": area["w"] - half["w"]}
    row = public_files.mark(row, by=cast.publisher, page=0, areas=[half, rest])
    assert public_files.cover(row, by=cast.publisher).status == "asked"


def test_a_page_in_chinese_is_covered_line_by_line(cast: Cast, shown: Publication) -> None:
    """Telephone, identity number and a person's address, in a page as an office prints it."""
    weasyprint = pytest.importorskip("weasyprint")
    text = (
        "证人张试明，身份证号110105199003074530，联系电话13912345678，"
        "住云溪市示范路1号3幢2单元501室。经查，云溪市示范商贸有限公司销售过期饼干十二包。"
    )
    html = f"<body style='font:16px Noto Sans CJK SC;width:420px;line-height:2'><p>{text}</p>"
    data = weasyprint.HTML(string=html).write_pdf()
    row = taken(shown, cast.publisher, data)
    assert {area["why"] for area in row.areas[0]} >= {"ID_CARD", "MOBILE", "PERSON", "ADDRESS"}
    row = made(row, cast.publisher)
    assert row.status == "made" and row.copy is not None
    [page] = making.pages_of(data)
    picture = pypdfium2.PdfDocument(files.read_bytes(row.copy))[0].render(scale=2).to_pil()
    grey = picture.convert("L")
    for words, hidden in (("13912345678", True), ("110105199003074530", True), ("饼干", False)):
        at = page.text.index(words)
        for box in page.boxes[at : at + len(words)]:
            middle = ((box.x + box.w / 2), (box.y + box.h / 2))
            spot = [int(middle[n] * grey.size[n] / 10_000) for n in (0, 1)]
            around = grey.crop((spot[0] - 3, spot[1] - 3, spot[0] + 3, spot[1] + 3))
            assert (around.getextrema()[1] < 40) is hidden, words


def test_a_photograph_is_taken_without_its_place(cast: Cast, shown: Publication) -> None:
    row = approved(cast, shown, data=leaky.photograph(), name="现场.jpg")
    answer = Client().get(url_of(row))
    assert answer["Content-Type"] == "image/jpeg"
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert dict(picture.getexif()) == {}


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    boxes=st.lists(
        st.tuples(st.integers(0, 9000), st.integers(0, 9000), st.integers(20, 1000)),
        min_size=1,
        max_size=6,
    )
)
def test_whatever_is_drawn_is_black_in_the_copy(boxes: list[tuple[int, int, int]]) -> None:
    areas = [[Area(x, y, side, side) for x, y, side in boxes]]
    making.check(making.covered_pdf(leaky.pdf(), areas), "application/pdf", areas)


# ------------------------------------------------------------------------------ the worker
def test_a_copy_that_keeps_something_is_not_let_through(
    cast: Cast, shown: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = taken(shown, cast.publisher)
    public_files.cover(row, by=cast.publisher)
    monkeypatch.setattr(making, "covered_pdf", lambda data, areas: data)
    make_public_files()
    row.refresh_from_db()
    assert (row.status, row.copy) == ("failed", None)
    assert "文字" in row.problem
    monkeypatch.undo()
    assert made(row, cast.publisher).status == "made"


def test_a_store_that_fails_is_tried_again(
    cast: Cast, shown: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = taken(shown, cast.publisher)
    public_files.cover(row, by=cast.publisher)

    def full(*_args: Any, **_options: Any) -> Any:
        raise OSError("no space")

    monkeypatch.setattr(files, "store", full)
    make_public_files()
    assert PublicFile.objects.get(pk=row.pk).status == "asked"
    monkeypatch.undo()
    assert make_public_files() == 1
    assert make_public_files() == 0, "it is made once"


# ------------------------------------------------------------------------------ past the services
@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"areas": [[]]}, "FILE_COVERED"),
        ({"label": "别的名称"}, "FILE_COVERED"),
        ({"number": 9}, "APPEND_ONLY"),
        ({"status": "asked"}, "MOVE"),
        ({"status": "made"}, "MOVE"),
    ],
)
def test_sql_cannot_change_an_approved_file(
    cast: Cast, shown: Publication, values: dict[str, Any], code: str
) -> None:
    row = approved(cast, shown)
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        PublicFile.objects.filter(pk=row.pk).update(**values)
    assert (refusal(caught.value) or ("",))[0].endswith(code)


def test_sql_cannot_exchange_the_copy_or_approve_alone(cast: Cast, shown: Publication) -> None:
    row = approved(cast, shown)
    other = files.store(io.BytesIO(b"other"), content_type="application/pdf")
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        PublicFile.objects.filter(pk=row.pk).update(copy=other)
    assert (refusal(caught.value) or ("",))[0] == "FILE_COPIED"
    alone = made(taken(shown, cast.publisher), cast.publisher)
    with pytest.raises(DatabaseError), transaction.atomic():
        PublicFile.objects.filter(pk=alone.pk).update(
            status="approved", approved_by=cast.publisher, approved_at=alone.created_at
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        alone.delete()
