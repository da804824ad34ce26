"""Estudiar un libro: leerlo, puntuarlo y reunir lo que se sabe de su cartera, sin escribir nada.

De aquí parten todos los casos de uso: la misma fila da la misma cifra en todos.
"""

from dataclasses import dataclass, replace

from cartera_xl.casos.apertura import LibroAbierto, abrir
from cartera_xl.casos.calculo import Calculo, Hechos, calcular, reunir_hechos
from cartera_xl.casos.hoja_nueva import hoja_de_movimientos
from cartera_xl.casos.lectura_libro import (
    elegir_tablas,
    leer_movimientos,
    leer_tabla_de_clientes,
)
from cartera_xl.casos.leido import Leido
from cartera_xl.casos.manual import Manuales, leer_manuales
from cartera_xl.casos.perfil import con_perfil
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import Journal, SheetHost
from cartera_xl.nucleo.celdas import letras
from cartera_xl.nucleo.corrida import Corrida
from cartera_xl.nucleo.errores import ColumnaNoEncontrada, ConfiguracionErronea


@dataclass(frozen=True, slots=True)
class Cartera:
    """Un libro leído y puntuado.

    `calculo.puntuados` y `leido.clientes.tabla.cuadro` llevan una fila por cliente y en el mismo orden. `ultima` es la
    ejecución anterior si consta en este equipo; `notas`, lo que la persona ha de saber de ella.
    """

    libro: LibroAbierto
    leido: Leido
    hechos: Hechos
    manuales: Manuales
    ultima: Corrida | None
    notas: tuple[str, ...]
    calculo: Calculo


def estudiar(anfitrion: SheetHost, diario: Journal, peticion: Peticion) -> Cartera:
    """Lee y puntúa los clientes del libro. Todo lo que impide seguir es un `ErrorCartera`."""
    peticion.avance("Abriendo el libro…")
    libro = abrir(anfitrion)
    leido = leer(anfitrion, libro, peticion)
    exigir_algo_que_puntuar(leido)
    exigir_una_sola_lectura(leido)
    peticion.avance("Calculando los hechos de cada cliente…")
    hechos = reunir_hechos(leido.clientes.tabla, leido.movimientos, peticion)
    hechos = con_perfil(anfitrion, libro, leido, hechos)
    ultima, notas = _ultima_ejecucion(libro, diario)
    manuales = leer_manuales(leido.clientes, ultima, respetar=peticion.respetar_manual)
    peticion.avance("Puntuando y segmentando…")
    impuestos = manuales.segmentos[leido.clientes.filas.marca].tolist()
    calculo = calcular(libro, leido.clientes.tabla, hechos, peticion, impuestos)
    return Cartera(libro, leido, hechos, manuales, ultima, notas, calculo)


def leer(anfitrion: SheetHost, libro: LibroAbierto, peticion: Peticion) -> Leido:
    """Lee clientes y movimientos; si no hay hoja de clientes, la saca de los movimientos."""
    tablas = elegir_tablas(anfitrion, libro, peticion)
    peticion.avance("Leyendo los movimientos…")
    movimientos = leer_movimientos(anfitrion, libro, peticion, tablas.movimientos)
    peticion.avance("Leyendo los clientes…")
    if tablas.clientes is not None:
        clientes = leer_tabla_de_clientes(anfitrion, libro, peticion, tablas.clientes)
        return Leido(clientes, movimientos, None)
    assert movimientos is not None, "elegir_tablas ya habría avisado"
    nueva = hoja_de_movimientos(libro, movimientos)
    clientes = leer_tabla_de_clientes(nueva, libro, replace(peticion, columnas={}), nueva.candidata())
    return Leido(clientes, movimientos, nueva)


def exigir_algo_que_puntuar(leido: Leido) -> None:
    """`ColumnaNoEncontrada` si no hay ni compras ni gasto previsto de que partir."""
    posiciones = leido.clientes.tabla.lectura.posiciones
    utiles = {"ultima_compra", "compras", "importe_neto", "importe_bruto", "gasto_previsto", "importe_contrato"}
    if leido.movimientos is not None or utiles & set(posiciones):
        return
    encargo = leido.clientes.tabla.encargo
    titulos = ", ".join(f"«{titulo}»" for titulo in encargo.candidata.titulos.values())
    dudas = [str(ambigua) for ambigua in encargo.mapeo.ambiguas if ambigua.campo in utiles]
    raise ColumnaNoEncontrada(
        f"La hoja tiene contactos, pero nada con que puntuarlos. Columnas que hay: {titulos}.",
        donde=encargo.candidata.donde,
        remedio=dudas[0]
        if dudas
        else "Añada la última compra, el número de compras o el importe; o dé las compras con --movimientos FICHERO",
    )


ESENCIALES = ("fecha", "importe", "ultima_compra", "compras", "importe_neto")


def exigir_una_sola_lectura(leido: Leido) -> None:
    """`ConfiguracionErronea` si una columna esencial se puede leer de dos maneras y nada dice cuál.

    Puntuar sin ella daría a todos un resultado que nadie podría explicar: antes se pregunta el país.
    """
    tablas = [leido.movimientos] if leido.movimientos else []
    for tabla in [*tablas, *([] if leido.nueva else [leido.clientes.tabla])]:
        for convenio in tabla.lectura.convenios:
            if convenio.ambiguo and convenio.campo in ESENCIALES:
                titulo = tabla.encargo.mapeo.titulos[convenio.campo]
                raise ConfiguracionErronea(
                    f"Los datos de la columna «{titulo}» se pueden leer de dos maneras: {convenio.prueba}.",
                    donde=f"hoja «{tabla.lectura.hoja}», columna {letras(tabla.lectura.posiciones[convenio.campo])}",
                    remedio="Diga el país con --pais, por ejemplo --pais ES; se recordará en el libro",
                )


def _ultima_ejecucion(libro: LibroAbierto, diario: Journal) -> tuple[Corrida | None, tuple[str, ...]]:
    """La última de este equipo, si es también la última del libro: si no, no se sabe qué escribió el programa."""
    identificador = libro.configuracion.identificador
    if not identificador:
        return None, ()
    if libro.ultima_ejecucion in {corrida.id for corrida in diario.history(identificador)}:
        return diario.find(identificador), ()
    if not libro.ultima_ejecucion:
        return None, ()
    nota = "La última ejecución de este libro se hizo en otro equipo: no se puede saber qué celdas se cambiaron a mano."
    return None, (nota,)
