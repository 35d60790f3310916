from django.contrib import admin
from django.urls import include, path

from factcheck import ids as ids  # <id:…>
from factcheck import public

# /healthz/… and /metrics are answered before any of these: factcheck/health.py.
urlpatterns = [
    path("", public.front),
    path("verdicts/<id:verdict_id>/", public.verdict),
    path("admin/", admin.site.urls),
    path("api/v1/", include("factcheck.api.urls")),
]

handler400 = "factcheck.api.problems.bad_request"
handler404 = "factcheck.api.problems.page_not_found"
handler500 = "factcheck.api.problems.server_error"
