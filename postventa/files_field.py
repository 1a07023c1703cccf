"""Several files in one field, the same at every door: which kinds, how many, how big."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.rules import ACCEPTED
from tickets.rules import MAX_FILES


class FilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, UploadedFile], name: str) -> Any:
        return files.getlist(name)


class Files(forms.FileField):
    """Up to MAX_FILES photos or PDFs. What they really are is looked at by the action that keeps them."""

    def __init__(self, **kwargs: Any) -> None:
        megabytes = settings.UPLOAD_MAX_BYTES // 1_048_576
        kwargs.setdefault("label", _("Photos or documents"))
        kwargs.setdefault(
            "help_text",
            format_lazy(_("JPG, PNG, WebP or PDF: up to {count} files of {mb} MB."), count=MAX_FILES, mb=megabytes),
        )
        widget = FilesInput(attrs={"accept": ",".join(ACCEPTED), "data-photos": ""})
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, data: list[UploadedFile], initial: Any = None) -> list[UploadedFile]:
        if len(data) > MAX_FILES:
            raise forms.ValidationError(
                ngettext(
                    "You chose %(count)s file, and the limit is %(limit)s. Please choose the best ones.",
                    "You chose %(count)s files, and the limit is %(limit)s. Please choose the best ones.",
                    len(data),
                )
                % {"count": len(data), "limit": MAX_FILES},
                code="files_many",
            )
        return data
