"""El puente de ingresos de un libro: contra hace un año, contra otra fecha o contra una ejecución anterior."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cartera_xl.casos.datos_fuera import datos_fuera
from cartera_xl.casos.dimensiones import Columna, columnas_de_grupo, elegir_columnas
from cartera_xl.casos.estudio import Cartera, estudiar
from cartera_xl.casos.hojas import buscar_hoja, escribir_hojas, reescrita
from cartera_xl.casos.ingresos_por_cliente import IngresosDeClientes, de_los_movimientos, de_una_ejecucion
from cartera_xl.casos.lectura_libro import pais_de
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import Journal, SheetHost
from cartera_xl.nucleo.ingresos.periodos import CENTIMOS
from cartera_xl.nucleo.ingresos.puente import (
    CLASES,
    Codigos,
    clasificar,
    mayores,
    puente_de,
    puentes_por,
)
from cartera_xl.nucleo.ingresos.puente_hoja import (
    ANCHOS,
    HOJA_PUENTE,
    Dimension,
    InformeDePuente,
    Variacion,
    celdas_de_puente,
    es_puente,
)

MAYORES = 15


@dataclass(frozen=True, slots=True)
class PedidoDePuente:
    """Con qué se compara (`ejecucion` o, si no, `desde`) y por qué columnas se parte; `guardar` escribe la hoja."""

    desde: date | None = None
    ejecucion: str | None = None
    por: tuple[str, ...] = ()
    guardar: bool = False


@dataclass(frozen=True, slots=True)
class PuenteDelLibro:
    """Lo que se enseña. `escrita` es el id de la ejecución que escribió la hoja; vacío si no se escribió.
    `datos_fuera`: cuántas incidencias han dejado algún dato fuera."""

    libro: str
    pais: str | None
    moneda: str | None
    corte: date
    informe: InformeDePuente
    hoja: str
    escrita: str
    datos_fuera: int

    def con_errores(self) -> bool:
        """Cierto si alguna incidencia dejó un dato fuera."""
        return self.datos_fuera > 0

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON y claves en español."""
        informe = self.informe
        return {
            "libro": self.libro,
            "pais": self.pais,
            "moneda": self.moneda,
            "corte": self.corte.isoformat(),
            "base": informe.base,
            "ahora": informe.ahora,
            "total": informe.total.a_dict(),
            "por": {d.nombre: [puente.a_dict() for puente in d.puentes] for d in informe.dimensiones},
            "los_que_mas_cambian": [_variacion_a_dict(v) for v in informe.mayores],
            "notas": list(informe.notas),
            "hoja": self.hoja if self.escrita else None,
            "ejecucion": self.escrita or None,
            "datos_fuera": self.datos_fuera,
        }


def _variacion_a_dict(variacion: Variacion) -> dict[str, Any]:
    return {
        "cliente": variacion.nombre,
        "clase": variacion.clase.name.lower(),
        "segmento": variacion.segmento,
        "antes": variacion.antes / CENTIMOS,
        "ahora": variacion.ahora / CENTIMOS,
        "diferencia": variacion.diferencia / CENTIMOS,
    }


def puente(anfitrion: SheetHost, diario: Journal, peticion: Peticion, pedido: PedidoDePuente) -> PuenteDelLibro:
    """El puente entero. `FaltanDatos` si no hay con qué comparar; escribe su hoja solo si se pide."""
    cartera = estudiar(anfitrion, diario, peticion)
    peticion.avance("Comparando los ingresos…")
    if pedido.ejecucion is not None:
        de_clientes = de_una_ejecucion(cartera, diario, pedido.ejecucion)
    else:
        de_clientes = de_los_movimientos(cartera, pedido.desde)
    informe = _informe(cartera, de_clientes, pedido.por)
    hoja = buscar_hoja(anfitrion, cartera.libro, HOJA_PUENTE, es_puente)
    escrita = ""
    if pedido.guardar:
        salida = reescrita(hoja, celdas_de_puente(informe), ANCHOS)
        escrita = escribir_hojas(anfitrion, diario, cartera.libro, peticion, [salida])
    pais = pais_de(cartera.libro, peticion)
    return PuenteDelLibro(
        cartera.libro.info.nombre,
        pais.codigo if pais else None,
        cartera.libro.configuracion.moneda or (pais.moneda if pais else None),
        cartera.hechos.corte,
        informe,
        hoja.nombre,
        escrita,
        datos_fuera(cartera),
    )


def _informe(cartera: Cartera, de_clientes: IngresosDeClientes, por: Sequence[str]) -> InformeDePuente:
    ingresos = de_clientes.ingresos
    codigos = clasificar(ingresos)
    disponibles = columnas_de_grupo(cartera)
    elegidas = elegir_columnas(disponibles, por, cartera) if por else _de_siempre(disponibles)
    return InformeDePuente(
        de_clientes.base,
        de_clientes.ahora,
        puente_de(ingresos, codigos),
        tuple(
            Dimension(columna.nombre, puentes_por(ingresos, codigos, de_clientes.grupos(columna.valores())))
            for columna in elegidas
        ),
        _mayores(cartera, de_clientes, codigos),
        de_clientes.notas,
    )


def _de_siempre(disponibles: Sequence[Columna]) -> list[Columna]:
    return [columna for columna in disponibles if columna.id in ("segmento", "responsable")]


def _mayores(cartera: Cartera, de_clientes: IngresosDeClientes, codigos: Codigos) -> tuple[Variacion, ...]:
    segmentos = cartera.calculo.puntuados["segmento"].to_list()
    ingresos = de_clientes.ingresos
    return tuple(
        Variacion(
            de_clientes.nombres[i],
            CLASES[codigos[i]],
            segmentos[fila] if (fila := de_clientes.filas[i]) >= 0 else "",
            int(ingresos.antes[i]),
            int(ingresos.ahora[i]),
        )
        for i in mayores(ingresos, codigos, MAYORES)
    )
