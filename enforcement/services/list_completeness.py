"""Whether a version of a subject or an item says what its list has to (domain §6.1, §6.2).

What is lacking is told to who hands a version in and to who approves it; an item becomes public only
with what it rests on. A text that has to go, as one with somebody's data, may leave its field empty.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from core.errors import RuleError
from enforcement import lists
from enforcement.lists import Content, PublicList
from enforcement.models import Item, ListVersion
from enforcement.models.item import DISCLOSED
from enforcement.models.kinds import ListKind
from enforcement.services import list_filing, list_records

RULE = "list.required."
BASIS = "basis_text"
# Where the answer to a field may stand as well.
OR = {"fee": "fee_charged"}


def lacking(version: ListVersion) -> list[str]:
    """Names of the fields that the list has to tell and the version does not."""
    book = lists.LISTS[version.kind]
    return [_label(book, key) for key in required(version) if not _says(version.content, key)]


def required(version: ListVersion) -> Sequence[str]:
    """The fields, by the rules of the agency on the day; none for a list without such a rule."""
    rules, on = version.agency.rules(), list_records.day_of(version)
    key = f"{RULE}{version.kind}"
    return tuple(rules.value(key, on=on)) if rules.has(key, on) else ()


def told(version: ListVersion) -> str:
    """The same in a sentence with its article; "" when nothing is lacking."""
    names = lacking(version)
    if not names:
        return ""
    return _("应当公布的以下项目没有填写：%(names)s（%(article)s）。") % {
        "names": "、".join(names),
        "article": _article(version, version.kind),
    }


def assert_founded(version: ListVersion) -> None:
    """RuleError for items that would become public, by themselves or with their agency, resting on nothing."""
    bare = [name for name, said in list_filing.beginning(version, Item) if not _says(said, BASIS)]
    if bare:
        raise RuleError(
            _("没有填写实施依据的事项不得公布：%(names)s。")
            % {"names": "、".join(bare[: list_filing.TITLES])},
            article=_article(version, ListKind.ITEM),
            remedy=_("请填写法律、法规、规章的名称和条款。"),
            field=BASIS,
        )


def _article(version: ListVersion, kind: str) -> str:
    return version.agency.rules().article(f"{RULE}{kind}", on=list_records.day_of(version))


def _says(said: Content, key: str) -> bool:
    texts = said.get("disclosed") or {}
    return any(bool(said.get(each) or texts.get(each)) for each in (key, OR.get(key, key)))


def _label(book: PublicList, key: str) -> str:
    return str(DISCLOSED[key] if key not in book.fields else book.column(key).verbose_name)
