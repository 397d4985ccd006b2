"""What goes to review comes from the record; what is missing is named with where it is made."""

import io
from uuid import uuid4

import pytest
from django.urls import reverse

from core.errors import RuleError
from enforcement.models import Decision
from enforcement.profiles import PROFILE_KEYS, load
from enforcement.services import notices
from legal_review import materials
from legal_review.models import Review
from legal_review.services import submission
from recording.models import Evidence, Step
from recording.services import evidence
from tests import factories, hearings
from tests.base import Cast, day
from tests.contents import Days
from tests.enforcement.dossier import ON, draft, page, said
from tests.recording.bare import BlankPages

pytestmark = pytest.mark.django_db
SENT = Days.before(ON).submitted


@pytest.fixture(autouse=True)
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recording.services.documents.pdf", BlankPages())


def by_key(decision: Decision) -> dict[str, materials.Material]:
    return {row.key: row for row in materials.of(decision)}


def states(decision: Decision) -> dict[str, str]:
    """Key -> there, missing or none."""
    rows = by_key(decision)
    return {
        key: "missing" if row.missing else "there" if row.found else "none"
        for key, row in rows.items()
    }


# ------------------------------------------------------------------------------- the table
@pytest.mark.parametrize("profile", PROFILE_KEYS)
def test_every_row_says_where_it_is_from_and_made(profile: str) -> None:
    rows = load(profile).review_materials()
    assert len({row["key"] for row in rows}) == len(rows) >= 6
    for row in rows:
        assert row["from"] in materials.FROM, row["key"]
        assert row["due"] in materials.DUE, row["key"]
        assert row["label"].strip()
        assert row["article"].strip()
        assert reverse(row["make"], args=[uuid4()]).startswith("/")


def test_a_complete_record_lacks_nothing(cast: Cast) -> None:
    decision = factories.notified(cast.bureau)
    assert states(decision) == {
        "draft": "there",
        "investigation_report": "there",
        "investigation": "there",
        "appraisal": "none",
        "discretion": "there",
        "hearing_record": "none",
        "defence": "none",
    }
    assert submission.gaps(decision, SENT) == []


def test_each_procedure_has_its_own_materials(cast: Cast) -> None:
    permit = factories.draft(cast.bureau, procedure="permit")
    assert set(by_key(permit)) == {
        *("draft", "examination", "appraisal", "hearing_record", "defence"),
    }
    assert states(permit)["examination"] == "there"


# ------------------------------------------------------------------------------- what is missing
def test_a_bare_record_is_told_what_to_make_and_where(cast: Cast) -> None:
    decision = draft(cast.bureau)
    found = by_key(decision)
    assert states(decision)["draft"] == "there"
    for key, name in (
        ("investigation_report", "step-create"),
        ("investigation", "evidence-upload"),
    ):
        assert found[key].missing
        assert found[key].url == reverse(name, args=[decision.case_id])
        gap = found[key].gap()
        assert found[key].label in gap.message
        assert gap.article
        assert "不需要另行上传" in gap.remedy
    names = [gap.code for gap in submission.gaps(decision, SENT)]
    assert {"material_investigation_report", "material_investigation"} <= set(names)


def test_the_submission_names_every_one(cast: Cast) -> None:
    decision = draft(cast.bureau)
    with pytest.raises(RuleError, match="送审材料缺少调查终结报告") as caught:
        factories.submit(decision, on=SENT)
    text = "；".join([caught.value.message, *caught.value.extra])
    assert "调查取证材料" in text
    assert not Review.objects.exists()


@pytest.mark.parametrize("column", ["facts", "basis", "result", "title"])
def test_a_draft_that_says_nothing_is_no_draft(cast: Cast, column: str) -> None:
    decision = factories.draft(cast.bureau)
    setattr(decision, column, "")
    assert states(decision)["draft"] == "missing"


def test_who_asked_an_expert_owes_the_report(cast: Cast) -> None:
    decision = factories.draft(cast.bureau)
    Step.objects.create(
        case=decision.case,
        kind="expert",
        stage="investigation",
        at=factories.at(SENT),
        text="委托检验。",
        created_by=cast.officer1,
    )
    assert states(decision)["appraisal"] == "missing"
    assert by_key(decision)["appraisal"].url == reverse("evidence-upload", args=[decision.case_id])
    evidence.seal(
        decision.case,
        by=cast.officer1,
        stream=io.BytesIO(factories.PAPER),
        file_name="检验报告.pdf",
        kind=Evidence.Kind.APPRAISAL,
        media=Evidence.Media.DOCUMENT,
        title="检验报告",
        stage="investigation",
        at=factories.at(SENT),
    )
    assert by_key(decision)["appraisal"].found == ["检验报告"]


def test_a_hearing_that_was_held_brings_its_record(cast: Cast) -> None:
    decision = factories.draft(cast.bureau, fine_cents=5_000_000)
    notice = factories.notify(decision, on=SENT)
    hearings.ask(notice, on=SENT)
    assert states(decision)["hearing_record"] == "none"

    hearings.hear(notice, on=day(3, 25))

    row = by_key(decision)["hearing_record"]
    assert row.due
    assert "2026-03-25" in row.found[0]


@pytest.mark.parametrize(
    ("benchmark", "said_of_it", "state"),
    [(None, "", "none"), (7, "", "missing"), (7, "按照基准从轻。", "there")],
)
def test_who_applies_a_benchmark_says_how(
    cast: Cast, benchmark: int | None, said_of_it: str, state: str
) -> None:
    decision = factories.draft(cast.bureau)
    decision.benchmark_id, decision.discretion, decision.weighing = benchmark, said_of_it, None
    assert states(decision)["discretion"] == state


def test_an_answered_defence_is_listed(cast: Cast) -> None:
    decision = factories.draft(cast.bureau)
    notice = factories.notify(decision, on=SENT)
    defence = notices.defend(notice, by=cast.officer1, on=SENT, text="货值很小。")
    assert states(decision)["defence"] == "none", "it is still to be answered"
    notices.answer(defence, by=cast.officer1, on=SENT, adopted=False, reasons="已考虑。")
    assert states(decision)["defence"] == "there"


# ------------------------------------------------------------------------------- the page
def test_the_tab_shows_what_is_there_and_leads_to_what_is_not(cast: Cast) -> None:
    bare, whole = draft(cast.bureau), factories.draft(cast.bureau)

    text = page(cast.client("officer1"), "case-review", bare.case_id)
    assert "从案卷中取得，不需要另行上传" in text
    assert reverse("evidence-upload", args=[bare.case_id]) in text
    assert "去补齐" in text

    text = page(cast.client("officer1"), "case-review", whole.case_id)
    assert "去补齐" not in text
    assert "现场照片" in text
    assert "本案不涉及" in text
    assert "真实、准确、完整" in said(cast.client("officer1"), "review-submit", {}, whole.case_id)
