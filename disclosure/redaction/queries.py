"""Words that nobody may search by: numbers that lead to one person."""

import re

from core.identifiers import id_birth_date, id_region_known, normalise_code, uscc_ok
from disclosure.redaction.contacts import (
    find_emails,
    find_land_lines,
    find_mobiles,
    find_social_accounts,
)
from disclosure.redaction.detectors import (
    find_bank_accounts,
    find_identity_cards,
    find_plates,
    find_travel_documents,
)
from disclosure.redaction.foreigners import find_foreign_papers
from disclosure.redaction.lexicon import fold
from disclosure.redaction.spans import visible
from disclosure.redaction.written import find_written

_DETECTORS = (
    find_identity_cards,
    find_bank_accounts,
    find_plates,
    find_travel_documents,
    find_foreign_papers,
    find_mobiles,
    find_land_lines,
    find_emails,
    find_social_accounts,
    find_written,
)
# Somebody who asks needs no right check digit: the shape of a card or an identity number is enough,
# and so is that of an old permit of residence.
_LONG = re.compile(r"(?<![0-9A-Z])(?:\d{16,19}|\d{17}X|[A-Z]{3}\d{12})(?![0-9A-Z])")
_SEPARATORS = re.compile(r"[\s._·・/—–－-]+")


def asks_for_a_person(text: str) -> bool:
    """Whether a query holds an identity number, a telephone, a card, a plate, an address of mail.

    A valid 统一社会信用代码 is an organisation's and may be asked for. Only the shape of the query
    counts, so the answer tells nothing about what is stored.
    """
    folded = fold(visible(text)[0])
    bare = _SEPARATORS.sub("", folded)
    if _of_an_organisation(normalise_code(bare)):
        return False
    if _LONG.search(bare.upper()):
        return True
    return any(True for find in _DETECTORS for one in (folded, bare) for _span in find(one))


def _of_an_organisation(code: str) -> bool:
    """A valid 统一社会信用代码 that is not, by its region and birth date, an identity number as well."""
    return uscc_ok(code) and not (id_region_known(code) and id_birth_date(code))
