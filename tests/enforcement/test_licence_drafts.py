"""The draft about a licence opens with what is known, and only the outcomes its case can have."""

import pytest
from django.forms import Select
from django.urls import reverse

from enforcement import licence_drafts
from enforcement.forms.decisions import DecisionForm
from tests.base import Cast
from tests.enforcement.permit_case import ENDS, accepted, asked, licensed, started

pytestmark = pytest.mark.one_database


def names(form: DecisionForm) -> list[str]:
    box = form.fields["outcome"].widget
    assert isinstance(box, Select)
    return [str(value) for value, _label in list(box.choices)]


def test_a_new_permit_is_granted_or_refused_and_nothing_else(cast: Cast) -> None:
    case = accepted(cast)
    form = DecisionForm(kind="permit", outcomes=licence_drafts.outcomes(case))
    assert names(form) == ["granted", "refused"]
    assert "valid_to" in form.fields
    assert licence_drafts.known(case) == {}


def test_a_renewal_opens_with_the_licence_it_is_about(cast: Cast) -> None:
    licence = licensed(cast)
    known = licence_drafts.known(asked(cast, licence).case)
    assert (known["title"], known["outcome"]) == ("准予延续行政许可决定书", "granted")
    assert (known["permit_no"], known["valid_to"]) == (licence.number, ENDS)
    assert "result" not in known


@pytest.mark.parametrize(
    ("kind", "ground", "outcome", "basis"),
    [
        ("withdraw", "facts", "withdrawn", "第八条第二款"),
        ("revoke", "procedure", "revoked", "第六十九条第一款第三项"),
        ("cancel", "dissolved", "cancelled", "第七十条第三项"),
    ],
)
def test_an_end_is_drafted_with_its_ground_and_no_term(
    cast: Cast, kind: str, ground: str, outcome: str, basis: str
) -> None:
    licence = licensed(cast)
    case = started(cast, licence, kind, ground).case
    known = licence_drafts.known(case)
    assert known["basis"] == f"《中华人民共和国行政许可法》{basis}"
    assert known["outcome"] == outcome
    assert str(known["result"]).endswith("补偿或者赔偿：无损失，不予补偿。")
    assert licence.number in str(known["result"])
    form = DecisionForm(kind="permit", outcomes=licence_drafts.outcomes(case))
    assert names(form) == [outcome]
    assert not {"valid_from", "valid_to", "permit_no", "permit_kind"} & set(form.fields)


def test_other_kinds_keep_all_their_outcomes() -> None:
    assert names(DecisionForm(kind="inspection")) == ["clean", "rectify", "file", "transfer"]


def test_a_levy_says_what_is_due_by_when_and_against_what() -> None:
    content = {"outcome": "levy", "title": "征收决定书", "facts": "占道", "basis": "条例"}
    form = DecisionForm({**content, "result": "征收占用费。"}, kind="levy")
    assert list(form.errors) == ["performance"]
    assert "补偿标准" in str(form.fields["performance"].help_text)
    assert DecisionForm(
        {**content, "result": "征收占用费。", "performance": "十五日内缴纳1800元。"}, kind="levy"
    ).is_valid()


def test_the_page_of_an_end_is_saved_as_it_opens(cast: Cast) -> None:
    case = started(cast, licensed(cast), "withdraw", "facts").case
    client, page = cast.client("officer1"), reverse("decision-draft", args=[case.pk])
    shown = client.get(page).context["form"]
    sent = {name: shown[name].value() or "" for name in shown.fields}
    assert client.post(page, sent).status_code == 302
    draft = case.decisions.get()
    assert (draft.outcome, draft.title) == ("withdrawn", "撤回行政许可决定书")
