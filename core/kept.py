"""Keeping what a person types until it is sent, so that nothing is lost to a closed window.

It is the account's own scratch paper: encrypted, seen by nobody else, no part of any file, and
forgotten when the form is taken, when it is thrown away, or after KEPT.
"""

import json
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.errors import RuleError
from core.models import KeptForm

KEPT = timedelta(days=7)
MOST_FORMS = 50
MOST_BYTES = 200_000
# Never kept: what protects the form, and what must not be written down.
SECRET = ("csrfmiddlewaretoken", "password", "old_password", "new_password1", "new_password2")
Content = dict[str, list[str]]


def _own(account: Any) -> "QuerySet[KeptForm]":
    return KeptForm.objects.filter(account_id=account.pk)


def read(content: str) -> Content:
    """The fields of a form from JSON. RuleError for anything but names with lists of texts."""
    try:
        data = json.loads(content) if len(content.encode()) <= MOST_BYTES else None
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict) or not all(_texts(values) for values in data.values()):
        raise RuleError(_("自动保存的内容无法识别或者过大。"), remedy=_("请先提交已填写的内容。"))
    return {name: values for name, values in data.items() if name not in SECRET}


def _texts(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def keep(account: Any, path: str, content: str, *, at: datetime) -> KeptForm:
    """Keep the content of the account's form at the path, in place of what was kept of it."""
    fields = json.dumps(read(content), ensure_ascii=False)
    row, _created = KeptForm.objects.update_or_create(
        account_id=account.pk, path=path, defaults={"content": fields, "saved_at": at}
    )
    _own(account).filter(saved_at__lt=at - KEPT).delete()
    newest = _own(account).order_by("-saved_at").values_list("pk", flat=True)[:MOST_FORMS]
    _own(account).exclude(pk__in=list(newest)).delete()
    return row


def recall(account: Any, path: str, *, at: datetime) -> KeptForm | None:
    """What is kept of the account's form at the path, if it is not too old."""
    return _own(account).filter(path=path, saved_at__gte=at - KEPT).first()


def forget(account: Any, path: str) -> None:
    """Throw away what is kept of the form."""
    _own(account).filter(path=path).delete()
