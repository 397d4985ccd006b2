"""Every paper of the table says who, what and under which number, however much is written in it."""

from typing import Any

import pytest

from core import pdf
from core.errors import RuleError
from core.models import AuditEntry, Deadline, NumberUse
from enforcement.models import Case, Decision, Defence, Notice, Officer
from enforcement.services import visits
from enforcement.services.incident_requests import Request
from enforcement.services.incident_requests import apply as apply_for
from enforcement.services.incidents import Verdict, decide
from recording import contexts, kinds
from recording.models import Document, Evidence, Service, Step
from recording.services import archive, documents, notices, service, steps
from tests import factories
from tests.base import Cast, day
from tests.contents import Days
from tests.recording.papers import said

pytestmark = pytest.mark.one_database
ON = day(3, 16)
FILED = Days.before(ON).filed
NUMBER = "云市监试〔2026〕7号"
TIMES = 60
FIRST, LAST = "首句标记甲。", "末句标记乙。"
LONG = FIRST + "当事人的橱架上陈列有超过保质期的预包装食品。" * TIMES + LAST
# The cover and the seal strips are one page by design; the forms share one layout, which the filing form stands for.
ONE_OF_EACH_TEMPLATE = sorted(
    {row.template: key for key, row in kinds.document_kinds().items()}[template]
    for template in {row.template for row in kinds.document_kinds().values()}
    - {
        "archive_cover",
        "archive_catalogue",
        "seal_strip",
        "closing_approval",
        "review_opinion",
        "service_receipt",
    }
)
GLYPHLESS = "\U0001f9c3"
# Papers that name the officers who made them; letters are signed by the organ instead.
SIGNED_BY_OFFICERS = {"record", "inquiry_record", "scene_record", "defence_record"}


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, on=ON, filed=True)


def keep(cast: Cast, case: Case, kind: str, **context: Any) -> Document:
    """One paper of the kind, made from the base context."""
    values = {**documents.base_context(case, on=ON), **context}
    return documents.keep(case, kind=kind, context=values, by=cast.officer1, on=ON, number=NUMBER)


@pytest.mark.parametrize("kind", ONE_OF_EACH_TEMPLATE)
def test_a_long_text_is_printed_to_its_last_word_over_several_pages(
    cast: Cast, case: Case, kind: str
) -> None:
    row = keep(cast, case, kind, sections=[contexts.section("情况", LONG)])
    words = said(row)
    assert row.title == kinds.document_kinds()[kind].label_zh
    for expected in (row.title, NUMBER, cast.bureau.name, case.party.name, FIRST, LAST):
        assert expected in words
    # One character of each sentence: a page may end within any longer word.
    assert words.count("橱") == TIMES
    assert row.pages > 1


@pytest.mark.parametrize(
    "kind",
    [key for key, row in kinds.document_kinds().items() if row.template in SIGNED_BY_OFFICERS],
)
def test_a_record_names_its_officers_with_their_certificates(
    cast: Cast, case: Case, kind: str
) -> None:
    words = said(keep(cast, case, kind))
    for officer in cast.officers:
        certificate = officer.certificate_on(ON)
        assert certificate is not None
        assert f"{officer.name}（{certificate.number}）" in words


@pytest.mark.parametrize("kind", ["inquiry_record", "penalty_decision", "service_receipt"])
def test_the_paper_belongs_to_the_stage_of_its_kind_unless_told(
    cast: Cast, case: Case, kind: str
) -> None:
    assert keep(cast, case, kind).stage == kinds.document_kinds()[kind].stage
    other = documents.keep(
        case,
        kind=kind,
        context=documents.base_context(case, on=ON),
        by=None,
        on=ON,
        stage="execution",
    )
    assert (other.stage, other.created_by_id) == ("execution", None)


@pytest.mark.parametrize("kind", ["person", "sole_trader", "org"])
def test_the_party_is_named_as_its_kind_is_named(cast: Cast, kind: str) -> None:
    party = factories.party(cast.bureau, kind)
    case = factories.case(cast.bureau, on=ON, filed=True, of=party)
    words = said(keep(cast, case, "penalty_decision"))
    assert party.name in words
    assert "云溪市示范路1号" in words
    assert (party.legal_rep in words) if party.legal_rep else "法定代表人" not in words


# A report sums up; it has no hour and place of its own.
REPORTS = ("investigation_report", "examination_opinion")
BEFORE_DECISION = [
    (procedure, row.key)
    for row in kinds.step_kinds().values()
    for procedure in row.procedures
    if not row.retired
    if row.stage not in ("service", "execution")
]


@pytest.mark.parametrize(("procedure", "kind"), BEFORE_DECISION)
def test_the_record_of_a_step_says_when_where_who_and_what(
    cast: Cast, procedure: str, kind: str
) -> None:
    acting = factories.KIND_OF[procedure]
    case = factories.case(cast.bureau, on=ON, kind=acting, procedure=procedure, filed=True)
    if (procedure, kind) == ("inspection", "site_inspection"):
        visits.notified(case.inspection_task, by=cast.officer1, on=FILED)
    step = steps.record(
        case,
        by=cast.officer1,
        kind=kind,
        at=factories.at(FILED, 15),
        text="第一段经过。\n第二段结果。",
        place="云溪市新安里8号",
        officers=cast.officers,
    )
    row = kinds.step_kinds()[kind]
    paper = Document.objects.get(case=case, context__step=step.pk)
    assert (paper.kind, paper.stage, paper.dated_on) == (row.document, row.stage, FILED)
    words = said(paper)
    titles = [kinds.document_kinds()[row.document].label_zh]
    titles += [] if row.document in REPORTS else [row.label_zh]
    scene = () if row.document in REPORTS else ("2026年3月3日15时00分", "云溪市新安里8号")
    for expected in (*titles, *scene, "第一段经过。", "第二段结果。"):
        assert expected in words
    for officer in cast.officers:
        assert officer.name in words


@pytest.mark.parametrize(
    ("procedure", "kind", "title"),
    [
        ("ordinary", "filing_approval", "立案审批表"),
        ("permit", "acceptance_notice", "受理通知书"),
        ("inspection", "inspection_approval", "行政检查审批表"),
    ],
)
def test_the_filing_has_the_paper_of_its_procedure(
    cast: Cast, procedure: str, kind: str, title: str
) -> None:
    acting = factories.KIND_OF[procedure]
    case = factories.case(cast.bureau, on=ON, kind=acting, procedure=procedure, filed=True)
    paper = documents.keep_filing_form(case, by=cast.officer1)
    assert paper is not None
    assert (paper.kind, paper.number, paper.dated_on) == (kind, case.number, case.filed_on)
    words = said(paper)
    for expected in (title, case.number, case.cause, case.party.name):
        assert expected in words
    assert documents.keep_filing_form(case, by=cast.officer1) is None


def test_an_on_the_spot_case_and_an_unfiled_one_have_no_filing_paper(cast: Cast) -> None:
    simple = factories.case(cast.bureau, on=ON, procedure="simple", filed=True)
    unfiled = factories.case(cast.bureau, on=ON)
    for case in (simple, unfiled):
        assert documents.keep_filing_form(case, by=cast.officer1) is None
    assert not Document.objects.exists()


def test_an_absent_party_and_the_reason_for_no_recording_are_printed(
    cast: Cast, case: Case
) -> None:
    given: dict[str, Any] = {
        "by": cast.officer1,
        "at": factories.at(FILED),
        "officers": cast.officers,
    }
    steps.record(case, kind="inquiry", text="问答。", av_exemption="文字记录足够。", **given)
    steps.record(case, kind="sampling", text="抽样。", party_present=False, **given)
    inquiry = Document.objects.get(case=case, kind="inquiry_record")
    sampling = Document.objects.get(case=case, kind="sampling_record")
    assert "不进行音像记录的理由：文字记录足够。" in said(inquiry)
    assert "当事人未到场或者拒绝签名" not in said(inquiry)
    assert "当事人未到场或者拒绝签名" in said(sampling)


TABLES = (Case, Step, Document, Evidence, Service, Notice, Defence, Decision, NumberUse, Deadline)


def everything() -> list[Any]:
    """All rows an act could have left behind, and the length of the audit log."""
    rows = [list(model.objects.order_by("pk").values()) for model in TABLES]
    return [*rows, AuditEntry.objects.count()]


def refused_whole(act: Any) -> None:
    """The act is refused for the character, by name, and leaves nothing."""
    before = everything()
    with pytest.raises(RuleError, match=GLYPHLESS) as refused:
        act()
    assert f"U+{ord(GLYPHLESS):X}" in refused.value.message
    assert everything() == before


@pytest.mark.parametrize("field", ["text", "place", "av_exemption"])
def test_a_step_with_an_unprintable_character_anywhere_is_refused(
    cast: Cast, case: Case, field: str
) -> None:
    given: dict[str, Any] = {"text": "问答。", "place": "店内", field: f"甲{GLYPHLESS}乙"}
    refused_whole(
        lambda: steps.record(
            case,
            by=cast.officer1,
            kind="inquiry",
            at=factories.at(FILED),
            officers=cast.officers,
            **given,
        )
    )


@pytest.mark.parametrize("field", ["facts", "basis", "evidence", "discretion", "result"])
def test_a_notice_with_an_unprintable_character_is_not_served(cast: Cast, field: str) -> None:
    changes: dict[str, Any] = {field: f"甲{GLYPHLESS}乙"}
    decision = factories.draft(cast.bureau, on=ON, **changes)
    refused_whole(lambda: factories.notify(decision, on=day(3, 9)))


@pytest.mark.parametrize("field", ["receiver", "place", "note"])
def test_a_receipt_with_an_unprintable_character_undoes_the_notice_too(
    cast: Cast, field: str
) -> None:
    decision = factories.draft(cast.bureau, on=ON)
    given: dict[str, Any] = {
        "receiver": "钱试",
        "place": "店内",
        "note": "",
        field: f"甲{GLYPHLESS}",
    }
    refused_whole(
        lambda: notices.serve(
            decision,
            by=cast.officer1,
            on=day(3, 9),
            method="direct",
            hearing_offered=False,
            **given,
        )
    )


@pytest.mark.parametrize("field", ["receiver", "place", "note"])
def test_a_decision_is_not_served_without_its_receipt(cast: Cast, field: str) -> None:
    decision = factories.issued(cast.bureau, on=ON, procedure="simple")
    given: dict[str, Any] = {
        "receiver": "钱试",
        "place": "店内",
        "note": "",
        field: f"甲{GLYPHLESS}",
    }
    refused_whole(
        lambda: service.serve(decision, by=cast.officer1, on=ON, method="direct", **given)
    )


@pytest.mark.parametrize("procedure", ["simple", "permit", "inspection"])
def test_a_decision_with_an_unprintable_basis_is_not_made(cast: Cast, procedure: str) -> None:
    decision = factories.draft(cast.bureau, on=ON, procedure=procedure, basis=f"甲{GLYPHLESS}")
    if decision.review_required:
        decision = factories.pass_review(decision, on=ON)
    refused_whole(lambda: factories.issue(decision, on=ON))


def test_an_opinion_with_an_unprintable_character_leaves_the_review_open(cast: Cast) -> None:
    review = factories.submitted(cast.bureau, on=ON)
    refused_whole(lambda: factories.send_back(review, on=day(3, 11), opinion=f"退回{GLYPHLESS}"))
    review.refresh_from_db()
    assert review.status == "open"


def test_a_case_is_not_closed_when_its_cause_cannot_be_printed(cast: Cast) -> None:
    case = factories.case(
        cast.bureau, on=ON, filed=True, procedure="simple", cause=f"占{GLYPHLESS}"
    )
    request = Request(kind="termination", ground="other", reason="无法继续调查。")
    row = apply_for(case, by=cast.officer1, on=ON, request=request)
    decide(row, by=cast.head, on=ON, verdict=Verdict(approved=True, opinion="同意。"))
    refused_whole(lambda: archive.close_case(case, by=cast.officer1, on=ON, ground="terminated"))


def test_the_officers_of_a_paper_are_certified_on_its_own_day(cast: Cast) -> None:
    case = factories.case(cast.bureau, on=ON, filed=True)
    late = factories.officer(cast.bureau, name="新证人", valid_from=day(3, 20))
    lines = contexts.officer_lines([late], day(3, 19)), contexts.officer_lines([late], day(3, 20))
    certificate = Officer.objects.get(pk=late.pk).certificate_on(day(3, 20))
    assert certificate is not None
    assert [row[0]["cert_no"] for row in lines] == ["", certificate.number]
    assert contexts.base_context(case, on=ON)["officers"][0]["name"] == cast.officers[0].name


def test_the_text_of_a_kept_paper_is_found_by_a_reader_of_pdf(cast: Cast, case: Case) -> None:
    row = keep(cast, case, "penalty_decision", remedies="可以在60日内申请行政复议。")
    rendered = pdf.render(documents.template_of(row.kind), documents.plain_context(row))
    assert "行政处罚决定书" in pdf.text(rendered).replace("\n", "")
    assert "可以在60日内申请行政复议。" in said(row)
