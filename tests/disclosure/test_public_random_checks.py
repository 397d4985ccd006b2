"""Random checks in public: the list, the plans, the draws, and the file anybody re-runs."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from disclosure import random_checks
from enforcement.models import Draw, InspectionTask
from enforcement.models.kinds import PartyKind
from enforcement.services import draw_run, draw_tasks, draws
from enforcement.services.draws import Listed
from tests import factories
from tests.base import Cast, day
from tests.enforcement import prepared_draws as made

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Any:
    with patch.object(timezone, "localdate", lambda *_args: made.SEED_DAY):
        yield


def page(client: Client, name: str, pk: Any = None, **query: str) -> str:
    answer = client.get(reverse(name, args=[pk] if pk else []), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_list_shows_announced_items_with_their_plan(cast: Cast, client: Client) -> None:
    made.random_plan(cast)
    made.random_item(cast, name="尚未公布的事项", published=False)
    text = page(client, "random-check-items")
    assert "食品销售单位经营行为抽查" in text
    assert "从 40 户中抽查 3 户" in text
    assert "尚未公布的事项" not in text
    assert "没有符合条件" in page(client, "random-check-items", q="没有这样的词")


def test_an_item_shows_every_published_field(cast: Cast, client: Client) -> None:
    item = made.random_item(cast, leading_unit="云溪市市场监督管理局食品科")
    text = page(client, "random-check-item", item.pk)
    for words in (item.basis, item.target, item.content, item.ratio, item.leading_unit):
        assert words in text
    assert "本年度尚未公布该事项的抽查计划" in text
    hidden = made.random_item(cast, published=False)
    assert client.get(reverse("random-check-item", args=[hidden.pk])).status_code == 404


def test_a_draw_is_public_from_its_commitment_on(cast: Cast, client: Client) -> None:
    row = made.listed(cast)
    for name in ("random-check-detail", "random-check-file", "api-random-check-detail"):
        assert client.get(reverse(name, args=[row.pk])).status_code == 404, name
    assert row.title not in page(client, "random-check-list")
    draw_run.commit(row, by=cast.unithead, at=made.moment())
    text = page(client, "random-check-detail", row.pk)
    assert row.commitment in text
    assert "尚未抽取" in text
    assert row.title in page(client, "random-check-list", q=row.commitment)


def test_the_page_of_a_draw_shows_seed_and_result(cast: Cast, client: Client) -> None:
    row = made.drawn(cast)
    text = page(client, "random-check-detail", row.pk)
    assert made.VALUE in text
    for drawn in row.drawn.all():
        assert drawn.listed.name in text
    assert text.count("尚未公开") == 3
    assert "verify_draw.py" in text


def test_a_draw_given_up_stays_with_its_reason(cast: Cast, client: Client) -> None:
    row = made.committed(cast)
    draw_run.abandon(row, by=cast.unithead, reason="名单遗漏一个乡镇")
    assert "名单遗漏一个乡镇" in page(client, "random-check-detail", row.pk)


def test_the_downloads_check_each_other(cast: Cast, client: Client, tmp_path: Path) -> None:
    row = made.drawn(cast)
    file = client.get(reverse("random-check-file", args=[row.pk]))
    script = client.get(reverse("random-check-script"))
    (tmp_path / "draw.json").write_bytes(file.content)
    (tmp_path / "verify_draw.py").write_bytes(script.content)
    command = [sys.executable, "-I", "verify_draw.py", "draw.json", row.commitment]
    done = subprocess.run(command, cwd=tmp_path, env={}, capture_output=True, check=False)
    assert (done.returncode, done.stdout.decode()) == (0, "OK: 3 rows\n")
    data = json.loads(file.content)
    data["lists"]["officers"].pop()
    (tmp_path / "draw.json").write_text(json.dumps(data), encoding="utf-8")
    again = subprocess.run(command, cwd=tmp_path, env={}, capture_output=True, check=False)
    assert again.returncode == 1
    assert b"the lists were changed" in again.stdout


def test_a_natural_person_has_no_name_in_public(cast: Cast, client: Client) -> None:
    row = made.begun(cast, take={"": 1})
    rows = [Listed("苗青野", "11010519491231002X")]
    draws.list_objects(row, by=cast.officer1, kind=PartyKind.PERSON, rows=rows)
    staff = made.staff(cast)
    draws.list_officers(row, by=cast.officer1, on=made.COMMITTED, officers=staff)
    draw_run.commit(row, by=cast.unithead, at=made.moment())
    made.signed(made.moment(23))
    draw_run.run(row, by=cast.unithead, on=made.SEED_DAY, value=made.VALUE)
    for name in ("random-check-detail", "random-check-file", "api-random-check-detail"):
        text = page(client, name, row.pk)
        assert "苗青野" not in text
        assert "11010519491231002X" not in text
        assert "person-" in text


def test_what_was_published_of_an_inspection_is_linked(cast: Cast, client: Client) -> None:
    row = made.drawn(cast)
    drawn = row.drawn.order_by("ordinal")[0]
    task = draw_tasks.open_task(drawn, by=cast.officer1, on=made.SEED_DAY, visit_from=day(4, 20))
    assert [pair.inspection for pair in random_checks.pairs(row, day(4, 20))] == [None] * 3
    found, followed = (factories.published(cast.bureau) for _each in range(2))
    assert found.decision is not None
    assert followed.decision is not None
    InspectionTask.objects.filter(pk=task.pk).update(
        case=found.decision.case, follow_up=followed.decision.case
    )
    first = random_checks.pairs(row, made.SEED_DAY)[0]
    assert (first.inspection, first.follow_up) == (found, followed)
    text = page(client, "random-check-detail", row.pk)
    for published in (found, followed):
        assert reverse("decision-detail", args=[published.pk]) in text
    body = client.get(reverse("api-random-check-detail", args=[row.pk])).json()
    assert body["pairs"][0]["follow_up"]["id"] == str(followed.pk)


# ------------------------------------------------------------------------------ the interface
def test_the_interface_lists_draws_by_cursor(cast: Cast, client: Client) -> None:
    rows = [made.committed(cast, title=f"第{number}次抽查") for number in range(2)]
    body = client.get(reverse("api-random-check-list")).json()
    assert body["next"] is None
    assert {row["id"] for row in body["results"]} == {str(row.pk) for row in rows}
    with patch("disclosure.cursor.SIZE", 1):
        first = client.get(reverse("api-random-check-list")).json()
        second = client.get(first["next"]).json()
    ids = [row["id"] for row in [*first["results"], *second["results"]]]
    assert sorted(ids) == sorted(str(row.pk) for row in rows)
    assert second["next"] is None


def test_the_interface_refuses_unknown_parameters(client: Client) -> None:
    answer = client.get(reverse("api-random-check-list"), {"colour": "red"})
    assert answer.status_code == 400
    assert "colour" in answer.json()["fields"]
    assert client.get(reverse("api-random-check-list"), {"after": "x"}).status_code == 400


def test_the_interface_gives_lists_and_pairs(cast: Cast, client: Client) -> None:
    row = made.drawn(cast)
    body = client.get(reverse("api-random-check-detail", args=[row.pk])).json()
    assert body["commitment"] == row.commitment
    assert body["lists"]["rule"]["officers_each"] == 2
    assert [pair["ordinal"] for pair in body["pairs"]] == [1, 2, 3]
    assert body["pairs"][0]["inspection"] is None
    assert body["file"].endswith(f"/random-checks/{row.pk}/draw.json")


@pytest.mark.parametrize("name", ["random-check-list", "random-check-items"])
def test_a_filter_that_cannot_be_is_answered_in_words(client: Client, name: str) -> None:
    answer = client.get(reverse(name), {"agency": "%%"})
    assert answer.status_code == 400
    assert "18位统一社会信用代码" in answer.content.decode()


def test_a_longer_result_costs_no_more_queries(cast: Cast) -> None:
    small, large = made.drawn(cast), made.drawn(cast, take={"": 8})
    counts = []
    for row in (small, large):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            random_checks.pairs(Draw.objects.get(pk=row.pk), made.SEED_DAY)
        counts.append(len(queries))
    assert counts[0] == counts[1]
