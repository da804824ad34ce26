"""La hoja «Objetivos»: la persona pone las metas y el programa, lo que hay y su semáforo."""

from collections.abc import Mapping, Sequence

from cartera_xl.nucleo.ajustes_lectura import numero, texto
from cartera_xl.nucleo.celdas import Celda, Cuadro, vacia
from cartera_xl.nucleo.errores import ConfiguracionErronea
from cartera_xl.nucleo.indicadores.catalogo import INDICADORES
from cartera_xl.nucleo.indicadores.hojas_editables import crear_si_falta, de_entrada, es_de, lienzo_de
from cartera_xl.nucleo.indicadores.informe import Indicadores
from cartera_xl.nucleo.indicadores.nombres import POR_ID, indicador_de
from cartera_xl.nucleo.indicadores.objetivos import MARGEN_DE_PARTIDA, Objetivo, ObjetivoMedido, evaluar, grupo_de
from cartera_xl.nucleo.indicadores.tipos import Indicador, Unidad
from cartera_xl.nucleo.lectura.textos import clave
from cartera_xl.nucleo.lienzo import Fila, FilaLeida, Lienzo, Seccion
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida

HOJA_OBJETIVOS = "Objetivos"
ANCHOS: Mapping[int, float] = {1: 24, 2: 24, 3: 14, 4: 16, 5: 10, 6: 14, 7: 14, 8: 14, 9: 60}
MAS, MENOS = "Más es mejor", "Menos es mejor"
OBJETIVOS = Seccion(
    "Metas",
    ("Indicador", "Ámbito", "Meta", "Sentido", "Margen", "Real", "Estado", "Diferencia", "Comentario"),
    "Escriba la meta; Real, Estado y Diferencia los llena «cartera indicadores LIBRO --guardar». Ámbito vacío: toda la "
    "cartera; si no, un segmento, un responsable u otro grupo. Margen: lo que puede faltar para el ámbar.",
    holgura=12,
    minimo=1,
)
_DE_PARTIDA = (
    ("neto_12m", ""),
    ("crecimiento", ""),
    ("activos", ""),
    ("nuevos", ""),
    ("ticket", ""),
    ("retencion", ""),
    ("neto_12m", "Segmento: Estratégico"),
    ("neto_12m", "Segmento: Clave"),
    ("inactivos", ""),
    ("cuota_recompra", ""),
    ("conversion", ""),
    ("cac", ""),
    ("csat", ""),
    ("en_plazo", ""),
)
_HASTA_UNO = tuple(i.id for i in INDICADORES if i.unidad is Unidad.PARTE and i.id != "crecimiento")
ASPECTOS: Mapping[Unidad, Aspecto] = {
    Unidad.IMPORTE: Aspecto.IMPORTE,
    Unidad.PARTE: Aspecto.PORCENTAJE,
    Unidad.CUENTA: Aspecto.ENTERO,
    Unidad.HORAS: Aspecto.DECIMAL,
    Unidad.NOTA: Aspecto.DECIMAL,
    Unidad.VECES: Aspecto.DECIMAL,
}


def es_objetivos(cuadro: Cuadro) -> bool:
    """Cierto si la hoja está vacía o es nuestra."""
    return es_de(cuadro, HOJA_OBJETIVOS, (OBJETIVOS,))


def celdas_de_objetivos(cuadro: Cuadro, hoja: str = HOJA_OBJETIVOS) -> dict[tuple[int, int], CeldaSalida]:
    """Las celdas que faltan: la hoja en blanco, con las metas por poner."""
    return _lienzo(cuadro, hoja).cambios


def leer_objetivos(cuadro: Cuadro, hoja: str = HOJA_OBJETIVOS) -> tuple[Objetivo, ...]:
    """Los objetivos de la hoja; `ConfiguracionErronea` si un indicador no existe o una meta no se entiende."""
    lienzo = Lienzo(cuadro, hoja, (OBJETIVOS,))
    return tuple(_objetivo(lienzo, leida) for leida in _con_indicador(lienzo))


def celdas_con_resultado(
    cuadro: Cuadro, indicadores: Indicadores, hoja: str = HOJA_OBJETIVOS
) -> tuple[dict[tuple[int, int], CeldaSalida], tuple[ObjetivoMedido, ...]]:
    """Las celdas que cambian —Real, Estado, Diferencia y Comentario— y los objetivos medidos; crea la hoja si falta."""
    lienzo = _lienzo(cuadro, hoja)
    medidos = []
    for leida in _con_indicador(lienzo):
        objetivo = _objetivo(lienzo, leida)
        _exigir_ambito(lienzo, leida, indicadores)
        medido = evaluar([objetivo], indicadores)[0]
        medidos.append(medido)
        for nombre, celda in _resultado(medido).items():
            if nombre in leida.columnas:
                lienzo.poner(leida.fila, leida.columnas[nombre], celda)
    return lienzo.cambios, tuple(medidos)


def _lienzo(cuadro: Cuadro, hoja: str) -> Lienzo:
    nombres = ", ".join(indicador.nombre for indicador in INDICADORES)
    lienzo = lienzo_de(cuadro, hoja, (OBJETIVOS,), (f"Indicadores: {nombres}.",))
    filas = [_de_partida(POR_ID[ident], ambito) for ident, ambito in _DE_PARTIDA]
    crear_si_falta(lienzo, OBJETIVOS, filas, en_blanco=4, de_escribir=OBJETIVOS.cabeceras[:5])
    return lienzo


def _de_partida(indicador: Indicador, ambito: str) -> Fila:
    sentido = MAS if indicador.mas_es_mejor else MENOS
    return {
        **de_entrada({"Indicador": indicador.nombre, "Ámbito": ambito or None, "Meta": None, "Sentido": sentido}),
        "Margen": CeldaSalida(MARGEN_DE_PARTIDA, Aspecto.PORCENTAJE),
    }


def _con_indicador(lienzo: Lienzo) -> Sequence[FilaLeida]:
    return [leida for leida in lienzo.filas(OBJETIVOS) if not vacia(leida.valores["Indicador"])]


def _objetivo(lienzo: Lienzo, leida: FilaLeida) -> Objetivo:
    indicador = _indicador(lienzo, leida)
    meta = lienzo.exigir(leida, "Meta", lambda celda: _meta(celda, indicador), _REMEDIO_DE_META[indicador.unidad])
    return Objetivo(
        indicador=indicador,
        ambito=texto(leida.valores["Ámbito"]),
        meta=meta,
        mas_es_mejor=lienzo.exigir(
            leida, "Sentido", lambda celda: _sentido(celda, indicador), f"Escriba «{MAS}» o «{MENOS}»"
        ),
        margen=lienzo.exigir(leida, "Margen", _margen, "Escriba un tanto por ciento de 0 a 100"),
        fila=leida.fila,
    )


_REMEDIO_DE_META: Mapping[Unidad, str] = dict.fromkeys(Unidad, "Escriba un número o deje la celda vacía") | {
    Unidad.PARTE: "Escriba un tanto por ciento, como 85 %, o deje la celda vacía"
}


def _indicador(lienzo: Lienzo, leida: FilaLeida) -> Indicador:
    escrito = texto(leida.valores["Indicador"])
    try:
        return indicador_de(escrito)
    except ValueError as error:
        nombres = ", ".join(indicador.nombre for indicador in INDICADORES)
        raise ConfiguracionErronea(
            f"«{escrito}» no es ningún indicador.",
            donde=lienzo.donde(leida.fila, leida.columnas["Indicador"]),
            remedio=f"¿Quiere decir «{error}»? Corríjalo" if str(error) else f"Elija entre: {nombres}",
        ) from error


def _meta(celda: Celda, indicador: Indicador) -> float | None:
    """La meta en la unidad del indicador. En una proporción, «85», «85 %» y 0,85 son lo mismo."""
    if vacia(celda):
        return None
    escrito = texto(celda)
    if indicador.unidad is Unidad.PARTE and escrito.endswith("%"):
        return numero(escrito[:-1].strip()) / 100
    valor = numero(celda)
    en_cien = indicador.id in _HASTA_UNO and 1 < valor <= 100
    return valor / 100 if en_cien else valor


def _sentido(celda: Celda, indicador: Indicador) -> bool:
    if vacia(celda):
        return indicador.mas_es_mejor
    palabra = clave(texto(celda)).split()[0]
    if palabra not in ("mas", "menos", "mayor", "menor"):
        raise ValueError(palabra)
    return palabra in ("mas", "mayor")


def _margen(celda: Celda) -> float:
    """Parte de 1: 0,1, «10 %» y 10 son lo mismo."""
    if vacia(celda):
        return MARGEN_DE_PARTIDA
    escrito = texto(celda)
    valor = numero(escrito[:-1].strip()) / 100 if escrito.endswith("%") else numero(celda)
    valor = valor / 100 if valor > 1 else valor
    if not 0 <= valor <= 1:
        raise ValueError(escrito)
    return valor


def _exigir_ambito(lienzo: Lienzo, leida: FilaLeida, indicadores: Indicadores) -> None:
    escrito = texto(leida.valores["Ámbito"])
    try:
        grupo_de(escrito, indicadores)
    except ValueError as error:
        raise ConfiguracionErronea(
            f"El ámbito «{escrito}» no dice un solo grupo de la cartera.",
            donde=lienzo.donde(leida.fila, leida.columnas["Ámbito"]),
            remedio=str(error),
        ) from error


def _resultado(medido: ObjetivoMedido) -> Fila:
    aspecto = ASPECTOS[medido.objetivo.indicador.unidad]
    return {
        "Real": CeldaSalida(_redondo(medido.real), aspecto),
        "Estado": CeldaSalida(medido.estado.value, Aspecto.CENTRADO),
        "Diferencia": CeldaSalida(_redondo(medido.diferencia), aspecto),
        "Comentario": CeldaSalida(medido.motivo or None, Aspecto.NOTA),
    }


def _redondo(valor: float | None) -> float | None:
    """Sin las cifras que solo pone la coma flotante: así recalcular sin cambios no cambia celdas."""
    return None if valor is None else round(valor, 6)
