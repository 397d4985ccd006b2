"""备案 of items and delegations before they are public, where the rules of the place ask for it.

The rules are the values `item.filing_required` and `delegation.filing_required` of a profile; nationally
none asks, and no rule known to the profiles asks it of the other lists (domain §5.2, §6.2, §6.10).
"""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from core.errors import RuleError
from enforcement import lists
from enforcement.models import Agency, Delegation, Item, ListVersion
from enforcement.services import list_records

RULE, DEED_RULE = "item.filing_required", "delegation.filing_required"
NUMBER, DAY = "filing_no", "filed_on"  # columns of a deed; of an item among lists.PARTED
TITLES = 3  # items that a refusal names


def assert_filed(version: ListVersion, on: date) -> None:
    """RuleError for items and deeds that are to be public on the day and have not been filed by then.

    It asks of what begins to be public: by itself, or together with its agency.
    """
    for _name, said in beginning(version, Delegation):
        # The register shows a deed from its first day, when that is later.
        _assert_deed_filed(version.agency, said, max(on, date.fromisoformat(said["valid_from"])))
    if not _asked(version.agency, RULE, on):
        return
    bare = [name for name, said in beginning(version, Item) if not _filed(said, on)]
    if bare:
        raise RuleError(
            _("公示前应当报备案：%(names)s没有填写备案文号和备案日期，或者备案日期晚于公示。")
            % {"names": "、".join(bare[:TITLES])},
            article=version.agency.rules().article(RULE, on),
            remedy=_("请先报司法行政机关备案审核，再在该事项填写备案文号和备案日期。"),
        )


def _assert_deed_filed(agency: Agency, said: lists.Content, on: date) -> None:
    """RuleError for a delegation that is to be public on the day and has not been filed by then."""
    if not _asked(agency, DEED_RULE, on):
        return
    number, filed_on = said[NUMBER].strip(), said[DAY]
    if number and filed_on is not None and date.fromisoformat(filed_on) <= on:
        return
    raise RuleError(
        _("委托公布前应当报备案：没有填写备案文号和备案日期，或者备案日期晚于公布。"),
        article=agency.rules().article(DEED_RULE, on),
        remedy=_("请先报本级司法行政部门备案，再填写备案文号和备案日期。"),
        field=DAY if number else NUMBER,
    )


def _asked(agency: Agency, rule: str, on: date) -> bool:
    rules = agency.rules()
    return bool(rules.has(rule, on) and rules.value(rule, on))


def beginning(
    version: ListVersion, model: type[Item | Delegation]
) -> Iterator[tuple[str, lists.Content]]:
    """Name and content of each row of the list that is not public before the version, and is by it."""
    if lists.LISTS[version.kind].model is model:
        row = model._default_manager.get(pk=version.row)
        if not list_records.told_of(row, version.base, list_records.day_of(version)):
            yield version.title, version.content
    for each in list_records.along(version):
        if isinstance(each, model):
            yield str(each), lists.content(each)


def _filed(said: lists.Content, on: date) -> bool:
    """Whether a content tells its filing, by the day."""
    told = said.get("disclosed") or {}
    return bool(told.get(NUMBER) and told.get(DAY)) and date.fromisoformat(told[DAY]) <= on
