"""Forms of a request for correction: what the public fills in, and what the publisher answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.acts import ActForm, DayActForm
from core.forms import PortalForm
from disclosure import comparison
from disclosure.models import CorrectionRequest
from disclosure.services import secrecy

LONG = 2000


def text_area(rows: int = 6) -> forms.Textarea:
    """A box for a few sentences."""
    return forms.Textarea(attrs={"rows": rows})


class KnownForm(PortalForm):
    """What somebody sends to a matter that is known by number and code."""

    number = forms.CharField(widget=forms.HiddenInput, max_length=128)
    code = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("number", "code")}


def kinds_of_error(*kinds: CorrectionRequest.What) -> forms.ChoiceField:
    """What is wrong, out of the kinds."""
    return forms.ChoiceField(
        label=_("错误类型"),
        choices=[(kind.value, kind.label) for kind in kinds],
        widget=forms.RadioSelect,
    )


class WishForm(PortalForm):
    """What is wrong, and who asks: `seed` makes a form sent twice one request."""

    what = kinds_of_error()
    statement = forms.CharField(
        label=_("错在何处、正确的应当是什么、有什么依据"),
        max_length=LONG,
        widget=text_area(),
        help_text=_("请不要填写无关的身份证号、银行账号等个人信息。"),
    )
    relation = forms.ChoiceField(
        label=_("您与该信息的关系"),
        choices=[("", _("请选择")), *CorrectionRequest.Relation.choices],
        error_messages={"required": _("请选择您与该信息的关系。")},
    )
    applicant = forms.CharField(label=_("姓名或者名称"), max_length=100, required=False)
    contact = forms.CharField(
        label=_("联系方式"),
        max_length=100,
        required=False,
        help_text=_("加密保存，只有办理人员可以查看，每次查看都有记录。不填也可以凭回执查询答复。"),
    )
    seed = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def wish(self) -> dict[str, Any]:
        """The fields of the request itself."""
        about = ("decision", "about", "seed")
        return {k: v for k, v in self.cleaned_data.items() if k not in about}


class CorrectionForm(WishForm):
    """/corrections/new/ about a decision."""

    decision = forms.CharField(
        label=_("哪一份决定"),
        max_length=300,
        help_text=_("填写决定书文号，或者粘贴该决定的网页地址。"),
    )
    what = kinds_of_error(*CorrectionRequest.OF_DECISIONS)
    field_order = ("decision", "what")


class RegisterCorrectionForm(WishForm):
    """/corrections/new/?about=… about a row of the registers, which its page names."""

    about = forms.CharField(widget=forms.HiddenInput, max_length=40)
    what = kinds_of_error(*CorrectionRequest.OF_REGISTERS)


def proposed(row: CorrectionRequest) -> bool:
    """Whether a text waits that the public does not read yet."""
    public = row.publication
    return public is not None and row.proposal_id not in (None, public.shown_id)


class AskForm(DayActForm):
    """What the applicant has to add."""

    asked = forms.CharField(
        label=_("需要申请人补充的内容"),
        max_length=LONG,
        widget=text_area(4),
        help_text=_("只能要求一次；申请人补充前，期限停止计算。"),
    )


class AnswerForm(DayActForm):
    """The answer, as the applicant will read it."""

    answer = forms.CharField(
        label=_("答复"),
        max_length=LONG,
        widget=text_area(),
        help_text=_("申请人凭回执编号和查询码可以看到。"),
    )


class CorrectForm(AnswerForm):
    """The answer; with a proposal also that its text was examined for secrets, and which text it was."""

    examined = forms.BooleanField(
        label="", error_messages={"required": _("请先进行保密审查并确认。")}
    )
    seen = forms.CharField(
        widget=forms.HiddenInput,
        max_length=64,
        error_messages={"required": _("请重新打开本页，核对后再审批。")},
    )

    def known(self) -> dict[str, Any]:
        return {"seen": self.row.proposal.sha256} if proposed(self.row) else {}

    def shape(self) -> None:
        if proposed(self.row):
            self.fields["examined"].label = secrecy.statement(self.row.publication.agency)
        else:
            del self.fields["examined"], self.fields["seen"]


class SendForm(AnswerForm):
    """Whom the request was sent on to, and why."""

    sent_to = forms.CharField(label=_("有权更正的机关"), max_length=100)
    field_order = ("on", "sent_to", "answer")


class ProposeForm(ActForm):
    """The public text, section by section, with what should be put right."""

    def shape(self) -> None:
        version, decision = self.row.publication.shown, self.row.publication.decision
        self.headings: dict[str, str] = {}
        for row in comparison.compare(decision, version) if decision else []:
            name = {"case_title": "title", "party_name": "party_name"}.get(row.key, "")
            if not name:
                name = f"section_{row.key}"
                self.headings[name] = row.heading
            self.fields[name] = forms.CharField(
                label=row.name,
                required=not name.startswith("section_"),
                initial=row.public,
                widget=text_area(max(2, len(row.public) // 40 + 1)),
            )

    def clean(self) -> dict[str, Any]:
        """{"edits": ...} as `corrections.propose` takes them."""
        data = super().clean() or self.cleaned_data
        edits: dict[str, Any] = {name: data.get(name, "") for name in ("title", "party_name")}
        edits["sections"] = [[words, data.get(name, "")] for name, words in self.headings.items()]
        return {"edits": edits}
