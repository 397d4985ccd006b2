"""The registers kept entry by entry on the public site, at the root."""

from django.urls import path, re_path

from disclosure.views.public import delegations, files, recording_items
from disclosure.views.public import entries as views
from disclosure.views.public.list_versions import list_version_changes
from enforcement.registers import BOOKS

LISTS = [
    path(f"{book.route}/", views.list_of(book), name=f"public-{key}-list")
    for key, book in BOOKS.items()
]
PAGES = [
    path(f"{book.route}/<int:pk>/", views.detail_of(book), name=f"public-{key}-detail")
    for key, book in BOOKS.items()
]
urlpatterns = [
    path("registers/", views.register_home, name="register-home"),
    path("delegations/", delegations.delegation_list, name="delegation-list"),
    path("delegations/<int:pk>/", delegations.delegation_detail, name="delegation-detail"),
    path("delegations/<int:pk>/files/<int:number>/", files.delegation_file, name="delegation-file"),
    path("recording-items/", recording_items.recording_list, name="recording-items"),
    path(
        "recording-items/export.<str:kind>",
        recording_items.recording_export,
        name="recording-items-export",
    ),
    *LISTS,
    *PAGES,
    path("guides/<int:pk>/print/", views.guide_print, name="guide-print"),
    path("windows/<int:pk>/screen/", views.window_screen, name="window-screen"),
    re_path(
        r"^windows/(?P<pk>[0-9]{1,12})/print/(?P<paper>a3|a4)/$",
        views.window_print,
        name="window-print",
    ),
    path(
        "registers/<slug:register>/<int:pk>/changes/<int:number>/",
        views.entry_changes,
        name="entry-changes",
    ),
    path(
        "registers/<slug:kind>/<int:pk>/versions/<int:number>/",
        list_version_changes,
        name="list-version-changes",
    ),
]
