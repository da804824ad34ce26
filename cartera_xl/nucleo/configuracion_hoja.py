"""La hoja Configuración: lo que el libro recuerda entre una ejecución y otra, y donde la persona decide.

Las secciones se encuentran por su título y las filas por su primera celda, estén donde estén. Lo que no se reconoce
se deja; lo que falta vale lo de siempre; lo que está mal escrito detiene el trabajo y dice en qué celda. Las reglas se
leen tal cual: que den un segmento por fila lo demuestra `comprobador`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cartera_xl.nucleo import baremo_hoja
from cartera_xl.nucleo.ajustes import (
    AJUSTES,
    GENERALES,
    PESOS,
    PREVISION,
    RANGOS,
    SENALES,
    AjusteDeHoja,
    configuracion_con,
    valores_de,
)
from cartera_xl.nucleo.ajustes_lectura import texto
from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.celdas import Celda, Cuadro, vacia
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.errores import ConfiguracionErronea
from cartera_xl.nucleo.lectura.textos import clave, si_o_no
from cartera_xl.nucleo.lienzo import Fila, Lienzo, Seccion
from cartera_xl.nucleo.plan import Aspecto, CeldaSalida
from cartera_xl.nucleo.reglas import REGLAS_POR_DEFECTO
from cartera_xl.nucleo.reglas_hoja import REGLAS, escribir_reglas, leer_reglas
from cartera_xl.nucleo.resultados import RESULTADOS, ColumnaResultado
from cartera_xl.nucleo.subestados import SUBESTADOS

NOMBRE_DE_HOJA = "Configuración"
ANCHOS: Mapping[int, float] = {1: 32.0, 2: 28.0, 3: 14.0, 4: 14.0, 5: 14.0, 6: 14.0, 7: 14.0, 8: 18.0, 12: 60.0}
_TITULO = "Configuración de la cartera"
_NOTA = "Cambie los valores y vuelva a recalcular. Puede mover las secciones y escribir notas al lado."

_COLUMNAS_CLIENTES = Seccion("Columnas reconocidas: clientes", ("Dato", "Título en su libro"), holgura=6)
_COLUMNAS_MOVIMIENTOS = Seccion("Columnas reconocidas: movimientos", ("Dato", "Título en su libro"), holgura=4)
_EN_LA_HOJA = "Título en la hoja"
_RESULTADOS = Seccion(
    "Columnas de resultado", ("Columna", "Título", "Activa", _EN_LA_HOJA, "Explicación"), holgura=3, minimo=2
)
_SUBESTADOS = Seccion("Subestados", ("Subestado", "Nombre", "Cuándo"), holgura=2)
_DE_AJUSTES = (GENERALES, PESOS, RANGOS, PREVISION, SENALES)
_SECCIONES = (
    *_DE_AJUSTES,
    _COLUMNAS_CLIENTES,
    _COLUMNAS_MOVIMIENTOS,
    _RESULTADOS,
    _SUBESTADOS,
    REGLAS,
    *baremo_hoja.SECCIONES_DE_BAREMO,
)
_DE_ID = {columna.id: columna for columna in RESULTADOS}
_POR_DEFECTO = tuple(columna.id for columna in RESULTADOS if columna.por_defecto)


def es_configuracion(cuadro: Cuadro) -> bool:
    """Cierto si la hoja está vacía o es nuestra: tiene el título de alguna sección."""
    titulos = {clave(seccion.titulo) for seccion in _SECCIONES} | {clave(_TITULO)}
    escritas = [celda for fila in cuadro for celda in fila if not vacia(celda)]
    return not escritas or any(isinstance(celda, str) and clave(celda) in titulos for celda in escritas)


def a_celdas(configuracion: Configuracion, baremo: Baremo | None) -> dict[tuple[int, int], CeldaSalida]:
    """La hoja entera, desde cero."""
    return cambios([], configuracion, baremo)


def cambios(
    anterior: Cuadro, configuracion: Configuracion, baremo: Baremo | None
) -> dict[tuple[int, int], CeldaSalida]:
    """Las celdas que hay que cambiar para que la hoja diga eso, sin mover nada de su sitio.

    Las filas nuevas van al final de su sección o, si no caben, a otro trozo con el mismo título al pie. Sin baremo,
    el que haya se queda. Si la hoja ya lo dice todo, no hay cambios.
    """
    lienzo = _lienzo(anterior, NOMBRE_DE_HOJA)
    if not anterior:
        lienzo.poner(1, 1, CeldaSalida(_TITULO, Aspecto.TITULO))
        lienzo.poner(2, 1, CeldaSalida(_NOTA, Aspecto.NOTA))
    _escribir_ajustes(lienzo, configuracion)
    _escribir_columnas(lienzo, _COLUMNAS_CLIENTES, configuracion.columnas)
    _escribir_columnas(lienzo, _COLUMNAS_MOVIMIENTOS, configuracion.columnas_movimientos)
    _escribir_resultados(lienzo, configuracion)
    _escribir_subestados(lienzo, configuracion)
    escribir_reglas(lienzo, configuracion.reglas)
    if baremo is not None:
        baremo_hoja.escribir_baremo(lienzo, baremo)
    return lienzo.cambios


def desde_celdas(cuadro: Cuadro, hoja: str = NOMBRE_DE_HOJA) -> tuple[Configuracion, Baremo | None]:
    """Los ajustes y el baremo de la hoja; `ConfiguracionErronea` si algo no se entiende o el baremo está retocado."""
    return leer_configuracion(cuadro, hoja), leer_baremo(cuadro, hoja)


def leer_baremo(cuadro: Cuadro, hoja: str = NOMBRE_DE_HOJA) -> Baremo | None:
    """Solo el baremo; `None` si la hoja no tiene. Para renovarlo no hace falta leerlo."""
    return baremo_hoja.leer_baremo(_lienzo(cuadro, hoja))


def leer_configuracion(cuadro: Cuadro, hoja: str = NOMBRE_DE_HOJA) -> Configuracion:
    """Solo los ajustes, sin mirar el baremo."""
    lienzo = _lienzo(cuadro, hoja)
    titulos, activas = _leer_resultados(lienzo)
    return replace(
        _leer_ajustes(lienzo),
        columnas=_leer_columnas(lienzo, _COLUMNAS_CLIENTES),
        columnas_movimientos=_leer_columnas(lienzo, _COLUMNAS_MOVIMIENTOS),
        titulos=titulos,
        titulos_escritos=_leer_titulos_escritos(lienzo),
        activas=activas,
        nombres_de_subestado=_leer_subestados(lienzo),
        reglas=leer_reglas(lienzo) or REGLAS_POR_DEFECTO,
    )


def _lienzo(cuadro: Cuadro, hoja: str) -> Lienzo:
    return Lienzo(cuadro, hoja, _SECCIONES)


def _escribir_ajustes(lienzo: Lienzo, configuracion: Configuracion) -> None:
    """Un ajuste que la persona ha quitado de la hoja solo vuelve si ya no vale lo de siempre."""
    valores, de_siempre = valores_de(configuracion), valores_de(Configuracion())
    for seccion in _DE_AJUSTES:
        nueva = not lienzo.trozos(seccion)
        escritos = {clave(str(fila.valores["Ajuste"])): fila for fila in lienzo.filas(seccion)}
        filas = []
        for ajuste in (a for a in AJUSTES if a.seccion == seccion):
            fila = escritos.get(clave(ajuste.etiqueta))
            valor = valores[ajuste.id]
            if fila is None and (nueva or valor != de_siempre[ajuste.id]):
                filas.append(_fila_de_ajuste(ajuste, valor))
            elif fila is not None and not _dice_lo_mismo(ajuste, fila.valores["Valor"], valor, de_siempre[ajuste.id]):
                filas.append({"Ajuste": CeldaSalida(fila.valores["Ajuste"]), "Valor": CeldaSalida(valor)})
        lienzo.escribir(seccion, filas)


def _fila_de_ajuste(ajuste: AjusteDeHoja, valor: Celda) -> Fila:
    return {
        "Ajuste": CeldaSalida(ajuste.etiqueta),
        "Valor": CeldaSalida(valor, Aspecto.ENTRADA),
        "Explicación": CeldaSalida(ajuste.explicacion, Aspecto.NOTA),
    }


def _dice_lo_mismo(ajuste: AjusteDeHoja, celda: Celda, valor: Celda, de_siempre: Celda) -> bool:
    if vacia(celda):
        return valor == de_siempre
    try:
        return ajuste.leer(celda) == valor
    except ValueError:
        return False


def _leer_ajustes(lienzo: Lienzo) -> Configuracion:
    valores: dict[str, Celda] = {}
    for seccion in _DE_AJUSTES:
        conocidos = {clave(ajuste.etiqueta): ajuste for ajuste in AJUSTES if ajuste.seccion == seccion}
        for fila in lienzo.filas(seccion):
            ajuste = conocidos.get(clave(str(fila.valores["Ajuste"])))
            if ajuste is not None and not vacia(fila.valores["Valor"]):
                valores[ajuste.id] = lienzo.exigir(fila, "Valor", ajuste.leer, ajuste.remedio)
    try:
        return configuracion_con(valores)
    except ValueError as error:
        raise ConfiguracionErronea(
            f"Los ajustes no casan: {error}.",
            donde=f"hoja «{lienzo.hoja}», secciones «{PESOS.titulo}», «{RANGOS.titulo}» y «{PREVISION.titulo}»",
            remedio="Corrija los valores o borre las celdas para volver a los de partida",
        ) from error


def _escribir_columnas(lienzo: Lienzo, seccion: Seccion, columnas: Mapping[str, str]) -> None:
    """Las que ya no se reconocen se quedan con el título en blanco."""
    viejas = {texto(fila.valores["Dato"]): "" for fila in lienzo.filas(seccion) if not vacia(fila.valores["Dato"])}
    filas = [
        {"Dato": CeldaSalida(dato), "Título en su libro": CeldaSalida(titulo or None, Aspecto.ENTRADA)}
        for dato, titulo in (viejas | dict(columnas)).items()
    ]
    lienzo.escribir(seccion, filas)


def _leer_columnas(lienzo: Lienzo, seccion: Seccion) -> dict[str, str]:
    return {
        texto(fila.valores["Dato"]): texto(fila.valores["Título en su libro"])
        for fila in lienzo.filas(seccion)
        if not vacia(fila.valores["Dato"]) and not vacia(fila.valores["Título en su libro"])
    }


def _escribir_resultados(lienzo: Lienzo, configuracion: Configuracion) -> None:
    """Mismo orden que la hoja si la hoja ya da el pedido; si no, se reescriben todas en el suyo."""
    titulos, activas = _leer_resultados(lienzo)
    pedidas = configuracion.activas or _POR_DEFECTO
    filas = [_fila_de_resultado(id_, configuracion, pedidas) for id_ in _en_orden(pedidas)]
    if not lienzo.trozos(_RESULTADOS):
        lienzo.escribir(_RESULTADOS, filas)
    elif (activas or _POR_DEFECTO) != pedidas:
        lienzo.reescribir(_RESULTADOS, filas)
    else:
        cambiadas = ["Columna", *(["Título"] if titulos != dict(configuracion.titulos) else [])]
        if _leer_titulos_escritos(lienzo) != dict(configuracion.titulos_escritos):
            lienzo.completar_cabecera(_RESULTADOS, _EN_LA_HOJA)
            cambiadas.append(_EN_LA_HOJA)
        lienzo.escribir(_RESULTADOS, [{nombre: fila[nombre] for nombre in cambiadas} for fila in filas])


def _escribir_subestados(lienzo: Lienzo, configuracion: Configuracion) -> None:
    filas: list[Fila] = [
        {
            "Subestado": CeldaSalida(ident),
            "Nombre": CeldaSalida(configuracion.nombres_de_subestado.get(ident, nombre), Aspecto.ENTRADA),
            "Cuándo": CeldaSalida(cuando, Aspecto.NOTA),
        }
        for ident, (nombre, cuando) in SUBESTADOS.items()
    ]
    lienzo.escribir(_SUBESTADOS, filas)


def _leer_subestados(lienzo: Lienzo) -> dict[str, str]:
    """Solo los que la persona llama de otro modo."""
    leidos = ((texto(f.valores["Subestado"]), texto(f.valores["Nombre"])) for f in lienzo.filas(_SUBESTADOS))
    return {i: nombre for i, nombre in leidos if i in SUBESTADOS and nombre and nombre != SUBESTADOS[i][0]}


def _en_orden(pedidas: Sequence[str]) -> list[str]:
    return [*pedidas, *(columna.id for columna in RESULTADOS if columna.id not in pedidas)]


def _fila_de_resultado(id_: str, configuracion: Configuracion, pedidas: Sequence[str]) -> Fila:
    columna = _DE_ID[id_]
    return {
        "Columna": CeldaSalida(id_),
        "Título": CeldaSalida(configuracion.titulos.get(id_, columna.titulo), Aspecto.ENTRADA),
        "Activa": CeldaSalida("sí" if id_ in pedidas else "no", Aspecto.ENTRADA),
        "Explicación": CeldaSalida(columna.explicacion, Aspecto.NOTA),
        _EN_LA_HOJA: CeldaSalida(configuracion.titulos_escritos.get(id_), Aspecto.NOTA),
    }


def _leer_titulos_escritos(lienzo: Lienzo) -> dict[str, str]:
    return {
        columna.id: titulo
        for fila in lienzo.filas(_RESULTADOS)
        if (columna := _de_clave(fila.valores["Columna"])) and (titulo := texto(fila.valores[_EN_LA_HOJA]))
    }


def _de_clave(celda: Celda) -> ColumnaResultado | None:
    return next((columna for columna in RESULTADOS if clave(columna.id) == clave(texto(celda))), None)


def _leer_resultados(lienzo: Lienzo) -> tuple[dict[str, str], tuple[str, ...]]:
    """Títulos cambiados y columnas activas, en el orden de la hoja; vacías si son las de siempre.

    Una columna que la hoja no nombra es más nueva que ella: vale lo de siempre. Para no tenerla se escribe «no».
    """
    titulos: dict[str, str] = {}
    activas: list[str] = []
    nombradas: set[str] = set()
    for fila in lienzo.filas(_RESULTADOS):
        columna = _de_clave(fila.valores["Columna"])
        if columna is None:
            continue
        nombradas.add(columna.id)
        titulo = texto(fila.valores["Título"])
        if titulo and titulo != columna.titulo:
            titulos[columna.id] = titulo
        if lienzo.exigir(fila, "Activa", si_o_no, "Escriba «sí» o «no»"):
            activas.append(columna.id)
    activas += [ident for ident in _POR_DEFECTO if nombradas and ident not in nombradas]
    _exigir_titulos_distintos(lienzo, [titulos.get(id_, _DE_ID[id_].titulo) for id_ in activas])
    return titulos, () if tuple(activas) == _POR_DEFECTO else tuple(activas)


def _exigir_titulos_distintos(lienzo: Lienzo, titulos: Sequence[str]) -> None:
    veces = Counter(clave(titulo) for titulo in titulos)
    repetido = next((titulo for titulo in titulos if veces[clave(titulo)] > 1), None)
    if repetido is not None:
        raise ConfiguracionErronea(
            f"Dos columnas de resultado se llaman «{repetido}».",
            donde=f"hoja «{lienzo.hoja}», sección «{_RESULTADOS.titulo}»",
            remedio="Dé a cada columna activa un título distinto",
        )
