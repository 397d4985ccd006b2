"""The draft, the decision in full, revoking and giving up: pages that keep what was typed."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from core.models import AuditEntry
from enforcement.forms.decisions import DecisionForm, initial_of
from enforcement.models import Case, Decision
from enforcement.models.kinds import ActionKind
from enforcement.services import cases, decisions
from tests import factories
from tests.base import Cast, client_of, day
from tests.enforcement.dossier import ON, again, clear, draft, page, said

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *given: ON)


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast.bureau, filed=True)


def typed(**values: Any) -> dict[str, Any]:
    """The form of a penalty, filled in."""
    return {
        "outcome": "penalty",
        "title": "行政处罚决定书",
        "violation": "占道经营",
        "facts": "当事人在人行道上摆放货架三组。",
        "evidence": "现场照片。",
        "basis": "《中华人民共和国行政处罚法》第三十三条",
        "penalty_kinds": ["fine"],
        "fine": "1234.56",
        "confiscated": "",
        "order": "",
        "discretion": "从轻。",
        "result": "罚款人民币1234.56元。",
        "performance": "十五日内缴纳。",
        **values,
    }


# ------------------------------------------------------------------------------- drafting
def test_a_draft_is_written_in_yuan_and_kept_in_cents(cast: Cast, case: Case) -> None:
    answer = cast.client("officer1").post(reverse("decision-draft", args=[case.pk]), typed())

    row = Decision.objects.get()
    assert answer["Location"] == reverse("case-detail", args=[case.pk])
    assert (row.fine_cents, row.confiscated_cents, row.penalty_kinds) == (123_456, 0, ["fine"])
    assert AuditEntry.objects.filter(action="decision.draft", actor_id=cast.officer1.pk).exists()


@pytest.mark.parametrize(
    ("yuan", "cents"),
    [("0.01", 1), ("0.29", 29), ("1.1", 110), ("200.01", 20_001), ("999999999999.99", 10**14 - 1)],
)
def test_no_cent_is_lost_on_the_way(cast: Cast, case: Case, yuan: str, cents: int) -> None:
    cast.client("officer1").post(reverse("decision-draft", args=[case.pk]), typed(fine=yuan))

    assert Decision.objects.get().fine_cents == cents


def test_a_new_draft_starts_from_what_the_case_already_says(cast: Cast, case: Case) -> None:
    text = page(cast.client("officer1"), "decision-draft", case.pk)

    assert f'value="{case.cause}"' in text
    assert case.summary in text


def test_the_form_reads_as_the_paper_does(cast: Cast, case: Case) -> None:
    text = page(cast.client("officer1"), "decision-draft", case.pk)
    names = ["title", "violation", "course", "facts", "evidence", "reasons", "basis", "fine"]
    names += ["goods", "discretion", "result", "performance", "payee", "attachments", "copies"]

    places = [text.index(f'name="{name}"') for name in names]
    assert places == sorted(places)


def test_the_page_of_a_decision_says_its_penalty_with_its_amount(cast: Cast, case: Case) -> None:
    cast.client("officer1").post(reverse("decision-draft", args=[case.pk]), typed())

    text = page(cast.client("head"), "decision-read", Decision.objects.get().pk)

    assert "罚款1,234.56元" in text


def test_a_draft_is_changed_on_the_same_page(cast: Cast, case: Case) -> None:
    client = cast.client("officer1")
    address = reverse("decision-draft", args=[case.pk])
    client.post(address, typed())
    text = page(client, "decision-draft", case.pk)
    assert "1234.56" in text
    assert "当事人在人行道上摆放货架三组。" in text

    client.post(address, typed(fine="100.00"))

    assert Decision.objects.get().fine_cents == 10_000


def test_the_page_warns_before_a_clearance_is_lost(cast: Cast) -> None:
    row = clear(draft(cast.bureau))

    assert "任何修改都会使审核失效" in page(cast.client("officer1"), "decision-draft", row.case_id)


def test_saving_an_unchanged_draft_through_the_page_keeps_its_clearance(
    cast: Cast, case: Case
) -> None:
    client = cast.client("officer1")
    address = reverse("decision-draft", args=[case.pk])
    client.post(address, typed())
    cleared = clear(Decision.objects.get())

    client.post(address, typed())

    assert again(cleared).clearance_id == cleared.clearance_id


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"title": ""}, "文书名称"),
        ({"title": "决" * 201}, "200"),
        ({"violation": "违" * 301}, "300"),
        ({"result": " "}, "决定内容"),
        ({"basis": ""}, "依据"),
        ({"basis": "《法》\x00"}, "依据"),
        ({"outcome": "granted"}, "处理结果"),
        ({"outcome": ""}, "处理结果"),
        ({"penalty_kinds": []}, "请选择处罚种类（行政处罚法第九条）"),
        ({"penalty_kinds": ["exile"]}, "处罚种类"),
        ({"penalty_kinds": ["warning"]}, "罚款金额与处罚种类不一致"),
        ({"fine": ""}, "罚款金额与处罚种类不一致"),
        ({"fine": "-1"}, "罚款"),
        ({"fine": "1.234"}, "罚款"),
        ({"fine": "一千"}, "罚款"),
        ({"fine": "NaN"}, "罚款"),
        ({"fine": "Infinity"}, "罚款"),
        ({"fine": "1e30"}, "罚款"),
        ({"fine": "9" * 400}, "罚款"),
        ({"confiscated": "5"}, "应当选择没收的处罚种类"),
        ({"outcome": "no_penalty"}, "不得选择处罚种类"),
    ],
)
def test_a_bad_entry_is_refused_in_words_and_nothing_is_kept(
    cast: Cast, case: Case, values: dict[str, Any], words: str
) -> None:
    text = said(cast.client("officer1"), "decision-draft", typed(**values), case.pk)

    assert words in text
    assert "当事人在人行道上摆放货架三组。" in text
    assert not Decision.objects.exists()


def test_long_texts_are_kept_whole(cast: Cast, case: Case) -> None:
    facts = "某日，" * 20_000
    cast.client("officer1").post(reverse("decision-draft", args=[case.pk]), typed(facts=facts))

    assert Decision.objects.get().facts == facts.strip()


def test_a_rule_that_refuses_keeps_what_was_typed(cast: Cast, case: Case) -> None:
    stranger = factories.account_of(factories.officer(cast.bureau))
    text = said(client_of(stranger), "decision-draft", typed(), case.pk)
    assert "只有本案承办人员可以办理" in text
    assert "当事人在人行道上摆放货架三组。" in text

    waiting = factories.case(cast.bureau)
    text = said(cast.client("officer1"), "decision-draft", typed(), waiting.pk)
    assert "请先立案" in text


def test_a_decision_that_is_made_is_not_edited_on_the_page(cast: Cast) -> None:
    row = draft(cast.bureau, procedure="simple")
    decisions.issue(row, by=cast.officer1, on=ON)
    values = typed(penalty_kinds=["warning"], fine="")

    text = said(cast.client("officer1"), "decision-draft", values, row.case_id)

    assert "内容不得修改" in text
    assert again(row).facts == row.facts


def test_citations_are_linked_as_of_the_day_of_the_act(cast: Cast, case: Case) -> None:
    cast.client("officer1").post(reverse("decision-draft", args=[case.pk]), typed())

    assert isinstance(Decision.objects.get().basis_refs, list)


@pytest.mark.parametrize("kind", ActionKind.values)
def test_each_kind_has_its_own_fields_and_outcomes(kind: str) -> None:
    form = DecisionForm(kind=kind)

    assert set(DecisionForm.COMMON) <= set(form.fields)
    assert set(form.fields) == {*DecisionForm.COMMON, *DecisionForm.OWN[ActionKind(kind)]}
    assert ("fine" in form.fields) == (kind == "penalty")
    assert len(form.fields["outcome"].choices) >= 1  # type: ignore[attr-defined]  # a ChoiceField


def test_a_permit_is_drafted_with_its_validity(cast: Cast) -> None:
    row = factories.case(cast.bureau, kind="permit", procedure="permit", filed=True)
    values: dict[str, Any] = {
        "outcome": "granted",
        "title": "准予行政许可决定书",
        "facts": "材料齐全。",
        "basis": "《中华人民共和国行政许可法》第三十八条",
        "result": "准予许可。",
        "permit_kind": "普通",
    }
    client = cast.client("officer1")
    assert "应当填写有效期" in said(client, "decision-draft", values, row.pk)
    period = {"valid_from": "2026-03-16", "valid_to": "2026-03-15"}
    assert "不能早于开始日期" in said(client, "decision-draft", {**values, **period}, row.pk)

    period["valid_to"] = "2031-03-15"
    client.post(reverse("decision-draft", args=[row.pk]), {**values, **period})

    made = Decision.objects.get()
    assert (made.kind, made.valid_to) == ("permit", day(3, 15, 2031))
    assert initial_of(made)["valid_from"] == day(3, 16)


def test_a_draft_cannot_smuggle_in_what_the_form_does_not_show(cast: Cast, case: Case) -> None:
    smuggled = {"kind": "inspection", "status": "issued", "review_required": "", "clearance": "1"}
    cast.client("officer1").post(reverse("decision-draft", args=[case.pk]), typed(**smuggled))

    row = Decision.objects.get()
    assert (row.kind, row.status, row.review_required, row.clearance) == (
        "penalty",
        "draft",
        True,
        None,
    )


# ------------------------------------------------------------------------------- reading
def test_the_decision_is_read_in_full_with_its_hash(cast: Cast) -> None:
    row = draft(cast.bureau, order="责令立即改正。")

    for name in ("officer1", "reviewer", "head", "publisher", "supervisor"):
        text = page(cast.client(name), "decision-read", row.pk)
        for words in (row.facts, row.result, "责令立即改正。", "校验值"):
            assert words in text


def test_what_was_typed_is_shown_as_text_never_as_markup(cast: Cast) -> None:
    row = draft(cast.bureau, facts="<script>alert(1)</script><b>粗</b>")

    text = page(cast.client("officer1"), "decision-read", row.pk)

    assert "<script>alert" not in text
    assert "&lt;b&gt;粗" in text


# ------------------------------------------------------------------------------- revoking
@pytest.fixture
def made(cast: Cast) -> Decision:
    return decisions.issue(draft(cast.bureau, procedure="simple"), by=cast.officer1, on=ON)


def test_the_head_revokes_with_the_reason(cast: Cast, made: Decision) -> None:
    client = cast.client("head")
    assert reverse("decision-revoke", args=[made.pk]) in page(client, "case-detail", made.case_id)
    assert "三个工作日内撤下" in page(client, "decision-revoke", made.pk)
    assert "必填" in said(client, "decision-revoke", {"reason": "  "}, made.pk)

    answer = client.post(
        reverse("decision-revoke", args=[made.pk]), {"reason": "复议撤销。"}, follow=True
    )

    assert "公开信息将在法定期限内撤下" in answer.content.decode()
    assert again(made).revoke_ground == "复议撤销。"


def test_the_head_may_open_the_case_again(cast: Cast, made: Decision) -> None:
    values = {"reason": "事实不清。", "remake": "on"}
    cast.client("head").post(reverse("decision-revoke", args=[made.pk]), values)

    assert Case.objects.get(pk=made.case_id).status == "filed"
    assert "重新办理" not in page(cast.client("officer1"), "case-detail", made.case_id)
    assert "调查取证并拟稿" in page(cast.client("officer1"), "case-detail", made.case_id)


def test_what_cannot_be_revoked_is_said_with_what_was_typed(cast: Cast, made: Decision) -> None:
    decisions.revoke(made, by=cast.head, on=ON, ground="复议撤销。")

    text = said(cast.client("head"), "decision-revoke", {"reason": "再次撤销的理由"}, made.pk)

    assert "当前状态为“已撤销" in text
    assert "再次撤销的理由" in text


# ------------------------------------------------------------------------------- giving up
def test_a_handler_gives_a_draft_up(cast: Cast) -> None:
    row = draft(cast.bureau)
    client = cast.client("officer1")
    assert reverse("decision-abandon", args=[row.pk]) in page(client, "case-detail", row.case_id)
    assert "必填" in said(client, "decision-abandon", {"reason": ""}, row.pk)

    answer = client.post(
        reverse("decision-abandon", args=[row.pk]), {"reason": "改为不予处罚。"}, follow=True
    )

    assert "可以重新拟稿" in answer.content.decode()
    assert again(row).status == "abandoned"


def test_a_stranger_is_told_that_the_draft_is_not_his(cast: Cast) -> None:
    row = draft(cast.bureau)
    stranger = factories.account_of(factories.officer(cast.bureau))

    text = said(client_of(stranger), "decision-abandon", {"reason": "误"}, row.pk)

    assert "只有本案承办人员" in text
    assert again(row).status == "draft"


# ------------------------------------------------------------------------------- elsewhere
@pytest.mark.parametrize("name", ["decision-read", "decision-revoke", "decision-abandon"])
def test_a_decision_of_another_agency_does_not_exist(cast: Cast, name: str) -> None:
    theirs = draft(cast.other_bureau, procedure="simple")
    everything = factories.user(["officer", "unithead", "head"], cast.bureau)
    client = client_of(everything)

    for key in (theirs.pk, uuid4()):
        assert client.get(reverse(name, args=[key])).status_code == 404
        assert client.post(reverse(name, args=[key]), {"reason": "x"}).status_code == 404


def test_a_supervisor_reads_but_does_not_act(cast: Cast) -> None:
    row = draft(cast.other_bureau, procedure="simple")
    client = cast.client("supervisor")

    assert row.facts in page(client, "decision-read", row.pk)
    for name in ("decision-revoke", "decision-abandon"):
        assert client.post(reverse(name, args=[row.pk]), {"reason": "x"}).status_code == 403


@pytest.mark.parametrize("method", ["put", "delete", "patch", "head", "options"])
@pytest.mark.parametrize("name", ["decision-read", "decision-revoke", "decision-abandon"])
def test_an_unexpected_method_changes_nothing(
    cast: Cast, made: Decision, name: str, method: str
) -> None:
    client = client_of(factories.user(["officer", "head"], cast.bureau))

    answer = getattr(client, method)(reverse(name, args=[made.pk]))

    assert answer.status_code in (200, 405)
    assert again(made).status == "issued"


def test_a_case_not_filed_has_no_decision_to_read(cast: Cast) -> None:
    row = factories.case(cast.bureau)
    cases.reject(row, by=cast.unithead, on=ON, reason="没有违法事实。")

    assert "尚未拟稿" in page(cast.client("officer1"), "case-detail", row.pk)
