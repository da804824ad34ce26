"""Cómo está escrita una columna, decidido una vez para toda ella y nunca celda a celda."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Convenio:
    """Lo decidido sobre una columna y con qué pruebas.

    `que` es `decimal` (valor «,» o «.»), `orden` (valor `dmy`, `mdy` o `ymd`) o `porcentaje` (valor `fraccion` o
    `cien`). `origen` dice quién decidió: `celdas`, `pais`, `hoja` (las otras columnas) o `nadie`. `a_favor` y
    `en_contra` cuentan las celdas que solo se pueden leer de una manera; `dudosas`, las que valdrían de dos.
    """

    campo: str
    que: str
    valor: str
    origen: str
    a_favor: int
    en_contra: int
    dudosas: int
    prueba: str

    @property
    def ambiguo(self) -> bool:
        """Cierto si nadie pudo decidir: las celdas dudosas quedan sin leer y se pide el país."""
        return self.origen == "nadie"


def decidir(votos: dict[str, int], dudosas: int, preferido: str | None, vecino: str | None) -> tuple[str, str]:
    """(valor, origen): mandan las celdas claras; si no las hay o empatan, el país; si no, las otras columnas.

    Con un solo voto en contra de muchos gana la mayoría y las celdas contrarias serán incidencias. Sin votos ni
    dudas no hay nada que decidir: valor del país, o vacío, y origen `celdas`.
    """
    orden = sorted(((veces, valor) for valor, veces in votos.items() if veces), reverse=True)
    if orden and (len(orden) == 1 or orden[0][0] > orden[1][0]):
        return orden[0][1], "celdas"
    if not orden and not dudosas:
        return preferido or "", "celdas"
    if preferido is not None:
        return preferido, "pais"
    if vecino is not None:
        return vecino, "hoja"
    return "", "nadie"
