"""Papers that an officer words: filled from the record, refused while a legal element is blank."""

from typing import Any

import pytest
from django.urls import reverse

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import Case
from recording import contexts, kinds, papers
from recording.models import Document, Service
from recording.services import papers as writing
from tests import factories
from tests.base import Cast, day
from tests.recording.papers import said

pytestmark = pytest.mark.django_db
ON = day(3, 16)
SUMMONS = {
    "on": "2026-03-16",
    "when": "2026年3月18日9时",
    "place": "本机关二楼询问室",
    "materials": "营业执照、进货台账",
}


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, on=ON, filed=True)


def filled(paper: papers.Paper) -> dict[str, str]:
    """Every element in words that can be found again."""
    rows = "甲物，大，2，好\n乙物，小，3"
    return {
        each.key: rows if each.kind == "rows" else f"【{each.label_zh}】" for each in paper.elements
    }


def words_of(context: dict[str, Any]) -> str:
    return str(
        [context[key] for key in ("opening", "fields", "sections", "rows") if key in context]
    )


def of_procedure(cast: Cast) -> dict[str, Case]:
    """A case for each procedure; the ordinary one is decided and served."""
    ordinary = factories.served(cast.bureau, on=ON).case
    others = {
        name: factories.case(
            cast.bureau, on=ON, kind=factories.KIND_OF[name], procedure=name, filed=True
        )
        for name in ("permit", "inspection")
    }
    return {"ordinary": ordinary, **others}


def test_every_paper_says_each_of_its_elements_and_leaves_no_place_open(cast: Cast) -> None:
    cases = of_procedure(cast)
    for paper in papers.papers().values():
        case = cases[next(name for name in cases if name in paper.procedures)]
        words = filled(paper)

        context = papers.context(case, paper, words, ON)

        text = words_of(context) + context.get("addressee", "")
        for element in paper.elements:
            expected = "乙物" if element.kind == "rows" else words[element.key]
            assert expected in text, (paper.key, element.key)
        assert "{" not in text.replace("[{'heading'", "").replace("{'heading'", ""), paper.key
        assert bool(context["rows"]) is ("rows" in words)
        assert {len(row) for row in context["rows"]} <= {len(paper.columns)}
        assert [box["label"] for box in context["opinions"]] == list(paper.opinions)


def test_each_legal_element_left_blank_refuses_the_paper_and_is_named(cast: Cast) -> None:
    cases = of_procedure(cast)
    for paper in papers.papers().values():
        case = cases[next(name for name in cases if name in paper.procedures)]
        for element in (each for each in paper.elements if each.required):
            with pytest.raises(RuleError) as refused:
                papers.context(case, paper, {**filled(paper), element.key: " 　"}, ON)
            assert f"《{paper.label_zh}》缺少“{element.label_zh}”" in refused.value.message
            assert refused.value.field == element.key
            assert refused.value.article == paper.article


@pytest.mark.parametrize(
    ("kind", "missing"), [("execution_suspension", "决定书文号"), ("assistance_request", "案号")]
)
def test_a_fact_the_record_does_not_have_yet_is_named(cast: Cast, kind: str, missing: str) -> None:
    unfiled = factories.case(cast.bureau, on=ON)
    paper = papers.papers()[kind]
    with pytest.raises(RuleError, match=f"缺少“{missing}”"):
        papers.context(unfiled, paper, filled(paper), ON)


def test_a_sentence_about_what_was_left_out_is_not_printed(case: Case) -> None:
    paper = papers.papers()["inquiry_notice"]
    with_it = papers.context(case, paper, filled(paper), ON)["opening"]
    without = papers.context(case, paper, {**filled(paper), "materials": ""}, ON)["opening"]
    assert [line for line in with_it if line not in without] == [
        "接受询问调查时，请携带：【应当携带的材料】。"
    ]


def test_the_form_begins_with_what_the_record_knows(cast: Cast) -> None:
    draft = factories.draft(cast.bureau, on=ON)
    known = papers.known(draft.case, papers.papers()["order_notice"])
    assert (known["facts"], known["basis"]) == (draft.facts, draft.basis)
    rows = papers.known(draft.case, papers.papers()["handover_list"])["rows"].splitlines()
    assert len(rows) == Document.objects.filter(case=draft.case).count()
    text = cast.client("officer1").get(reverse("paper-write", args=[draft.case_id, "order_notice"]))
    assert draft.facts in text.content.decode()


def test_a_paper_is_written_numbered_served_and_logged(cast: Cast, case: Case) -> None:
    client = cast.client("officer1")
    url = reverse("paper-write", args=[case.pk, "inquiry_notice"])

    answer = client.post(url, SUMMONS)

    assert answer["Location"] == reverse("paper-list", args=[case.pk])
    paper = Document.objects.get(case=case, kind="inquiry_notice")
    assert (paper.title, paper.number, paper.stage) == (
        "询问通知书",
        "云市监文〔2026〕1号",
        "investigation",
    )
    text = said(paper)
    for expected in (f"{case.party.name}：", "2026年3月18日9时", "营业执照、进货台账", case.cause):
        assert expected in text
    assert AuditEntry.objects.filter(action="document.keep", object_id=str(paper.pk)).exists()
    assert "等待送达的文书" in client.get(answer["Location"]).content.decode()

    handed = {"on": "2026-03-16", "method": "direct", "receiver": "钱试", "place": "店内"}
    serve = reverse("paper-serve", args=[paper.pk])
    assert client.post(serve, handed).status_code == 302
    assert Service.objects.get(document=paper).receiver == "钱试"
    assert "等待送达的文书" not in client.get(answer["Location"]).content.decode()
    assert "已经送达，或者不需要另行送达" in client.post(serve, handed).content.decode()


def test_a_preview_of_a_paper_takes_no_number(cast: Cast, case: Case) -> None:
    url = reverse("paper-write", args=[case.pk, "inquiry_notice"])
    answer = cast.client("officer1").post(url, {**SUMMONS, "preview": "1"})
    assert answer["Content-Type"] == "application/pdf"
    assert not Document.objects.filter(kind="inquiry_notice").exists()


def test_what_is_missing_is_asked_for_beside_its_field(cast: Cast, case: Case) -> None:
    url = reverse("paper-write", args=[case.pk, "inquiry_notice"])
    for data in ({**SUMMONS, "place": ""}, {**SUMMONS, "place": "", "preview": "1"}):
        page = cast.client("officer1").post(url, data).content.decode()
        assert "询问地点" in page
        assert "提交的内容有误，未保存" in page
        assert "营业执照、进货台账" in page
    assert not Document.objects.filter(case=case).exists()


def test_only_papers_of_the_procedure_are_offered_and_written(cast: Cast, case: Case) -> None:
    client = cast.client("officer1")
    page = client.get(reverse("paper-list", args=[case.pk])).content.decode()
    assert "协助调查函" in page
    assert "行政许可申请书" not in page
    for kind in ("permit_application", "penalty_decision", "no-such-paper"):
        assert client.get(reverse("paper-write", args=[case.pk, kind])).status_code == 404
    permit = papers.papers()["permit_application"]
    with pytest.raises(RuleError, match="没有这种文书"):
        writing.write(case, by=cast.officer1, on=ON, paper=permit, words=filled(permit))


def test_who_does_not_handle_the_case_writes_no_paper_of_it(cast: Cast, case: Case) -> None:
    stranger = factories.account_of(factories.officer(cast.bureau, name="未办此案"))
    paper = papers.papers()["file_notes"]
    with pytest.raises(RuleError):
        writing.write(case, by=stranger, on=ON, paper=paper, words=filled(paper))
    assert not Document.objects.filter(case=case).exists()


def test_an_archived_file_takes_no_paper(cast: Cast, case: Case) -> None:
    case.status = Case.Status.ARCHIVED
    paper = papers.papers()["file_notes"]
    with pytest.raises(RuleError, match="已经归档"):
        writing.write(case, by=cast.officer1, on=ON, paper=paper, words=filled(paper))


@pytest.mark.parametrize(
    ("kind", "seen"),
    [("seal_strip", "封"), ("registration_notice", "乙物"), ("decision_approval", "负责人意见")],
)
def test_papers_of_every_shape_are_printed_whole(
    cast: Cast, case: Case, kind: str, seen: str
) -> None:
    paper = papers.papers()[kind]
    row = writing.write(case, by=cast.officer1, on=ON, paper=paper, words=filled(paper))
    text = said(row)
    assert seen in text
    assert paper.label_zh in text
    assert cast.bureau.name in text


def test_a_decision_not_to_penalise_has_its_own_paper(cast: Cast) -> None:
    spared: dict[str, Any] = {"outcome": "no_penalty", "penalty_kinds": [], "fine_cents": 0}
    draft = factories.draft(cast.bureau, on=ON, **spared)
    context = contexts.for_decision(draft)
    assert kinds.decision_document(draft).key == "no_penalty_decision"
    assert context["title"] == "不予行政处罚决定书"
    headings = [section["heading"] for section in context["sections"]]
    assert "决定" in headings
    assert "处罚决定" not in headings
