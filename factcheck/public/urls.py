"""The addresses that anyone may ask for. They stay: others link to them."""

from django.urls import path, re_path

from factcheck import ids as ids  # <id:…>
from factcheck.public import data_feed, feeds, letters, pages, search_engines

urlpatterns = [
    path("", pages.front),
    path("verdicts/", pages.verdicts),
    path("verdicts/<id:verdict_id>/", pages.verdict),
    path("verdicts/<id:verdict_id>/write/", letters.write),
    path("letters/<str:key>/", letters.read),
    path("corrections/", pages.corrections),
    path("methodology/", pages.methodology),
    re_path(r"^feeds/verdicts\.(?P<form>atom|rss|json)$", feeds.verdicts),
    path("feeds/corrections.atom", feeds.corrections),
    path("feeds/claimreview.json", data_feed.claim_reviews),
    path("robots.txt", search_engines.robots),
    path("sitemap.xml", search_engines.sitemap_index),
    path("sitemap-<slug:section>.xml", search_engines.sitemap, name="sitemap"),
]
