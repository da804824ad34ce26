"""Lo que un caso de uso cuenta al terminar; quien lo enseña no calcula nada."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cartera_xl.nucleo.errores import Gravedad, Incidencia
from cartera_xl.nucleo.resumen_tipos import Resumen


@dataclass(frozen=True, slots=True)
class Balance:
    """El resultado de recalcular un libro.

    `celdas_cambiadas` cuenta celdas de resultado cuyo valor es otro; `escrito` es falso si se simuló o si no
    había nada que cambiar.
    """

    libro: str
    ejecucion: str
    hoja: str
    corte: date
    motivo_corte: str
    resumen: Resumen
    incidencias: tuple[Incidencia, ...]
    notas: tuple[str, ...]
    columnas_nuevas: tuple[str, ...]
    celdas_cambiadas: int
    escrito: bool
    pais: str | None = None

    def con_errores(self) -> bool:
        """Cierto si alguna incidencia dejó un dato fuera."""
        return any(i.gravedad is Gravedad.ERROR for i in self.incidencias)

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON y claves en español."""
        return {
            "libro": self.libro,
            "pais": self.pais,
            "ejecucion": self.ejecucion,
            "hoja": self.hoja,
            "corte": self.corte.isoformat(),
            "motivo_corte": self.motivo_corte,
            "escrito": self.escrito,
            "celdas_cambiadas": self.celdas_cambiadas,
            "columnas_nuevas": list(self.columnas_nuevas),
            "notas": list(self.notas),
            "resumen": self.resumen.a_dict(),
            "incidencias": [incidencia_a_dict(i) for i in self.incidencias],
        }


@dataclass(frozen=True, slots=True)
class ColumnaComprobada:
    """Cómo se ha entendido una columna del usuario, con la prueba."""

    hoja: str
    columna: str
    titulo: str
    campo: str
    prueba: str
    convenio: str = ""


@dataclass(frozen=True, slots=True)
class Comprobacion:
    """Lo que se ha entendido de un libro sin escribir nada en él."""

    libro: str
    hoja: str
    filas: int
    hoja_movimientos: str
    filas_movimientos: int
    columnas: tuple[ColumnaComprobada, ...]
    sin_reconocer: tuple[str, ...]
    corte: date | None
    incidencias: tuple[Incidencia, ...]
    notas: tuple[str, ...] = ()
    ficha_media: float | None = None
    grupos_duplicados: tuple[str, ...] = ()

    def con_errores(self) -> bool:
        """Cierto si alguna incidencia deja un dato fuera."""
        return any(i.gravedad is Gravedad.ERROR for i in self.incidencias)

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON y claves en español."""
        return {
            "libro": self.libro,
            "hoja": self.hoja,
            "filas": self.filas,
            "hoja_movimientos": self.hoja_movimientos or None,
            "filas_movimientos": self.filas_movimientos,
            "corte": self.corte.isoformat() if self.corte else None,
            "columnas": [
                {"hoja": c.hoja, "columna": c.columna, "titulo": c.titulo, "campo": c.campo, "prueba": c.prueba}
                | ({"convenio": c.convenio} if c.convenio else {})
                for c in self.columnas
            ],
            "sin_reconocer": list(self.sin_reconocer),
            "ficha_media": self.ficha_media,
            "duplicados": list(self.grupos_duplicados),
            "notas": list(self.notas),
            "incidencias": [incidencia_a_dict(i) for i in self.incidencias],
        }


@dataclass(frozen=True, slots=True)
class Deshecho:
    """El resultado de deshacer: qué se devolvió y qué se respetó porque alguien lo había cambiado después."""

    libro: str
    ejecucion: str
    momento: datetime
    celdas_devueltas: int
    columnas_quitadas: tuple[str, ...]
    respetadas: tuple[Incidencia, ...] = field(default_factory=tuple)
    escrito: bool = True

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON y claves en español."""
        return {
            "libro": self.libro,
            "ejecucion": self.ejecucion,
            "momento": self.momento.isoformat(),
            "celdas_devueltas": self.celdas_devueltas,
            "columnas_quitadas": list(self.columnas_quitadas),
            "respetadas": [incidencia_a_dict(i) for i in self.respetadas],
            "escrito": self.escrito,
        }


def incidencia_a_dict(incidencia: Incidencia) -> dict[str, str]:
    """Una incidencia con tipos de JSON."""
    return {
        "clase": incidencia.clase,
        "gravedad": incidencia.gravedad.value,
        "que": incidencia.que,
        "hoja": incidencia.hoja,
        "celda": incidencia.celda,
        "remedio": incidencia.remedio,
    }
