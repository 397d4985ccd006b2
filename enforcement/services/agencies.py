"""Keeping the list of enforcement subjects."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.errors import RuleError
from core.folding import fold_name
from core.identifiers import check_uscc
from core.permissions import demand
from enforcement import lists
from enforcement.models import Agency, ListChange, User
from enforcement.profiles import PROFILE_KEYS
from enforcement.remedies import rule_choices
from enforcement.services import freshness, list_records
from enforcement.services.keeping import CHANGE as CHANGE

# What guides and boards repeat of a subject: its functions, and where and when it is reached.
FUNCTIONS = (
    *("name", "kind", "field", "duties", "powers", "basis"),
    *("office_addr", "mail_addr", "office_hours", "phone", "supervise_phone"),
)
FIELDS = frozenset(
    {field.name for field in Agency._meta.fields}
    - {"id", "path", "depth", "numchild", "folded_name", "updated_at"}
)
USCC_LENGTH = 18
NAME_LENGTH = 200


def code_flags(uscc: str) -> list[str]:
    """What is odd about the agency's code, in words; a code is flagged, never refused."""
    if not uscc:
        return []
    check = check_uscc(uscc)
    return [*check.problems, *check.hints]


@transaction.atomic
def create(
    *, by: User | None = None, parent: Agency | None = None, name: str, **fields: Any
) -> Agency:
    """Add an agency below `parent`, or as a root.

    Raises RuleError for a blank name, an unknown profile or rule of review, or a sibling of the same name.
    """
    if by is not None:
        demand(by, CHANGE)
    values = _clean({**fields, "name": name})
    # Locked before its children are read, so that of two at once only one is no twin.
    above = parent and Agency.objects.select_for_update().get(pk=parent.pk)
    _refuse_twin(values["folded_name"], above, values.get("division_code", ""))
    agency: Agency = (
        Agency.objects.add_child(above, values) if above else Agency.objects.add_root(values)
    )
    audit.append("agency.create", obj=agency, actor=by, data=_plain(values))
    return agency


@transaction.atomic
def update(agency: Agency, *, by: User | None = None, **changes: Any) -> Agency:
    """Change named fields of an agency; unchanged values write nothing.

    Raises RuleError for what `create` refuses.
    """
    if by is not None:
        demand(by, CHANGE)
    row: Agency = Agency.objects.select_for_update().get(pk=agency.pk)
    values = _clean(changes)
    fresh = {key: value for key, value in values.items() if getattr(row, key) != value}
    if not fresh:
        return row
    before, said = {key: getattr(row, key) for key in fresh}, lists.content(row)
    for key, value in fresh.items():
        setattr(row, key, value)
    if fresh.keys() & {"folded_name", "division_code"}:
        _refuse_twin(row.folded_name, row.parent(), row.division_code, but=row)
    row.save(update_fields=[*fresh, "updated_at"])
    list_records.record(row, said, by=by)
    audit.append(
        "agency.update",
        obj=row,
        actor=by,
        data={"before": _plain(before), "after": _plain(fresh)},
    )
    if fresh.get("status") == Agency.Status.CONFIRMED:
        list_records.resume(row, timezone.localtime(row.updated_at).date())
    _note_functions(row, fresh)
    return row


def _note_functions(row: Agency, fresh: dict[str, Any]) -> None:
    """Start the clock of the lists when the functions of an announced subject changed today."""
    names = [row._meta.get_field(key).verbose_name for key in FUNCTIONS if key in fresh]
    if names and row.status == Agency.Status.CONFIRMED:
        words = _("%(names)s变动") % {"names": "、".join(map(str, names))}
        freshness.note(
            row, ListChange.Cause.FUNCTION, words, on=timezone.localtime(row.updated_at).date()
        )


def _clean(values: dict[str, Any]) -> dict[str, Any]:
    unknown = set(values) - FIELDS
    if unknown:
        raise TypeError(f"not fields of an agency: {sorted(unknown)}")
    if "name" in values:
        values = {**values, "name": values["name"].strip()}
        values["folded_name"] = fold_name(values["name"])
        if not values["folded_name"]:
            raise RuleError(
                _("请填写主体名称。"),
                remedy=_("主体名称应与机构编制文件一致。"),
                field="name",
            )
        if len(values["name"]) > NAME_LENGTH:
            raise RuleError(
                _("主体名称最多 %(n)d 个字。") % {"n": NAME_LENGTH},
                remedy=_("请使用规范全称。"),
                field="name",
            )
    if values.get("uscc"):
        values = {**values, "uscc": check_uscc(values["uscc"]).normal}
        if len(values["uscc"]) > USCC_LENGTH:
            raise RuleError(
                _("统一社会信用代码最多 18 位。"), remedy=_("请核对登记证书。"), field="uscc"
            )
    if values.get("profile") and values["profile"] not in PROFILE_KEYS:
        raise RuleError(
            _("没有名为“%(key)s”的地方规则。") % {"key": values["profile"]},
            remedy=_("请从列表中选择。"),
            field="profile",
        )
    _assert_rule(values)
    return values


def _assert_rule(values: dict[str, Any]) -> None:
    rule = values.get("remedy_rule")
    if rule is not None and rule not in dict(rule_choices()):
        raise RuleError(
            _("不存在的复议管辖规则“%(rule)s”。") % {"rule": rule},
            remedy=_("请从列表中选择。"),
            field="remedy_rule",
        )


def _refuse_twin(
    folded_name: str, parent: Agency | None, division_code: str, *, but: Agency | None = None
) -> None:
    siblings = Agency.objects.get_children(parent) if parent else Agency.objects.get_root_nodes()
    if but is not None:
        siblings = siblings.exclude(pk=but.pk)
    if siblings.filter(folded_name=folded_name, division_code=division_code).exists():
        raise RuleError(
            _("同一上级之下已有同名的执法主体。"),
            remedy=_("请修改已有的主体，不要重复登记。"),
            field="name",
        )


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != "folded_name"}
