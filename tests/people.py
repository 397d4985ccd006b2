"""Made-up agencies, accounts, officers and parties, made through the services of the registry."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from enforcement.codes import ALPHABET, CODE_LENGTH
from enforcement.models import Agency, Item, Officer, Party, User
from enforcement.services import agencies, items, officers, parties
from legal_review.models import Qualification

VALID_FROM, VALID_TO = date(2020, 1, 1), date(2031, 12, 31)


class Serials:
    """Running numbers in made-up names and codes; they start again from one in every test."""

    def __init__(self) -> None:
        self.last = 0
        self.coded = 0

    def __next__(self) -> int:
        self.last += 1
        return self.last

    def restart(self) -> None:
        """Begin again from one, so that the same story has the same papers."""
        self.last = self.coded = 0

    def code(self) -> str:
        """The next code of a paper, in place of one drawn by lot: 24 signs."""
        self.coded += 1
        lot = hashlib.sha256(f"paper {self.coded}".encode()).digest()
        return "".join(ALPHABET[byte % len(ALPHABET)] for byte in lot[:CODE_LENGTH])


serials = Serials()


def agency(
    name: str = "",
    *,
    parent: Agency | None = None,
    profile: str = "",
    prefix: str = "",
    **fields: Any,
) -> Agency:
    """A confirmed agency; a root without a profile follows Sanmenxia's rules."""
    serial = next(serials)
    values = {
        "kind": Agency.Kind.STATUTORY,
        "status": Agency.Status.CONFIRMED,
        "announced_on": VALID_FROM,
        "profile": profile or ("" if parent else "sanmenxia_gov"),
        "doc_prefix": prefix or f"云试{serial}",
        "government_name": "云溪市人民政府",
        "court_name": "云溪市人民法院",
        "division_code": "419999",
        **fields,
    }
    return agencies.create(parent=parent, name=name or f"云溪市试验{serial}局", **values)


def user(roles: str | Sequence[str], agency: Agency | None = None, **fields: Any) -> User:
    """An active account with one role or several; log it in with `tests.base.client_of`."""
    serial = next(serials)
    row = User(
        username=fields.pop("username", f"account{serial}"),
        name=fields.pop("name", f"试员{serial}"),
        agency=agency,
        roles=[roles] if isinstance(roles, str) else list(roles),
        **fields,
    )
    # Hashing a password takes longer than most tests; nobody types it.
    row.set_unusable_password()
    row.save()
    return row


def officer(
    agency: Agency,
    account: User | None = None,
    *,
    name: str = "",
    username: str = "",
    valid_from: date = VALID_FROM,
    valid_to: date = VALID_TO,
) -> Officer:
    """An officer with an account and a certificate for the given period."""
    serial = next(serials)
    shown = name or (account.name if account else f"安试{serial}")
    login = account or user("officer", agency, username=username or f"officer_{serial}", name=shown)
    row = officers.create(
        agency=agency, name=shown, post="科员", account=login, published_on=VALID_FROM
    )
    officers.certify(
        row,
        number=f"YX{serial:06d}",
        issuer="云溪市人民政府",
        area="云溪市",
        valid_from=valid_from,
        valid_to=valid_to,
    )
    return row


def account_of(row: Officer) -> User:
    """The account of an officer made here."""
    if row.account is None:
        raise ValueError(f"{row.name} has no account")
    return row.account


def qualified_reviewer(agency: Agency, *, valid_from: date = VALID_FROM, **fields: Any) -> User:
    """A reviewer with the qualification the law demands."""
    account = user("reviewer", agency, **fields)
    Qualification.objects.create(
        account=account,
        agency=agency,
        ground=Qualification.Ground.LEGAL_PROFESSION,
        number=f"A2020{next(serials):06d}",
        reviewing_since=valid_from,
        valid_from=valid_from,
    )
    return account


def handlers(agency: Agency) -> list[Officer]:
    """The two officers of the agency that handle its cases; made when it has fewer."""
    found = list(agency.officers.filter(account__isnull=False).order_by("pk")[:2])
    while len(found) < 2:
        found.append(officer(agency))
    return found


def someone(agency: Agency, role: str, *, but: User | None = None) -> User:
    """An account of the agency with the role, other than `but`; made when there is none."""
    for account in User.objects.filter(agency=agency, is_active=True).order_by("pk"):
        if role in account.roles and account != but:
            return account
    return qualified_reviewer(agency) if role == "reviewer" else user(role, agency)


def party(agency: Agency, kind: str = "org", **fields: Any) -> Party:
    """A party of the agency: a company, a sole trader or a person."""
    serial = next(serials)
    names = {"org": "云溪市晨星商贸有限公司", "sole_trader": "云溪市晨星便利店", "person": "柳试然"}
    values = {"name": f"{names[kind]}", "address": "云溪市示范路1号", **fields}
    if kind == "org":
        values.setdefault("legal_rep", f"钱试{serial}")
    if kind == "person":
        values.setdefault("birth_date", date(1990, 5, 20))
    return parties.create(by=account_of(handlers(agency)[0]), agency=agency, kind=kind, **values)


def inspection_item(agency: Agency, *, on: date) -> Item:
    """A published inspection item of the agency; made when it has none."""
    found = Item.objects.filter(agency=agency, kind="inspection", published_on__lte=on).first()
    return found or items.create(
        agency=agency,
        kind="inspection",
        name="食品经营日常监督检查",
        effective_from=VALID_FROM,
        published_on=VALID_FROM,
    )
