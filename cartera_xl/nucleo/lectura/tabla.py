"""Dónde está la tabla: qué hoja, qué fila lleva los títulos y qué columnas son suyas."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cartera_xl.nucleo.celdas import Celda, Cuadro, Rango, vacia
from cartera_xl.nucleo.columnas import Clase
from cartera_xl.nucleo.errores import HojaNoEncontrada, VariasTablas
from cartera_xl.nucleo.lectura.clases import Evidencia, es_hoja_propia, evidencia_de
from cartera_xl.nucleo.lectura.textos import clave, texto_de
from cartera_xl.nucleo.lectura.titulos import parecidos
from cartera_xl.nucleo.libro import HojaInfo, TablaExcel
from cartera_xl.nucleo.resultados import RESULTADOS

FILAS_DE_CABEZA = 200
"""Filas de cada hoja que conviene leer para `localizar`; los títulos se buscan entre ellas."""

_FILAS_DE_CONTRASTE = 50
_TITULOS_NUESTROS = frozenset(clave(resultado.titulo) for resultado in RESULTADOS)
_HUECO_MAXIMO = 2
"""Columnas en blanco seguidas que puede haber dentro de una misma tabla."""
_PARTE_DE_TEXTO = 0.6
"""Parte de las celdas de una fila que han de ser texto para que pueda ser de títulos."""
_GRADO_CLARO = 0.88
_MARGEN_CLARO = 1.5
"""Puntos de ventaja con que una tabla se elige sin preguntar."""


@dataclass(frozen=True, slots=True)
class Candidata:
    """Una tabla posible; filas y columnas desde 1. `titulos` va de columna a título, solo las tituladas.

    `fila_cabecera` es la última de las de títulos (puede haber dos). `ultima_fila` solo se sabe en una tabla de
    Excel (sin su fila de totales); si es `None`, hay que leer hasta el final y decidir con `fin`.
    `muestra` son, por columna titulada, las celdas que hay debajo de la cabecera en la parte leída.
    """

    hoja: str
    fila_cabecera: int
    primera_fila: int
    ultima_fila: int | None
    primera_columna: int
    ultima_columna: int
    titulos: Mapping[int, str]
    clase: Clase | None
    puntos: Mapping[Clase, float]
    pruebas: tuple[str, ...]
    muestra: Mapping[int, tuple[Celda, ...]]
    tabla: str | None = None

    @property
    def donde(self) -> str:
        """«Clientes» (fila 4) o tabla «Clientes1» de «Hoja1»: para los mensajes."""
        if self.tabla:
            return f"tabla «{self.tabla}» de la hoja «{self.hoja}»"
        return f"hoja «{self.hoja}», títulos en la fila {self.fila_cabecera}"


def localizar(hoja: HojaInfo, cabeza: Cuadro) -> list[Candidata]:
    """Las tablas que hay en una hoja, la mejor primero; vacía si es una hoja propia o no se ve ninguna.

    Si la hoja tiene tablas de Excel solo cuentan ellas, salvo que ninguna tenga títulos que se reconozcan y
    fuera de ellas sí los haya.
    """
    if es_hoja_propia(hoja.nombre):
        return []
    con_tabla = [c for t in hoja.tablas if (c := _de_tabla(hoja, t, cabeza)) is not None]
    reconocidas = [c for c in con_tabla if c.clase is not None]
    if reconocidas:
        return sorted(reconocidas, key=lambda c: -max(c.puntos.values()))
    libre = _de_rango(hoja, cabeza)
    return [*([libre] if libre else []), *con_tabla]


def _de_tabla(hoja: HojaInfo, tabla: TablaExcel, cabeza: Cuadro) -> Candidata | None:
    rango = tabla.rango
    if not tabla.tiene_cabecera or rango.fila1 > len(cabeza):
        return None
    titulos = _titulos_de_fila(cabeza[rango.fila1 - 1], range(rango.columna1, rango.columna2 + 1))
    if not titulos:
        return None
    ultima = rango.fila2 - (1 if tabla.tiene_totales else 0)
    return _candidata(hoja, titulos, (rango.fila1, rango), cabeza[rango.fila1 : ultima], (ultima, tabla.nombre))


def _candidata(
    hoja: HojaInfo,
    titulos: Mapping[int, str],
    lugar: tuple[int, Rango],
    filas: Sequence[Sequence[Celda]],
    fin: tuple[int | None, str | None],
) -> Candidata:
    fila_cabecera, rango = lugar
    muestra = {columna: tuple(_celda(fila, columna) for fila in filas) for columna in titulos}
    evidencia: Evidencia = evidencia_de(hoja.nombre, fin[1], titulos, muestra)
    return Candidata(
        hoja=hoja.nombre,
        fila_cabecera=fila_cabecera,
        primera_fila=fila_cabecera + 1,
        ultima_fila=fin[0],
        primera_columna=rango.columna1,
        ultima_columna=rango.columna2,
        titulos=titulos,
        clase=evidencia.clase,
        puntos=evidencia.puntos,
        pruebas=evidencia.pruebas,
        muestra=muestra,
        tabla=fin[1],
    )


def _de_rango(hoja: HojaInfo, cabeza: Cuadro) -> Candidata | None:
    """La mejor fila de títulos de la hoja y las columnas que cuelgan de ella."""
    mejor: tuple[float, int, dict[int, str]] | None = None
    for indice, fila in enumerate(cabeza):
        propios = _titulos_de_fila(fila)
        if len(propios) < 2 or sum(isinstance(_celda(fila, c), str) for c in propios) < _PARTE_DE_TEXTO * len(propios):
            continue
        titulos = _con_linea_de_arriba(propios, cabeza, indice, hoja.combinadas)
        minimo = 0.0 if mejor is None else mejor[0]
        puntos = _puntos_de_cabecera(titulos, cabeza, indice, minimo)
        if puntos > minimo:
            mejor = (puntos, indice, titulos)
    if mejor is None:
        return None
    _, indice, titulos = mejor
    bloque = _bloque_principal(titulos, cabeza[indice + 1 :])
    rango = Rango(indice + 1, min(bloque), indice + 1, max(bloque))
    return _candidata(hoja, bloque, (indice + 1, rango), cabeza[indice + 1 :], (None, None))


def _titulos_de_fila(fila: Sequence[Celda], columnas: Iterable[int] | None = None) -> dict[int, str]:
    """Columna -> título de las celdas con algo; un año o un número también puede titular."""
    todas = range(1, len(fila) + 1) if columnas is None else columnas
    textos = ((columna, texto_de(_celda(fila, columna))) for columna in todas)
    return {columna: texto for columna, texto in textos if texto}


def _puntos_de_cabecera(titulos: Mapping[int, str], cabeza: Cuadro, indice: int, minimo: float) -> float:
    """Cuánto parece una fila de títulos: títulos reconocidos y distintos, y datos debajo. Cero si no pasa del mínimo.

    Reconocer títulos es lo caro, y en una hoja ya puntuada hay textos distintos en todas las filas: solo se hace si,
    reconociéndolos todos, la fila ganaría.
    """
    debajo = cabeza[indice + 1 : indice + 4]
    con_datos = any(sum(not vacia(_celda(f, c)) for c in titulos) >= max(1, len(titulos) // 3) for f in debajo)
    repetidos = len(titulos) - len({t.casefold() for t in titulos.values()})
    nuestros = sum(clave(titulo) in _TITULOS_NUESTROS for titulo in titulos.values())
    a_favor = 0.2 * len(titulos) + nuestros + (1.0 if con_datos else -1.0)
    sin_reconocer = a_favor - repetidos - 2.0 * _que_son_datos(titulos, cabeza, indice) - 0.01 * indice
    con_letras = [titulo for titulo in titulos.values() if any(map(str.isalpha, titulo))]
    if sin_reconocer + 2.0 * len(con_letras) <= minimo:
        return 0.0
    reconocidos = _campos_distintos(con_letras)
    puntos = sin_reconocer + 2.0 * len(reconocidos)
    return puntos if len(reconocidos) >= 2 and puntos > minimo else 0.0


def _que_son_datos(titulos: Mapping[int, str], cabeza: Cuadro, indice: int) -> int:
    """Cuántos de los títulos se repiten más de una vez debajo: lo que se repite es un dato, no un título."""
    debajo = cabeza[indice + 1 : indice + 1 + _FILAS_DE_CONTRASTE]
    veces = ((titulo, [_celda(fila, columna) for fila in debajo]) for columna, titulo in titulos.items())
    return sum(celdas.count(titulo) > 1 for titulo, celdas in veces)


def _campos_distintos(titulos: Iterable[str]) -> set[str]:
    """Un campo por título, el mejor que quede libre: «Código» y «Cliente» son dos, aunque ambos valgan de código."""
    campos: set[str] = set()
    for titulo in titulos:
        posibles = parecidos(titulo, Clase.CLIENTES) or parecidos(titulo, Clase.MOVIMIENTOS)
        libre = next((campo for campo, _ in posibles if campo not in campos), None)
        if libre is not None:
            campos.add(libre)
    return campos


def _con_linea_de_arriba(
    titulos: Mapping[int, str], cabeza: Cuadro, indice: int, combinadas: Sequence[Rango]
) -> dict[int, str]:
    """Completa los títulos de dos líneas con la fila de arriba.

    Una columna sin título toma el de arriba si dice algo; y «Última» sobre «compra» es «Última compra». Un título
    de arriba combinado sobre varias columnas («Contacto» sobre «Teléfono» y «Correo») es de grupo y no cuenta.
    """
    completos = dict(titulos)
    if indice == 0:
        return completos
    for columna, arriba in _titulos_de_fila(cabeza[indice - 1]).items():
        tapada = next((r for r in combinadas if r.toca(Rango(indice, columna, indice, columna))), None)
        if tapada is not None and tapada.columna2 > tapada.columna1:
            continue
        abajo = titulos.get(columna)
        if abajo is None and parecidos(arriba, Clase.CLIENTES):
            completos[columna] = arriba
        elif abajo is not None and _claro(f"{arriba} {abajo}") and not _claro(abajo) and not _claro(arriba):
            completos[columna] = f"{arriba} {abajo}"
    return dict(sorted(completos.items()))


def _claro(titulo: str) -> bool:
    return any(p.grado >= _GRADO_CLARO for clase in Clase for _, p in parecidos(titulo, clase))


def _bloque_principal(titulos: Mapping[int, str], debajo: Cuadro) -> dict[int, str]:
    """El grupo de columnas con más títulos reconocidos, más los vecinos que comparten sus filas.

    Otra tabla al lado (una leyenda, una lista de zonas) queda fuera: empieza tras un hueco y no se llena al par.
    """
    grupos = _grupos(titulos, 0)
    reconocidos = {c for c, t in titulos.items() if parecidos(t, Clase.CLIENTES) or parecidos(t, Clase.MOVIMIENTOS)}
    centro = max(grupos, key=lambda g: (len(reconocidos & set(g)), len(g), -g[0]))
    filas = [i for i, fila in enumerate(debajo) if any(not vacia(_celda(fila, c)) for c in centro)]
    elegidas = set(centro)
    for grupo in sorted(grupos, key=lambda g: min(abs(g[0] - centro[-1]), abs(centro[0] - g[-1]))):
        distancia = min(abs(a - b) for a in grupo for b in elegidas)
        if grupo is not centro and distancia <= _HUECO_MAXIMO + 1 and _va_al_par(grupo, filas, debajo):
            elegidas |= set(grupo)
    return {columna: titulo for columna, titulo in titulos.items() if columna in elegidas}


def _grupos(titulos: Mapping[int, str], hueco: int) -> list[list[int]]:
    grupos: list[list[int]] = []
    for columna in sorted(titulos):
        if grupos and columna - grupos[-1][-1] <= hueco + 1:
            grupos[-1].append(columna)
        else:
            grupos.append([columna])
    return grupos


def _va_al_par(grupo: Sequence[int], filas: Sequence[int], debajo: Cuadro) -> bool:
    """Cierto si el grupo tiene dato en al menos el 60 % de las filas del centro, o si la muestra está vacía."""
    if not filas:
        return True
    llenas = sum(any(not vacia(_celda(debajo[i], c)) for c in grupo) for i in filas)
    sobran = sum(any(not vacia(_celda(fila, c)) for c in grupo) for i, fila in enumerate(debajo) if i not in set(filas))
    return llenas >= 0.6 * len(filas) and sobran <= 0.1 * len(filas) + 1


def _celda(fila: Sequence[Celda], columna: int) -> Celda:
    return fila[columna - 1] if columna <= len(fila) else None


def elegir(
    candidatas: Sequence[Candidata],
    clase: Clase,
    hoja_pedida: str | None = None,
    libro: str = "",
    *,
    todas: bool = False,
) -> Candidata:
    """La tabla de esa clase. `VariasTablas` si hay más de una igual de buena; `HojaNoEncontrada` si no hay.

    Con `hoja_pedida` solo se mira esa hoja (o esa tabla) y vale aunque parezca de otra clase; con `todas`, cualquiera
    vale (un archivo que la persona ha dado aparte como de movimientos).
    """
    donde = f"libro «{libro}»" if libro else "el libro"
    posibles = [c for c in candidatas if c.clase is clase] or (list(candidatas) if todas else [])
    if hoja_pedida is not None:
        pedida = hoja_pedida.casefold()
        de_hoja = [c for c in candidatas if pedida in (c.hoja.casefold(), (c.tabla or "").casefold())]
        posibles = [c for c in de_hoja if c.clase is clase] or de_hoja
    if not posibles:
        raise _no_encontrada(clase, hoja_pedida, donde)
    orden = sorted(posibles, key=lambda c: -c.puntos[clase])
    if len(orden) > 1 and orden[0].puntos[clase] - orden[1].puntos[clase] < _MARGEN_CLARO:
        nombres = "; ".join(c.donde for c in orden if orden[0].puntos[clase] - c.puntos[clase] < _MARGEN_CLARO)
        opcion = "--hoja" if clase is Clase.CLIENTES else "--movimientos"
        raise VariasTablas(
            f"Hay más de una tabla que podría ser la de {clase.value}: {nombres}.",
            donde=donde,
            remedio=f'Diga cuál con {opcion} "{orden[0].tabla or orden[0].hoja}"',
        )
    return orden[0]


def _no_encontrada(clase: Clase, hoja_pedida: str | None, donde: str) -> HojaNoEncontrada:
    if hoja_pedida is not None:
        return HojaNoEncontrada(
            f"En «{hoja_pedida}» no se ve una tabla con títulos que se reconozcan.",
            donde=donde,
            remedio="Ponga los títulos de las columnas en una sola fila; bastan tres: nombre, fecha e importe",
        )
    if clase is Clase.CLIENTES:
        buscado = "una fila de títulos con nombre o código de cliente y, al menos, última compra, compras o importe"
    else:
        buscado = "una fila de títulos con cliente, fecha e importe de cada compra"
    return HojaNoEncontrada(
        f"Ninguna hoja parece la de {clase.value}: se ha buscado {buscado}.",
        donde=donde,
        remedio="Compruebe los títulos de las columnas o diga la hoja con --hoja",
    )
