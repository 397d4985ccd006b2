"""The made-up agencies, accounts, officers, reviewers and items of the demo."""

import tomllib
import zlib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from core.identifiers import org_check_char, uscc_check_char
from enforcement.models import Agency, Certificate, Item, Officer, User
from enforcement.models.kinds import ActionKind, PartyKind
from enforcement.services import agencies, credentials, items, officers, statutes
from enforcement.services.statutes import ArticleJson
from legal_review.models import Qualification
from recording.services import file_rooms

FOLDER = Path(__file__).parent
CERTIFIED_FROM, CERTIFIED_TO = date(2024, 1, 1), date(2029, 12, 31)
STAFF = ("officer", "officer", "unithead", "reviewer", "head", "publisher", "publisher")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"

# What every item of the demo says besides: made up, the same for all.
DISCLOSED = {
    "on_application": "否",
    "fee_charged": "否",
    "duties": "对本行业的违法行为依法检查、处理，受理投诉举报。",
    "powers": "在示范区范围内行使；重大、跨区域的由上级机关行使。",
    "level": "县级",
    "procedure": "受理、调查、告知、审核、决定、送达、执行。",
    "responsibilities": "1.受理责任\n2.调查责任\n3.告知责任\n4.决定责任\n5.事后监管责任",
    "accountability": "不履行、违法履行职责的，依法追究责任。",
    "supervision": "示例市司法局，电话0000-12348（示例）",
    "filing_no": "云司备〔2024〕11号",
    "filed_on": "2024-01-12",
}


@cache
def world() -> dict[str, Any]:
    """The parsed world.toml."""
    return tomllib.loads((FOLDER / "world.toml").read_text(encoding="utf-8"))


@dataclass
class Staff:
    """The people of one agency."""

    agency: Agency
    officers: list[Officer]
    by_role: dict[str, list[User]]

    def one(self, role: str, *, but: User | None = None) -> User:
        """Somebody with the role, other than `but`."""
        return next(user for user in self.by_role[role] if user != but)


def found(password: str) -> dict[str, Staff]:
    """Create everybody with one password; returns the staff by agency key."""
    # Hashed once: a demo of forty accounts would otherwise wait half a minute for its hashes.
    password = make_password(password)
    data = world()
    keep_statutes()
    root = agencies.create(
        name=data["government"],
        kind=Agency.Kind.GOVERNMENT,
        status=Agency.Status.CONFIRMED,
        division_code=data["division"],
        profile="national",
    )
    houses = {row["key"]: _agency(root, row) for row in data["agency"]}
    staff = {key: Staff(agency, [], {}) for key, agency in houses.items()}
    for row in data["account"]:
        key = row.get("agency") or next(r["key"] for r in data["agency"] if r.get("main"))
        account = _account(houses[key], password, **row)
        _employ(staff[key], account, row.get("post", "科员"))
    for index, key in enumerate(houses):
        _fill(staff[key], key, index, password)
    for row in data["item"]:
        _item(houses[row["agency"]], row)
    for row in data["archive_room"]:
        _archive_room(staff[row["agency"]], row)
    for house in staff.values():
        _hand_out(house)
    return staff


def _hand_out(house: Staff) -> None:
    """The QR credential of every officer, where somebody keeps the lists."""
    if not house.by_role.get("listadmin"):
        return
    for certificate in Certificate.objects.filter(officer__in=house.officers):
        credentials.issue(certificate, by=house.one("listadmin"), at=timezone.now())


def _archive_room(staff: Staff, row: dict[str, Any]) -> None:
    """What the archives assigned, as the list administrator enters it; elsewhere nobody did yet."""
    numbers = {name: row[name] for name in file_rooms.FIELDS}
    file_rooms.change(staff.agency, by=staff.one("listadmin"), **numbers)


def keep_statutes() -> None:
    """The few articles that the stories cite."""
    text = (FOLDER / "statutes.toml").read_text(encoding="utf-8")
    for act in tomllib.loads(text)["act"]:
        articles: list[ArticleJson] = [
            ArticleJson(
                no=row["no"],
                suffix="",
                label=row["label"],
                section="",
                paragraphs=row["paragraphs"],
            )
            for row in act["article"]
        ]
        statutes.keep_version(
            by=None,
            act={
                "title": act["title"],
                "version_date": act["version_date"],
                "history": act["history"],
                "source_path": "",
                "articles": articles,
            },
        )


def _agency(root: Agency, row: dict[str, Any]) -> Agency:
    data = world()
    return agencies.create(
        parent=root,
        name=row["name"],
        uscc=row["uscc_body"] + uscc_check_char(row["uscc_body"]),
        profile=row["profile"],
        field=row["field"],
        doc_prefix=row["prefix"],
        status=Agency.Status.CONFIRMED,
        division_code=data["division"],
        government_name=data["government"],
        court_name=data["court"],
        confirmed_by=data["government"],
        confirm_doc_no="云政公告〔2024〕1号",
        announced_on=date(2024, 1, 10),
        duties="依法履行本领域行政执法职责。",
        powers=_powers(row["key"]),
        basis="法律、法规和机构职能规定",
        office_addr="云岭市示范大道100号",
        mail_addr="云岭市示范邮局第100号信箱",
        office_hours="工作日 9:00-12:00，13:30-17:30",
        phone="0000-12345",
        supervise_phone="0000-12388",
    )


def _powers(key: str) -> str:
    """What the agency does by its power list; the justice bureau has none."""
    kinds = dict.fromkeys(row["kind"] for row in world()["item"] if row["agency"] == key)
    names = [str(ActionKind(kind).label) for kind in kinds] or ["行政执法监督"]
    return f"在法定职权范围内实施{'、'.join(names)}。"


def _account(house: Agency, password: str, **row: Any) -> User:
    return User.objects.create(
        username=row["username"],
        password=password,
        name=row["name"],
        agency=house,
        roles=row["roles"],
        unit=row.get("unit", "执法科"),
        is_demo=True,
    )


def _employ(staff: Staff, account: User, post: str) -> None:
    for role in account.roles:
        staff.by_role.setdefault(role, []).append(account)
    if "officer" in account.roles:
        staff.officers.append(_officer(staff.agency, account, post))
    if "reviewer" in account.roles:
        Qualification.objects.create(
            account=account,
            agency=staff.agency,
            ground=Qualification.Ground.LEGAL_PROFESSION,
            number=f"示A{account.pk:08d}",
            reviewing_since=CERTIFIED_FROM,
            valid_from=CERTIFIED_FROM,
        )


def _officer(agency: Agency, account: User, post: str) -> Officer:
    officer = officers.create(
        agency=agency, name=account.name, post=post, account=account, published_on=CERTIFIED_FROM
    )
    officers.certify(
        officer,
        number=f"41{account.pk:09d}",
        issuer="示范省人民政府",
        area="云岭市",
        category="综合执法",
        valid_from=CERTIFIED_FROM,
        valid_to=CERTIFIED_TO,
    )
    return officer


def _fill(staff: Staff, key: str, index: int, password: str) -> None:
    """Give every agency the people its procedures need."""
    for place, role in enumerate(STAFF):
        have = len(staff.by_role.get(role, []))
        if have >= STAFF.count(role) or key == "justice":
            continue
        name = (
            f"{SURNAMES[(index * len(STAFF) + place) % len(SURNAMES)]}示{'甲乙丙丁戊己庚'[place]}"
        )
        account = _account(
            staff.agency, password, username=f"{key}_{role}{place}", name=name, roles=[role]
        )
        _employ(staff, account, "执法员")


def _item(agency: Agency, row: dict[str, Any]) -> Item:
    item = items.create(
        agency=agency,
        kind=row["kind"],
        name=row["name"],
        effective_from=CERTIFIED_FROM,
        basis_text=row["basis"],
        field=row["field"],
        unit="执法科",
        **world()["item_words"][row["kind"]],
        published_on=CERTIFIED_FROM,
        disclosed={**DISCLOSED, **row.get("disclosed", {})},
    )
    return item


def item_of(agency: Agency, kind: str, cause: str) -> Item | None:
    """The item under which the agency acts for a cause."""
    named = [row["name"] for row in world()["item"] if cause in row.get("causes", ())]
    rows = Item.objects.filter(agency=agency, kind=kind).order_by("pk")
    return rows.filter(name__in=named).first() or rows.first()


def company_code(name: str, kind: str) -> str:
    """A code for a made-up company, the same for the same name, in a division that does not exist."""
    organisation = f"MA{zlib.crc32(name.encode()) % 10**6:06d}"
    class_of = "92" if kind == PartyKind.SOLE_TRADER else "91"
    body = f"{class_of}419900{organisation}{org_check_char(organisation)}"
    return body + uscc_check_char(body)
