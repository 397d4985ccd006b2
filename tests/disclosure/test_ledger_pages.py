"""The public pages of the publication log: counts that add up, files to mirror, the proof of a decision."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import merkle, sealed_log
from disclosure import ledger, ledger_counts, verify_ledger
from disclosure.models import LedgerNumber, LedgerOpening, Publication
from disclosure.services import pipeline, publication_log
from tests import factories
from tests.base import Cast, day
from tests.disclosure import factories as received

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("today")]
EQUATION = ("published", "withheld", "pending")


def seal() -> None:
    sealed_log.take(ledger.LOG, timezone.now(), settled=False)


def proof_page(client: Client, row: Publication) -> str:
    return client.get(reverse("decision-proof", args=[row.pk])).content.decode()


def blocks(page: str, name: str) -> list[str]:
    """The texts marked data-<name>, as a script reads them."""
    found = re.findall(rf"<pre[^>]* data-{name}(?: [^>]*)?>(.*?)</pre>", page, re.S)
    return [unescape(text) for text in found]


def test_each_month_and_agency_adds_up_and_late_is_marked(cast: Cast, client: Client) -> None:
    factories.published(cast.bureau)
    withheld = factories.duty(factories.issued(cast.bureau))
    pipeline.withhold(withheld, by=cast.publisher2, on=day(3, 17), code="secret", reason="涉密")
    factories.issued(cast.bureau)
    factories.issued(cast.other_bureau)
    received.published(cast.other_bureau)
    months = ledger_counts.by_month(day(4, 1))
    assert [(row["month"], row["issued"], row["late"]) for row in months] == [("2026-03", 5, 2)]
    agencies = ledger_counts.by_agency("2026-03", day(4, 1))
    assert sum(row["issued"] for row in agencies) == 5
    for row in (*months, *agencies):
        assert row["issued"] == sum(row[name] for name in EQUATION)
    page = client.get(reverse("ledger")).content.decode()
    for number in LedgerNumber.objects.filter(state="pending"):
        assert number.ref in page
    assert "涉及国家秘密 <strong>1</strong>" in page
    assert "逾期" in page
    assert ledger_counts.late("2026-03", day(3, 17)) == []


def test_the_page_of_an_empty_log_says_so(client: Client, db: None) -> None:
    page = client.get(reverse("ledger"))
    assert page.status_code == 200
    assert "公示日志还没有检查点" in page.content.decode()
    assert client.get("/ledger/checkpoint").status_code == 404


def test_another_month_can_be_asked_for_and_nonsense_is_the_newest(
    cast: Cast, client: Client
) -> None:
    factories.issued(cast.bureau)
    factories.issued(cast.bureau, on=day(4, 1))
    for query, shown in (("?month=2026-03", "2026-03"), ("?month=x", "2026-04"), ("", "2026-04")):
        assert f"<h2>{shown} 各机关</h2>" in client.get(reverse("ledger") + query).content.decode()


def test_the_files_of_the_site_are_a_copy_that_the_script_accepts(
    cast: Cast, client: Client, tmp_path: Path
) -> None:
    factories.published(cast.bureau)
    factories.issued(cast.bureau)
    seal()
    small = ("checkpoint", "checkpoints.jsonl", "cosignatures.jsonl", "keys.json", "agencies.json")
    for name in small:
        answer = client.get(reverse("ledger-file", args=[name]))
        tmp_path.joinpath(name).write_bytes(answer.content)
    for folder, ending, url in (
        ("entries", "jsonl", "ledger-entries"),
        ("leaves", "txt", "ledger-leaves"),
    ):
        tmp_path.joinpath(folder).mkdir()
        answer = client.get(reverse(url, args=["000000"]))
        assert answer.status_code == 200
        tmp_path.joinpath(folder, f"000000.{ending}").write_bytes(answer.content)
    numbers, _witnesses = verify_ledger.check(tmp_path)
    assert sorted(row.state for row in numbers.values()) == ["pending", "published"]
    assert client.get("/ledger/entries/000001.jsonl").status_code == 404
    assert client.get("/ledger/settings.py").status_code == 404
    script = client.get(reverse("ledger-file", args=["verify_ledger.py"]))
    assert script.content == Path(verify_ledger.__file__).read_bytes()
    head = ledger.LOG.newest()
    note = client.get(reverse("ledger-checkpoint", args=[head.size])).content.decode()
    assert note == head.note


def test_the_proof_of_a_decision_can_be_computed_from_the_plain_text_of_its_page(
    cast: Cast, client: Client
) -> None:
    row = factories.published(cast.bureau)
    factories.published(cast.bureau)
    seal()
    page = proof_page(client, row)
    lines, paths = blocks(page, "line"), blocks(page, "path")
    assert [json.loads(line)["event"] for line in lines] == ["issued", "published"]
    (note,) = blocks(page, "note")
    head = merkle.read_checkpoint(note)
    places = [int(index) for index in re.findall(r'data-index="(\d+)"', page)]
    for line, path, index in zip(lines, paths, places, strict=True):
        nodes = [bytes.fromhex(node) for node in path.split()]
        leaf = verify_ledger.leaf_of(line)
        assert merkle.verify_inclusion(leaf, index, head.size, nodes, head.root)
    (content,), (salt,), (text,) = (blocks(page, name) for name in ("content", "salt", "text"))
    told = json.loads(lines[1])["commitment"]
    assert told == ledger.commitment(salt, json.loads(content))
    assert verify_ledger.canonical(json.loads(content)) == content
    assert row.shown is not None
    assert json.loads(text)["title"] == row.shown.title


def test_a_record_has_its_proof_too(cast: Cast, client: Client) -> None:
    row = received.published(cast.bureau)
    seal()
    page = proof_page(client, row)
    assert len(blocks(page, "line")) == 2
    assert len(blocks(page, "text")) == 1


def test_the_raw_number_of_a_decision_is_not_opened_to_anybody(cast: Cast, client: Client) -> None:
    row = factories.published(cast.bureau)
    seal()
    issued = LedgerOpening.objects.get(entry__number__decision=row.decision, entry__event="issued")
    assert issued.salt not in proof_page(client, row)


def test_an_erased_decision_keeps_its_proof_without_its_content(cast: Cast, client: Client) -> None:
    row = factories.published(cast.bureau)
    seal()
    before = proof_page(client, row)
    number = LedgerNumber.objects.get(decision=row.decision)
    publication_log.erase(number, by=cast.admin, reason="依法删除")
    after = proof_page(client, row)
    assert blocks(after, "line") == blocks(before, "line")
    assert blocks(after, "path") == blocks(before, "path")
    assert (blocks(before, "salt") != [], blocks(after, "salt")) == (True, [])


def test_what_is_not_sealed_yet_says_so(cast: Cast, client: Client) -> None:
    row = factories.published(cast.bureau)
    assert "正在封存" in proof_page(client, row)


def test_a_withdrawn_decision_has_no_proof_page(cast: Cast, client: Client) -> None:
    row = factories.published(cast.bureau)
    seal()
    pipeline.withdraw(row, by=None, on=day(4, 1), reason="决定已被撤销。")
    answer = client.get(reverse("decision-proof", args=[row.pk]))
    assert answer.status_code == 410
    assert "data-line" not in answer.content.decode()
    pending = factories.duty(factories.issued(cast.bureau))
    assert client.get(reverse("decision-proof", args=[pending.pk])).status_code == 404


def test_the_page_of_a_decision_leads_to_its_proof(cast: Cast, client: Client) -> None:
    row = factories.published(cast.bureau)
    page = client.get(reverse("decision-detail", args=[row.pk])).content.decode()
    assert reverse("decision-proof", args=[row.pk]) in page
