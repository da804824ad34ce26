"""The journal of runs: one SQLite file in the user's data folder, keyed by the workbook's own identifier.

It lives outside the workbook so that a copy of the book sent by mail does not carry what it used to say.
"""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import numpy as np

from cartera_xl.hosts.column_codec import decode_cells, decode_column, encode_cells, encode_column
from cartera_xl.nucleo.corrida import Accion, ColumnaCorrida, Corrida, HojaCorrida

_SCHEMA = """
CREATE TABLE IF NOT EXISTS runs (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, book TEXT NOT NULL, id TEXT NOT NULL, moment TEXT NOT NULL,
    user TEXT NOT NULL, action TEXT NOT NULL, sheet TEXT NOT NULL, fields TEXT NOT NULL, figures TEXT NOT NULL,
    prints BLOB NOT NULL, undone TEXT, UNIQUE (book, id)
);
CREATE TABLE IF NOT EXISTS run_columns (
    seq INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, place INTEGER NOT NULL, id TEXT NOT NULL,
    title TEXT NOT NULL, created INTEGER NOT NULL, before BLOB NOT NULL, after BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS run_sheets (
    seq INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, name TEXT NOT NULL, created INTEGER NOT NULL,
    before BLOB NOT NULL, after BLOB NOT NULL
);
"""


class SqliteJournal:
    """Runs of every workbook of this user. The file is readable by its owner only."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def record(self, run: Corrida) -> None:
        """Keep a run before its workbook is written: if the machine dies half way it can still be undone."""
        with self._open() as db:
            seq = db.execute(
                "INSERT INTO runs (book, id, moment, user, action, sheet, fields, figures, prints)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    run.libro,
                    run.id,
                    run.momento.isoformat(),
                    run.usuario,
                    run.accion.value,
                    run.hoja,
                    json.dumps(run.campos),
                    json.dumps(dict(run.cifras)),
                    run.huellas.astype("<u8").tobytes(),
                ),
            ).lastrowid
            db.executemany(
                "INSERT INTO run_columns VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (seq, place, c.id, c.titulo, c.creada, encode_column(c.antes), encode_column(c.despues))
                    for place, c in enumerate(run.columnas)
                ],
            )
            db.executemany(
                "INSERT INTO run_sheets VALUES (?, ?, ?, ?, ?)",
                [(seq, h.nombre, h.creada, encode_cells(h.antes), encode_cells(h.despues)) for h in run.hojas],
            )

    def discard(self, book: str, run_id: str) -> None:
        """Forget a run whose workbook was not written after all."""
        with self._open() as db:
            db.execute("DELETE FROM runs WHERE book = ? AND id = ?", (book, run_id))

    def find(self, book: str, run_id: str | None = None) -> Corrida | None:
        """The run with that id; without one, the latest recalculation that has not been undone."""
        with self._open() as db:
            if run_id is None:
                query = "SELECT * FROM runs WHERE book = ? AND undone IS NULL AND action = ? ORDER BY seq DESC LIMIT 1"
                row = db.execute(query, (book, Accion.RECALCULAR.value)).fetchone()
            else:
                row = db.execute("SELECT * FROM runs WHERE book = ? AND id = ?", (book, run_id)).fetchone()
            return self._run(db, row, whole=True) if row else None

    def history(self, book: str) -> list[Corrida]:
        """Every run of a book, oldest first, without the contents of its cells."""
        with self._open() as db:
            rows = db.execute("SELECT * FROM runs WHERE book = ? ORDER BY seq", (book,)).fetchall()
            return [self._run(db, row, whole=False) for row in rows]

    def mark_undone(self, book: str, run_id: str, moment: datetime) -> None:
        """Say that a run has been undone, so that the next undo takes the one before."""
        with self._open() as db:
            db.execute("UPDATE runs SET undone = ? WHERE book = ? AND id = ?", (moment.isoformat(), book, run_id))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if not self._path.exists():
            os.close(os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600))
        db = sqlite3.connect(self._path, timeout=30)
        try:
            db.row_factory = sqlite3.Row
            db.execute("PRAGMA foreign_keys = ON")
            db.executescript(_SCHEMA)
            with db:
                yield db
        finally:
            db.close()

    def _run(self, db: sqlite3.Connection, row: sqlite3.Row, *, whole: bool) -> Corrida:
        columns = db.execute("SELECT * FROM run_columns WHERE seq = ? ORDER BY place", (row["seq"],)) if whole else ()
        sheets = db.execute("SELECT * FROM run_sheets WHERE seq = ?", (row["seq"],)) if whole else ()
        return Corrida(
            libro=row["book"],
            id=row["id"],
            momento=datetime.fromisoformat(row["moment"]),
            usuario=row["user"],
            accion=Accion(row["action"]),
            hoja=row["sheet"],
            campos=tuple(json.loads(row["fields"])),
            huellas=np.frombuffer(row["prints"], dtype="<u8").astype(np.uint64),
            columnas=tuple(
                ColumnaCorrida(
                    c["id"], c["title"], bool(c["created"]), decode_column(c["before"]), decode_column(c["after"])
                )
                for c in columns
            ),
            hojas=tuple(
                HojaCorrida(s["name"], bool(s["created"]), decode_cells(s["before"]), decode_cells(s["after"]))
                for s in sheets
            ),
            deshecha=datetime.fromisoformat(row["undone"]) if row["undone"] else None,
            cifras=json.loads(row["figures"]),
        )
