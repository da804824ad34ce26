"""Recalcular: leer el libro, puntuar a cada cliente y escribir el resultado en su propia hoja."""

from functools import partial

from cartera_xl.casos.a_fondo import estudiar_a_fondo
from cartera_xl.casos.apertura import LibroAbierto
from cartera_xl.casos.balance import Balance
from cartera_xl.casos.calculo import Calculo
from cartera_xl.casos.columnas_propias import columnas_a_escribir
from cartera_xl.casos.escritura import Escritura, Resultado, preparar_escritura
from cartera_xl.casos.estudio import Cartera
from cartera_xl.casos.lectura_libro import (
    ClientesLeidos,
    TablaLeida,
    pais_de,
)
from cartera_xl.casos.leido import Leido
from cartera_xl.casos.manual import Manuales
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import Journal, SheetHost
from cartera_xl.casos.salida import columnas_de_salida, poner
from cartera_xl.nucleo.errores import ErrorCartera, Incidencia
from cartera_xl.nucleo.plan import ColumnaSalida
from cartera_xl.nucleo.resumen import resumir
from cartera_xl.nucleo.resumen_tipos import Resumen


def recalcular(anfitrion: SheetHost, diario: Journal, peticion: Peticion) -> Balance:
    """Puntúa y segmenta los clientes del libro y escribe el resultado, salvo que se simule o nada cambie.

    Antes de escribir guarda en el diario lo que había; si la escritura se rechaza, lo olvida. Todo lo que impide
    seguir es un `ErrorCartera` y deja el libro como estaba.
    """
    balance, escritura = _preparar(anfitrion, diario, peticion)  # lo leído se suelta: escribir no lo necesita y pesa
    if balance.escrito:
        peticion.avance("Escribiendo en el libro…")
        _escribir(anfitrion, diario, escritura)
    return balance


def _preparar(anfitrion: SheetHost, diario: Journal, peticion: Peticion) -> tuple[Balance, Escritura]:
    """Lo que se enseñará y lo que se escribirá; `escrito` es ya lo que va a pasar."""
    estudio = estudiar_a_fondo(anfitrion, diario, peticion)
    cartera = estudio.cartera
    libro, leido, calculo = cartera.libro, cartera.leido, cartera.calculo
    incidencias = (*_incidencias(anfitrion, cartera), *estudio.incidencias)
    resumen = _resumir(libro, leido, calculo, incidencias, peticion)
    peticion.avance("Preparando lo que se escribe…")
    columnas = _columnas(libro, leido.clientes, calculo, cartera.manuales)
    hojas = partial(estudio.hojas, anfitrion, peticion)
    escritura = preparar_escritura(anfitrion, libro, peticion, Resultado(leido, calculo, resumen, columnas, hojas))
    balance = Balance(
        libro=libro.info.nombre,
        ejecucion=escritura.corrida.id,
        hoja=escritura.nombre_hoja,
        corte=cartera.hechos.corte,
        motivo_corte=cartera.hechos.motivo_corte,
        resumen=resumen,
        incidencias=incidencias,
        notas=(*cartera.notas, *escritura.notas, *estudio.causas.notas, *calculo.notas),
        columnas_nuevas=escritura.columnas_nuevas,
        celdas_cambiadas=escritura.celdas_cambiadas,
        escrito=not peticion.simular and (escritura.cambia_algo or peticion.a_otro_libro),
        pais=escritura.configuracion.pais,
    )
    return balance, escritura


def _incidencias(anfitrion: SheetHost, cartera: Cartera) -> tuple[Incidencia, ...]:
    leido = cartera.leido
    clientes, movimientos = leido.clientes.tabla, leido.movimientos
    return (
        *(() if leido.nueva is not None else clientes.lectura.incidencias),
        *(movimientos.lectura.incidencias if movimientos else ()),
        *cartera.hechos.incidencias,
        *cartera.manuales.incidencias,
        *cartera.calculo.revision.incidencias,
        *formulas_sin_valor(anfitrion, leido),
    )


def formulas_sin_valor(anfitrion: SheetHost, leido: Leido) -> list[Incidencia]:
    """Columnas enteras que se leen vacías porque sus fórmulas no tienen valor guardado."""
    halladas = []
    tablas = [tabla for tabla in (leido.movimientos, leido.clientes.tabla) if tabla is not None]
    hojas = {info.nombre for info in anfitrion.info().hojas}
    for tabla in tablas:
        if tabla.lectura.hoja not in hojas:
            continue
        for campo, columna in tabla.lectura.posiciones.items():
            if len(tabla.cuadro) == 0 or tabla.cuadro[campo].null_count() < len(tabla.cuadro):
                continue
            celda = anfitrion.formula_without_value(tabla.lectura.hoja, columna, tabla.lectura.primera_fila)
            if celda is not None:
                halladas.append(_sin_valor(tabla, campo, celda))
    return halladas


def _sin_valor(tabla: TablaLeida, campo: str, celda: str) -> Incidencia:
    titulo = tabla.encargo.mapeo.titulos[campo]
    return Incidencia(
        "formula_sin_valor",
        f"La columna «{titulo}» tiene fórmulas sin valor guardado y se lee vacía.",
        tabla.lectura.hoja,
        celda,
        "Abra el libro en Excel, guárdelo y vuelva a recalcular.",
    )


def _resumir(
    libro: LibroAbierto, leido: Leido, calculo: Calculo, incidencias: tuple[Incidencia, ...], peticion: Peticion
) -> Resumen:
    pais = pais_de(libro, peticion)
    return resumir(
        calculo.puntuados,
        corte=calculo.hechos.corte,
        moneda=libro.configuracion.moneda or (pais.moneda if pais else None),
        anteriores=_anteriores(leido.clientes),
        incidencias=incidencias,
        configuracion=libro.configuracion,
    )


def _anteriores(clientes: ClientesLeidos) -> dict[int, str] | None:
    """El segmento que hoy dice cada fila; `None` si la columna todavía no existe."""
    actual = clientes.propias.get("segmento")
    if actual is None:
        return None
    filas = enumerate(actual.tolist(), clientes.zona.primera_fila)
    return {fila: valor.strip() if isinstance(valor, str) else "" for fila, valor in filas}


def _columnas(
    libro: LibroAbierto, clientes: ClientesLeidos, calculo: Calculo, manuales: Manuales
) -> tuple[ColumnaSalida, ...]:
    propias = columnas_a_escribir(libro.configuracion, clientes.cabecera, calculo.hay)
    columnas = columnas_de_salida(propias, calculo.puntuados, clientes.filas, clientes.propias)
    trasladados = dict(manuales.trasladados)
    return tuple(poner(c, trasladados) if c.id == "segmento_manual" and trasladados else c for c in columnas)


def _escribir(anfitrion: SheetHost, diario: Journal, escritura: Escritura) -> None:
    corrida = escritura.corrida
    diario.record(corrida)
    try:
        anfitrion.write(escritura.plan)
    except ErrorCartera:
        diario.discard(corrida.libro, corrida.id)
        raise
