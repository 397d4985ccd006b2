"""Saved searches, on the public site."""

from django.urls import path

from disclosure.views.public import subscriptions as views

public = [
    path("subscriptions/new/", views.subscription_new, name="subscription-new"),
    path(
        "subscriptions/confirm/<str:token>/",
        views.subscription_confirm,
        name="subscription-confirm",
    ),
    path("subscriptions/stop/<str:token>/", views.subscription_stop, name="subscription-stop"),
]
