"""La hoja «Indicadores»: la cartera, sus periodos y una tabla por cada manera de repartirla."""

from collections.abc import Iterable, Mapping, Sequence

from cartera_xl.nucleo.celdas import Celda, Cuadro
from cartera_xl.nucleo.indicadores.catalogo import INDICADORES
from cartera_xl.nucleo.indicadores.hojas_editables import es_de
from cartera_xl.nucleo.indicadores.informe import Indicadores
from cartera_xl.nucleo.indicadores.objetivos_hoja import ASPECTOS
from cartera_xl.nucleo.indicadores.periodos import Comparacion
from cartera_xl.nucleo.indicadores.tablas import POCOS, GrupoMedido, TablaMedida, recortar
from cartera_xl.nucleo.indicadores.tipos import Indicador
from cartera_xl.nucleo.lienzo import Seccion
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida

HOJA_INDICADORES = "Indicadores"
TITULO = "Indicadores de la cartera"
GRUPOS_MAXIMOS = 40
_ANCHO_DE_NOMBRE, _ANCHO_DE_CIFRA = 34.0, 13.0
ANCHOS: Mapping[int, float] = {1: _ANCHO_DE_NOMBRE, **dict.fromkeys(range(2, 30), _ANCHO_DE_CIFRA)}
_POR_GRUPO = (
    *("clientes", "activos", "nuevos", "neto_12m", "neto", "cuota", "crecimiento", "ticket", "clv", "clv_medio"),
    *("valor_historico", "rentabilidad", "retencion", "inactivos", "cuota_recompra", "conversion", "cac", "clv_cac"),
    *("csat", "respuesta", "en_plazo", "en_riesgo"),
)
"""El orden de las columnas de cada tabla; la que nadie sabe no sale, y el neto de siempre solo sin el de 12 meses."""
Linea = Sequence[CeldaSalida]


def es_indicadores(cuadro: Cuadro) -> bool:
    """Cierto si la hoja está vacía o es nuestra."""
    return es_de(cuadro, TITULO, (Seccion("La cartera", ("Indicador",)),))


def celdas_de_indicadores(indicadores: Indicadores, notas: Sequence[str] = ()) -> dict[tuple[int, int], CeldaSalida]:
    """Todas las celdas de la hoja, de arriba abajo; se reescribe entera cada vez."""
    lineas: list[Linea] = [
        [CeldaSalida(TITULO, Aspecto.TITULO)],
        [CeldaSalida(f"Corte: {indicadores.corte:%d/%m/%Y}", Aspecto.NOTA)],
        *([CeldaSalida(nota, Aspecto.NOTA)] for nota in (*indicadores.notas, *notas)),
        *_cartera(indicadores),
    ]
    for comparacion in indicadores.comparaciones:
        lineas += _comparacion(comparacion)
    lineas += _trimestres(indicadores)
    for tabla in indicadores.tablas:
        lineas += _tabla(recortar(tabla, GRUPOS_MAXIMOS), indicadores.cartera)
    lineas += _motivos(indicadores)
    lineas += _faltan(indicadores)
    return {(i, j): celda for i, linea in enumerate(lineas, 1) for j, celda in enumerate(linea, 1)}


def _bloque(titulo: str, cabecera: Sequence[str], nota: str = "") -> list[Linea]:
    return [
        [],
        [CeldaSalida(titulo, Aspecto.SECCION)],
        *([[CeldaSalida(nota, Aspecto.NOTA)]] if nota else []),
        [CeldaSalida(texto, Aspecto.CABECERA) for texto in cabecera],
    ]


def _linea(*pares: tuple[Celda, Aspecto]) -> Linea:
    return [CeldaSalida(valor, aspecto) for valor, aspecto in pares]


def _cartera(indicadores: Indicadores) -> Iterable[Linea]:
    yield from _bloque(
        "La cartera",
        ("Indicador", "Valor", "Casos", "Desde", "Hasta", "", "Qué es"),
        "Desde y Hasta: margen del 95 % de una proporción, por tener los casos que tiene.",
    )
    for indicador in INDICADORES:
        cifra, aspecto = indicadores.cartera.cifras[indicador.id], ASPECTOS[indicador.unidad]
        falta = indicadores.total.faltan.get(indicador.id, "")
        que_es = f"No se sabe. {falta}." if falta else indicador.explicacion
        yield _linea(
            (indicador.nombre, Aspecto.TEXTO),
            (_redondo(cifra.valor), aspecto),
            (cifra.n, Aspecto.ENTERO),
            (_redondo(cifra.desde), aspecto),
            (_redondo(cifra.hasta), aspecto),
            (None, Aspecto.NOTA),
            (que_es, Aspecto.NOTA),
        )


def _comparacion(comparacion: Comparacion) -> Iterable[Linea]:
    antes, hace = comparacion.anterior.nombre, comparacion.hace_un_ejercicio.nombre
    titulo = comparacion.periodo.nombre[:1].upper() + comparacion.periodo.nombre[1:]
    yield from _bloque(
        f"{titulo}, contra {antes} y {hace}", ("", "Ahora", "Antes", "Variación", "Hace un año", "Variación")
    )
    for variacion in comparacion.variaciones:
        aspecto = ASPECTOS[variacion.unidad]
        yield _linea(
            (variacion.nombre, Aspecto.TEXTO),
            (_redondo(variacion.ahora), aspecto),
            (_redondo(variacion.antes), aspecto),
            (_redondo(variacion.sobre_el_anterior), Aspecto.PORCENTAJE),
            (_redondo(variacion.hace_un_ejercicio), aspecto),
            (_redondo(variacion.sobre_el_ejercicio), Aspecto.PORCENTAJE),
        )


_COLUMNAS_DE_TRIMESTRE: Mapping[str, tuple[str, Aspecto]] = {
    "Neto": ("neto", Aspecto.IMPORTE),
    "1.ª compra": ("primera", Aspecto.IMPORTE),
    "Recompra": ("recompra", Aspecto.IMPORTE),
    "Compras": ("compras", Aspecto.ENTERO),
    "Compradores": ("compradores", Aspecto.ENTERO),
    "Nuevos": ("nuevos", Aspecto.ENTERO),
    "Retención": ("retencion", Aspecto.PORCENTAJE),
    "Desde": ("retencion_desde", Aspecto.PORCENTAJE),
    "Hasta": ("retencion_hasta", Aspecto.PORCENTAJE),
    "Casos": ("retencion_n", Aspecto.ENTERO),
    "Altas": ("fichas", Aspecto.ENTERO),
    "Ya clientes": ("convertidas", Aspecto.ENTERO),
    "Conversión": ("conversion", Aspecto.PORCENTAJE),
}


def _trimestres(indicadores: Indicadores) -> Iterable[Linea]:
    if not indicadores.trimestres:
        return
    yield from _bloque(
        "Por trimestres",
        ("Trimestre", *_COLUMNAS_DE_TRIMESTRE),
        "Retención: de quienes compraron en los 12 meses anteriores, los que volvieron en los 12 que acaban con el "
        "trimestre. Conversión: de las altas del trimestre, las que hoy son clientes.",
    )
    for trimestre in indicadores.trimestres:
        celdas = [(getattr(trimestre, campo), aspecto) for campo, aspecto in _COLUMNAS_DE_TRIMESTRE.values()]
        yield _linea((trimestre.periodo.nombre, Aspecto.TEXTO), *((_redondo(v), a) for v, a in celdas))


def _tabla(tabla: TablaMedida, cartera: GrupoMedido) -> Iterable[Linea]:
    por_id = {indicador.id: indicador for indicador in INDICADORES}
    sobra = "neto" if tabla.hay("neto_12m") else "neto_12m"
    columnas = [por_id[ident] for ident in _POR_GRUPO if tabla.hay(ident) and ident != sobra]
    cabecera = [tabla.titulo]
    for columna in columnas:
        cabecera += [columna.corto, "Casos"] if _con_casos(tabla, columna) else [columna.corto]
    yield from _bloque(f"Por {tabla.titulo.lower()}", [*cabecera, "Reserva"], tabla.nota)
    for grupo in tabla.grupos:
        yield _linea_de_grupo(grupo, columnas, tabla)
    if not tabla.partida:
        yield _linea_de_grupo(cartera, columnas, tabla)


def _con_casos(tabla: TablaMedida, indicador: Indicador) -> bool:
    """Una proporción se enseña con los casos que la sostienen."""
    return indicador.id in ("retencion", "conversion") and tabla.hay(indicador.id)


def _linea_de_grupo(grupo: GrupoMedido, columnas: Sequence[Indicador], tabla: TablaMedida) -> Linea:
    pares: list[tuple[Celda, Aspecto]] = [(str(grupo.nombre), Aspecto.TEXTO)]
    for columna in columnas:
        cifra = grupo.cifras[columna.id]
        pares.append((_redondo(cifra.valor), ASPECTOS[columna.unidad]))
        if _con_casos(tabla, columna):
            pares.append((cifra.n, Aspecto.ENTERO))
    reserva = f"Menos de {POCOS}: dice poco" if grupo.pocos and grupo.fichas else None
    return _linea(*pares, (reserva, Aspecto.NOTA))


def _motivos(indicadores: Indicadores) -> Iterable[Linea]:
    if not indicadores.motivos:
        return
    yield from _bloque("Por qué se pierden", ("Motivo", "Clientes", "% clientes", "Neto hist."))
    for motivo in indicadores.motivos:
        yield _linea(
            (motivo.nombre, Aspecto.TEXTO),
            (motivo.clientes, Aspecto.ENTERO),
            (_redondo(motivo.parte), Aspecto.PORCENTAJE),
            (motivo.neto, Aspecto.IMPORTE),
        )


def _faltan(indicadores: Indicadores) -> Iterable[Linea]:
    if not indicadores.faltan:
        return
    yield from _bloque("Lo que no se puede repartir todavía", ("Por", "Qué hacer"))
    for titulo, remedio in indicadores.faltan.items():
        yield _linea((titulo, Aspecto.TEXTO), (f"{remedio}.", Aspecto.NOTA))


def _redondo(valor: float | int | None) -> float | int | None:
    """Sin las cifras que solo pone la coma flotante: así escribir dos veces lo mismo no cambia celdas."""
    return round(valor, 6) if isinstance(valor, float) else valor
