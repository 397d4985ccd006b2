"""The registers that are kept entry by entry, under office/registry/."""

from django.urls import path

from core.views.acts import page
from enforcement.acts import list_versions as version_acts
from enforcement.acts import registers as acts
from enforcement.acts.list_changes import LIST_CHANGE_SETTLE
from enforcement.views import list_changes, list_versions, registry_exports, registry_imports
from enforcement.views import registers as views

ROOT = "entries/"

urlpatterns = [
    path("changes/", list_changes.change_list, name="list-change-list"),
    path("changes/new/", list_changes.change_create, name="list-change-create"),
    path("changes/<uuid:pk>/", page(LIST_CHANGE_SETTLE), name="list-change-settle"),
    path("versions/", list_versions.version_list, name="list-version-list"),
    path("versions/<int:pk>/", list_versions.version_detail, name="list-version-detail"),
    *(
        path(f"versions/<int:pk>/{act.name.rpartition('-')[2]}/", page(act), name=act.name)
        for act in (
            version_acts.VERSION_SUBMIT,
            version_acts.VERSION_PUBLISH,
            version_acts.VERSION_RETURN,
            version_acts.VERSION_DISCARD,
            version_acts.LIST_WITHHOLD,
            version_acts.LIST_WITHHELD,
            version_acts.LIST_WITHHOLD_REFUSE,
        )
    ),
    path(f"{ROOT}<slug:register>/list/", views.entry_list, name="entry-list"),
    path(f"{ROOT}<slug:register>/new/", views.entry_create, name="entry-create"),
    path("sheets/<slug:book>/import/", registry_imports.sheet_import, name="sheet-import"),
    path(
        "sheets/<slug:book>/export/<slug:form>/",
        registry_exports.sheet_export,
        name="sheet-export",
    ),
    path(f"{ROOT}<slug:register>/import/", registry_imports.entry_import, name="entry-import"),
    path(
        f"{ROOT}<slug:register>/export/<slug:form>/",
        registry_exports.entry_export,
        name="entry-export",
    ),
    path(f"{ROOT}<int:pk>/", views.entry_detail, name="entry-detail"),
    path(f"{ROOT}<int:pk>/revise/", page(acts.ENTRY_REVISE), name="entry-revise"),
    path(f"{ROOT}<int:pk>/withdraw/", page(acts.ENTRY_WITHDRAW), name="entry-withdraw"),
    path(f"{ROOT}versions/<int:pk>/", views.entry_edit, name="entry-edit"),
    path(f"{ROOT}versions/<int:pk>/submit/", page(acts.VERSION_SUBMIT), name="entry-submit"),
    path(f"{ROOT}versions/<int:pk>/publish/", page(acts.VERSION_PUBLISH), name="entry-publish"),
    path(f"{ROOT}versions/<int:pk>/return/", page(acts.VERSION_RETURN), name="entry-return"),
    path(f"{ROOT}versions/<int:pk>/discard/", page(acts.VERSION_DISCARD), name="entry-discard"),
]
