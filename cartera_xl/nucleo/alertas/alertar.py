"""Alertas de una cartera puntuada: qué clientes piden atención y cuántas alertas se espera que sean falsas.

Todo sale de la tabla puntuada y de las compras de cada cliente contra su propio pasado; nunca es un segundo modelo.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import narwhals as nw
import numpy as np

from cartera_xl.nucleo.alertas.agenda import contratos, fechas_especiales, renovados
from cartera_xl.nucleo.alertas.atencion import (
    con_mucho_descuento,
    respuestas_pendientes,
    sin_actualizar,
    sin_contacto,
)
from cartera_xl.nucleo.alertas.caidas import caida_de_frecuencia, caida_de_volumen, crecen, en_riesgo
from cartera_xl.nucleo.alertas.cartera import retencion_que_baja, revision_vencida, sin_tres_anuales
from cartera_xl.nucleo.alertas.ritmo import Compras, ritmo_de_claves, ritmo_de_filas, ritmo_de_resumen
from cartera_xl.nucleo.alertas.silencio import (
    Falsas,
    falsas_de_antes,
    fuera_de_temporada,
    mirar_silencio,
    recuperados,
    silencios,
)
from cartera_xl.nucleo.alertas.temporada import TemporadaDeCartera
from cartera_xl.nucleo.alertas.tipos import (
    GRAVEDADES,
    Alerta,
    Alertas,
    ClaseDeAlerta,
    ContextoDeAlertas,
    Hallazgo,
    Recuento,
)
from cartera_xl.nucleo.alertas.ventanas import ventana_propia
from cartera_xl.nucleo.alertas.vista import Vista, mirar
from cartera_xl.nucleo.compras_lineas import numero_de_dia
from cartera_xl.nucleo.hechos import Marca, Marco, filas_de

SEPARADOR = " · "
_ORDEN = {clase: sitio for sitio, clase in enumerate(ClaseDeAlerta)}
_GRAVE = {gravedad: sitio for sitio, gravedad in enumerate(GRAVEDADES)}


def con_alertas(puntuados: Marco, contexto: ContextoDeAlertas) -> tuple[Marco, Alertas]:
    """Añade `alertas` (todas las de la fila, la más grave primero) y `gravedad` (la mayor); y las devuelve contadas.

    | columna | tipo | sin dato |
    |---|---|---|
    | alertas | texto, las alertas separadas por « · » | vacío |
    | gravedad | «Alta», «Media», «Baja» o vacío si no hay ninguna o solo son buenas noticias | vacío |
    """
    contexto = replace(contexto, permisos=contexto.los_permisos)
    vista = mirar(puntuados, contexto)
    hallazgos = list(_hallazgos(puntuados, vista, contexto))
    textos, gravedades = _por_fila([alerta for h in hallazgos for alerta in h.alertas], len(puntuados))
    motor = puntuados.implementation
    con_columnas = puntuados.with_columns(
        nw.new_series("alertas", textos, nw.String, backend=motor),
        nw.new_series("gravedad", gravedades, nw.String, backend=motor),
    )
    return con_columnas, Alertas(
        lista=_ordenadas(hallazgos),
        recuentos=tuple(_recuento(hallazgo) for hallazgo in hallazgos),
        de_cartera=tuple(_de_cartera(contexto)),
        sin_mirar=tuple(_sin_mirar(contexto, hallazgos)),
    )


def filtradas(alertas: Alertas, filas: Marca | None, gravedad: str | None) -> Alertas:
    """Solo las de esas filas y esa gravedad; `None`, todas. Las falsas esperadas se reparten por igual entre todas."""
    lista = tuple(
        alerta
        for alerta in alertas.lista
        if (filas is None or filas[alerta.posicion]) and (gravedad is None or alerta.gravedad == gravedad)
    )
    return replace(alertas, lista=lista, recuentos=tuple(_de_estas(r, lista) for r in alertas.recuentos))


def _de_estas(recuento: Recuento, lista: Sequence[Alerta]) -> Recuento:
    suyas = [alerta for alerta in lista if alerta.clase is recuento.clase]
    parte = len(suyas) / recuento.cuantas if recuento.cuantas else 0.0
    falsas = None if recuento.falsas is None else recuento.falsas * parte
    importe = round(sum(alerta.importe or 0.0 for alerta in suyas), 2)
    return replace(recuento, cuantas=len(suyas), importe=importe, falsas=falsas)


def _hallazgos(puntuados: Marco, vista: Vista, contexto: ContextoDeAlertas) -> Iterator[Hallazgo]:
    yield from _de_compra(puntuados, vista, contexto)
    yield contratos(vista, puntuados, contexto.corte)
    yield renovados(vista, puntuados, contexto.clientes, contexto.corte)
    yield fechas_especiales(vista, contexto.clientes, contexto.los_permisos.opuestos, contexto.momento.date())
    ajustes, clientes = contexto.configuracion, contexto.clientes
    opcionales = (
        respuestas_pendientes(vista, contexto.contactos, contexto.momento, ajustes.horas_respuesta),
        sin_contacto(vista, clientes, contexto.contactos, contexto.corte, ajustes.dias_sin_contacto),
        con_mucho_descuento(vista, clientes),
        sin_actualizar(vista, clientes, contexto.corte, ajustes.dias_revision),
    )
    yield from (hallazgo for hallazgo in opcionales if hallazgo is not None)


def _de_compra(puntuados: Marco, vista: Vista, contexto: ContextoDeAlertas) -> Iterator[Hallazgo]:
    """Silencio, riesgo, caídas y buenas noticias. Un mismo hecho da un solo aviso: quien calla no «compra menos»."""
    ajustes, corte = contexto.configuracion, numero_de_dia(contexto.corte)
    horizonte = None if contexto.baremo.pronostico is None else contexto.baremo.pronostico.horizonte
    compras = _compras(puntuados, contexto)
    if compras is None:
        ritmo = ritmo_de_resumen(vista)
        callados = mirar_silencio(vista, ritmo, ajustes.veces_ritmo, None, None, corte)
        yield silencios(vista, callados, Falsas(horizonte=horizonte))
        yield en_riesgo(vista, puntuados, horizonte, callados.alarma)
        return
    temporada = TemporadaDeCartera.de(compras.dia, corte)
    ritmo = ritmo_de_filas(compras, ritmo_de_claves(compras))
    callados = mirar_silencio(vista, ritmo, ajustes.veces_ritmo, compras, temporada, corte)
    yield silencios(vista, callados, falsas_de_antes(compras.registro, corte, ajustes.veces_ritmo, horizonte))
    ventana = ventana_propia(compras, corte, temporada)
    sin = callados.alarma | callados.fuera
    menos = caida_de_frecuencia(vista, compras, ventana, ajustes.caida_volumen, sin)
    gasto = caida_de_volumen(vista, compras, ventana, ajustes.caida_volumen, sin, contexto.pais)
    yield menos
    yield gasto
    yield en_riesgo(vista, puntuados, horizonte, sin | _filas((menos, gasto), len(vista)))
    yield fuera_de_temporada(callados)
    yield recuperados(vista, ritmo, ajustes.veces_ritmo, compras, corte)
    yield crecen(vista, compras, ventana, ajustes.caida_volumen, contexto.pais)


def _compras(puntuados: Marco, contexto: ContextoDeAlertas) -> Compras | None:
    if contexto.registro is None or contexto.claves is None or not contexto.registro.claves:
        return None
    return Compras.de(contexto.registro, contexto.claves, filas_de(puntuados))


def _filas(hallazgos: Iterable[Hallazgo], cuantas: int) -> Marca:
    marca = np.zeros(cuantas, dtype=bool)
    marca[[alerta.posicion for hallazgo in hallazgos for alerta in hallazgo.alertas]] = True
    return marca


def _por_fila(alertas: Sequence[Alerta], cuantas: int) -> tuple[list[str], list[str]]:
    textos, gravedades = [""] * cuantas, [""] * cuantas
    en_orden = sorted(alertas, key=lambda a: (a.posicion, _GRAVE[a.gravedad], _ORDEN[a.clase]))
    for posicion, grupo in groupby(en_orden, key=lambda a: a.posicion):
        suyas = list(grupo)
        textos[posicion] = SEPARADOR.join(alerta.texto for alerta in suyas)
        gravedades[posicion] = suyas[0].gravedad
    return textos, gravedades


def _ordenadas(hallazgos: Iterable[Hallazgo]) -> tuple[Alerta, ...]:
    todas = (alerta for hallazgo in hallazgos for alerta in hallazgo.alertas)
    return tuple(sorted(todas, key=lambda a: (_GRAVE[a.gravedad], -(a.importe or 0.0), a.posicion, _ORDEN[a.clase])))


def _recuento(hallazgo: Hallazgo) -> Recuento:
    return Recuento(
        clase=hallazgo.clase,
        cuantas=len(hallazgo.alertas),
        miradas=hallazgo.miradas,
        importe=round(sum(alerta.importe or 0.0 for alerta in hallazgo.alertas), 2),
        falsas=hallazgo.falsas,
        como_se_sabe=hallazgo.como_se_sabe,
    )


def _de_cartera(contexto: ContextoDeAlertas) -> Iterator[str]:
    hoy = contexto.momento.date()
    yield from revision_vencida(contexto.ultima_revision, hoy, contexto.configuracion.dias_revision)
    if contexto.registro is not None:
        yield from retencion_que_baja(contexto.registro, contexto.corte)


def _sin_mirar(contexto: ContextoDeAlertas, hallazgos: Sequence[Hallazgo]) -> Iterator[str]:
    """Lo que no se ha podido mirar, por qué, y qué hace falta."""
    hay = {hallazgo.clase for hallazgo in hallazgos}
    if contexto.registro is None:
        yield (
            "Caídas de volumen y de frecuencia, temporada, vueltas y subidas: hacen falta las compras una a una "
            "(hoja de movimientos)."
        )
    elif sin_tres_anuales(contexto.registro, contexto.corte):
        yield "Retención frente a la de hace un año: hacen falta tres años de compras."
    if ClaseDeAlerta.RESPUESTA not in hay:
        yield "Respuestas pendientes: hacen falta los contactos, en la hoja Registro de contactos."
    if ClaseDeAlerta.SIN_CONTACTO not in hay:
        yield "Clientes sin contacto: hace falta el registro de contactos o una columna «Último contacto»."
