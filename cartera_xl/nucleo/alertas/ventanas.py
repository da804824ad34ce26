"""Lo que un cliente ha comprado en la última ventana contra lo suyo de siempre, y si puede ser azar.

La ventana (90, 180 o 365 días) es la primera en que, a su ritmo, caben al menos cinco compras; con menos, ni dejar de
comprar del todo saldría de lo normal. Su historia ha de durar al menos el doble. La primera compra no cuenta: con ella
empieza el reloj.

Si nada ha cambiado, cada una de sus compras cae en la ventana con probabilidad q, la parte de su tiempo que ocupa: de
ahí sale lo raro que es el número de compras (binomial). A quien compra a rachas se le cuentan menos de las que hizo, y
más a quien es regular, en la proporción de la forma κ de sus huecos: el número de compras de una renovación varía como
n/κ. El importe se prueba igual, con n / (v + 1/κ) compras equivalentes, donde v es lo que varía lo que gasta en cada
una (varianza sobre el cuadrado de la media). Fuente: Cox, «Renewal Theory» (1962), apartado 3.3, y la varianza de una
suma de un número aleatorio de sumandos.
"""

from dataclasses import dataclass

import numpy as np

from cartera_xl.nucleo.alertas.ritmo import Compras
from cartera_xl.nucleo.alertas.temporada import DIAS_DE_DOS_ANUALES, TemporadaDeCartera
from cartera_xl.nucleo.hechos import Marca, Numeros
from cartera_xl.nucleo.modelos.azar import binomial_desde, binomial_hasta
from cartera_xl.nucleo.pronostico.registro import PERIODOS, Enteros

NIVEL = 0.01
"""Se avisa si el azar lo haría menos de una vez de cada cien. Decisión de la casa, 2026."""
ESPERADAS_MINIMAS = 5.0
FORMA_QUE_CUENTA = 2.0
"""Por regular que sea un cliente, ninguna compra suya vale por más de dos: con pocas, cuenta dónde cae el borde de la
ventana. Con más, en carteras simuladas que no cambian, las alarmas pasan de las dichas."""
_ANUAL = 365


@dataclass(frozen=True, slots=True)
class Ventana:
    """Una posición por clave. `dias` es NaN donde no hay historia para comparar.

    * `n`, `q`: compras (sin la primera) y parte del tiempo que ocupa la ventana, con la temporada contada.
    * `vale`: por cuántas compras al azar cuenta cada una: menos de 1 si compra a rachas; más, si es regular.
    * `compras`, `neto`: en la ventana. `esperadas`, `neto_esperado`: los que serían al paso de antes de ella.
    * `total`, `cuadrados`: suma del neto de cada día y de sus cuadrados, sin el primero.
    * `con_dos_anuales`: hay historia para mirar la misma ventana del año pasado: `antes` y `neto_antes`.
    """

    dias: Numeros
    n: Numeros
    q: Numeros
    vale: Numeros
    compras: Numeros
    neto: Numeros
    esperadas: Numeros
    neto_esperado: Numeros
    total: Numeros
    cuadrados: Numeros
    con_dos_anuales: Marca
    antes: Numeros
    neto_antes: Numeros

    @property
    def hay(self) -> Marca:
        """Donde se puede comparar el número de compras."""
        return ~np.isnan(self.dias)

    @property
    def hay_importe(self) -> Marca:
        """Donde además se puede comparar el importe."""
        return self.hay & (self.total > 0) & (self.neto_esperado > 0)


def ventana_propia(compras: Compras, corte: int, temporada: TemporadaDeCartera, forma: Numeros) -> Ventana:
    """La de cada clave; `forma` es la de sus huecos."""
    registro = compras.registro
    primera = compras.primer_dia()
    vida = corte - primera
    n = np.maximum(compras.cuantas - 1, 0).astype(np.float64)
    despues = registro.dia > np.nan_to_num(primera, nan=np.inf)[registro.clave]
    clave, neto = registro.clave[despues], registro.neto[despues]
    dias = _elegida(n, vida)
    indices = temporada.indice(np.array(PERIODOS, dtype=np.float64))
    con_indice = np.ones(registro.claves)
    de_la_ventana = {nombre: np.zeros(registro.claves) for nombre in ("compras", "neto", "antes", "neto_antes")}
    for periodo, indice in zip(PERIODOS, indices, strict=True):
        suyas = dias == periodo
        con_indice[suyas] = indice
        for sufijo, hasta in (("", corte), ("antes", corte - _ANUAL)):
            de_la_ventana[sufijo or "compras"][suyas] = registro.compras_entre(hasta - periodo, hasta)[suyas]
            netos = registro.neto_entre(hasta - periodo, hasta)[suyas]
            de_la_ventana[f"neto_{sufijo}" if sufijo else "neto"][suyas] = netos
    total = _sumas(clave, neto, registro.claves)
    peso, fuera = con_indice * dias, vida - dias
    return Ventana(
        dias=dias,
        n=n,
        q=peso / (peso + fuera),
        vale=np.minimum(forma, FORMA_QUE_CUENTA),
        esperadas=(n - de_la_ventana["compras"]) * peso / fuera,
        neto_esperado=(total - de_la_ventana["neto"]) * peso / fuera,
        total=total,
        cuadrados=_sumas(clave, neto**2, registro.claves),
        con_dos_anuales=vida >= DIAS_DE_DOS_ANUALES,
        **de_la_ventana,
    )


def _sumas(clave: Enteros, pesos: Numeros, claves: int) -> Numeros:
    return np.asarray(np.bincount(clave, weights=pesos, minlength=claves), dtype=np.float64)


def _elegida(n: Numeros, vida: Numeros) -> Numeros:
    elegida = np.full(len(n), np.nan)
    segura = np.where(vida > 0, vida, np.nan)
    for periodo in sorted(PERIODOS, reverse=True):
        elegida[(n * periodo / segura >= ESPERADAS_MINIMAS) & (2 * periodo <= segura)] = periodo
    return elegida


def menos_compras(ventana: Ventana, caida: float) -> Marca:
    """Compra menos veces: más de esa parte por debajo de lo suyo, de lo que hace el azar y de hace un año."""
    raro = binomial_hasta(ventana.vale * ventana.compras, ventana.vale * ventana.n, _q(ventana)) <= NIVEL
    cae = ventana.compras < (1 - caida) * ventana.esperadas
    return ventana.hay & raro & cae & ~_como_hace_un_anual(ventana.compras, ventana.antes, ventana, caida)


def menos_importe(ventana: Ventana, caida: float) -> Marca:
    """Compra menos dinero, con las mismas condiciones."""
    equivalentes, vistas = _equivalentes(ventana)
    raro = binomial_hasta(vistas, equivalentes, _q(ventana)) <= NIVEL
    cae = ventana.neto < (1 - caida) * ventana.neto_esperado
    return ventana.hay_importe & raro & cae & ~_como_hace_un_anual(ventana.neto, ventana.neto_antes, ventana, caida)


def mas_importe(ventana: Ventana, subida: float) -> Marca:
    """Compra más dinero: más de esa parte por encima de lo suyo, más de lo que hace el azar y más que hace un año."""
    equivalentes, vistas = _equivalentes(ventana)
    raro = binomial_desde(vistas, equivalentes, _q(ventana)) <= NIVEL
    sube = ventana.neto > (1 + subida) * ventana.neto_esperado
    igual = ventana.con_dos_anuales & (ventana.neto <= (1 + subida) * ventana.neto_antes)
    return ventana.hay_importe & raro & sube & ~igual


def falsas_de_frecuencia(ventana: Ventana, caida: float, cuales: Marca) -> float:
    """Alarmas de frecuencia que daría el azar en esas claves si nadie hubiera cambiado: suma de sus probabilidades."""
    n, q, vale = ventana.n[cuales], ventana.q[cuales], ventana.vale[cuales]
    razon = (1 - caida) * q / np.where(q < 1, 1 - q, 1.0)
    probabilidad = np.zeros(len(n))
    activas = np.ones(len(n), dtype=bool)
    k = 0
    while activas.any():
        hasta = binomial_hasta(vale * k, vale * n, q)
        activas &= (hasta <= NIVEL) & (k < razon * (n - k))
        probabilidad = np.where(activas, hasta, probabilidad)
        k += 1
    return float(probabilidad.sum())


def _q(ventana: Ventana) -> Numeros:
    return np.where(ventana.hay, ventana.q, 0.5)


def _equivalentes(ventana: Ventana) -> tuple[Numeros, Numeros]:
    """Compras al azar e iguales que valdrían por las suyas, y cuántas de ellas son las de la ventana."""
    hay = ventana.hay_importe
    total = np.where(hay, ventana.total, 1.0)
    n = np.where(hay, ventana.n, 1.0)
    varia = np.maximum(n * np.where(hay, ventana.cuadrados, 1.0) / total**2 - 1.0, 0.0)
    equivalentes = n / (varia + 1.0 / ventana.vale)
    parte = np.clip(ventana.neto / total, 0.0, 1.0)
    return equivalentes, np.where(hay, parte, 0.0) * equivalentes


def _como_hace_un_anual(ahora: Numeros, entonces: Numeros, ventana: Ventana, caida: float) -> Marca:
    """Con dos años de historia, una bajada que ya se dio el año pasado en los mismos días es temporada."""
    return ventana.con_dos_anuales & (ahora >= (1 - caida) * entonces)
