"""The journal of runs: one SQLite file in the user's data folder, keyed by the workbook's own identifier.

It lives outside the workbook so that a copy of the book sent by mail does not carry what it used to say.
"""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np

from cartera_xl.hosts.column_codec import decode_cells, decode_column, encode_cells, encode_column
from cartera_xl.hosts.photo_codec import UnreadablePhotoError, decode_photo, encode_photo
from cartera_xl.nucleo.causas.foto import Foto
from cartera_xl.nucleo.celdas import Celda
from cartera_xl.nucleo.corrida import Accion, ColumnaCorrida, Corrida, HojaCorrida
from cartera_xl.nucleo.privacidad.diario import sin_la_persona

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
CREATE TABLE IF NOT EXISTS run_photos (
    seq INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE, photo BLOB NOT NULL
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
            assert seq is not None, "an INSERT always gives a row number"
            self._record_cells(db, seq, run)

    def _record_cells(self, db: sqlite3.Connection, seq: int, run: Corrida) -> None:
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
        if run.foto is not None:
            db.execute("INSERT INTO run_photos VALUES (?, ?)", (seq, encode_photo(run.foto, run.huellas)))

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

    def photo(self, book: str, run_id: str) -> Foto | None:
        """What a run left to explain the next one; `None` if it left nothing that this version understands."""
        with self._open() as db:
            row = db.execute("SELECT * FROM runs WHERE book = ? AND id = ?", (book, run_id)).fetchone()
            return self._photo(db, row) if row else None

    def mark_undone(self, book: str, run_id: str, moment: datetime) -> None:
        """Say that a run has been undone, so that the next undo takes the one before."""
        with self._open() as db:
            db.execute("UPDATE runs SET undone = ? WHERE book = ? AND id = ?", (moment.isoformat(), book, run_id))

    def forget(self, book: str, prints: Mapping[tuple[str, ...], int], clean: Callable[[Celda], Celda]) -> int:
        """Wipe a person from every run of a book: her rows are emptied, her print too, and `clean` goes over the rest.

        What is deleted is written over with zeros and the file is rebuilt, so that nothing is left in free pages.
        """
        changed = 0
        with self._open() as db:
            db.execute("PRAGMA secure_delete = ON")
            for row in db.execute("SELECT * FROM runs WHERE book = ?", (book,)).fetchall():
                before = replace(self._run(db, row, whole=True), foto=self._photo(db, row))
                after = sin_la_persona(before, prints.get(before.campos), clean)
                if after is not None:
                    self._replace(db, row["seq"], after)
                    changed += 1
        if changed:
            self._compact()
        return changed

    def _photo(self, db: sqlite3.Connection, row: sqlite3.Row) -> Foto | None:
        found = db.execute("SELECT photo FROM run_photos WHERE seq = ?", (row["seq"],)).fetchone()
        if found is None:
            return None
        try:
            return decode_photo(found["photo"], np.frombuffer(row["prints"], dtype="<u8").astype(np.uint64))
        except UnreadablePhotoError:
            return None

    def _replace(self, db: sqlite3.Connection, seq: int, run: Corrida) -> None:
        db.execute("UPDATE runs SET prints = ? WHERE seq = ?", (run.huellas.astype("<u8").tobytes(), seq))
        db.execute("DELETE FROM run_columns WHERE seq = ?", (seq,))
        db.execute("DELETE FROM run_sheets WHERE seq = ?", (seq,))
        db.execute("DELETE FROM run_photos WHERE seq = ?", (seq,))
        self._record_cells(db, seq, run)

    def _compact(self) -> None:
        db = sqlite3.connect(self._path, timeout=30, isolation_level=None)
        try:
            db.execute("VACUUM")
        finally:
            db.close()

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
