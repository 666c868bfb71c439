"""Statements that are compiled once and run straight on the driver.

SQLAlchemy builds, looks up and wraps a statement anew at every execution. That is some 170 µs for
a statement written where it is used and 55 µs for one kept in a constant, against 6 µs for the
work in SQLite; a command of the hall runs 20 to 40 statements. A prepared one takes 10 µs. The
SQL and the conversion of every value stay SQLAlchemy's own.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from typing import Any, cast

from sqlalchemy import (
    BindParameter,
    ClauseElement,
    ColumnElement,
    Connection,
    Dialect,
    Executable,
    Table,
    bindparam,
    false,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import Select
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import cloned_traverse
from sqlalchemy.types import TypeEngine

# A named tuple: columns by place or by name.
Row = Any
_Convert = Callable[[Any], Any]


class Prepared:
    """A statement with named parameters (`bindparam`), for the connection of any dialect.

    It runs in the connection's transaction. Parameters that expand (`in_` of a list) are not for
    here: a list has no fixed number of marks.
    """

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def all(self, conn: Connection, **values: Any) -> list[Row]:
        """All rows."""
        return self._on(conn).rows(conn, values)

    def one_or_none(self, conn: Connection, **values: Any) -> Row | None:
        """The first row, or None; for what can have one row only."""
        rows = self._on(conn).rows(conn, values)
        return rows[0] if rows else None

    def one(self, conn: Connection, **values: Any) -> Row:
        """The first row, which must be there.

        Raises:
            LookupError: there is none.
        """
        row = self.one_or_none(conn, **values)
        if row is None:
            raise LookupError(f"no row for {self._statement}")
        return row

    def scalar(self, conn: Connection, **values: Any) -> Any:
        """The first value of the first row, or None without a row."""
        row = self.one_or_none(conn, **values)
        return None if row is None else row[0]

    def scalars(self, conn: Connection, **values: Any) -> list[Any]:
        """The first value of every row."""
        return [row[0] for row in self.all(conn, **values)]

    def run(self, conn: Connection, **values: Any) -> None:
        """Change rows."""
        self._on(conn).execute(conn, values).close()

    def _on(self, conn: Connection) -> _Compiled:
        # Compiled twice when two threads come first at the same time: the same result.
        found = self._compiled.get(conn.dialect.name)
        if found is None:
            found = self._compiled[conn.dialect.name] = _Compiled(self._statement, conn.dialect)
        return found


def among(column: ColumnElement[Any], name: str, count: int) -> ColumnElement[bool]:
    """`column IN (...)` for so many parameters; `numbered` names their values."""
    if count == 0:
        return false()
    return column.in_([bindparam(f"{name}_{n}", type_=column.type) for n in range(count)])


def numbered(name: str, values: Iterable[Any]) -> dict[str, Any]:
    """The values of `among`."""
    return {f"{name}_{n}": value for n, value in enumerate(values)}


@cache
def row_of_hall(table: Table) -> Prepared:
    """A row by its id (`row_id`) in its hall (`hall`)."""
    return Prepared(
        select(table).where(table.c.id == bindparam("row_id"), table.c.hall_id == bindparam("hall"))
    )


@cache
def insertion(table: Table, columns: frozenset[str]) -> Prepared:
    """Adds a row with these columns and gives its primary key."""
    values = {name: bindparam(name, type_=table.c[name].type) for name in columns}
    return Prepared(insert(table).values(values).returning(*table.primary_key.columns))


@cache
def change(table: Table, columns: frozenset[str]) -> Prepared:
    """Sets these columns of the row whose id is `row_id_`."""
    # A parameter may not be called like a column here.
    values = {name: bindparam(f"{name}_", type_=table.c[name].type) for name in columns}
    return Prepared(update(table).where(table.c.id == bindparam("row_id_")).values(values))


class _Compiled:
    """A statement for one dialect."""

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        compiled = _with_constants(statement).compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        if any(bind.expanding for bind in compiled.bind_names):
            raise ValueError(f"its parameters expand: {statement}")
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        unknown = {name: None for name, bind in binds.items() if bind.required}
        state = compiled.construct_expanded_state(unknown)
        names = list(state.parameters) if state.positiontup is None else state.positiontup
        self._sql = state.statement
        self._dialect = dialect
        self._is_positional = state.positiontup is not None
        # What the dialect itself has added, such as an OFFSET.
        self._added = {name: binds[name].value for name in names if not binds[name].required}
        self._parameters = [
            (name, _implementation(binds[name].type, dialect).bind_processor(dialect))
            for name in names
        ]
        self._results = _result_converters(statement, dialect)
        names = [column.key or "" for column in _columns(statement)]
        row_class: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]
        self._make: Callable[[Iterable[Any]], Row] = partial(tuple.__new__, row_class)

    def rows(self, conn: Connection, values: dict[str, Any]) -> list[Row]:
        cursor = self.execute(conn, values)
        rows = [self._converted(row) for row in cursor.fetchall()]
        cursor.close()
        return rows

    def execute(self, conn: Connection, values: dict[str, Any]) -> Any:
        values = {**self._added, **values} if self._added else values
        parameters: list[Any] | dict[str, Any]
        if self._is_positional:
            parameters = [
                values[name] if convert is None else convert(values[name])
                for name, convert in self._parameters
            ]
        else:
            parameters = {
                name: values[name] if convert is None else convert(values[name])
                for name, convert in self._parameters
            }
        cursor = conn.connection.cursor()
        try:
            cursor.execute(self._sql, parameters)
        except Exception as error:
            cursor.close()
            # As SQLAlchemy would: whoever catches its errors catches these.
            base = self._dialect.loaded_dbapi.Error
            raise DBAPIError.instance(
                self._sql, parameters, error, base, dialect=self._dialect
            ) from error
        return cursor

    def _converted(self, row: tuple[Any, ...]) -> Row:
        if not self._results:
            return self._make(row)
        values = list(row)
        for place, convert in self._results:
            values[place] = convert(values[place])
        return self._make(values)


def _with_constants(statement: Executable) -> ClauseElement:
    """The statement with its own values as constants in the SQL, not as parameters.

    SQLite plans a statement anew at every execution if a parameter decides whether a partial
    index may be used: 35 µs instead of 6.
    """

    def make_constant(bind: BindParameter[Any]) -> None:
        bind.literal_execute = not bind.required

    return cloned_traverse(cast(ClauseElement, statement), {}, {"bindparam": make_constant})


def _columns(statement: Executable) -> Sequence[ColumnElement[Any]]:
    if isinstance(statement, Select):
        return list(statement.selected_columns)
    return getattr(statement, "_returning", ())


def _result_converters(statement: Executable, dialect: Dialect) -> Sequence[tuple[int, _Convert]]:
    found = [
        (place, _implementation(column.type, dialect).result_processor(dialect, None))
        for place, column in enumerate(_columns(statement))
    ]
    return [(place, convert) for place, convert in found if convert is not None]


def _implementation(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return kind.dialect_impl(dialect)
