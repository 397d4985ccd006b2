"""The form of a draft against careless and hostile entries: refused beside the field, kept as typed."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcement.forms.decisions import DecisionForm, initial_of
from enforcement.gates.content import consistent
from enforcement.models.kinds import ActionKind, PenaltyKind
from tests.enforcement import unsaved

PENALTY = {
    "outcome": "penalty",
    "title": "行政处罚决定书",
    "facts": "当事人销售过期饼干。",
    "basis": "《食品安全法》第三十四条",
    "result": "罚款2000元。",
    "penalty_kinds": ["fine"],
    "fine": "2000",
}
PERMIT = {
    **{key: PENALTY[key] for key in ("title", "facts", "basis", "result")},
    "outcome": "granted",
    "valid_from": "2026-03-16",
    "valid_to": "2031-03-15",
}
SPARED: dict[str, Any] = {"outcome": "no_penalty", "penalty_kinds": [], "fine": ""}


def form(kind: str = "penalty", **changes: Any) -> DecisionForm:
    """A filled form of the kind, changed as given."""
    data = {"penalty": PENALTY, "permit": PERMIT}.get(kind, PERMIT)
    return DecisionForm({**data, **changes}, kind=kind)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"penalty_kinds": []}, "penalty_kinds", "行政处罚法第九条"),
        ({"penalty_kinds": ["warning"]}, "fine", "不一致"),
        ({"fine": ""}, "fine", "不一致"),
        ({"fine": "0"}, "fine", "不一致"),
        ({"fine": "0.00"}, "fine", "不一致"),
        ({"confiscated": "1"}, "confiscated", "没收的处罚种类"),
        ({"confiscated": "0.01"}, "confiscated", "没收的处罚种类"),
        ({**SPARED, "fine": "1"}, "outcome", "不予处罚"),
        ({**SPARED, "confiscated": "1"}, "outcome", "不予处罚"),
        ({**SPARED, "penalty_kinds": ["warning"]}, "outcome", "不予处罚"),
        ({"fine": "-1"}, "fine", ""),
        ({"fine": "0.001"}, "fine", ""),
        ({"fine": "1e20"}, "fine", ""),
        ({"fine": "NaN"}, "fine", ""),
        ({"fine": "Infinity"}, "fine", ""),
        ({"fine": "两千"}, "fine", ""),
        ({"fine": "2000元"}, "fine", ""),
        ({"fine": "9999999999999.99"}, "fine", ""),
        ({"outcome": "granted"}, "outcome", ""),
        ({"outcome": ""}, "outcome", ""),
        ({"penalty_kinds": ["death"]}, "penalty_kinds", ""),
        ({"title": "书" * 201}, "title", ""),
        ({"violation": "违" * 301}, "violation", ""),
        ({"facts": " \n "}, "facts", ""),
        ({"basis": ""}, "basis", ""),
        ({"result": "\x00"}, "result", ""),
    ],
)
def test_a_bad_entry_is_refused_beside_its_field(
    changes: dict[str, Any], field: str, words: str
) -> None:
    made = form(**changes)

    assert not made.is_valid()
    assert field in made.errors
    assert words in "".join(map(str, made.errors[field]))
    # What was typed is still there to be corrected.
    for name, typed in changes.items():
        assert made[name].value() == typed


@pytest.mark.parametrize(
    ("changes", "fine", "confiscated"),
    [
        ({}, 200_000, 0),
        ({"fine": "0.01"}, 1, 0),
        ({"fine": "2000.5"}, 200_050, 0),
        ({"fine": " 2000.50 "}, 200_050, 0),
        ({"fine": "２０００"}, 200_000, 0),
        ({"fine": "999999999999.99"}, 99_999_999_999_999, 0),
        ({"penalty_kinds": ["warning"], "fine": ""}, 0, 0),
        ({"penalty_kinds": ["warning"], "fine": "0"}, 0, 0),
        ({"penalty_kinds": ["fine", "confiscate_goods"], "confiscated": "96"}, 200_000, 9_600),
        # Goods without a determinable value are confiscated all the same.
        ({"penalty_kinds": ["fine", "confiscate_goods"], "confiscated": ""}, 200_000, 0),
        (SPARED, 0, 0),
    ],
)
def test_yuan_as_people_type_them_become_cents(
    changes: dict[str, Any], fine: int, confiscated: int
) -> None:
    made = form(**changes)

    assert made.is_valid(), made.errors
    content = made.content()
    assert (content["fine_cents"], content["confiscated_cents"]) == (fine, confiscated)
    assert "fine" not in content and "confiscated" not in content


@given(
    kinds=st.lists(st.sampled_from(PenaltyKind.values), unique=True, max_size=4),
    fine=st.sampled_from(["", "0", "0.01", "2000"]),
    confiscated=st.sampled_from(["", "0", "0.01", "96"]),
    outcome=st.sampled_from(["penalty", "no_penalty"]),
)
def test_the_form_takes_exactly_what_the_gate_lets_pass(
    kinds: list[str], fine: str, confiscated: str, outcome: str
) -> None:
    made = form(penalty_kinds=kinds, fine=fine, confiscated=confiscated, outcome=outcome)
    row = unsaved.decision(
        penalty_kinds=kinds,
        outcome=outcome,
        fine_cents=int(Decimal(fine or 0) * 100),
        confiscated_cents=int(Decimal(confiscated or 0) * 100),
    )

    assert made.is_valid() == (consistent(row, unsaved.FILED) == [])


@given(
    fine=st.integers(min_value=1, max_value=10**14 - 1),
    confiscated=st.integers(min_value=0, max_value=10**14 - 1),
)
def test_a_draft_opened_and_saved_unchanged_keeps_every_cent(fine: int, confiscated: int) -> None:
    row = unsaved.decision(
        penalty_kinds=["fine", "confiscate_income"],
        fine_cents=fine,
        confiscated_cents=confiscated,
    )

    made = DecisionForm(
        {name: value for name, value in initial_of(row).items() if value is not None},
        kind="penalty",
    )

    assert made.is_valid(), made.errors
    assert made.content()["fine_cents"] == fine
    assert made.content()["confiscated_cents"] == confiscated


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        ("permit", {"valid_from": ""}, "valid_from"),
        ("permit", {"valid_from": "2026-02-29"}, "valid_from"),
        ("permit", {"valid_to": "2026-03-15"}, "valid_to"),
        ("permit", {"valid_to": "长期"}, "valid_to"),
        ("permit", {"permit_kind": "特批"}, "permit_kind"),
        ("permit", {"permit_no": "J" * 101}, "permit_no"),
        ("permit", {"cert_title": "证" * 101}, "cert_title"),
        ("permit", {"outcome": "penalty"}, "outcome"),
        ("inspection", {"outcome": "clean", "inspection_kind": "突击检查"}, "inspection_kind"),
        ("inspection", {"outcome": "clean", "inspection_method": "目测"}, "inspection_method"),
        ("inspection", {"outcome": "granted"}, "outcome"),
        ("coercion", {"outcome": "measure", "valid_to": "2026-03-15"}, "valid_to"),
        ("levy", {"outcome": "granted", "performance": "十五日内缴纳。"}, "outcome"),
    ],
)
def test_each_kind_refuses_what_is_wrong_with_its_own_fields(
    kind: str, changes: dict[str, str], field: str
) -> None:
    made = form(kind, **changes)

    assert not made.is_valid()
    assert list(made.errors) == [field]


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("permit", {"valid_to": "2026-03-16"}),  # a permit of one day
        ("permit", {"valid_to": ""}),  # without end
        ("permit", {"outcome": "refused", "valid_from": "", "valid_to": ""}),
        ("inspection", {"outcome": "clean"}),
        ("inspection", {"outcome": "transfer", "inspection_kind": "专项检查"}),
        ("coercion", {"outcome": "measure"}),
        ("levy", {"outcome": "levy", "performance": "十五日内缴纳。"}),
    ],
)
def test_each_kind_takes_what_is_right(kind: str, changes: dict[str, str]) -> None:
    made = form(kind, **changes)

    assert made.is_valid(), made.errors
    assert "fine_cents" not in made.content()


@pytest.mark.parametrize("kind", ActionKind.values)
def test_a_field_of_another_kind_is_not_even_read(kind: str) -> None:
    made = form(kind, outcome=DecisionForm.OUTCOMES[ActionKind(kind)][0][0], clearance="1")
    made.is_valid()

    own = set(made.fields)
    assert own == {*DecisionForm.COMMON, *DecisionForm.OWN[ActionKind(kind)]}
    assert "clearance" not in made.cleaned_data
    assert ("fine" in own) == (kind == "penalty")
