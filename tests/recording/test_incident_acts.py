"""The pages on which measures are asked for, decided and carried out, and the papers they keep."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.incidents import measures
from enforcement.models import Case, Incident
from recording import incident_papers
from recording.models import Document
from recording.services import archive, incidents
from tests import factories
from tests.base import Cast, day
from tests.incidents import GROUNDS, POLICE, REASON, approved, asked, decided, sent
from tests.moving import put
from tests.recording.bare import BlankPages

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ON = day(3, 16)
TYPED = "这是刚刚输入的一段话。"
Fields = dict[str, Any]
ASKING = [
    "crime-transfer",
    "jurisdiction-transfer",
    "suspension",
    "termination",
    "filing-withdrawal",
]
RESULT = {"result": TYPED}
# Page, kind, the state it starts from, what is typed, and the field of it that must not be blank.
CARRYING: list[tuple[str, str, str, Fields, str]] = [
    ("incident-resume", "suspension", "approved", RESULT, "on"),
    (
        "incident-send-crime",
        "crime_transfer",
        "approved",
        {"goods": TYPED, "opinion": "无", "other": "无"},
        "opinion",
    ),
    ("incident-send-case", "jurisdiction_transfer", "approved", {}, "on"),
    (
        "incident-answer",
        "crime_transfer",
        "sent",
        {"accepted": "1", "answer": TYPED},
        "accepted",
    ),
    (
        "incident-answer",
        "jurisdiction_transfer",
        "sent",
        {"accepted": "0", "answer": TYPED},
        "accepted",
    ),
    ("incident-object", "crime_transfer", "declined", {"objection": TYPED}, "on"),
    ("incident-hand-over", "crime_transfer", "accepted", RESULT, "on"),
    ("incident-go-on", "crime_transfer", "done", RESULT, "on"),
    ("incident-go-on", "jurisdiction_transfer", "declined", RESULT, "on"),
]
TAB = {
    "applied": ("待审批", "行政机关负责人（审批）"),
    "approved": ("已批准", "承办人"),
    "refused": ("不予批准", ""),
    "sent": ("已移送，待回复", POLICE),
    "accepted": ("公安机关已立案", "承办人"),
    "declined": ("对方不予立案或者不受理", "承办人"),
    "objected": ("已提请复议", POLICE),
    "done": ("已办结", ""),
    "ended": ("已终结，案件继续办理", ""),
}
OFFERS = {
    "approved": ["send-crime"],
    "sent": ["answer"],
    "accepted": ["go-on", "hand-over"],
    "declined": ["go-on", "object"],
    "objected": ["answer"],
    "done": ["go-on"],
}


@pytest.fixture(autouse=True)
def blank_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, on=ON, filed=True)


def at(case: Case, kind: str, status: str) -> Incident:
    """A measure in the state, put there past its papers."""
    row = asked(case, kind, on=ON)
    head = factories.someone(case.agency, "head")
    made = {"decided_by": head, "decided_on": ON, "decided_as": "head", "opinion": "同意办理。"}
    if status != "applied":
        put(row, status, started_on=ON, **made)
    return Incident.objects.get(pk=row.pk)


def post(cast: Cast, who: str, name: str, key: Any, data: Fields) -> tuple[int, str]:
    answer = cast.client(who).post(reverse(name, args=[key]), {"on": ON.isoformat(), **data})
    return answer.status_code, answer.content.decode()


def get(cast: Cast, who: str, name: str, key: Any) -> tuple[int, str]:
    answer = cast.client(who).get(reverse(name, args=[key]))
    return answer.status_code, answer.content.decode()


def asking(cast: Cast, name: str) -> Fields:
    """What is typed on the page that asks for a measure."""
    kind = name.replace("-", "_")
    more: dict[str, Fields] = {
        "crime_transfer": {
            "target_name": POLICE,
            "verified_by": [officer.pk for officer in cast.officers],
        },
        "jurisdiction_transfer": {"target_name": "云溪市交通运输局"},
    }
    return {"ground": GROUNDS[kind], "reason": TYPED, **more.get(kind, {})}


def papers(case: Case) -> list[str]:
    """The kinds of papers kept, but for the form of the filing."""
    rows = Document.objects.filter(case=case).exclude(kind="filing_approval").order_by("pk")
    return [row.kind for row in rows]


# ------------------------------------------------------------------------------- asking
@pytest.mark.parametrize("name", ASKING)
def test_the_page_that_asks_offers_the_grounds_and_keeps_what_was_typed(
    cast: Cast, case: Case, name: str
) -> None:
    page = f"{name}-apply"
    status, words = get(cast, "officer1", page, case.pk)
    assert status == 200
    for ground in measures()[name.replace("-", "_")].grounds.values():
        assert ground.label in words

    data = asking(cast, name)
    for bad in ({"on": "2026-01-05"}, {"ground": "weather"}, {"on": "2999-01-01"}):
        status, words = post(cast, "officer1", page, case.pk, {**data, **bad})
        assert (status, TYPED in words, "提交的内容有误，未保存" in words) == (200, True, True)
    assert not Incident.objects.exists()

    status, _words = post(cast, "officer1", page, case.pk, data)
    assert (status, Incident.objects.get().reason) == (302, TYPED)


@pytest.mark.parametrize("name", [*ASKING, "recusal"])
def test_the_page_that_asks_is_closed_to_others(cast: Cast, case: Case, name: str) -> None:
    for who, expected in (("head", 403), ("unithead", 403), ("supervisor", 403), ("outsider", 404)):
        assert get(cast, who, f"{name}-apply", case.pk)[0] == expected
        assert post(cast, who, f"{name}-apply", case.pk, {"reason": TYPED})[0] == expected


@pytest.mark.parametrize("name", ASKING)
def test_a_case_that_is_not_filed_yet_has_no_form(cast: Cast, name: str) -> None:
    unfiled = factories.case(cast.bureau, on=ON)

    assert "当前状态下不能办理本事项" in get(cast, "officer1", f"{name}-apply", unfiled.pk)[1]
    status, words = post(cast, "officer1", f"{name}-apply", unfiled.pk, asking(cast, name))
    assert (status, TYPED in words) == (200, True)
    assert "案件状态为“待立案”" in words
    assert (
        reverse(f"{name}-apply", args=[unfiled.pk])
        not in get(cast, "officer1", "case-incidents", unfiled.pk)[1]
    )


def test_only_one_of_the_verifying_officers_is_not_enough_on_the_page(
    cast: Cast, case: Case
) -> None:
    data = {**asking(cast, "crime-transfer"), "verified_by": [cast.officers[0].pk]}

    status, words = post(cast, "officer1", "crime-transfer-apply", case.pk, data)
    assert (status, TYPED in words, "2名以上" in words) == (200, True, True)


# ------------------------------------------------------------------------------- deciding
@pytest.mark.parametrize("kind", list(GROUNDS))
def test_the_head_reads_why_before_he_decides(cast: Cast, case: Case, kind: str) -> None:
    fields: Fields = {"officer": cast.officers[1]} if kind == "recusal" else {}
    row = asked(case, kind, on=ON, **fields)

    words = get(cast, "head", "incident-decide", row.pk)[1]
    assert REASON in words
    assert measures()[kind].grounds[GROUNDS[kind]].label in words
    data = {"approved": "0", "opinion": TYPED, "body": "collective", "note": ""}
    status, words = post(cast, "head", "incident-decide", row.pk, data)
    assert (status, TYPED in words, "应当写明参加集体讨论" in words) == (200, True, True)
    assert papers(case) == (["crime_report"] if kind == "crime_transfer" else [])

    data["note"] = "三人参加"
    assert post(cast, "head", "incident-decide", row.pk, data)[0] == 302
    assert Incident.objects.get().status == "refused"
    assert "incident_approval" in papers(case)
    assert "不能办理本事项" in get(cast, "head", "incident-decide", row.pk)[1]


@pytest.mark.parametrize("data", [{}, {"approved": "2"}, {"approved": "1", "body": "mayor"}])
def test_a_verdict_that_is_none_is_refused_by_the_form(
    cast: Cast, case: Case, data: Fields
) -> None:
    row = asked(case, "suspension", on=ON)

    said = {"opinion": TYPED, "body": "head", **data}
    status, words = post(cast, "head", "incident-decide", row.pk, said)
    assert (status, TYPED in words) == (200, True)
    assert Incident.objects.get().status == "applied"


# ------------------------------------------------------------------------------- carrying out
@pytest.mark.parametrize(("name", "kind", "status", "data", "blank"), CARRYING)
def test_a_later_move_is_made_on_its_page(
    cast: Cast, case: Case, name: str, kind: str, status: str, data: Fields, blank: str
) -> None:
    row = at(case, kind, status)
    assert REASON in get(cast, "officer1", name, row.pk)[1]

    refused, words = post(cast, "officer1", name, row.pk, {**data, blank: ""})
    assert (refused, TYPED in words) == (200, TYPED in data.values())
    early, words = post(cast, "officer1", name, row.pk, {**data, "on": "2026-03-13"})
    assert (early, "日期不能早于上一环节的日期2026-03-16" in words) == (200, True)
    assert Incident.objects.get().status == status
    for who, expected in (("head", 403), ("outsider", 404)):
        assert post(cast, who, name, row.pk, data)[0] == expected

    assert post(cast, "officer1", name, row.pk, data)[0] == 302
    assert Incident.objects.get().status != status
    assert post(cast, "officer1", name, row.pk, data)[0] == 200


# ------------------------------------------------------------------------------- the tab
@pytest.mark.parametrize("status", list(TAB))
def test_the_tab_says_where_a_transfer_stands_and_offers_what_follows(
    cast: Cast, case: Case, status: str
) -> None:
    row = at(case, "crime_transfer", status)
    words = get(cast, "officer1", "case-incidents", case.pk)[1]
    label, awaited = TAB[status]

    assert label in words
    assert (f"下一步由 {awaited}" in words) if awaited else ("下一步由" not in words)
    assert ("同意办理。" in words) == (status != "applied")
    names = [
        name
        for name in ("send-crime", "answer", "object", "hand-over", "go-on", "resume")
        if f"/incidents/{row.pk}/{name}/" in words
    ]
    assert sorted(names) == OFFERS.get(status, [])
    decide = f"/incidents/{row.pk}/decide/"
    assert (decide in get(cast, "head", "case-incidents", case.pk)[1]) == (status == "applied")
    assert decide not in words


# ------------------------------------------------------------------------------- papers
@pytest.mark.parametrize(
    ("kind", "yes", "kept"),
    [
        ("recusal", True, ["incident_approval", "recusal_decision"]),
        ("recusal", False, ["incident_approval", "recusal_decision"]),
        ("suspension", True, ["incident_approval", "suspension_decision"]),
        ("suspension", False, ["incident_approval"]),
        ("crime_transfer", True, ["crime_report", "incident_approval"]),
        ("crime_transfer", False, ["crime_report", "incident_approval"]),
        ("jurisdiction_transfer", True, ["incident_approval"]),
        ("termination", True, ["incident_approval", "termination_decision", "closing_approval"]),
        ("termination", False, ["incident_approval"]),
        ("filing_withdrawal", True, ["incident_approval", "closing_approval"]),
    ],
)
def test_each_decision_keeps_its_papers(
    cast: Cast, case: Case, kind: str, yes: bool, kept: list[str]
) -> None:
    fields: Fields = {"person": cast.reviewer} if kind == "recusal" else {}
    with translation.override("en"):
        decided(asked(case, kind, on=ON, **fields), on=ON, approved=yes, opinion=TYPED)

    assert papers(case) == kept
    form = Document.objects.get(case=case, kind="incident_approval").context
    assert form["title"] == f"{measures()[kind].label_zh}审批表"
    verdict = "同意。" if yes else "不予批准。"
    assert form["opinions"][0]["text"] == f"{verdict}{TYPED}（行政机关负责人）"
    pairs = dict(form["fields"])
    assert pairs["提出方式"] == "承办人员提出"
    assert (pairs["提出日期"], "" in pairs.values()) == ("2026年3月16日", False)
    assert pairs["事由"].endswith(f"（{measures()[kind].grounds[GROUNDS[kind]].article}）")


def test_each_letter_has_the_next_number_of_the_agency(cast: Cast, case: Case) -> None:
    row = approved(case, "suspension", on=ON)
    incidents.resume(row, by=cast.officer1, on=ON, result=TYPED)
    crime = sent(case, on=ON)
    crime = incidents.answer(crime, by=cast.officer1, on=ON, accepted=False, answer="不予立案。")
    incidents.object_to(crime, by=cast.officer1, on=ON, objection=TYPED)

    rows = Document.objects.filter(case=case, number__contains="程").order_by("pk")
    assert [(each.kind, each.number) for each in rows] == [
        ("suspension_decision", "云市监程〔2026〕1号"),
        ("resumption_decision", "云市监程〔2026〕2号"),
        ("crime_transfer_letter", "云市监程〔2026〕3号"),
        ("crime_objection", "云市监程〔2026〕4号"),
    ]
    opening = "".join(rows[3].context["opening"])
    assert all(word in opening for word in (POLICE, crime.number, "不予立案。", TYPED))
    listed = rows[2].context["attachments"]
    assert listed[0] == "涉嫌犯罪案件情况的调查报告"
    assert listed[1:3] == ["涉案物品清单：饼干12袋", "有关检验报告或者鉴定结论：检验报告1份"]


class NoPages(BlankPages):
    """An engine that has no glyph for what is written."""

    def render(self, template: str, context: dict[str, Any]) -> bytes:
        raise RuleError("缺字", field="reason")


def test_without_its_paper_no_move_is_made(
    cast: Cast, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    halted = approved(case, "suspension", on=ON)
    crime = approved(case, "crime_transfer", on=ON)
    away = asked(case, "jurisdiction_transfer", on=ON)
    monkeypatch.setattr("recording.services.documents.pdf", NoPages())
    before = AuditEntry.objects.count(), list(Incident.objects.order_by("pk").values())

    by = cast.officer1
    moves: list[Callable[[], Incident]] = [
        lambda: incidents.resume(halted, by=by, on=ON, result=TYPED),
        lambda: incidents.send_crime(crime, by=by, on=ON, goods="无", opinion="无", other="无"),
        lambda: decided(away, on=ON),
    ]
    for act in moves:
        with pytest.raises(RuleError, match="缺字"):
            act()
    assert (AuditEntry.objects.count(), list(Incident.objects.order_by("pk").values())) == before


def test_an_archived_file_takes_no_measure(cast: Cast, case: Case) -> None:
    approved(case, "termination", on=ON)
    archive.seal(case, by=cast.officer1, on=day(3, 17))

    with pytest.raises(RuleError, match="案卷已经归档") as error:
        asked(Case.objects.get(pk=case.pk), "recusal", on=day(3, 18), person=cast.reviewer)
    assert error.value.article == "国办发〔2018〕118号第九条"


@pytest.mark.parametrize("kind", list(GROUNDS))
def test_every_ground_is_quoted_in_chinese_with_its_article(kind: str) -> None:
    with translation.override("en"):
        for key, ground in measures()[kind].grounds.items():
            words = incident_papers.basis(Incident(kind=kind, ground=key))
            assert words == f"{ground.label_zh}（{ground.article}）"
            assert ground.label == ground.label_en
        named = Incident(decided_as="superior", decided_note="云政函〔2026〕3号")
        assert incident_papers.decider(named) == "上级机关或者同级人民政府（云政函〔2026〕3号）"
