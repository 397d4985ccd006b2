"""Finding a party again: by code, number or name, in any writing, and only in the own agency."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from core.errors import RuleError
from core.models import AuditEntry
from enforcement.models import Party
from enforcement.services import parties
from tests.base import Cast, client_of

pytestmark = pytest.mark.django_db
COMPANY = "91350100M000100Y43"
CARD = "11010519491231002X"
OTHER_CARD = "440524188001010014"
SECRETS = {"id_no": CARD, "address": "云溪市示范路1号", "phone": "13800000000"}


def known(cast: Cast, **fields: Any) -> Party:
    """A person the bureau knows, with everything on file."""
    values = {"kind": "person", "name": "柳试然", **SECRETS, **fields}
    return parties.create(by=cast.officer1, agency=cast.bureau, **values)


@pytest.mark.parametrize(
    "marks",
    [
        {"id_no": CARD},
        {"id_no": CARD.lower()},
        {"id_no": " 110105 19491231 002x "},
        {"id_no": "110105-19491231-002X"},
        {"id_no": "１１０１０５１９４９１２３１００２Ｘ"},
        {"uscc": COMPANY},
        {"uscc": COMPANY.lower()},
        {"uscc": "91350100-M000100Y-43"},
        {"name": "柳试然"},
        {"name": " 柳试然 "},
        {"name": "没有此人", "id_no": CARD},
    ],
)
def test_a_party_is_found_however_its_mark_is_typed(cast: Cast, marks: dict[str, str]) -> None:
    party = known(cast, uscc=COMPANY)

    assert parties.find(agency=cast.bureau, **marks) == [party]
    assert parties.find(agency=cast.other_bureau, **marks) == []


@pytest.mark.parametrize(
    "marks",
    [
        {},
        {"name": ""},
        {"id_no": CARD[:-1]},
        {"id_no": OTHER_CARD},
        {"id_no": "' OR 1=1 --"},
        {"uscc": "9135"},
        {"name": "柳"},
        {"name": "%"},
    ],
)
def test_a_part_of_a_mark_finds_nobody(cast: Cast, marks: dict[str, str]) -> None:
    known(cast, uscc=COMPANY)

    assert parties.find(agency=cast.bureau, **marks) == []


def test_a_party_without_a_number_is_not_found_by_no_number(cast: Cast) -> None:
    known(cast, id_no="")
    known(cast, name="安然", id_no="")

    assert parties.find(agency=cast.bureau, id_no=" ") == []
    assert parties.find(agency=cast.bureau, uscc=" ") == []


def test_of_several_the_newest_comes_first(cast: Cast) -> None:
    rows = [known(cast) for _each in range(3)]

    assert parties.find(agency=cast.bureau, id_no=CARD) == rows[::-1]


def test_a_changed_number_is_found_by_the_new_one_only(cast: Cast) -> None:
    party = known(cast)

    parties.update(party, by=cast.officer1, id_no=OTHER_CARD.lower())

    assert parties.find(agency=cast.bureau, id_no=CARD) == []
    assert parties.find(agency=cast.bureau, id_no=OTHER_CARD) == [party]


@pytest.mark.parametrize("name", list(SECRETS))
def test_no_secret_is_in_the_table_or_the_log_in_clear(cast: Cast, name: str) -> None:
    party = known(cast)
    parties.update(party, by=cast.officer1, **{name: SECRETS[name] + "9"})

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM enforcement_party")
        stored = " ".join(map(str, cursor.fetchone()))
    logged = " ".join(AuditEntry.objects.values_list("data", flat=True))
    assert SECRETS[name] not in stored and SECRETS[name] not in logged
    assert getattr(Party.objects.get(), name) == SECRETS[name] + "9"
    assert f'"personal":["{name}"]' in logged


@pytest.mark.parametrize("word", [CARD, CARD[-6:], "示范路", "13800000000"])
def test_the_list_finds_nobody_by_what_is_secret(cast: Cast, word: str) -> None:
    known(cast, kind="sole_trader")

    answer = cast.client("officer1").get(reverse("party-list"), {"q": word})

    assert answer.context["page"].rows == []


@pytest.mark.parametrize(
    ("word", "found"),
    [("柳", 1), ("试然", 1), (COMPANY, 1), (COMPANY.lower(), 1), (COMPANY[:8], 0), ("安", 0)],
)
def test_the_list_finds_a_part_of_a_name_and_a_whole_code(
    cast: Cast, word: str, found: int
) -> None:
    known(cast, kind="sole_trader", uscc=COMPANY)
    known(cast)  # a natural person of the same name, who is not listed

    answer = cast.client("officer1").get(reverse("party-list"), {"q": word})

    assert len(answer.context["page"].rows) == found
    assert not set(SECRETS.values()) & set(answer.content.decode().split())


@pytest.mark.parametrize(
    ("birth", "expected"),
    [(None, date(1949, 12, 31)), (date(2010, 1, 1), date(2010, 1, 1))],
)
def test_the_number_gives_a_day_of_birth_only_where_none_is_known(
    cast: Cast, birth: date | None, expected: date
) -> None:
    assert known(cast, birth_date=birth).birth_date == expected


@pytest.mark.parametrize("kind", ["org", "sole_trader"])
def test_only_a_person_has_a_day_of_birth_from_a_number(cast: Cast, kind: str) -> None:
    assert known(cast, kind=kind, birth_date=None).birth_date is None


@pytest.mark.parametrize("name", ["", " ", "　", "\u200b", "《》", "“”"])
def test_a_party_without_a_name_is_refused_and_nothing_is_kept(cast: Cast, name: str) -> None:
    with pytest.raises(RuleError, match="请填写当事人的名称") as refused:
        known(cast, name=name)

    assert (refused.value.field, refused.value.remedy) == ("name", "应与证照一致。")
    assert not Party.objects.exists()


@pytest.mark.parametrize(("code", "taken"), [("9" * 18, True), ("9" * 19, False)])
def test_a_code_has_eighteen_signs_at_most(cast: Cast, code: str, taken: bool) -> None:
    if taken:
        assert known(cast, uscc=code).uscc == code
        return
    with pytest.raises(RuleError, match="最多 18 位") as refused:
        known(cast, uscc=code)
    assert refused.value.field == "uscc"


def test_what_is_no_field_of_a_party_is_a_mistake(cast: Cast) -> None:
    party = known(cast)
    for name in ("agency", "id_hash", "flags", "pk"):
        with pytest.raises(TypeError, match="not fields of a party"):
            parties.update(party, by=cast.officer1, **{name: "x"})


@pytest.mark.parametrize("person", ["listadmin", "admin", "reviewer", "publisher"])
def test_who_files_no_cases_keeps_no_parties(cast: Cast, person: str) -> None:
    party = known(cast)
    by = cast.people[person]

    with pytest.raises(PermissionDenied):
        parties.create(by=by, agency=cast.bureau, kind="person", name="柳试然")
    with pytest.raises(PermissionDenied):
        parties.update(party, by=by, name="改名")
    assert Party.objects.get().name == "柳试然"


def test_each_reading_of_the_secrets_is_recorded_with_its_reader(cast: Cast) -> None:
    party = known(cast)
    reader = client_of(cast.officer2)

    reader.get(reverse("party-edit", args=[party.pk]))
    assert parties.reveal(party, by=cast.head) == SECRETS

    reads = AuditEntry.objects.filter(action="party.read").order_by("pk")
    assert [row.actor_id for row in reads] == [cast.officer2.pk, cast.head.pk]


def test_a_refused_change_shows_what_was_typed_and_keeps_what_was(cast: Cast) -> None:
    party = known(cast)
    typed = {"kind": "person", "name": "《》", "phone": "13900000000", "legal_rep": "代理人"}

    answer = cast.client("officer1").post(reverse("party-edit", args=[party.pk]), typed)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "请填写当事人的名称或姓名" in text
    assert 'value="13900000000"' in text and 'value="代理人"' in text
    assert Party.objects.get().phone == SECRETS["phone"]
