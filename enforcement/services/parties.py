"""Keeping parties: their codes are checked and flagged, their personal data stays encrypted."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.folding import fold_name
from core.identifiers import check_id_card, check_uscc, id_shaped, normalise_code, subject_kind
from core.permissions import demand
from core.secrets import keyed_hash
from enforcement.models import Agency, Party, User
from enforcement.models.kinds import PartyKind

EDIT = "enforcement.file_case"
FIELDS = frozenset({"kind", "name", "uscc", "legal_rep", "id_no", "birth_date", "address", "phone"})
USCC_LENGTH = 18
# Never written to the audit log in clear.
SECRET = frozenset({"id_no", "address", "phone"})


@translation.override(settings.LANGUAGE_CODE)
def flags_of(*, kind: str, uscc: str = "", id_no: str = "", legal_rep: str = "") -> list[str]:
    """What is odd about a party's codes, in words (domain §6.13, §13); nothing is refused."""
    flags: list[str] = []
    if uscc:
        check = check_uscc(uscc)
        flags += [*check.problems, *check.hints]
        flags += _kind_flags(kind, uscc)
    elif kind != PartyKind.PERSON:
        flags.append(_("缺少统一社会信用代码"))
    if id_no:
        card = check_id_card(id_no)
        flags += [*card.problems, *card.hints]
    if kind == PartyKind.ORG and not legal_rep:
        flags.append(_("缺少法定代表人"))
    return flags


def _kind_flags(kind: str, uscc: str) -> list[str]:
    sole_trader = subject_kind(uscc) == "个体工商户"
    if sole_trader and kind != PartyKind.SOLE_TRADER:
        return [_("代码以 92 开头，类别应为个体工商户")]
    if not sole_trader and kind == PartyKind.SOLE_TRADER:
        return [_("个体工商户的代码应以 92 开头")]
    return [_("自然人不应填写统一社会信用代码")] if kind == PartyKind.PERSON else []


@transaction.atomic
def create(
    *,
    by: User,
    agency: Agency,
    kind: str,
    name: str,
    uscc: str = "",
    legal_rep: str = "",
    id_no: str = "",
    birth_date: date | None = None,
    address: str = "",
    phone: str = "",
) -> Party:
    """Record a party of the agency. Raises RuleError for a blank name."""
    demand(by, EDIT)
    party = Party(agency=agency)
    values = {"kind": kind, "name": name, "uscc": uscc, "legal_rep": legal_rep, "id_no": id_no}
    _assign(party, values | {"birth_date": birth_date, "address": address, "phone": phone})
    party.save(force_insert=True)
    audit.append("party.create", obj=party, actor=by, data={"name": party.name, "kind": kind})
    return party


@transaction.atomic
def update(party: Party, *, by: User, **changes: Any) -> Party:
    """Change named fields; the log names the personal fields that changed, never their values."""
    demand(by, EDIT)
    unknown = set(changes) - FIELDS
    if unknown:
        raise TypeError(f"not fields of a party: {sorted(unknown)}")
    row = Party.objects.select_for_update().get(pk=party.pk)
    before = {key: getattr(row, key) for key in FIELDS}
    _assign(row, changes)
    changed = sorted(key for key in FIELDS if getattr(row, key) != before[key])
    if not changed:
        return row
    row.save(update_fields=[*changed, "id_hash", "flags"])
    shown = [key for key in changed if key not in SECRET]
    audit.append(
        "party.update",
        obj=row,
        actor=by,
        data={
            "before": {key: before[key] for key in shown},
            "after": {key: getattr(row, key) for key in shown},
            "personal": [key for key in changed if key in SECRET],
        },
    )
    return row


def _assign(party: Party, values: dict[str, Any]) -> None:
    """Set the given fields and everything derived from them."""
    for key, value in values.items():
        setattr(party, key, value.strip() if isinstance(value, str) else value)
    if not fold_name(party.name):
        raise RuleError(_("请填写当事人的名称或姓名。"), remedy=_("应与证照一致。"), field="name")
    party.uscc = normalise_code(party.uscc)
    party.id_no = normalise_code(party.id_no)
    if len(party.uscc) > USCC_LENGTH:
        raise RuleError(
            _("统一社会信用代码最多 18 位。"), remedy=_("请核对营业执照。"), field="uscc"
        )
    if id_shaped(party.uscc):
        raise RuleError(
            _("统一社会信用代码一栏填写的是身份证号码。"),
            article="个人信息保护法第二十八条、第五十一条",
            remedy=_("请填入身份证号码一栏；个体工商户的代码见营业执照。"),
            field="uscc",
        )
    party.id_hash = keyed_hash(party.id_no)
    if party.id_no and party.birth_date is None and party.kind == PartyKind.PERSON:
        party.birth_date = check_id_card(party.id_no).birth_date
    party.flags = flags_of(
        kind=party.kind, uscc=party.uscc, id_no=party.id_no, legal_rep=party.legal_rep
    )


def find(*, agency: Agency, uscc: str = "", id_no: str = "", name: str = "") -> list[Party]:
    """Parties the agency already knows by one of the given marks, newest first."""
    marks = Q(pk__isnull=True)
    # A mark of blanks is no mark: it would find everybody who has none.
    for column, mark in (
        ("uscc", normalise_code(uscc)),
        ("id_hash", keyed_hash(normalise_code(id_no))),
        ("name", name.strip()),
    ):
        if mark:
            marks |= Q(**{column: mark})
    return list(Party.objects.filter(marks, agency=agency).order_by("-pk"))


def reveal(
    party: Party, *, by: User, what: str = "party", asked: dict[str, Any] | None = None
) -> dict[str, str]:
    """The personal data in clear, for one reader; the reading itself is recorded.

    `what`: the page it is shown on, `asked`: what of that page.
    """
    demand(by, "enforcement.view_case")
    audit.read(party, what=what, actor=by, data=asked)
    return {"id_no": party.id_no, "address": party.address, "phone": party.phone}
