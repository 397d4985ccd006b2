"""The fixed cast: who acts in every story. All people and agencies are made up."""

from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property

from django.conf import settings
from django.db.models import Model
from django.test import Client

from enforcement.models import Agency, Officer, User
from tests import factories
from tests.retold import Troupe, told_once

# Axes' own backend loads no accounts, so a forced login has to name the one that does.
BACKEND = "core.permissions.RoleBackend"


def client_of(user: User) -> Client:
    """A browser in which the account is logged in."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = logged_in(user)
    return client


@told_once
def logged_in(user: User) -> str:
    """The key of a new session of the account."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


@dataclass
class Cast(Troupe):
    """The accounts of one bureau below a city government, and one person of another bureau.

    `officer1` handles and `officer2` assists; both have an enforcement certificate. `publisher2`
    is the second person that approves what `publisher` redacted. `supervisor` works beside the
    bureau, in the justice bureau, and sees every agency below the government.
    """

    government: Agency
    bureau: Agency
    other_bureau: Agency
    justice: Agency
    officer1: User
    officer2: User
    unithead: User
    reviewer: User
    head: User
    publisher: User
    publisher2: User
    listadmin: User
    supervisor: User
    admin: User
    outsider: User

    @classmethod
    def assemble(cls, profile: str = "sanmenxia_gov") -> "Cast":
        """Create everybody in the database."""
        government = factories.agency("云溪市人民政府", kind="government", profile=profile)
        bureau = factories.agency("云溪市市场监督管理局", parent=government, prefix="云市监")
        other = factories.agency("云溪市交通运输局", parent=government, prefix="云交")
        justice = factories.agency("云溪市司法局", parent=government, prefix="云司")
        people = {
            name: factories.user(role, bureau, username=name, name=words)
            for name, role, words in (
                ("unithead", "unithead", "石承方"),
                ("head", "head", "江以宁"),
                ("publisher", "publisher", "梅知微"),
                ("publisher2", "publisher", "竺清越"),
                ("listadmin", "listadmin", "柏正源"),
                ("admin", "admin", "管思齐"),
            )
        }
        people["supervisor"] = factories.user(
            "supervisor", justice, username="supervisor", name="督明远"
        )
        people["reviewer"] = factories.qualified_reviewer(
            bureau, username="reviewer", name="法如山"
        )
        handlers = {
            "officer1": factories.officer(bureau, name="安试一", username="officer1"),
            "officer2": factories.officer(bureau, name="安试二", username="officer2"),
            "outsider": factories.officer(other, name="外试人", username="outsider"),
        }
        people |= {name: factories.account_of(row) for name, row in handlers.items()}
        return cls(
            government=government, bureau=bureau, other_bureau=other, justice=justice, **people
        )

    def parts(self) -> list[Model]:
        """Everybody, without what was only looked up for them."""
        return [getattr(self, one.name) for one in fields(self)]

    @cached_property
    def officers(self) -> list[Officer]:
        """The two handlers of the bureau, the lead first."""
        return [self.officer1.officer, self.officer2.officer]

    @property
    def people(self) -> dict[str, User]:
        """Every account by its name in the cast."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in found.items() if isinstance(value, User)}

    def client(self, name: str) -> Client:
        """A browser in which the member of the cast is logged in."""
        return client_of(self.people[name])


def day(month: int, number: int, year: int = 2026) -> date:
    """A date of 2026, the year of the stories."""
    return date(year, month, number)
