"""Parquet files as one relation: checked once, in the same way for every engine that reads files.

The files must exist, lie in an allowed folder after symbolic links are followed, be Parquet, and agree on the types of
their columns. Folders named `key=value` give no columns: what counts is what the files say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sightline.engines.protocol import Kind
from sightline.errors import EnvironmentFaultError, SourceError, SourceMissingError

NO_NAN = b"sightline.no_nan"  # a footer key of Parquet files whose floats are known to hold no NaN


@dataclass(frozen=True, slots=True)
class ParquetRelation:
    """Files that are one table.

    Parameters
    ----------
    name : str
        What queries call it.
    files : tuple of Path
        Real paths, symbolic links followed.
    schema : pa.Schema
        The columns of all files together.
    same : bool
        Whether all files have the same columns in the same order.
    may_hold_nan : bool
        False when every file's footer says that its floats hold no NaN.
    """

    name: str
    files: tuple[Path, ...]
    schema: pa.Schema
    same: bool
    may_hold_nan: bool


def kind_of(data_type: pa.DataType) -> Kind:
    """Return which of the seven kinds an Arrow type is."""
    if pa.types.is_dictionary(data_type):
        return kind_of(data_type.value_type)
    if pa.types.is_float16(data_type):
        return "other"
    if pa.types.is_integer(data_type) or pa.types.is_floating(data_type) or pa.types.is_decimal(data_type):
        return "number"
    if pa.types.is_string(data_type) or pa.types.is_large_string(data_type) or pa.types.is_string_view(data_type):
        return "text"
    if pa.types.is_date(data_type):
        return "date"
    if pa.types.is_timestamp(data_type):
        return "timestamptz" if data_type.tz else "timestamp"
    return "boolean" if pa.types.is_boolean(data_type) else "other"


def is_usable(field: pa.Field) -> bool:
    """Return whether queries may use a column: engines disagree on binary and nested ones and on times of day."""
    return kind_of(field.type) != "other"


def without_twins(name: str, schema: pa.Schema) -> pa.Schema:
    """Return `schema` when no two of its columns differ by upper and lower case alone.

    Raises
    ------
    SourceError
        If two do.
    """
    seen: dict[str, str] = {}
    for column in schema.names:
        if column.lower() in seen:
            raise SourceError(
                f"the columns '{seen[column.lower()]}' and '{column}' differ by upper and lower case at most.",
                place=name,
                fix="Rename one of them: engines cannot keep them apart.",
            )
        seen[column.lower()] = column
    return schema


def parquet_relation(name: str, files: Sequence[Path], *, allowed: Iterable[Path]) -> ParquetRelation:
    """Check `files` and return them as one relation.

    Raises
    ------
    SourceMissingError
        If there is no file, or one of them is not there.
    EnvironmentFaultError
        If a file lies outside the allowed folders, symbolic links followed, or may not be read.
    SourceError
        If a file is not Parquet, files disagree on a column's type, or two column names differ by case alone.
    """
    if not files:
        raise SourceMissingError(
            "there is no file to read.", place=name, fix="Check the path or pattern of the source."
        )
    folders = [folder.resolve() for folder in allowed]
    real = tuple(_allowed_file(name, Path(file), folders) for file in files)
    schemas = [_schema(name, file) for file in real]
    schema = _unified(name, schemas)
    if not any(is_usable(field) for field in schema):
        raise SourceError("no column holds numbers, text, dates, moments or booleans.", place=name, fix="Add one.")
    trusted = all((one.metadata or {}).get(NO_NAN) == b"1" for one in schemas)
    same = all(one.names == schemas[0].names for one in schemas)
    return ParquetRelation(name, real, without_twins(name, schema.remove_metadata()), same, not trusted)


def _allowed_file(name: str, file: Path, folders: Sequence[Path]) -> Path:
    real = file.resolve()
    if not any(real == folder or folder in real.parents for folder in folders):
        raise EnvironmentFaultError(
            f"{file} lies outside the folders that may be read.",
            place=name,
            fix=f"Move it into {folders[0] if folders else 'the workspace'}, or name its full path.",
        )
    if not real.is_file():
        raise SourceMissingError(f"{file} is not there.", place=name, fix="Check the path or pattern of the source.")
    return real


def _schema(name: str, file: Path) -> pa.Schema:
    try:
        return pq.read_schema(file)
    except PermissionError as error:
        raise EnvironmentFaultError(f"{file} may not be read.", place=name, fix="Give this user the right.") from error
    except (pa.ArrowException, OSError) as error:
        raise SourceError(
            f"{file} is not a whole Parquet file ({_first_line(error)}).", place=name, fix="Write the file again."
        ) from error


def _unified(name: str, schemas: Sequence[pa.Schema]) -> pa.Schema:
    plain = [pa.schema([(field.name, _value_type(field.type)) for field in schema]) for schema in schemas]
    try:
        return pa.unify_schemas(plain).with_metadata(None)
    except pa.ArrowException as error:
        raise SourceError(
            f"the files do not agree on a column ({_first_line(error)}).",
            place=name,
            fix="Write them with the same types, or split them into two sources.",
        ) from error


def _value_type(data_type: pa.DataType) -> pa.DataType:
    return data_type.value_type if pa.types.is_dictionary(data_type) else data_type


def _first_line(error: BaseException) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
