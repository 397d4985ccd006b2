"""How a sheet names officers: by name and number of the certificate, as in 张某｜YX001."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.errors import RuleError
from enforcement.models import Agency, Certificate, Officer
from enforcement.registers import SEPARATOR


def tokens(keys: Iterable[int]) -> dict[int, str]:
    """What a sheet writes for each of the officers; without a certificate the name alone."""
    wanted = set(keys)
    held = Certificate.objects.filter(officer__in=wanted).order_by("valid_from")
    numbers = dict(held.values_list("officer", "number"))
    names = Officer.objects.filter(pk__in=wanted).values_list("pk", "name")
    return {pk: f"{name}{SEPARATOR}{numbers[pk]}" if pk in numbers else name for pk, name in names}


class People:
    """The officers in post of some agencies, loaded once."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self._by_words: dict[tuple[int, str], set[int]] = defaultdict(set)
        rows = Officer.objects.filter(agency__in=agencies, status=Officer.Status.ACTIVE)
        for row in rows.prefetch_related("certificates"):
            self._by_words[row.agency_id, row.name].add(row.pk)
            for card in row.certificates.all():
                self._by_words[row.agency_id, card.number].add(row.pk)
                self._by_words[row.agency_id, f"{row.name}{SEPARATOR}{card.number}"].add(row.pk)

    def find(self, agency: Agency, words: str) -> int:
        """The officer a line names. RuleError when there is none, or more than one."""
        found = self._by_words.get((agency.pk, words), set())
        if len(found) != 1:
            message = _("本主体有几名“%(name)s”。") if found else _("本主体没有在岗的“%(name)s”。")
            raise RuleError(
                message % {"name": words[:100]},
                remedy=_("每行一人，写成“姓名｜执法证号”。"),
                field="officers",
            )
        return next(iter(found))
