"""Which agency a sheet means: by code first, then by folded name, then by name and division."""

import re
from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.errors import RuleError
from core.folding import fold_name
from core.identifiers import normalise_code
from enforcement.models import Agency

# A name with a place in it is one agency; «税务局» alone is another one in every county.
_PLACE = re.compile(r"[省市县区州盟旗]|地区|自治|海关|新区")


class Directory:
    """The agencies a sheet may name, loaded once. Only those given can be found."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self._by_code: dict[str, Agency] = {}
        self._by_name: dict[str, list[Agency]] = defaultdict(list)
        for agency in agencies:
            self.add(agency)

    def add(self, agency: Agency) -> None:
        """Make an agency findable."""
        if agency.uscc:
            self._by_code[agency.uscc] = agency
        self._by_name[agency.folded_name].append(agency)

    def find(self, *, code: str = "", name: str = "", division: str = "") -> Agency | None:
        """The agency, or None when it is not known. Raises RuleError when the name fits several."""
        by_code = self._by_code.get(normalise_code(code)) if code else None
        if by_code is not None:
            return by_code
        found = self._by_name.get(fold_name(name), []) if name else []
        if division and (len(found) > 1 or not _PLACE.search(name)):
            found = [row for row in found if row.division_code in ("", division)]
        if len(found) > 1:
            raise RuleError(
                _("名称“%(name)s”对应多个执法主体。") % {"name": name},
                remedy=_("请填写统一社会信用代码。"),
            )
        return found[0] if found else None
