"""The public site and the API alone, with the few names its frame needs."""

from django.contrib.auth import views as auth
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

handler404 = "core.http.page_not_found"

urlpatterns = [
    path("i18n/setlang/", csrf_exempt(set_language), name="set_language"),
    path("login/", auth.LoginView.as_view(), name="login"),
    path("api/v1/", include("disclosure.urls.api")),
    path("", include("disclosure.urls.public")),
]
