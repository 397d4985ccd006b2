"""Every data item of domain §6.13 to §6.15 that we hold is told wherever a decision is public."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import tables
from core.tables import csv_text
from disclosure import data_items, export, kind_fields, presentation, search, serializers
from disclosure.exchange import outgoing, own, rows, wire
from disclosure.models import Publication
from disclosure.services import exchange, pipeline
from disclosure.services.exchange_export import export as sheet_of
from enforcement.models import Decision, InspectionTask
from enforcement.models.kinds import ActionKind
from recording.models import Step
from tests import coercion, factories
from tests.base import Cast, day
from tests.disclosure import factories as received
from tests.disclosure.exchanging import give_codes
from tests.disclosure.test_kind_fields import of_levy

pytestmark = pytest.mark.django_db
CODE = "91410105MA3XF1234N"
START, END = date(2000, 1, 1), date(2030, 12, 31)
CONFISCATED: dict[str, Any] = {
    "penalty_kinds": ["fine", "confiscate_income"],
    "confiscated_cents": 123_400,
    "result": "没收违法所得1234元，罚款人民币2000元。",
}
# Items whose words stand on the page, in the copy and in the files alike.
PENALTY = {
    "violation_type": "销售超过保质期的食品",
    "confiscated_wan": "0.1234",
    "valid_to": "2026-12-31",
    "source_org": "云溪市市场监督管理局",
}
PERMIT = {
    "doc_title": "准予行政许可决定书",
    "permit_kind": "普通",
    "cert_title": "食品经营许可证",
    "permit_no": "JY1410000000001",
    "valid_from": "2026-03-16",
    "valid_to": "2031-03-15",
}
INSPECTION = {
    "doc_title": "行政检查结果告知书",
    "inspection_type": "日常检查",
    "method": "现场检查",
    "joint": "否",
}


def public(cast: Cast, kind: str, **changes: Any) -> Publication:
    """Our own decision of the kind where the public reads it."""
    give_codes(cast)
    changes.setdefault("of", factories.party(cast.bureau, uscc=CODE))
    if kind == "penalty":
        changes = {**CONFISCATED, "valid_to": day(12, 31), **changes}
        return factories.published(cast.bureau, **changes)
    return factories.published(cast.bureau, procedure=kind, **changes)


def whole(row: Publication) -> Publication:
    """The row as pages, files and the API are given it."""
    return search.find(row.pk, timezone.localdate())


def expected(row: Publication, kind: str) -> dict[str, str]:
    known = {"penalty": PENALTY, "permit": PERMIT, "inspection": INSPECTION}[kind]
    agency = row.agency
    named = {"source_org": str(agency.name), "organ": str(agency.name)}
    codes = {"organ_uscc": str(agency.uscc), "source_uscc": str(agency.uscc)}
    return {**known, **named, **codes, "party_kind": "法人及非法人组织"}


# ------------------------------------------------------------------------------- everywhere
@pytest.mark.parametrize("kind", ["penalty", "permit", "inspection"])
def test_each_item_is_on_the_page_in_the_copy_the_api_the_table_and_the_files(
    cast: Cast, client: Client, kind: str
) -> None:
    row = whole(public(cast, kind))
    wanted = expected(row, kind)
    told = data_items.of(row)
    assert {key: told.get(key) for key in wanted} == wanted
    page = client.get(reverse("decision-detail", args=[row.pk])).content.decode()
    assert row.shown is not None
    context = presentation.document(row, row.shown, timezone.localdate())
    copy = f"{context['about']}{context['sections']}{context['agency_name']}"
    for key, text in wanted.items():
        assert text in page, key
        assert text in copy, key
    answer = client.get(reverse("api-decision-detail", args=[row.pk])).json()
    assert answer["data_items"] == told
    snapshot = serializers.WholeDecision(row).data
    assert snapshot["data_items"] == told and "permit_status" not in snapshot
    (line,) = table(client)
    for key in export.ITEMS:
        assert line[data_items.LABELS[key]] == told.get(key, ""), key


def table(client: Client) -> list[dict[str, str]]:
    text = client.get(reverse("decision-csv")).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_copy_names_officers_code_kinds_sum_and_the_day_of_service(cast: Cast) -> None:
    row = whole(public(cast, "penalty"))
    assert row.shown is not None and row.decision is not None
    about = dict(presentation.about(row, row.shown))
    name, number = row.shown.officers[0]
    assert f"{name}（{number}）" in about["执法人员"]
    assert about["处罚种类"] == "罚款、没收违法所得"
    assert about["罚款金额（元）"] == "2000.00"
    assert about["统一社会信用代码"] == row.shown.party_uscc
    assert about["送达日期"] == str(row.decision.served_on)
    assert about["决定机关统一社会信用代码"] == row.agency.uscc


def test_headings_of_the_table_are_not_given_twice() -> None:
    assert len(set(export.HEADER)) == len(export.HEADER)
    assert export.HEADER[-len(export.ITEMS) :] == [data_items.LABELS[key] for key in export.ITEMS]


def test_the_state_of_a_permit_is_told_beside_the_text_that_files_commit_to(
    cast: Cast, client: Client
) -> None:
    row = whole(public(cast, "permit"))
    answer = client.get(reverse("api-decision-detail", args=[row.pk])).json()
    assert answer["permit_status"] == "有效" == table(client)[0]["许可当前状态"]
    listed = client.get(reverse("api-decision-list")).json()["results"][0]
    assert listed["permit_status"] == "有效"
    assert row.decision is not None
    type(row.decision.licence).objects.update(status="cancelled", ended_on=day(6, 1))
    answer = client.get(reverse("api-decision-detail", args=[row.pk])).json()
    assert answer["permit_status"] == "无效"


def test_an_item_is_hidden_like_every_other_text(cast: Cast) -> None:
    party = factories.party(cast.bureau, legal_rep="钱试然")
    decision = factories.served(
        cast.bureau, of=party, violation="销售过期食品，举报电话13900001234", **CONFISCATED
    )
    row = whole(publish(decision))
    assert row.shown is not None
    said = str([data_items.of(row), presentation.document(row, row.shown, day(4, 1))])
    assert "13900001234" not in said and "钱试然" not in said
    assert data_items.of(row)["legal_rep"] == "钱某某"


def publish(decision: Decision) -> Publication:
    from_duty = factories.approved(decision)
    by = factories.someone(decision.agency, "publisher")
    return pipeline.publish(from_duty, by=by, on=day(3, 18))


@pytest.mark.parametrize("kind", ["sole_trader", "person"])
def test_only_an_organisation_has_a_representative(cast: Cast, kind: str) -> None:
    party = factories.party(cast.bureau, kind=kind, legal_rep="钱试然")
    decision = factories.draft(cast.bureau, procedure="simple", of=party)
    assert kind_fields.said(decision)["legal_rep"] == ""


# ------------------------------------------------------------------------------- where it comes from
def test_a_silent_decision_is_helped_out_by_the_case(cast: Cast) -> None:
    penalty = factories.draft(cast.bureau)
    penalty.violation = ""
    assert kind_fields.said(penalty)["violation_type"] == penalty.case.cause
    silent: dict[str, Any] = {
        "permit_no": "",
        "cert_title": "",
        "valid_from": None,
        "valid_to": None,
    }
    permit = factories.issued(cast.bureau, procedure="permit", **silent)
    said = kind_fields.said(permit)
    assert said["permit_no"] == permit.doc_no and said["cert_title"] == permit.title
    assert (said["valid_from"], said["valid_to"]) == (str(permit.issued_on), "长期")


def test_a_licence_taken_away_is_named_only_where_the_penalty_names_it(cast: Cast) -> None:
    permit = factories.issued(cast.bureau, procedure="permit")
    penalty = factories.draft(cast.bureau, of=permit.case.party)
    penalty.result = "吊销食品经营许可证（JY1410000000001）。"
    assert kind_fields.said(penalty)["licence"] == "", "a fine takes none"
    penalty.penalty_kinds = ["revoke_licence"]
    assert kind_fields.said(penalty)["licence"] == "食品经营许可证JY1410000000001"
    penalty.result = "吊销许可证。"
    assert kind_fields.said(penalty)["licence"] == ""


def test_an_inspection_without_a_task_is_told_by_the_step_of_the_visit(cast: Cast) -> None:
    decision = factories.issued(cast.bureau, procedure="inspection")
    InspectionTask.objects.filter(case=decision.case_id).delete()
    visit = Step.objects.get(case=decision.case_id, kind=kind_fields.VISIT)
    said = kind_fields.said(decision)
    assert said["inspected_on"] == timezone.localdate(visit.at).isoformat()
    assert said["task_no"] == decision.case.number != ""
    assert (said["joint"], said["matter"]) == ("否", said["item_name"])


def test_the_code_of_a_task_is_never_told(cast: Cast) -> None:
    row = public(cast, "inspection")
    assert row.decision is not None
    codes = InspectionTask.objects.filter(case=row.decision.case_id).values_list("code", flat=True)
    said = str([data_items.of(whole(row)), row.shown and row.shown.sections])
    assert not [code for code in codes if code and code in said]


def test_how_a_measure_ended_is_told_once_it_did(cast: Cast) -> None:
    case = coercion.case(cast.bureau)
    decision = coercion.passed(case, on=day(3, 16))
    measure = coercion.judged(
        coercion.planned(case), when=factories.at(day(3, 16), 9), reviewed=decision
    )
    coercion.enforced(measure, when=factories.at(day(3, 16), 10))
    assert kind_fields.said(decision)["execution"] == ""
    measure.refresh_from_db()
    coercion.released(measure, on=day(3, 20))
    assert kind_fields.said(decision)["execution"] == "已解除"


@pytest.mark.parametrize(
    ("cents", "words"), [(0, ""), (1, "0.000001"), (200_000, "0.2"), (10_000_000_000, "10000")]
)
def test_an_amount_in_ten_thousands_loses_nothing(cents: int, words: str) -> None:
    assert kind_fields.wan(cents) == words


# ------------------------------------------------------------------------------- 双公示
def remarks(kind: str) -> list[tuple[str, str]]:
    """What our own reading of our own sheet remarks: (key, words) of every row."""
    text = csv_text(sheet_of(kind, start=START, end=END, on=timezone.localdate()))
    (sheet,) = tables.read_bytes(text.encode())
    table = rows.find_table(sheet)
    assert table is not None
    found = list(rows.read_rows(table))
    assert found
    return [note for row in found for note in (*row.errors, *row.flags)]


@pytest.mark.parametrize("kind", ["penalty", "permit"])
def test_our_own_sheet_passes_our_own_check(cast: Cast, kind: str) -> None:
    public(cast, kind)
    assert remarks(kind) == []


def test_a_penalty_without_a_named_violation_passes_too(cast: Cast) -> None:
    public(cast, "penalty", violation="")
    assert remarks("penalty") == []


def test_a_permit_without_end_leaves_as_the_sheets_write_it(cast: Cast) -> None:
    row = whole(public(cast, "permit", valid_to=None))
    assert own.fields_of(row)["valid_to"] == "2099-12-31"
    assert remarks("permit") == []


def test_the_dry_run_of_the_import_takes_the_sheets(cast: Cast) -> None:
    for kind in ("penalty", "permit"):
        public(cast, kind)
        text = csv_text(sheet_of(kind, start=START, end=END, on=timezone.localdate()))
        run = exchange.RecordImport(by=None, on=timezone.localdate())
        report = run.run(tables.read_bytes(text.encode()), dry_run=True)
        assert (report.rows, report.rejected_rows, report.flagged) == (1, 0, [])


def required(row: Publication) -> list[str]:
    """Keys whose column is required and that the record we push lacks, or that cannot be read."""
    read = wire.read(outgoing.record(row), 0)
    return [key for key, _words in (*read.errors, *read.flags)]


def test_an_inspection_told_to_a_platform_lacks_nothing_required(cast: Cast) -> None:
    row = public(cast, "inspection", outcome="clean")
    assert required(row) == []


def test_what_other_systems_sent_is_told_by_the_same_keys(cast: Cast) -> None:
    give_codes(cast)
    row = received.published(cast.bureau, violation_type="未亮证经营", source_org="云溪市数据局")
    told = data_items.of(whole(row))
    assert told["violation_type"] == "未亮证经营"
    assert told["source_org"] == "云溪市数据局" and "source_uscc" not in told


def test_a_levy_is_told_by_its_item_and_its_term(cast: Cast) -> None:
    decision = of_levy(cast)
    decision.valid_from, decision.valid_to = day(3, 1), day(3, 31)
    said = kind_fields.said(decision)
    assert (said["valid_from"], said["valid_to"]) == ("2026-03-01", "2026-03-31")


# ------------------------------------------------------------------------------- cost
@pytest.mark.parametrize("name", ["decision-list", "decision-csv", "api-decision-list"])
def test_further_rows_ask_no_further_questions(cast: Cast, client: Client, name: str) -> None:
    for kind in ("penalty", "permit", "inspection"):
        public(cast, kind)
    few = asked(client, name)
    for kind in ("penalty", "permit", "inspection"):
        public(cast, kind)
    assert asked(client, name) == few


def asked(client: Client, name: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as found:
        assert client.get(reverse(name)).status_code == 200
    return len(found)


@pytest.mark.parametrize("kind", list(ActionKind.values))
def test_every_item_has_one_name(kind: str) -> None:
    keys = [key for key, _heading in data_items.headings(kind)]
    assert set(keys) <= data_items.LABELS.keys()
