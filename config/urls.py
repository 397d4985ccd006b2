"""All URLs: the public site at the root, the back office under office/, the API under api/v1/."""

from django.contrib.auth import views as auth
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from config.views import accounts, desk, health
from core.views.large import large_pages
from legal_review.urls_people import public as counsel_pages
from recording.urls_party import public as party_pages
from recording.urls_supplies import public as supply_pages
from recording.urls_uploads import machines
from supervision.urls_public import api as statistics_api
from supervision.urls_public import urlpatterns as statistics_pages
from supervision.urls_quality import public as quality_pages

handler400 = "core.http.bad_request"
handler403 = "core.http.permission_denied"
handler404 = "core.http.page_not_found"
handler500 = "core.http.server_error"

office: list[URLPattern | URLResolver] = [
    path("", desk.desk, name="desk"),
    path("alerts/", desk.alert_list, name="alert-list"),
    path("alerts/<int:pk>/", desk.alert_open, name="alert-open"),
    path("supervision/", desk.supervision, name="supervision"),
    path("password/", accounts.password_change, name="password-change"),
    path("accounts/", accounts.account_list, name="account-list"),
    path("accounts/new/", accounts.account_create, name="account-create"),
    path("accounts/<int:pk>/", accounts.account_edit, name="account-edit"),
    path("", include("enforcement.urls")),
    path("registry/", include("enforcement.urls_registry")),
    path("", include("recording.urls")),
    path("", include("recording.urls_originals")),
    path("", include("recording.urls_custody")),
    path("", include("legal_review.urls")),
    path("", include("disclosure.urls.staff")),
    path("", include("supervision.urls")),
    path("", include("core.urls")),
    path("", include("core.urls_audit")),
]

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    # A token would put a cookie on every public page, and the choice of a language harms nobody.
    path("i18n/setlang/", csrf_exempt(set_language), name="set_language"),
    path("i18n/large/", large_pages, name="large-pages"),
    path("login/", auth.LoginView.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("office/", include(office)),
    path("api/v1/", include(statistics_api)),
    path("api/v1/", include("disclosure.urls.api")),
    path("p/", include(supply_pages)),
    path("p/", include(counsel_pages)),
    path("p/", include(party_pages)),
    path("station/", include(machines)),
    path("", include(quality_pages)),
    path("", include(statistics_pages)),
    path("", include("disclosure.urls.public")),
]
