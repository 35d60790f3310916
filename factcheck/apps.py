from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class FactcheckConfig(AppConfig):
    name = "factcheck"

    def ready(self) -> None:
        from factcheck.setting_up import close_demo_accounts

        # Sent once for each app that has models, which this one has not.
        post_migrate.connect(close_demo_accounts, sender=apps.get_app_config("claims"))
