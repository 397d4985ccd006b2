"""Template filters for dates, numbers and money in official documents."""

from datetime import date, datetime
from decimal import Decimal

from django import template

from core import chinese

register = template.Library()


@register.filter
def cn_date(value: date | str | None) -> str:
    """2026年11月21日; nothing for an empty value."""
    return chinese.date_text(value) if value else ""


@register.filter
def cn_datetime(value: datetime | str | None) -> str:
    """2026年11月21日9时05分; nothing for an empty value."""
    return chinese.datetime_text(value) if value else ""


@register.filter
def cn_date_numerals(value: date | str | None) -> str:
    """二〇二六年十一月二十一日; nothing for an empty value."""
    return chinese.date_numerals(value) if value else ""


@register.filter
def cn_number(value: int) -> str:
    """一, 二 … for the headings of a document."""
    return chinese.number_text(value)


@register.filter
def cn_money(value: Decimal | str | int | None) -> str:
    """人民币20000元（大写：贰万元整） of an amount in 元; nothing for None or an empty string."""
    return "" if value in (None, "") else chinese.money_text(Decimal(str(value)))


@register.filter
def cn_money_cents(value: int) -> str:
    """The same of an amount in 分."""
    return chinese.money_text(Decimal(value) / 100)
