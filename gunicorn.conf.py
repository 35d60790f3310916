"""What gunicorn reads of itself where it is started: its own lines look like the desk's.

There is no access log: `factcheck/logs.py` writes a line for each request.
"""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

try:
    logconfig_dict = settings.LOGGING
except ImproperlyConfigured as error:
    sys.exit(f"factcheck cannot start. {error}")
