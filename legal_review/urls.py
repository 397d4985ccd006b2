"""Legal review in the back office."""

from django.urls import path

from legal_review import views

urlpatterns = [
    path("reviews/", views.review_queue, name="review-queue"),
    path("reviews/<uuid:pk>/", views.review_detail, name="review-detail"),
    path("reviews/<uuid:pk>/withdraw/", views.review_withdraw, name="review-withdraw"),
    path("cases/<uuid:pk>/review/", views.case_review, name="case-review"),
    path("cases/<uuid:pk>/review/submit/", views.review_submit, name="review-submit"),
]
