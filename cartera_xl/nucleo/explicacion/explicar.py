"""Explicar una fila despacio: lo mismo que `puntuar`, paso a paso y con palabras."""

from cartera_xl.nucleo.baremo import Baremo
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.explicacion.aportaciones import aportaciones, frase_de_puntuacion
from cartera_xl.nucleo.explicacion.ejes import ejes
from cartera_xl.nucleo.explicacion.fila import FilaExplicada
from cartera_xl.nucleo.explicacion.porque import con_porque
from cartera_xl.nucleo.explicacion.prevision import prevision
from cartera_xl.nucleo.explicacion.pruebas import regla_que_decide, reglas_mejores
from cartera_xl.nucleo.explicacion.reservas import reservas
from cartera_xl.nucleo.explicacion.tipos import Explicacion
from cartera_xl.nucleo.hechos import Marco
from cartera_xl.nucleo.segmentos import REGLA_MANUAL


def explicar(puntuados: Marco, posicion: int, baremo: Baremo, configuracion: Configuracion) -> Explicacion:
    """La explicación larga de la fila que está en `posicion` (desde 0). Pide las columnas de `puntuar`."""
    fila = FilaExplicada(puntuados, posicion, baremo, configuracion)
    decide = regla_que_decide(fila, configuracion.reglas)
    corta = con_porque(fila.marco, baremo, configuracion)["por_que"].to_list()[0]
    return Explicacion(
        fila=int(fila.numero("fila") or 0),
        estado=fila.texto("estado"),
        segmento=fila.texto("segmento"),
        a_mano=fila.texto("regla") == REGLA_MANUAL,
        puntuacion=fila.numero("puntuacion"),
        rango=fila.texto("rango"),
        fiabilidad=fila.texto("fiabilidad"),
        por_que=corta,
        aportaciones=aportaciones(fila, configuracion),
        frase_de_puntuacion=frase_de_puntuacion(fila, configuracion),
        ejes=ejes(fila, baremo, configuracion),
        regla=decide,
        mejores=reglas_mejores(fila, configuracion.reglas, decide),
        reservas=reservas(fila, baremo, configuracion),
        prevision=prevision(fila, baremo, configuracion),
    )
