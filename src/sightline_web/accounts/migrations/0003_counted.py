"""The table of what is counted for a while: failures to sign in, codes that were used."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Make it, as Django's cache wants it."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("accounts", "0002_invitations_and_tokens")]
    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="Counted",
            fields=[
                ("cache_key", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("value", models.TextField()),
                ("expires", models.DateTimeField(db_index=True)),
            ],
        ),
    ]
