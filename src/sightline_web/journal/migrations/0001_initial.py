"""The journal and its keys; the database itself refuses that an entry is changed or taken away.

SQLite knows no rights of users, so there triggers are all; a replacing insert fires none for the row that it replaces,
so an insert must be the next one. PostgreSQL takes the rights away as well, and refuses TRUNCATE.
"""

from __future__ import annotations

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

REFUSED = "the journal is append-only"
ABORT = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
NEXT = "WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM journal_entry)"
SQLITE = (
    f"CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON journal_entry {ABORT}",
    f"CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry {ABORT}",
    f"CREATE TRIGGER journal_entry_next BEFORE INSERT ON journal_entry {NEXT} {ABORT}",
)
RAISE = f"BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'insufficient_privilege'; END"
EACH = "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()"
POSTGRESQL = (
    f"CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ {RAISE} $$",
    f"CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON journal_entry {EACH}",
    f"CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry {EACH}",
    f"CREATE TRIGGER journal_entry_no_truncate BEFORE TRUNCATE ON journal_entry {EACH}",
    "REVOKE UPDATE, DELETE, TRUNCATE ON journal_entry FROM PUBLIC, CURRENT_USER",
)


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001 -- Django hands it over
    """Have the database refuse."""
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Make them."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = []
    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.CharField(max_length=27)),
                ("actor", models.CharField(max_length=40)),
                ("account", models.BigIntegerField(null=True)),
                ("action", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=200)),
                ("subject", models.CharField(max_length=200)),
                ("before", models.TextField()),
                ("after", models.TextField()),
                ("reason", models.TextField()),
                ("origin", models.TextField()),
                ("key_id", models.CharField(max_length=8)),
                ("previous", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "ordering": ["seq"],
                "indexes": [
                    models.Index(fields=["account", "seq"], name="journal_by_account"),
                    models.Index(fields=["kind", "key", "seq"], name="journal_by_record"),
                    models.Index(fields=["subject", "seq"], name="journal_by_subject"),
                    models.Index(fields=["at"], name="journal_by_moment"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SealKey",
            fields=[
                ("holder", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("wrapped", models.TextField(blank=True)),
                ("made_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
