"""Por qué columnas se puede partir la cartera: las de texto de la hoja de clientes y las calculadas."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cartera_xl.casos.estudio import Cartera
from cartera_xl.nucleo.columnas import CAMPOS_CLIENTES, Tipo
from cartera_xl.nucleo.errores import ColumnaNoEncontrada
from cartera_xl.nucleo.hechos import Marco, textos
from cartera_xl.nucleo.lectura.textos import clave

_CALCULADAS = {
    "segmento": "Segmento",
    "ciclo": "Ciclo de vida",
    "abc": "ABC",
    "riesgo": "Riesgo",
    "rango": "Rango",
    "categoria_principal": "Categoría principal",
}
_DE_PERSONA = frozenset({"nombre", "apellidos", "correo", "direccion", "notas"})


@dataclass(frozen=True, slots=True)
class Columna:
    """Una columna por la que agrupar; `titulo` es el de la hoja de la persona, vacío si es calculada."""

    id: str
    nombre: str
    titulo: str
    leer: Callable[[], list[str | None]]

    def valores(self) -> list[str | None]:
        """Uno por fila de la tabla puntuada."""
        return self.leer()


def columnas_de_grupo(cartera: Cartera) -> tuple[Columna, ...]:
    """Las que tienen algún dato. Las sensibles no están: no se agrupa por ellas."""
    puntuados, cuadro = cartera.calculo.puntuados, cartera.leido.clientes.tabla.cuadro
    titulos = cartera.leido.clientes.tabla.encargo.mapeo.titulos
    calculadas = [
        Columna(ident, nombre, "", _leer(puntuados, ident))
        for ident, nombre in _CALCULADAS.items()
        if ident in puntuados.columns and any(textos(puntuados, ident))
    ]
    de_la_hoja = [
        Columna(campo.id, campo.nombre, titulos.get(campo.id, ""), _leer(cuadro, campo.id))
        for campo in CAMPOS_CLIENTES
        if campo.tipo is Tipo.TEXTO
        and not campo.sensible
        and campo.id not in _DE_PERSONA
        and campo.id in cuadro.columns
        and cuadro[campo.id].null_count() < len(cuadro)
    ]
    return (*calculadas, *de_la_hoja)


def _leer(marco: Marco, ident: str) -> Callable[[], list[str | None]]:
    return lambda: textos(marco, ident)


def elegir_columnas(disponibles: Sequence[Columna], pedidas: Sequence[str], cartera: Cartera) -> list[Columna]:
    """Por su id, su nombre o su título en la hoja; `ColumnaNoEncontrada` si no se puede agrupar por alguna."""
    elegidas = []
    for pedida in pedidas:
        buscada = clave(pedida)
        hallada = next((c for c in disponibles if buscada in (clave(c.id), clave(c.nombre), clave(c.titulo))), None)
        if hallada is None:
            raise ColumnaNoEncontrada(
                f"No se puede agrupar por «{pedida}».",
                donde=f"libro «{cartera.libro.info.nombre}», opción --por",
                remedio=f"Escriba una de estas: {', '.join(c.id for c in disponibles)}",
            )
        elegidas.append(hallada)
    return elegidas
