from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from factcheck import ids as ids  # <id:…>
from factcheck import public


def live(request: HttpRequest) -> HttpResponse:
    """The process answers; whether it can work is another question, and another page."""
    return HttpResponse("ok\n", content_type="text/plain")


urlpatterns = [
    path("", public.front),
    path("verdicts/<id:verdict_id>/", public.verdict),
    path("admin/", admin.site.urls),
    path("api/v1/", include("factcheck.api.urls")),
    path("healthz/live", live),
]

handler400 = "factcheck.api.problems.bad_request"
handler404 = "factcheck.api.problems.page_not_found"
handler500 = "factcheck.api.problems.server_error"
