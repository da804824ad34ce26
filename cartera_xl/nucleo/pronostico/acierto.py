"""¿Acertó la última vez? La cartera puntuada como hace un año, solo con lo de entonces, y lo que pasó después.

Nada posterior al corte de entonces cuenta al puntuar: ni los movimientos, ni los clientes que aún no habían comprado,
ni lo escrito en la hoja de clientes, que es de hoy (contrato, gasto previsto, encaje, segmento manual…).
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np

from cartera_xl.nucleo.baremo import Baremo, calibrar
from cartera_xl.nucleo.compras import hechos_de_movimientos, registro_de_movimientos
from cartera_xl.nucleo.compras_agregado import Ventanas
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.hechos import Marca, Marco, dias
from cartera_xl.nucleo.percentiles import rango_medio
from cartera_xl.nucleo.pronostico.registro import Enteros, Numeros, Registro
from cartera_xl.nucleo.puntuacion import puntuar
from cartera_xl.nucleo.reglas import Segmento
from cartera_xl.nucleo.resumen_tipos import SEGMENTOS, SIN_SEGMENTO

DIAS_ANTES_DEL_CORTE = 90
"""Historia mínima antes de puntuar: el periodo más corto de los habituales. Con menos, todos son nuevos."""
MUESTRA_DE_GRUPO = 20
"""Con menos clientes, la media de un grupo la decide uno solo."""
FALLOS_QUE_SE_LISTAN = 10

_EPOCA = date(1970, 1, 1)
_P_DE_MEJORES = 80.0
_APUESTAS = (Segmento.ESTRATEGICO.value, Segmento.CLAVE.value)
_MODESTOS = (Segmento.EMERGENTE.value, Segmento.BAJO_VALOR.value)
_DE_LA_HOJA = ("fila", "clave")
"""Lo único de la hoja de clientes que vale para cualquier fecha: quién es cada fila."""


@dataclass(frozen=True, slots=True)
class FaltaHistoria:
    """No se puede mirar un año atrás: días de compras que hacen falta antes del corte, y los que hay."""

    dias_necesarios: int
    dias_que_hay: int


@dataclass(frozen=True, slots=True)
class GrupoAcertado:
    """Lo que un segmento de entonces dio en el año siguiente; las cuotas son `None` sin base.

    `volvieron` son los clientes con alguna compra en ese año, y `parte_que_volvio`, su parte.
    """

    segmento: str
    clientes: int
    cuota_clientes: float | None
    neto: float
    cuota_neto: float | None
    neto_por_cliente: float | None
    compras: int
    volvieron: int
    parte_que_volvio: float | None

    @property
    def dice_poco(self) -> bool:
        """Cierto si hay tan pocos clientes que la media no prueba nada."""
        return self.clientes < MUESTRA_DE_GRUPO


@dataclass(frozen=True, slots=True)
class Fallo:
    """Un cliente que no hizo lo que su segmento decía; netos de los 12 meses de antes y de después."""

    fila: int
    nombre: str
    segmento: str
    neto_antes: float
    neto_despues: float


@dataclass(frozen=True, slots=True)
class Fallos:
    """Cuántos son, el neto que está en juego entre todos, y los de más neto."""

    clientes: int
    neto: float
    lista: tuple[Fallo, ...]


@dataclass(frozen=True, slots=True)
class Acierto:
    """La cartera al terminar `corte`, y lo que hizo de ahí a `hasta` (incluido).

    * `metodo`: id del método de pronóstico elegido entonces; vacío si no había ninguno.
    * `grupos`: los cuatro segmentos, en orden, aunque estén vacíos. `total`: la suma, solo de los puntuados.
    * `saltos`: pares (segmento que prometía más, segmento que dio más neto por cliente o lo mismo).
    * `mejores`: el 20 % de más neto del año siguiente; `mejores_previstos`, los que eran Estratégico o Clave.
    * `nuevos` y `neto_de_nuevos`: quien compró por primera vez ese año: nadie podía puntuarlos.
    * `sorpresas`: mejores que eran Bajo valor o Emergente; su neto es el de después. `emergentes`, cuántos eran
      Emergente: de ellos se espera que suban. `fugas`: Estratégico o Clave sin una compra; su neto es el de antes.
    """

    corte: date
    hasta: date
    metodo: str
    muestra_suficiente: bool
    total: GrupoAcertado
    grupos: tuple[GrupoAcertado, ...]
    saltos: tuple[tuple[str, str], ...]
    mejores: int
    mejores_previstos: int
    nuevos: int
    neto_de_nuevos: float
    sorpresas: Fallos
    emergentes: int
    fugas: Fallos

    @property
    def orden_cumplido(self) -> bool | None:
        """Si Estratégico > Clave > Emergente > Bajo valor en neto por cliente; `None` si solo hay un segmento."""
        return not self.saltos if sum(1 for grupo in self.grupos if grupo.clientes) > 1 else None

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON: fechas en ISO."""
        fechas = {"corte": self.corte.isoformat(), "hasta": self.hasta.isoformat()}
        return asdict(self) | fechas | {"orden_cumplido": self.orden_cumplido}


def probar_segmentos(
    clientes: Marco, movimientos: Marco, registro: Registro, configuracion: Configuracion, corte: date
) -> Acierto | FaltaHistoria:
    """Puntúa a un año del corte y cuenta lo que pasó hasta él.

    `clientes` lleva `fila`, `clave` y `nombre`; `movimientos`, su `clave`; `registro`, lo ocurrido hasta el corte. El
    año es de calendario, como en `importe_12m`. Se usan los ajustes y las reglas de hoy: se prueba lo que se va a
    usar, no lo que se usó.
    """
    ventanas = Ventanas.hasta(corte)
    necesarios, hay = ventanas.corte - ventanas.hace_12m + DIAS_ANTES_DEL_CORTE, _dias_de_historia(registro, ventanas)
    if hay < necesarios:
        return FaltaHistoria(necesarios, hay)
    entonces = _EPOCA + timedelta(days=ventanas.hace_12m)
    puntuados, baremo = puntuar_como_en(clientes, movimientos, configuracion, entonces)
    pronostico = baremo.pronostico
    return _contar(
        _Caso.de(puntuados, clientes, registro, ventanas),
        corte=entonces,
        hasta=corte,
        metodo="" if pronostico is None else pronostico.ajuste.modelo,
        muestra_suficiente=baremo.muestra_suficiente,
    )


def puntuar_como_en(
    clientes: Marco, movimientos: Marco, configuracion: Configuracion, corte: date
) -> tuple[Marco, Baremo]:
    """Quienes ya habían comprado al terminar `corte`, puntuados con un baremo de ese día; y el baremo."""
    dia = dias(movimientos, "fecha")
    sabidos = movimientos.filter((dia <= (corte - _EPOCA).days).tolist())
    hechos, _ = hechos_de_movimientos(clientes.select(_DE_LA_HOJA), sabidos, corte)
    ya_clientes = hechos.filter((np.nan_to_num(hechos["compras"].to_numpy(), nan=0.0) > 0).tolist())
    baremo = calibrar(ya_clientes, configuracion, corte, registro=registro_de_movimientos(sabidos, corte))
    return puntuar(ya_clientes, baremo, configuracion), baremo


def _dias_de_historia(registro: Registro, ventanas: Ventanas) -> int:
    """De la primera compra al corte; 0 si no hay ninguna."""
    compras = registro.dia[registro.compra]
    return ventanas.corte - int(compras.min()) if len(compras) else 0


@dataclass(frozen=True, slots=True)
class _Caso:
    """Los clientes puntuados, una posición por cliente, y lo de quienes no lo estaban."""

    fila: Enteros
    nombre: tuple[str, ...]
    segmento: Any
    antes: Numeros
    despues: Numeros
    compras: Numeros
    nuevos: int
    neto_de_nuevos: float

    @classmethod
    def de(cls, puntuados: Marco, clientes: Marco, registro: Registro, ventanas: Ventanas) -> "_Caso":
        """Cada fila puntuada con lo suyo de después, por su clave; las demás claves que compraron son nuevas."""
        fila = np.asarray(puntuados["fila"].to_numpy(), dtype=np.int64)
        de_la_hoja = np.asarray(clientes["fila"].to_numpy(), dtype=np.int64)
        orden = np.argsort(de_la_hoja)
        sitio = orden[np.searchsorted(de_la_hoja[orden], fila)]
        clave = np.asarray(clientes["clave"].to_numpy(), dtype=np.int64)[sitio]
        neto = np.round(registro.neto_entre(ventanas.hace_12m, ventanas.corte), 2)
        compras = registro.compras_entre(ventanas.hace_12m, ventanas.corte)
        nueva = compras > 0
        nueva[clave] = False
        nombres = clientes["nombre"].to_list()
        segmentos = [segmento or SIN_SEGMENTO for segmento in puntuados["segmento"].to_list()]
        return cls(
            fila=fila,
            nombre=tuple(nombre if isinstance(nombre := nombres[i], str) else "" for i in sitio),
            segmento=np.array(segmentos, dtype=object),
            antes=np.round(np.nan_to_num(puntuados["importe_12m"].to_numpy(), nan=0.0), 2),
            despues=neto[clave],
            compras=compras[clave],
            nuevos=int(nueva.sum()),
            neto_de_nuevos=_suma(neto[nueva]),
        )

    def son(self, segmentos: Sequence[str]) -> Marca:
        return np.isin(self.segmento.astype(str), segmentos)


def _contar(caso: _Caso, *, corte: date, hasta: date, metodo: str, muestra_suficiente: bool) -> Acierto:
    total = _grupo("Total", caso, np.ones(len(caso.fila), dtype=bool))
    nombres = [*map(str, SEGMENTOS), *([SIN_SEGMENTO] if caso.son((SIN_SEGMENTO,)).any() else [])]
    grupos = tuple(_grupo(nombre, caso, caso.son((nombre,))) for nombre in nombres)
    mejores = _mejores(caso.despues)
    sorpresa = mejores & caso.son(_MODESTOS)
    return Acierto(
        corte=corte,
        hasta=hasta,
        metodo=metodo,
        muestra_suficiente=muestra_suficiente,
        total=total,
        grupos=grupos,
        saltos=_saltos(grupos),
        mejores=int(mejores.sum()),
        mejores_previstos=int((mejores & caso.son(_APUESTAS)).sum()),
        nuevos=caso.nuevos,
        neto_de_nuevos=caso.neto_de_nuevos,
        sorpresas=_fallos(caso, sorpresa, caso.despues),
        emergentes=int((sorpresa & caso.son((Segmento.EMERGENTE.value,))).sum()),
        fugas=_fallos(caso, caso.son(_APUESTAS) & (caso.compras == 0), caso.antes),
    )


def _grupo(nombre: str, caso: _Caso, dentro: Marca) -> GrupoAcertado:
    clientes, neto, base = int(dentro.sum()), _suma(caso.despues[dentro]), _suma(caso.despues)
    volvieron = int((caso.compras[dentro] > 0).sum())
    return GrupoAcertado(
        segmento=nombre,
        clientes=clientes,
        cuota_clientes=clientes / len(dentro) if len(dentro) else None,
        neto=neto,
        cuota_neto=neto / base if base > 0 else None,
        neto_por_cliente=round(neto / clientes, 2) if clientes else None,
        compras=int(caso.compras[dentro].sum()),
        volvieron=volvieron,
        parte_que_volvio=volvieron / clientes if clientes else None,
    )


def _saltos(grupos: Sequence[GrupoAcertado]) -> tuple[tuple[str, str], ...]:
    """Los pares seguidos de `SEGMENTOS` (sin los vacíos) en que el de arriba no dio más por cliente."""
    medias = [(g.segmento, g.neto_por_cliente) for g in grupos if g.neto_por_cliente is not None]
    con_orden = [par for par in medias if par[0] in SEGMENTOS]
    return tuple((arriba, abajo) for (arriba, mas), (abajo, menos) in pairwise(con_orden) if mas <= menos)


def _mejores(neto: Numeros) -> Marca:
    """Con neto positivo y percentil de rango medio 80 o más: a igual neto, igual trato."""
    distintos, p = rango_medio(neto)
    return (neto > 0) & (p[np.searchsorted(distintos, neto)] >= _P_DE_MEJORES)


def _fallos(caso: _Caso, cuales: Marca, en_juego: Numeros) -> Fallos:
    """De más a menos neto en juego; a igual neto, por fila."""
    sitios = np.flatnonzero(cuales)
    orden = sitios[np.lexsort((caso.fila[sitios], -en_juego[sitios]))][:FALLOS_QUE_SE_LISTAN]
    lista = tuple(
        Fallo(int(caso.fila[i]), caso.nombre[i], caso.segmento[i], float(caso.antes[i]), float(caso.despues[i]))
        for i in orden
    )
    return Fallos(len(sitios), _suma(en_juego[sitios]), lista)


def _suma(netos: Numeros) -> float:
    return round(math.fsum(netos), 2)
