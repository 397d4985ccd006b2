"""Hostile input to the forms of the public: files, markup, control characters, guessed receipts."""

import io
import re
import zipfile
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core import receipts
from core.models import AuditEntry, Blob
from disclosure.models import Complaint, CorrectionRequest, Publication
from disclosure.services import complaints
from tests import factories
from tests.base import Cast
from tests.disclosure import factories as public
from tests.disclosure.asking import CONDUCT, NAME, ON, PHONE, WRONG, complaint

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
NEW, TELL, PROGRESS = "/corrections/new/", "/complaints/new/", "/progress/"
SCRIPT = "<script>alert(1)</script>"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


@pytest.fixture(autouse=True)
def unhurried() -> None:
    cache.clear()


@pytest.fixture
def shown(cast: Cast) -> Publication:
    return public.published(cast.bureau)


def page(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def told(cast: Cast, **changes: Any) -> dict[str, Any]:
    given = {
        "unit": str(cast.bureau.pk),
        "form": "report",
        "what": "money",
        "statement": CONDUCT,
        "reporter": NAME,
        "contact": PHONE,
        "seed": "seed",
    }
    return {**given, **changes}


def wished(shown: Publication, **changes: Any) -> dict[str, Any]:
    given = {
        "decision": str(shown.pk),
        "what": "text",
        "relation": "public",
        "statement": WRONG,
        "applicant": NAME,
        "contact": PHONE,
        "seed": "seed",
    }
    return {**given, **changes}


def zipped(name: str = "a.txt", size: int = 1_000_000) -> bytes:
    """A small archive that grows when it is opened."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"\0" * size)
    return held.getvalue()


# --------------------------------------------------------------------------------- files
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", zipped()),
        # A bomb called a picture, and Office files: archives by another name.
        ("a.jpg", zipped()),
        ("a.pdf", zipped("word/document.xml")),
        ("a.png", zipped("xl/workbook.xml")),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("a.png", b'<?xml version="1.0"?><svg onload="alert(1)"/>'),
        ("a.pdf", b"\xef\xbb\xbf  \r\n<!DOCTYPE html><script>alert(1)</script>"),
        ("a.jpg", b"#!/bin/sh\nrm -rf /\n"),
        ("a.jpg", b"\x7fELF\x02\x01\x01" + b"\0" * 64),
        ("a.gif", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"),
        ("a.txt", CONDUCT.encode()),
        ("a.csv", b'=HYPERLINK("http://x")'),
        ("a.jpg", b"\x1f\x8b\x08" + b"\0" * 64),
        ("a.jpg", b"\xff"),
    ],
)
def test_a_file_of_another_kind_is_refused_whatever_it_is_called(
    cast: Cast, name: str, data: bytes
) -> None:
    kept = Blob.objects.count()
    text = page(Client().post(TELL, told(cast, file1=SimpleUploadedFile(name, data))))
    assert "不是允许的类型" in text
    assert CONDUCT in text
    assert not Complaint.objects.exists()
    assert Blob.objects.count() == kept


@pytest.mark.parametrize("at", ["file1", "file2", "file3"])
def test_one_bad_file_among_good_ones_refuses_the_whole(cast: Cast, at: str) -> None:
    files = {name: SimpleUploadedFile(f"{name}.png", PNG) for name in ("file1", "file2", "file3")}
    files[at] = SimpleUploadedFile("a.png", zipped())
    assert "不是允许的类型" in page(Client().post(TELL, told(cast, **files)))
    assert not Complaint.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.jpg",
        "..\\..\\windows\\系统.jpg",
        "/etc/cron.d/a.jpg",
        f"{SCRIPT}.jpg",
        '"><img src=x onerror=alert(1)>.jpg',
        "a\r\nSet-Cookie: x=1.jpg",
        'a"; filename="b.exe.jpg',
        "\u202egpj.exe.jpg",
        "长" * 300 + ".jpg",
        "现场.jpg.exe",
        " .jpg",
    ],
)
def test_a_name_neither_leads_anywhere_nor_speaks(cast: Cast, name: str) -> None:
    upload = SimpleUploadedFile("x.jpg", factories.PHOTO)
    # Past Django's own clean-up of names, as another client may send it.
    upload._name = name  # type: ignore[attr-defined]  # what `name` reads
    page(Client().post(TELL, told(cast, file1=upload)))
    file = Complaint.objects.get().files.get()
    assert len(file.name) <= 200
    assert not re.search(r"[/\r\n\0]", file.name)
    client = cast.client("supervisor")
    text = page(client.get(reverse("complaint-detail", args=[file.complaint_id])))
    assert SCRIPT not in text
    assert "<img src=x" not in text
    answer = client.get(reverse("complaint-file", args=[file.complaint_id, file.pk]))
    assert (answer.status_code, answer.content) == (200, factories.PHOTO)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    assert not re.search(r"[\r\n]", answer["Content-Disposition"])


def test_a_picture_with_a_page_behind_it_is_only_ever_saved(cast: Cast) -> None:
    data = factories.PHOTO + SCRIPT.encode() + zipped()
    row, _receipt = complaint(cast.bureau, uploads=[SimpleUploadedFile("a.html", data)])
    file = row.files.get()
    answer = cast.client("supervisor").get(reverse("complaint-file", args=[row.pk, file.pk]))
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    assert answer.content == data


def test_the_same_picture_in_two_complaints_ties_them_to_nobody(cast: Cast) -> None:
    """One blob is kept; a handler of one complaint finds the other by neither file nor log."""
    factories.user("supervisor", cast.government)
    own, _receipt = complaint(cast.bureau, uploads=[SimpleUploadedFile("甲.jpg", factories.PHOTO)])
    other, _receipt = complaint(
        cast.justice, uploads=[SimpleUploadedFile("乙.jpg", factories.PHOTO)]
    )
    assert own.files.get().blob_id == other.files.get().blob_id
    client = cast.client("supervisor")
    for pk in (own.pk, other.pk):
        path = reverse("complaint-file", args=[pk, other.files.get().pk])
        assert client.get(path).status_code == 404
    assert not AuditEntry.objects.filter(action="complaint.read")


# --------------------------------------------------------------------------------- words
MARKUP = (
    SCRIPT,
    '"><svg onload=alert(1)>',
    "{{ request.user }}{% include 'x' %}",
    "';DROP TABLE disclosure_complaint;--",
    "%s%n{0}%(day)s",
)


@pytest.mark.parametrize("field", ["statement", "reporter", "contact"])
@pytest.mark.parametrize("text", MARKUP)
def test_markup_in_a_complaint_is_text_to_its_handler(cast: Cast, field: str, text: str) -> None:
    page(Client().post(TELL, told(cast, **{field: text})))
    row = Complaint.objects.get()
    assert getattr(row, field) == text
    client = cast.client("supervisor")
    for name in ("complaint-detail", "complaint-reporter"):
        told_page = page(client.get(reverse(name, args=[row.pk])))
        assert SCRIPT not in told_page
        assert "<svg onload" not in told_page


@pytest.mark.parametrize("field", ["statement", "applicant", "contact"])
@pytest.mark.parametrize("text", MARKUP)
def test_markup_in_a_request_is_text_to_its_publisher(
    cast: Cast, shown: Publication, field: str, text: str
) -> None:
    page(Client().post(NEW, wished(shown, **{field: text})))
    row = CorrectionRequest.objects.get()
    assert getattr(row, field) == text
    client = cast.client("publisher")
    for name in ("correction-detail", "correction-contact"):
        told_page = page(client.get(reverse(name, args=[row.pk])))
        assert SCRIPT not in told_page
        assert "<svg onload" not in told_page


@pytest.mark.parametrize("text", MARKUP)
def test_markup_in_an_answer_is_text_to_who_asked(cast: Cast, text: str) -> None:
    row, receipt = complaint(cast.bureau)
    complaints.decline(row, by=cast.supervisor, on=ON, channel="none", answer=f"无线索。{text}")
    answer = page(Client().post(PROGRESS, {"number": receipt.number, "code": receipt.code}))
    assert "无线索" in answer
    assert SCRIPT not in answer
    assert "<svg onload" not in answer


NUL, BELL, MARKS = "前\0后", "前\x07\x08\x1b[31m后", "前\u202e\u2066\ufeff后"


@pytest.mark.parametrize("field", ["statement", "reporter", "contact", "form", "what", "seed"])
def test_a_nul_in_a_complaint_is_refused_in_words(cast: Cast, field: str) -> None:
    text = page(Client().post(TELL, told(cast, **{field: NUL})))
    assert 'name="statement"' in text
    assert not Complaint.objects.exists()


@pytest.mark.parametrize(
    "field", ["decision", "statement", "applicant", "contact", "relation", "what", "seed"]
)
def test_a_nul_in_a_request_is_refused_in_words(shown: Publication, field: str) -> None:
    text = page(Client().post(NEW, wished(shown, **{field: NUL})))
    assert 'name="statement"' in text
    assert not CorrectionRequest.objects.exists()


@pytest.mark.parametrize("text", [BELL, MARKS, "\ud7ff" * 900, "%00", "0" * 5000])
@pytest.mark.parametrize(
    "path", [f"{NEW}?decision=", f"{TELL}?about=", f"{TELL}?about=conduct&unit="]
)
def test_nonsense_in_an_address_is_a_page(path: str, text: str) -> None:
    head, _, query = path.partition("?")
    given = dict(pair.split("=") for pair in query.split("&"))
    last = list(given)[-1]
    assert SCRIPT not in page(Client().get(head, {**given, last: text + SCRIPT}))


@pytest.mark.parametrize("text", [BELL, MARKS])
def test_other_control_characters_are_kept_and_break_no_page(cast: Cast, text: str) -> None:
    page(Client().post(TELL, told(cast, statement=text)))
    row = Complaint.objects.get()
    assert row.statement == text
    page(cast.client("supervisor").get(reverse("complaint-detail", args=[row.pk])))


@pytest.mark.parametrize(
    ("field", "longest"), [("statement", 4000), ("reporter", 100), ("contact", 100), ("seed", 64)]
)
def test_a_text_is_as_long_as_the_form_says_and_no_longer(
    cast: Cast, field: str, longest: int
) -> None:
    page(Client().post(TELL, told(cast, **{field: "长" * (longest + 1)})))
    assert not Complaint.objects.exists()
    page(Client().post(TELL, told(cast, **{field: "长" * longest})))
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"unit": "0"},
        {"unit": "999999999999999999999"},
        {"unit": "1 OR 1=1"},
        {"form": "petition"},
        {"what": "corruption"},
        {"statement": " \n\t\u3000"},
    ],
)
def test_a_choice_nobody_was_offered_is_none(cast: Cast, change: dict[str, str]) -> None:
    page(Client().post(TELL, told(cast, **change)))
    assert not Complaint.objects.exists()


def test_what_nobody_asks_for_is_not_written(cast: Cast) -> None:
    """Who handles it, its day and its state follow from the rules, whatever the form is sent."""
    extra = {
        "handled_by": "legal_unit",
        "status": "answered",
        "received_on": "2020-01-01",
        "number": "TS1",
        "satisfaction": "satisfied",
        "code_hash": receipts.hash_of("A"),
    }
    page(Client().post(TELL, told(cast, **extra)))
    row = Complaint.objects.get()
    assert (row.handled_by, row.status, row.received_on) == ("supervisor", "received", ON)
    assert (row.satisfaction, row.number == "TS1") == ("", False)
    assert not receipts.fits("A", row.code_hash)
