"""La causa de un cambio, en una frase que la persona puede comprobar en su hoja."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from cartera_xl.nucleo.causas.factores import ORDEN, Factor, Juicio
from cartera_xl.nucleo.causas.foto import Circunstancias, HechosDeFilas, ajustes_distintos
from cartera_xl.nucleo.causas.niveles import DosCortes, Niveles
from cartera_xl.nucleo.causas.recorrido import Recorrido
from cartera_xl.nucleo.hechos import Numeros
from cartera_xl.nucleo.lectura.textos import contar
from cartera_xl.nucleo.palabras_cifras import fecha, importe
from cartera_xl.nucleo.resumen_tipos import SEGMENTOS, SIN_SEGMENTO

NOMBRES = (*map(str, SEGMENTOS), SIN_SEGMENTO)
_DATOS = {
    "importe_contrato": "importe del contrato",
    "vence": "fin del contrato",
    "renovaciones": "renovaciones",
    "encaje": "encaje",
    "potencial_dado": "potencial",
    "gasto_previsto": "gasto previsto",
    "margen": "margen",
    "compras": "número de compras",
    "importe_neto": "importe",
    "dias_sin_comprar": "última compra",
    "antiguedad": "primera compra",
}
_AJUSTES = {
    "dias_inactividad": "días de inactividad",
    "margen": "margen",
    "tasa_anual": "tasa anual",
    "coste_retencion": "coste de retención",
    "meses_clv": "meses del CLV",
}
_MASCULINOS = {Factor.TIEMPO, Factor.REGLA}
_ARTICULOS = {factor: "el" if factor in _MASCULINOS else "la" for factor in Factor}
_CENTIMO = 0.005


@dataclass(frozen=True, slots=True)
class Frase:
    """Lo que se dice de un cambio: `texto` en la columna, `causa` sin más y `detalle` en la lista."""

    texto: str
    causa: str
    detalle: str


class Redactor:
    """Escribe las frases de unas filas ya recorridas; `pais` da la forma de los importes."""

    def __init__(
        self, niveles: Niveles, recorrido: Recorrido, antes: Circunstancias, hoy: Circunstancias, pais: str | None
    ) -> None:
        self._recorrido = recorrido
        self._cortes = DosCortes(antes.corte, hoy.corte)
        self._cambio_fuente = antes.con_movimientos != hoy.con_movimientos
        self._fuente = "los movimientos" if hoy.con_movimientos else "la hoja de clientes"
        self._ajustes = ajustes_distintos(antes.ajustes, hoy.ajustes)
        self._baremo = f"calibrado a {fecha(hoy.baremo.corte)}"
        self._pais = pais
        self._corregidos = _corregidos(niveles)
        self._compras = _diferencia(niveles.comprados, niveles.pasados, "compras")
        self._comprado = _diferencia(niveles.comprados, niveles.pasados, "importe_neto")
        self._devuelto = _diferencia(niveles.comprados, niveles.hoy, "importe_neto")
        self._caduca = _diferencia(niveles.corregidos, niveles.pasados, "importe_12m")
        self._dias = niveles.hoy.columna("dias_sin_comprar")
        self._antes, self._hoy = niveles.antes, niveles.hoy

    def frase(self, i: int) -> Frase:
        """Lo que se dice de la fila `i`."""
        camino, juicio = self._recorrido.camino[i], self._recorrido.juicios[i]
        de, a = NOMBRES[camino[0]], NOMBRES[camino[-1]]
        verbo = "Sube" if camino[-1] < camino[0] else "Baja"
        nombres = _enlazar([factor.value for factor in juicio.factores])
        aparte = _coletilla(juicio)
        if len(juicio.factores) == 1:
            cifras = self._cifras(juicio.factores[0], i)
            explicada = f"{nombres} ({cifras})" if cifras else nombres
        else:
            explicada = f"{nombres}, {aparte}"
        causa = f"{nombres}, {aparte}" if aparte else nombres
        return Frase(f"{verbo} de {de} a {a}: {explicada}", causa, self._detalle(i, juicio, camino.tolist()))

    def _detalle(self, i: int, juicio: Juicio, camino: Sequence[int]) -> str:
        partes = []
        if sum(antes != despues for antes, despues in pairwise(camino)) > 1:
            partes.append("Por pasos: " + "; ".join(_pasos(camino)) + ".")
        if len(juicio.factores) > 1:
            con_cifras = [(factor, self._cifras(factor, i)) for factor in juicio.factores]
            cifras = [f"{factor.value}: {cifra}" for factor, cifra in con_cifras if cifra]
            partes += [_oracion(cifras)] if cifras else []
        return " ".join([*partes, *self._antes_y_ahora(i)])

    def _antes_y_ahora(self, i: int) -> list[str]:
        """Las cifras que han cambiado de las tres que todos entienden."""
        partes = []
        for nombre, en_palabras in _A_LA_VISTA.items():
            antes, hoy = (float(hechos.columna(nombre)[i]) for hechos in (self._antes, self._hoy))
            if not _iguales(antes, hoy):
                partes.append(f"{en_palabras}: {self._numero(nombre, antes)} → {self._numero(nombre, hoy)}")
        return [_oracion(partes)] if partes else []

    def _numero(self, nombre: str, valor: float) -> str:
        if np.isnan(valor):
            return "sin dato"
        return self._importe(valor) if nombre == "importe_neto" else importe(valor, self._pais)

    def _importe(self, valor: float) -> str:
        return importe(valor, self._pais, decimales=2)

    def _cifras(self, factor: Factor, i: int) -> str:
        """Lo que va entre paréntesis; vacío si no hay nada que añadir."""
        match factor:
            case Factor.COMPRA:
                return self._de_compra(i)
            case Factor.DEVOLUCION:
                return f"devuelve {self._importe(float(self._devuelto[i]))}" if self._devuelto[i] > _CENTIMO else ""
            case Factor.TIEMPO:
                return self._de_tiempo(i)
            case Factor.DATOS:
                return self._de_datos(i)
            case Factor.BAREMO:
                return self._baremo
            case Factor.REGLA:
                return self._de_regla()
            case Factor.MANUAL:
                return "impuesto a mano" if self._recorrido.impuesto[i] else "deja de estar impuesto a mano"
            case Factor.PROGRAMA:
                return "con los mismos datos da otro segmento"

    def _de_compra(self, i: int) -> str:
        cuantas, neto = self._compras[i], self._comprado[i]
        numero = contar(round(cuantas), "compra nueva", "compras nuevas") if cuantas > 0 else ""
        gasto = self._importe(float(neto)) if neto > _CENTIMO else ""
        return ", ".join(parte for parte in (numero, gasto) if parte)

    def _de_tiempo(self, i: int) -> str:
        if self._cortes.dias < 0:
            return f"el corte vuelve del {fecha(self._cortes.antes)} al {fecha(self._cortes.hoy)}"
        if self._recorrido.compra[i] or np.isnan(self._dias[i]) or self._recorrido.sube(i):
            if self._caduca[i] > _CENTIMO:
                return f"salen de los últimos 12 meses compras por {self._importe(float(self._caduca[i]))}"
            return f"{'ha' if self._cortes.dias == 1 else 'han'} pasado {self._en_dias(self._cortes.dias)}"
        return f"{self._en_dias(float(self._dias[i]))} sin comprar"

    def _en_dias(self, dias: float) -> str:
        return f"{importe(dias, self._pais)} {'día' if dias == 1 else 'días'}"

    def _de_datos(self, i: int) -> str:
        if self._cambio_fuente:
            return f"las compras se leen ahora de {self._fuente}"
        return _enlazar([texto for nombre, texto in _DATOS.items() if self._corregidos[nombre][i]])

    def _de_regla(self) -> str:
        nombres = [_AJUSTES[nombre] for nombre in self._ajustes if nombre in _AJUSTES]
        return _enlazar((["la tabla de reglas"] if "reglas" in self._ajustes else []) + nombres)


_A_LA_VISTA = {"dias_sin_comprar": "días sin comprar", "compras": "compras", "importe_neto": "neto"}


def _corregidos(niveles: Niveles) -> dict[str, np.ndarray]:
    """Por cada dato que se sabe nombrar, las filas en que hoy dice otra cosa para entonces."""
    difieren = {}
    for nombre in _DATOS:
        uno, otro = niveles.antes.columna(nombre), niveles.corregidos.columna(nombre)
        difieren[nombre] = (uno != otro) & ~(np.isnan(uno) & np.isnan(otro))
    return difieren


def _diferencia(unos: HechosDeFilas, otros: HechosDeFilas, nombre: str) -> Numeros:
    """Lo que hay de más en los primeros; lo que no consta cuenta como cero."""
    resta: Numeros = np.nan_to_num(unos.columna(nombre)) - np.nan_to_num(otros.columna(nombre))
    return resta


def _iguales(uno: float, otro: float) -> bool:
    return uno == otro or (uno != uno and otro != otro)


def _coletilla(juicio: Juicio) -> str:
    if len(juicio.factores) == 1:
        return ""
    if juicio.cualquiera:
        return "y cualquiera habría bastado"
    return "juntos" if _MASCULINOS & set(juicio.factores) else "juntas"


def _pasos(camino: Sequence[int]) -> list[str]:
    """Los que movieron algo, en orden."""
    return [
        f"de {NOMBRES[antes]} a {NOMBRES[despues]} por {_ARTICULOS[factor]} {factor.value}"
        for factor, antes, despues in zip(ORDEN, camino, camino[1:], strict=False)
        if antes != despues
    ]


def _oracion(partes: Sequence[str]) -> str:
    texto = "; ".join(partes)
    return f"{texto[:1].upper()}{texto[1:]}."


def _enlazar(textos: Sequence[str]) -> str:
    """«a», «a y b», «a, b y c»."""
    if len(textos) < 2:
        return "".join(textos)
    conjuncion = "e" if textos[-1].startswith(("i", "hi")) else "y"
    return f"{', '.join(textos[:-1])} {conjuncion} {textos[-1]}"
