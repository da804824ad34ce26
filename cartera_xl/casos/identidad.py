"""Identificadores de libro y de ejecución: sin azar del sistema, dependen solo de lo que se les da."""

from datetime import datetime
from hashlib import blake2b
from uuid import UUID


def nuevo_identificador(nombre: str, usuario: str, momento: datetime, contenido: str = "") -> str:
    """GUID de un libro que todavía no tiene; distinto para cada libro, persona y segundo.

    `contenido` es la huella de sus datos: dos libros que se llaman igual pueden recalcularse a la vez.
    """
    resumen = blake2b("\x1f".join((nombre, usuario, momento.isoformat(), contenido)).encode(), digest_size=16)
    return str(UUID(bytes=resumen.digest(), version=4))


def nueva_ejecucion(momento: datetime, libro: str) -> str:
    """Id de una ejecución: fecha y hora legibles y cuatro cifras que distinguen dos del mismo segundo en otro libro."""
    cola = blake2b((libro + momento.isoformat()).encode(), digest_size=2).hexdigest()
    return f"R-{momento:%Y%m%d-%H%M%S}-{cola}"
