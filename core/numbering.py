"""Gap-free numbers (案号, 文号) per agency, kind and year; and the folded form they are found by."""

import re
import unicodedata
from collections.abc import Iterator
from string import Formatter

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, rehearsal
from core.errors import RuleError
from core.models import NumberSeries, NumberUse

ARTICLE = "党政机关公文格式 GB/T 9704 第7.2.5条"
OPENING, CLOSING, DASHES = "〔［[【〈《<{", "〕］]】〉》>}", "‐‑‒–—―−－"
FOLDED = str.maketrans(
    dict.fromkeys(OPENING, "(") | dict.fromkeys(CLOSING, ")") | dict.fromkeys(DASHES, "-")
)
# Control characters too: no number has one, and PostgreSQL takes no NUL in a text.
DROPPED = re.compile(r"[\s\x00-\x1f\x7f第号號]+")

WRITTEN = re.compile(
    r"([\u4e00-\u9fffA-Za-z]{1,30})\s*"
    r"([〔\[［(（【]\s*[0-9０-９]{4}\s*[〕\]］)）】]\s*第?\s*[0-9０-９]{1,6}\s*号)"
)


def take(*, agency_id: int, kind: str, year: int, format: str, prefix: str) -> str:
    """The next number of the series, for example "示罚〔2026〕12号", in the caller's transaction.

    `format` has the fields {prefix}, {year} and {n}. The series stays locked until the transaction
    ends, and a roll-back gives the number back: that is what makes it gap-free. Raises
    TransactionManagementError outside a transaction. A rehearsal is given a number with a cross.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("numbering.take() needs a transaction")
    if "n" not in {name for _text, name, _spec, _how in Formatter().parse(format)}:
        raise ValueError(f"the format {format!r} has no {{n}}")
    if rehearsal.active():
        return format.format(prefix=prefix, year=year, n=rehearsal.Crossed())
    series, _created = NumberSeries.objects.get_or_create(agency_id=agency_id, kind=kind, year=year)
    # The update both locks the series and counts, so two takers can never read the same value.
    NumberSeries.objects.filter(pk=series.pk).update(last=F("last") + 1)
    series.refresh_from_db(fields=["last"])
    text = format.format(prefix=prefix, year=year, n=series.last)
    NumberUse.objects.create(series=series, value=series.last, text=text)
    return text


def void(number_text: str, reason: str, *, agency_id: int | None = None) -> NumberUse:
    """Mark a number as voided for good; it is never used again.

    `agency_id` is needed only when two agencies use the same text. Raises RuleError when there is no
    such number, when it is voided already, or when the reason is empty.
    """
    reason = reason.strip()
    if not reason:
        raise RuleError(_("作废编号应当写明原因。"), article=ARTICLE, field="reason")
    with transaction.atomic():
        uses = NumberUse.objects.select_for_update().filter(text=number_text)
        if agency_id is not None:
            uses = uses.filter(series__agency_id=agency_id)
        use = the_only(list(uses.select_related("series")), number_text)
        use.voided_at, use.void_reason = timezone.now(), reason[:200]
        use.save(update_fields=["voided_at", "void_reason"])
        audit.append(
            "number.void",
            obj=use,
            agency_id=use.series.agency_id,
            data={"number": number_text, "reason": use.void_reason},
        )
    return use


def the_only(uses: list[NumberUse], text: str) -> NumberUse:
    """The one use that may be voided, or the RuleError that says why there is none."""
    if not uses:
        raise RuleError(
            _("没有编号“%(text)s”的使用记录。") % {"text": text}, remedy=_("请核对编号后重试。")
        )
    if len(uses) > 1:
        raise RuleError(
            _("编号“%(text)s”由多个机关使用。") % {"text": text}, remedy=_("请指明所属机关。")
        )
    if uses[0].voided_at is not None:
        raise RuleError(_("编号“%(text)s”已经作废。") % {"text": text}, remedy=_("无需重复作废。"))
    return uses[0]


def fold_doc_no(text: str) -> str:
    """The form of a 文号 used for lookup: one width, one kind of bracket, no 第, 号 or blanks.

    "示罚〔２０２６〕第 12 号" and "示罚[2026]12号" both give "示罚(2026)12".
    """
    upper = unicodedata.normalize("NFKC", text).upper()
    kept = DROPPED.sub("", unicodedata.normalize("NFKC", upper).translate(FOLDED))
    # Upper case takes letters apart and a dropped character lets its neighbours join.
    return unicodedata.normalize("NFKC", kept)


def written_in(text: str) -> Iterator[str]:
    """Every 文号 that a text may hold, each as it may begin: the words before it may be the sentence's."""
    for found in WRITTEN.finditer(text):
        words, rest = found.groups()
        yield from (words[start:] + rest for start in range(len(words)))
