"""Fill the calendar: official years, years on statutory days, regional overlays."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from core import calendar_years as years

OFFICIAL = "国务院办公厅关于{year}年部分节假日安排的通知"
WITHOUT = "{year}年尚无放假通知，按法定节假日推定"
BATCH = 1000


def seed(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Write the notices and their days."""
    for year in range(years.FIRST_YEAR, years.LAST_OFFICIAL_YEAR + 1):
        title, url = OFFICIAL.format(year=year), years.official_url(year)
        _keep(apps, "", year, title, years.official(year), url=url)
    for year in range(years.LAST_OFFICIAL_YEAR + 1, years.LAST_YEAR + 1):
        title = WITHOUT.format(year=year)
        _keep(apps, "", year, title, years.without_notice(year), provisional=True)
    for overlay in years.overlays():
        for year in range(years.FIRST_YEAR, years.LAST_YEAR + 1):
            rows = years.overlay_rows(overlay, year)
            if rows:
                _keep(apps, overlay["code"], year, overlay["title"], rows, provisional=True)


def _keep(apps, region, year, title, rows, url="", provisional=False):
    Notice, Day = apps.get_model("core", "CalendarNotice"), apps.get_model("core", "CalendarDay")
    notice = Notice.objects.create(
        region=region, year=year, title=title, url=url, provisional=provisional
    )
    Day.objects.bulk_create(
        (
            Day(
                region=region,
                date=row.date,
                is_workday=row.is_workday,
                reason=row.reason,
                statutory=row.statutory,
                notice=notice,
                provisional=row.provisional,
            )
            for row in rows
        ),
        batch_size=BATCH,
    )


def empty(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the seeded rows out again; deadlines that a notice moved stand in the way, rightly."""
    apps.get_model("core", "CalendarDay").objects.all().delete()
    apps.get_model("core", "CalendarNotice").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunPython(seed, empty)]
