"""Content Security Policy: strict, and looser where a library's pages cannot do with less."""

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class ContentPolicy(CSPMiddleware):
    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        for prefix, looser in settings.CONTENT_SECURITY_POLICY_UNDER.items():
            if request.path_info.startswith(prefix):
                parts.replace = looser
        return parts
