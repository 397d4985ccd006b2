"""The registry in the back office, under office/registry/."""

from django.urls import path

from core.views.acts import page
from enforcement.acts import benchmarks as benchmark_acts
from enforcement.acts.credentials import CREDENTIAL_END, CREDENTIAL_ISSUE
from enforcement.acts.delegations import DELEGATION_END, DELEGATION_PUBLISH
from enforcement.urls_catalogues import urlpatterns as catalogues
from enforcement.urls_random_checks import urlpatterns as random_checks
from enforcement.urls_registers import urlpatterns as registers
from enforcement.views import (
    registry,
    registry_agencies,
    registry_benchmarks,
    registry_delegations,
    registry_exports,
    registry_imports,
    registry_items,
    registry_officers,
    registry_parties,
    registry_statutes,
)

urlpatterns = [
    *random_checks,
    *catalogues,
    *registers,
    path("", registry.registry_home, name="registry-home"),
    path("agencies/", registry_agencies.agency_list, name="agency-admin-list"),
    path("agencies/new/", registry_agencies.agency_create, name="agency-admin-create"),
    path("agencies/import/", registry_imports.agency_import, name="agency-import"),
    path("agencies/<int:pk>/", registry_agencies.agency_edit, name="agency-admin-edit"),
    path("delegations/", registry_delegations.delegation_list, name="delegation-admin-list"),
    path(
        "delegations/new/", registry_delegations.delegation_create, name="delegation-admin-create"
    ),
    path("delegations/import/", registry_imports.delegation_import, name="delegation-import"),
    path(
        "delegations/export/<slug:form>/",
        registry_exports.delegation_export,
        name="delegation-export",
    ),
    path(
        "delegations/<int:pk>/", registry_delegations.delegation_edit, name="delegation-admin-edit"
    ),
    path("delegations/<int:pk>/publish/", page(DELEGATION_PUBLISH), name="delegation-publish"),
    path("delegations/<int:pk>/end/", page(DELEGATION_END), name="delegation-end"),
    path("officers/", registry_officers.officer_list, name="officer-admin-list"),
    path("officers/new/", registry_officers.officer_create, name="officer-admin-create"),
    path("officers/import/", registry_imports.officer_import, name="officer-import"),
    path("officers/<int:pk>/", registry_officers.officer_edit, name="officer-admin-edit"),
    path(
        "officers/<int:pk>/certificates/new/",
        registry_officers.certificate_create,
        name="certificate-create",
    ),
    path("certificates/<int:pk>/end/", registry_officers.certificate_end, name="certificate-end"),
    path("certificates/<int:pk>/credential/", page(CREDENTIAL_ISSUE), name="credential-issue"),
    path("credentials/<int:pk>/", registry_officers.credential_card, name="credential-card"),
    path("credentials/<int:pk>/end/", page(CREDENTIAL_END), name="credential-end"),
    path("items/", registry_items.item_list, name="item-admin-list"),
    path("items/new/", registry_items.item_create, name="item-admin-create"),
    path("items/import/", registry_imports.item_import, name="item-import"),
    path("items/<int:pk>/", registry_items.item_edit, name="item-admin-edit"),
    path("benchmarks/", registry_benchmarks.benchmark_list, name="benchmark-admin-list"),
    path("benchmarks/new/", registry_benchmarks.benchmark_create, name="benchmark-admin-create"),
    path("benchmarks/import/", registry_imports.benchmark_import, name="benchmark-import"),
    path(
        "benchmarks/<int:pk>/", registry_benchmarks.benchmark_detail, name="benchmark-admin-detail"
    ),
    path(
        "benchmarks/<int:pk>/publish/",
        page(benchmark_acts.BENCHMARK_PUBLISH),
        name="benchmark-publish",
    ),
    path("benchmarks/<int:pk>/end/", page(benchmark_acts.BENCHMARK_END), name="benchmark-end"),
    path("statutes/", registry_statutes.statute_list, name="statute-list"),
    path("statutes/<int:pk>/", registry_statutes.statute_detail, name="statute-detail"),
    path("parties/", registry_parties.party_list, name="party-list"),
    path("parties/<int:pk>/", registry_parties.party_edit, name="party-edit"),
]
