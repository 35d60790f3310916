from django.contrib import admin
from django.urls import include, path

from factcheck.api.fact_check_tools import SearchClaims

# /healthz/… and /metrics are answered before any of these: factcheck/health.py.
urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("factcheck.api.urls")),
    path("v1alpha1/claims:search", SearchClaims.as_view()),
    path("", include("factcheck.public.urls")),
]

handler400 = "factcheck.api.problems.bad_request"
handler404 = "factcheck.api.problems.page_not_found"
handler500 = "factcheck.api.problems.server_error"
