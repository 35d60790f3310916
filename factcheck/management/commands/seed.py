"""The sample: articles written for this project, and a dozen claims already decided."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from factcheck import setting_up
from factcheck.management.progress import bar


class Command(BaseCommand):
    help = "Loads the sample articles and verdicts of seeds/. Twice is once."

    def handle(self, **options: Any) -> None:
        if settings.EMBEDDED:
            setting_up.migrate_if_needed()
        setting_up.load_sample(now=timezone.now(), progress=bar)
        self.stdout.write("The sample articles and verdicts are on the desk.")
