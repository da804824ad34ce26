"""Los ingresos de cada cliente en dos periodos: de los movimientos del libro, o de una ejecución anterior y ahora."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import narwhals as nw
import numpy as np

from cartera_xl.casos.calculo import nombres
from cartera_xl.casos.estudio import Cartera
from cartera_xl.casos.puertos import Journal
from cartera_xl.nucleo.causas.foto import Foto
from cartera_xl.nucleo.compras import registro_de_movimientos
from cartera_xl.nucleo.compras_lineas import numero_de_dia
from cartera_xl.nucleo.corrida import Corrida, emparejar_filas
from cartera_xl.nucleo.errores import EjecucionNoEncontrada, FaltanDatos
from cartera_xl.nucleo.hechos import Marco, Numeros, dias, numeros, textos
from cartera_xl.nucleo.ingresos.periodos import (
    Ingresos,
    Periodos,
    dia_de,
    ingresos_de_dos_veces,
    ingresos_de_movimientos,
)
from cartera_xl.nucleo.lectura.textos import contar
from cartera_xl.nucleo.palabras_cifras import decimal, fecha

FUERA_DE_LA_HOJA = "(no está en la hoja)"
_DE_LA_LINEA = ("id_cliente", "id_fiscal", "correo", "nombre")
ULTIMA = "ultima"


@dataclass(frozen=True, slots=True)
class IngresosDeClientes:
    """Los ingresos, y quién es cada posición.

    `filas`: su posición en la tabla puntuada, o -1 si ya no está en la hoja. `base` y `ahora`: cómo se llama cada
    periodo. `notas`: lo que hay que saber para leerlos.
    """

    ingresos: Ingresos
    filas: Sequence[int]
    nombres: Sequence[str]
    base: str
    ahora: str
    notas: tuple[str, ...]

    def grupos(self, valores: Sequence[str | None]) -> list[str | None]:
        """De un valor por fila de la tabla puntuada a uno por posición."""
        return [valores[fila] if fila >= 0 else FUERA_DE_LA_HOJA for fila in self.filas]


def de_los_movimientos(cartera: Cartera, desde: date | None) -> IngresosDeClientes:
    """Los doce meses que acaban en el corte y los doce que acaban en `desde` (un año antes si no se dice).

    También entran las compras de quien ya no está en la hoja de clientes: una baja borrada es una baja.
    """
    hechos = cartera.hechos
    if hechos.movimientos is None or hechos.claves is None:
        raise _sin_movimientos(cartera)
    periodos = Periodos.hasta(hechos.corte, desde)
    clave = np.asarray(hechos.claves["clave"].to_numpy(), dtype=np.int64)
    movimientos, de_fuera = _con_los_de_fuera(hechos.movimientos, int(clave.max(initial=-1)) + 1)
    registro = registro_de_movimientos(movimientos, hechos.corte)
    inicio = registro.primer_dia if len(registro.dia) else None
    if not periodos.base.lo_cubre(inicio):
        raise _falta_historia(cartera, periodos, inicio)
    filas = np.full(registro.claves, -1, dtype=np.int64)
    con_clave = np.flatnonzero(clave >= 0)[::-1]  # al revés, para que mande la primera fila de las que la repiten
    filas[clave[con_clave]] = con_clave
    ingresos = ingresos_de_movimientos(registro, periodos, _primera_de_la_hoja(cartera, filas))
    de_la_hoja = nombres(cartera.leido.clientes.tabla.cuadro)
    suyos = [
        (de_la_hoja[fila] or f"fila {fila}") if fila >= 0 else de_fuera.get(i, "(sin identificar)")
        for i, fila in enumerate(filas.tolist())
    ]
    base, ahora = periodos.base, periodos.ahora
    return IngresosDeClientes(
        ingresos,
        filas.tolist(),
        suyos,
        f"{fecha(base.primer_dia)} a {fecha(base.ultimo_dia)}",
        f"{fecha(ahora.primer_dia)} a {fecha(ahora.ultimo_dia)}",
        tuple(_notas(ingresos, periodos, inicio, len(de_fuera))),
    )


def _con_los_de_fuera(movimientos: Marco, primera: int) -> tuple[Marco, dict[int, str]]:
    """Las líneas de quien no está en la hoja, con una clave por cada nombre o código; y cómo se llama cada una."""
    clave = np.asarray(movimientos["clave"].to_numpy(), dtype=np.int64).copy()
    fuera = np.flatnonzero(clave < 0)
    campo = next((c for c in _DE_LA_LINEA if c in movimientos.columns), None)
    if not len(fuera) or campo is None:
        return movimientos, {}
    suyos = textos(movimientos.filter((clave < 0).tolist()).select(campo), campo)
    distintos, sitio = np.unique(np.array([texto or "" for texto in suyos], dtype=str), return_inverse=True)
    primera = max(primera, int(clave.max(initial=-1)) + 1)
    clave[fuera] = primera + sitio
    quienes = {primera + i: nombre or "(línea sin cliente)" for i, nombre in enumerate(distintos.tolist())}
    return movimientos.with_columns(nw.new_series("clave", clave, backend=movimientos.implementation)), quienes


def _primera_de_la_hoja(cartera: Cartera, filas: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Numeros | None:
    cuadro = cartera.leido.clientes.tabla.cuadro
    if "primera_compra" not in cuadro.columns or cartera.leido.nueva is not None:
        return None
    primeras = np.append(dias(cuadro, "primera_compra"), np.nan)
    return np.asarray(primeras[filas], dtype=np.float64)


def _notas(ingresos: Ingresos, periodos: Periodos, inicio: int | None, de_fuera: int) -> list[str]:
    notas = []
    if inicio is not None and inicio > periodos.base.antes_de:
        notas.append(
            "Los movimientos no llegan más atrás de la base: entre las altas puede haber clientes que ya habían "
            "comprado antes."
        )
    if de_fuera:
        de_quien = contar(de_fuera, "cliente de los movimientos no está", "clientes de los movimientos no están")
        notas.append(f"{de_quien} en la hoja; sus ingresos cuentan en el grupo «{FUERA_DE_LA_HOJA}».")
    if ingresos.perdido:
        notas.append(
            "Hay importes con más de dos decimales: cada cliente se redondea al céntimo y la diferencia entre los dos "
            f"periodos cambia en {decimal(abs(ingresos.perdido), decimales=2)} céntimos."
        )
    return notas


def de_una_ejecucion(cartera: Cartera, diario: Journal, ejecucion: str) -> IngresosDeClientes:
    """Lo que dejaba cada cliente en una ejecución anterior, y ahora; «ultima» es el último recálculo.

    Si las dos veces hay movimientos se compara el neto de 12 meses de cada una; si no, todo el neto que constaba.
    """
    corrida, foto = _buscar(cartera, diario, ejecucion)
    clientes, puntuados = cartera.leido.clientes, cartera.calculo.puntuados
    huellas = clientes.huellas(corrida.campos, corrida.libro)[clientes.filas.marca]
    sitios = emparejar_filas(foto.huellas, huellas)
    de_12 = foto.circunstancias.con_movimientos and cartera.hechos.movimientos is not None
    medida = "importe_12m" if de_12 else "importe_neto"
    entonces, ahora = foto.hechos.columna(medida), numeros(puntuados, medida)
    borrados = np.setdiff1d(np.arange(len(foto)), sitios[sitios >= 0])
    actuales, idos = len(ahora), len(borrados)
    estaba = np.concatenate([sitios >= 0, np.ones(idos, dtype=bool)])
    antes = np.concatenate([np.where(sitios >= 0, np.append(entonces, np.nan)[sitios], np.nan), entonces[borrados]])
    despues = np.concatenate([ahora, np.full(idos, np.nan)])
    corte = foto.circunstancias.corte
    transcurridos = numero_de_dia(cartera.hechos.corte) - numero_de_dia(corte)
    ya = np.append(numeros(puntuados, "antiguedad") >= transcurridos, np.zeros(idos, dtype=bool))
    ingresos = ingresos_de_dos_veces(antes, despues, estaba, np.arange(actuales + idos) < actuales, ya)
    de_hoy = [nombre or f"fila {i}" for i, nombre in enumerate(nombres(clientes.tabla.cuadro))]
    que = "12 meses hasta el" if de_12 else "neto a"
    return IngresosDeClientes(
        ingresos,
        [*range(actuales), *[-1] * idos],
        [*de_hoy, *["(ya no está en la hoja)"] * idos],
        f"{que} {fecha(corte)}",
        f"{que} {fecha(cartera.hechos.corte)}",
        (
            f"Se compara con la ejecución {corrida.id}, del {corrida.momento:%d/%m/%Y a las %H:%M}.",
            *_notas_de_ejecucion(idos, foto, cartera),
        ),
    )


def _notas_de_ejecucion(idos: int, foto: Foto, cartera: Cartera) -> list[str]:
    notas = []
    if idos:
        filas = contar(idos, "fila de entonces ya no está", "filas de entonces ya no están")
        notas.append(f"{filas} en la hoja (o se le ha cambiado el código); de ellas no se guarda el nombre.")
    if foto.circunstancias.con_movimientos != (cartera.hechos.movimientos is not None):
        notas.append("Una de las dos veces se calculó sin movimientos: los importes pueden no ser comparables.")
    return notas


def _buscar(cartera: Cartera, diario: Journal, ejecucion: str) -> tuple[Corrida, Foto]:
    identificador = cartera.libro.configuracion.identificador
    pedida = None if ejecucion.casefold() in (ULTIMA, "última") else ejecucion
    corrida = diario.find(identificador, pedida) if identificador else None
    donde = f"libro «{cartera.libro.info.nombre}»"
    if corrida is None:
        que = "No consta ningún recálculo" if pedida is None else f"No consta la ejecución «{ejecucion}»"
        raise EjecucionNoEncontrada(
            f"{que} de este libro en este equipo.",
            donde=donde,
            remedio="Mire con «cartera historial» los que hay, o compare con una fecha: --desde DD/MM/AAAA",
        )
    foto = diario.photo(identificador, corrida.id)
    if foto is None:
        raise FaltanDatos(
            f"La ejecución «{corrida.id}» no guardó los importes de cada cliente.",
            donde=donde,
            remedio="Elija un recálculo más nuevo con «cartera historial», o compare con una fecha: --desde DD/MM/AAAA",
        )
    return corrida, foto


def _sin_movimientos(cartera: Cartera) -> FaltanDatos:
    return FaltanDatos(
        "Para comparar con hace un año hacen falta las compras una a una (cliente, fecha e importe) de 24 meses, y "
        "aquí solo está su resumen.",
        donde=f"libro «{cartera.libro.info.nombre}»",
        remedio="Dé las compras con --movimientos ARCHIVO, o compare con un recálculo anterior: --ejecucion ultima",
    )


def _falta_historia(cartera: Cartera, periodos: Periodos, inicio: int | None) -> FaltanDatos:
    base = f"{fecha(periodos.base.primer_dia)} al {fecha(periodos.base.ultimo_dia)}"
    que = "no tienen ninguna línea que cuente" if inicio is None else f"empiezan el {fecha(dia_de(inicio))}"
    return FaltanDatos(
        f"La base de la comparación va del {base}, y los movimientos {que}.",
        donde=f"libro «{cartera.libro.info.nombre}», movimientos",
        remedio="Añada los movimientos que faltan, o elija con --desde una fecha cuyos 12 meses anteriores consten",
    )
