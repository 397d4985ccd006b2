"""What a reader says to learn the last day to challenge an act. Nothing of it is kept."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import PastDateField
from disclosure.filters import PublicFilter
from enforcement import challenge, remedies
from enforcement.challenge import REVIEW, SUIT

TOLD = [
    ("both", gettext_lazy("复议和诉讼都写明了")),
    ("review", gettext_lazy("只写明了怎样申请复议")),
    ("suit", gettext_lazy("只写明了怎样起诉")),
    ("none", gettext_lazy("都没有写明，或者没有书面决定")),
]
UNTOLD = {"both": (), "review": (SUIT,), "suit": (REVIEW,), "none": (REVIEW, SUIT)}
NO_SPECIAL = ("", gettext_lazy("没有，或者不清楚"))


def acts() -> list[tuple[str, str]]:
    """What the reader may choose from: the kinds of acts."""
    return [(key, remedies.label(row)) for key, row in challenge.acts().items()]


def specials() -> list[tuple[str, Any]]:
    """Laws with a time of their own."""
    rows = challenge.specials().items()
    return [NO_SPECIAL, *((key, remedies.label(row)) for key, row in rows)]


class RemedyForm(PublicFilter):
    """Questions in the order a person can answer them; only the first is needed."""

    known_on = PastDateField(
        label=gettext_lazy("收到决定书或者知道此事的日期"),
        help_text=gettext_lazy(
            "当面签收的，填写签收日；邮寄的，填写邮件签收日；公告送达的，填写公告期满日；"
            "申请后没有答复的，填写法定答复期限届满日。"
        ),
    )
    act = forms.ChoiceField(label=gettext_lazy("是什么行为"), choices=acts, required=False)
    rule = forms.ChoiceField(
        label=gettext_lazy("谁作出的"), choices=remedies.rule_choices, required=False
    )
    told = forms.ChoiceField(
        label=gettext_lazy("决定书是否写明怎样申请复议、怎样起诉"), choices=TOLD, required=False
    )
    told_on = PastDateField(
        label=gettext_lazy("知道可以复议、起诉及其期限的日期"),
        required=False,
        help_text=gettext_lazy("决定书没有写明时填写；不填写的，按今天计算。"),
    )
    made_on = PastDateField(
        label=gettext_lazy("决定作出的日期"),
        required=False,
        help_text=gettext_lazy("用来核对最长期限，可以不填。"),
    )
    special = forms.ChoiceField(
        label=gettext_lazy("是否属于有特别期限的事项"), choices=specials, required=False
    )
    property = forms.BooleanField(label=gettext_lazy("因房屋、土地等不动产"), required=False)
    reviewed_on = PastDateField(
        label=gettext_lazy("已经复议的，收到复议决定书的日期"), required=False
    )

    decision = forms.UUIDField(required=False, widget=forms.HiddenInput())

    FIRST = ("known_on", "act", "rule", "told")

    def first(self) -> list[forms.BoundField]:
        """What is asked of everybody."""
        return [self[name] for name in self.FIRST if name in self.fields]

    def more(self) -> list[forms.BoundField]:
        """What concerns few people."""
        return [field for field in self.visible_fields() if field.name not in self.FIRST]

    def more_used(self) -> bool:
        """Whether one of those is filled in or in error, so that it must be seen."""
        return any(field.errors or field.value() for field in self.more())

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        known = values.get("known_on")
        for name, words in (
            ("told_on", _("不能早于收到决定书或者知道此事的日期。")),
            ("reviewed_on", _("不能早于收到决定书或者知道此事的日期。")),
        ):
            if known and values.get(name) and values[name] < known:
                self.add_error(name, words)
        if known and values.get("made_on") and values["made_on"] > known:
            self.add_error("made_on", _("不能晚于收到决定书或者知道此事的日期。"))
        return values

    def question(self, today: date) -> challenge.Asked:
        """The cleaned answers; who was not told and learns of it here learned of it today."""
        values = self.cleaned_data
        return challenge.Asked(
            act=values["act"] or next(iter(challenge.acts())),
            known_on=values["known_on"],
            special=values["special"],
            untold=frozenset(UNTOLD[values["told"] or "both"]),
            told_on=values["told_on"] or today,
            made_on=values["made_on"],
            reviewed_on=values["reviewed_on"],
            property=values["property"],
        )
