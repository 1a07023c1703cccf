from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        """No process of a real installation starts by a clock that is none."""
        from core.clock import check_clock

        check_clock()
