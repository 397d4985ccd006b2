"""One thing that still stands between a case and its next step."""

from dataclasses import dataclass

from core.errors import RuleError

YUAN = 100


@dataclass(frozen=True)
class Gap:
    """One thing that still stands between a case and its next step."""

    code: str
    message: str
    article: str
    remedy: str = ""

    def error(self) -> RuleError:
        """The same as a refusal."""
        return RuleError(self.message, article=self.article, remedy=self.remedy)


def yuan(cents: int) -> str:
    """Cents as 元 with two decimals."""
    return f"{cents // YUAN:,}.{cents % YUAN:02d}元"
