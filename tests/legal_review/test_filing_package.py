"""The package of a filing as it is really printed: one file with bookmarks, single files, the same bytes."""

import hashlib
import io
import json
import zipfile
from typing import Any

import pytest
from django.urls import reverse

from core import files, pdf
from legal_review import filing_papers
from legal_review.models import FilingPackage, PenaltyFiling
from legal_review.services import penalty_filings
from tests import factories
from tests.base import Cast, day
from tests.legal_review.filed import LATER, due

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def row(cast: Cast) -> PenaltyFiling:
    found = due(cast)
    factories.serve(found.decision, on=day(3, 25))
    return PenaltyFiling.objects.get(pk=found.pk)


@pytest.fixture
def package(cast: Cast, row: PenaltyFiling) -> FilingPackage:
    return penalty_filings.send(row, by=cast.reviewer, on=LATER)


def test_the_report_says_what_is_filed_and_why(package: FilingPackage) -> None:
    text = "".join(pdf.text(files.read_bytes(package.report)).split())
    decision = package.filing.decision
    for words in (
        "重大行政处罚备案报告",
        "云溪市司法局：",
        "".join(decision.doc_no.split()),
        "罚款100,000.00元",
        "2026年3月25日",
        "应当备案的理由",
        "送达日期",
        "附件",
    ):
        assert words in text, words


def test_the_bound_file_has_every_page_of_every_paper(package: FilingPackage) -> None:
    whole = files.read_bytes(package.bound)
    assert pdf.page_count(whole) == sum(item["pages"] for item in package.items)
    text = "".join(pdf.text(whole).split())
    for item in package.items:
        assert "".join(item["title"].split()) in text, item["title"]


def test_every_listed_hash_is_that_of_the_file_in_the_archive(
    cast: Cast, package: FilingPackage
) -> None:
    answer: Any = cast.client("supervisor").get(reverse("penalty-filing-zip", args=[package.pk]))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        listed = json.loads(archive.read("00_清单.json"))
        assert listed == package.items
        for name, item in zip(archive.namelist()[1:], listed, strict=True):
            data = archive.read(name)
            assert hashlib.sha256(data).hexdigest() == item["sha256"], name
            assert hashlib.new("sm3", data).hexdigest() == item["sm3"], name
            assert item["title"] in name


def test_the_archive_is_the_same_bytes_every_time(cast: Cast, package: FilingPackage) -> None:
    url = reverse("penalty-filing-zip", args=[package.pk])
    first: Any = cast.client("reviewer").get(url)
    second: Any = cast.client("supervisor").get(url)
    assert b"".join(first.streaming_content) == b"".join(second.streaming_content)


def test_a_changed_list_has_another_hash(package: FilingPackage) -> None:
    assert filing_papers.digest(package.items) == package.items_sha256
    changed = [{**package.items[0], "pages": 99}, *package.items[1:]]
    assert filing_papers.digest(changed) != package.items_sha256
    turned = [dict(reversed(item.items())) for item in package.items]
    assert filing_papers.digest(turned) == package.items_sha256


def test_the_papers_come_in_the_order_of_the_list(row: PenaltyFiling) -> None:
    kinds = [paper.kind for paper in filing_papers.papers(row.decision)]
    assert kinds == ["penalty_decision", "review_opinion", *["service_receipt"] * len(kinds[2:])]
    assert kinds.count("service_receipt") >= 1
