from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.actors import actor_of
from core.errors import Refused
from core.models import User
from privacy.actions.destroying import unseal
from privacy.models import Erasure
from privacy.sealing import BrokenSeal


class Command(BaseCommand):
    help = "Open what was sealed of a person, for a court or an authority (LOPDGDD 32). It is noted who did and why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("uid", help="the number of the erasure")
        parser.add_argument("--by", required=True, help="e-mail of the manager who opens it")
        parser.add_argument("--reason", required=True, help="who asks for it and on what ground")
        parser.add_argument("--to", required=True, type=Path, help="the ZIP to write; it must not exist")

    def handle(self, *args: Any, uid: str, by: str, reason: str, to: Path, **options: Any) -> None:
        manager = User.objects.agents().filter(email=by.lower()).first()
        if manager is None or not manager.is_manager:
            raise CommandError(f"{by} is no manager.")
        try:
            erasure = Erasure.objects.get(uid=uid)
            with _only_ours(to) as out:
                for piece in unseal(erasure=erasure, reason=reason, by=actor_of(manager), now=timezone.now()):
                    out.write(piece)
        except (Erasure.DoesNotExist, ValidationError) as error:
            raise CommandError("There is no erasure with that number.") from error
        except FileExistsError as error:
            raise CommandError(f"{to} exists already.") from error
        except (Refused, BrokenSeal) as error:
            to.unlink(missing_ok=True)
            raise CommandError(str(error)) from error
        self.stdout.write(f"written to {to}: delete it once it was handed over")


def _only_ours(path: Path) -> Any:
    """A new file that nobody else on the machine can read."""
    path.touch(mode=0o600, exist_ok=False)
    return path.open("wb")
