"""A form that is refused: the rule stands where it belongs and nothing that was typed is lost."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from core.acts import Act, ActForm, DayActForm, accepted, nothing
from core.errors import RuleError, StaleError
from core.forms import (
    PastDateField,
    PortalForm,
    PortalRenderer,
    RowsField,
    native_widget,
    not_ahead,
)
from enforcement.models import Officer
from tests import factories
from tests.source import modules

TYPED = {
    "party": "云溪<餐饮>店",
    "amount": "12,5",
    "on": "2026-11-21",
    "kinds": ["b"],
    "note": "甲\n乙",
}
RULE = RuleError(
    "罚款超过限额。", article="行政处罚法第五十一条", remedy="请改用普通程序。", field="amount"
)


class PenaltyForm(PortalForm):
    party = forms.CharField(label="当事人", max_length=20)
    amount = forms.CharField(label="金额")
    on = forms.DateField(label="日期")
    kinds = forms.MultipleChoiceField(label="种类", choices=[("a", "警告"), ("b", "罚款")])
    note = forms.CharField(label="备注", widget=forms.Textarea, required=False)


def filled(**change: Any) -> PenaltyForm:
    """The form as somebody sent it."""
    typed = QueryDict(mutable=True)
    for name, value in {**TYPED, **change}.items():
        typed.setlist(name, value if isinstance(value, list) else [value])
    form = PenaltyForm(typed)
    form.is_valid()
    return form


def refused_by(error: RuleError, form: PenaltyForm) -> bool:
    """Whether the act behind the form was accepted although the rule refuses it."""

    def act() -> None:
        raise error

    return accepted(form, act)


def test_a_refused_rule_stands_at_its_field_with_article_and_remedy() -> None:
    form = filled()
    assert not refused_by(RULE, form)
    assert form.errors["amount"] == ["罚款超过限额。（行政处罚法第五十一条）请改用普通程序。"]
    assert not form.non_field_errors()
    assert not form.is_valid()


@pytest.mark.parametrize("field", ["", "no_such_field", "__all__", "party.name"])
def test_a_rule_about_no_field_of_the_form_stands_above_it(field: str) -> None:
    form = filled()
    refused_by(RuleError("状态已变。", field=field, extra=["第一点", "第二点"]), form)
    assert form.non_field_errors() == ["状态已变。", "第一点", "第二点"]
    assert set(form.errors) == {"__all__"}


@pytest.mark.parametrize("error", [RULE, RuleError("不行。"), StaleError("已被他人修改。")])
def test_every_value_that_was_typed_is_shown_again(error: RuleError) -> None:
    form = filled()
    refused_by(error, form)
    page = form.render()
    assert 'value="12,5"' in page
    assert 'value="云溪&lt;餐饮&gt;店"' in page
    assert "甲\n乙</textarea>" in page
    assert [option.data["selected"] for option in form["kinds"].subwidgets] == [False, True]


def test_a_message_with_markup_is_shown_as_text() -> None:
    form = filled()
    refused_by(RuleError("<script>x</script>", field="party"), form)
    assert "<script>" not in form.render()


def test_an_invalid_form_is_never_acted_on() -> None:
    def act() -> None:
        pytest.fail("an invalid form was acted on")

    form = filled(on="2026-02-30", party="")
    assert not accepted(form, act)
    assert set(form.errors) == {"on", "party"}
    assert 'value="2026-02-30"' in form.render()


def test_a_valid_form_is_acted_on_once() -> None:
    done: list[str] = []
    assert accepted(filled(), lambda: done.append("x"))
    assert done == ["x"]


def test_only_a_rule_is_turned_into_words() -> None:
    def act() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        accepted(filled(), act)


@settings(max_examples=30)
@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=21, max_size=40).filter(
        lambda typed: len(typed.strip()) > 20
    )
)
def test_what_is_too_long_is_kept_for_correction(typed: str) -> None:
    form = filled(party=typed)
    assert "party" in form.errors
    assert form["party"].value() == typed


@pytest.mark.parametrize(
    ("widget", "kind", "shown"),
    [
        (forms.DateInput(), "date", "2026-01-02"),
        (forms.DateTimeInput(), "datetime-local", "2026-01-02T03:04"),
        (forms.TimeInput(), "time", "03:04"),
    ],
)
def test_the_browser_gets_its_own_entry_in_the_form_it_understands(
    widget: Any, kind: str, shown: str
) -> None:
    native_widget(widget)
    at = datetime(2026, 1, 2, 3, 4, 5)
    value = at.date() if kind == "date" else at.time() if kind == "time" else at
    html = widget.render("on", value)
    assert f'type="{kind}"' in html
    assert f'value="{shown}"' in html


def test_a_large_text_has_no_width_in_characters() -> None:
    area = forms.Textarea(attrs={"rows": 9})
    native_widget(area)
    assert area.attrs == {"rows": 9}


def test_a_moment_ago_is_not_ahead_and_a_moment_later_is() -> None:
    now, today = timezone.now(), timezone.localdate()
    for past in (today, today - timedelta(days=1), now - timedelta(seconds=1), date.min):
        not_ahead(past)
    for ahead in (today + timedelta(days=1), now + timedelta(minutes=1), date.max):
        with pytest.raises(ValidationError, match="不能晚于现在"):
            not_ahead(ahead)


@pytest.mark.parametrize(("days", "good"), [(-1, True), (0, True), (1, False), (400, False)])
def test_a_past_day_field_takes_days_up_to_today(days: int, good: bool) -> None:
    typed = (timezone.localdate() + timedelta(days=days)).isoformat()
    field = PastDateField(required=True)
    if good:
        assert field.clean(typed).isoformat() == typed
    else:
        with pytest.raises(ValidationError):
            field.clean(typed)


def test_widgets_come_from_django_and_forms_from_the_house() -> None:
    renderer = PortalRenderer()
    assert renderer.get_template("django/forms/widgets/text.html")
    assert "form" in renderer.get_template("partials/form.html").template.name


class NoteForm(ActForm):
    text = forms.CharField()

    def known(self) -> dict[str, Any]:
        return {"text": self.row["text"]}

    def shape(self) -> None:
        self.fields["text"].label = str(self.row["label"])


def test_an_act_form_knows_its_row_and_the_day() -> None:
    form = NoteForm(row={"text": "已知", "label": "说明"}, on=date(2026, 11, 21))
    assert (form["text"].value(), form["text"].label) == ("已知", "说明")
    assert DayActForm(row=None, on=date(2026, 11, 21))["on"].value() == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("right", "state", "offered"), [(True, True, True), (False, True, False), (True, False, False)]
)
def test_an_act_is_offered_with_the_right_and_in_its_state_only(
    right: bool, state: bool, offered: bool
) -> None:
    class Person:
        def has_perm(self, name: str) -> bool:
            return right and name == "x.y"

    act: Act[Any] = Act(
        name="note-keep",
        permission="x.y",
        title="记录",
        done="已记录",
        rows=lambda user: user,
        form=NoteForm,
        do=lambda row, **values: None,
        home=lambda row: ("案件", "/"),
        open=lambda row: state,
    )
    assert act.offered(object(), Person()) is offered
    assert act.lead(object(), date(2026, 1, 1)) == nothing(None, date(2026, 1, 1)) == ""


class OfficersForm(PortalForm):
    officers = RowsField(queryset=Officer.objects.order_by("pk"))


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["9" * 40, "9" * 19, "0", "-1", "x", "\x00", "1.5", ""])
def test_a_key_no_row_has_is_none_of_the_choices(key: str) -> None:
    """One beyond what a column holds, too: the database would answer with an error of its own."""
    bureau = factories.agency()
    known = factories.officer(bureau)
    assert OfficersForm({"officers": [str(known.pk)]}).is_valid()
    assert "officers" in OfficersForm({"officers": [str(known.pk), key]}).errors


def test_every_choice_of_several_rows_looks_at_its_keys_first() -> None:
    wrong = [
        m.name for m in modules() if "ModelMultipleChoiceField" in m.text and m.name != "core.forms"
    ]
    assert wrong == []
