"""Lo que las reglas miran de cada fila puntuada, en vectores: una posición por fila."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.alertas.tipos import ALTA, BAJA, MEDIA, ContextoDeAlertas
from cartera_xl.nucleo.hechos import CLIENTE, Marca, Marco, Numeros, numeros
from cartera_xl.nucleo.privacidad.permisos import puede_aparecer
from cartera_xl.nucleo.reglas import Segmento

VALIOSOS = (Segmento.ESTRATEGICO.value, Segmento.CLAVE.value)
_DIAS_DE_UN_ANUAL = 365.0
_INACTIVO = "Inactivo"


@dataclass(frozen=True, slots=True)
class Vista:
    """Vectores de la tabla puntuada; NaN donde no hay dato.

    * `visible`: puede aparecer en listas (ni bloqueado ni anonimizado); `cliente`, además ya ha comprado.
    * `importe`: lo que el cliente compra en un año mientras compra (el neto entre los años de la primera compra a la
      última; con menos de un año, el neto). Es lo que se pierde si se va.
    * `gravedad`: la de una caída: Alta si es Estratégico o Clave, Baja si es de Bajo valor y Media en los demás.
    """

    visible: Marca
    cliente: Marca
    valioso: Marca
    inactivo: Marca
    riesgo_alto: Marca
    segmento: NDArray[Any]
    gravedad: NDArray[Any]
    dias: Numeros
    compras: Numeros
    ritmo: Numeros
    edad: Numeros
    antiguedad: Numeros
    prob: Numeros
    importe: Numeros

    def __len__(self) -> int:
        return len(self.cliente)

    def importes(self, posiciones: NDArray[np.intp]) -> list[float | None]:
        """El importe en juego de esas filas; `None` si no se sabe."""
        return [None if valor != valor else valor for valor in self.importe[posiciones].tolist()]


def mirar(puntuados: Marco, contexto: ContextoDeAlertas) -> Vista:
    """La vista de la tabla puntuada. De quien no puede aparecer en listas no se dice nada."""
    segmento = puntuados["segmento"].to_numpy()
    valioso = (segmento == VALIOSOS[0]) | (segmento == VALIOSOS[1])
    gravedad = np.where(valioso, ALTA, np.where(segmento == Segmento.BAJO_VALOR.value, BAJA, MEDIA)).astype(object)
    edad = numeros(puntuados, "edad_ultima_compra")
    neto = numeros(puntuados, "importe_neto")
    visible = puede_aparecer(contexto.los_permisos)
    return Vista(
        visible=visible,
        cliente=np.asarray(puntuados["estado"].to_numpy() == CLIENTE, dtype=bool) & visible,
        valioso=np.asarray(valioso, dtype=bool),
        inactivo=np.asarray(puntuados["ciclo"].to_numpy() == _INACTIVO, dtype=bool),
        riesgo_alto=np.asarray(puntuados["riesgo"].to_numpy() == "Alto", dtype=bool),
        segmento=segmento,
        gravedad=gravedad,
        dias=numeros(puntuados, "dias_sin_comprar"),
        compras=numeros(puntuados, "compras"),
        ritmo=numeros(puntuados, "ritmo"),
        edad=edad,
        antiguedad=numeros(puntuados, "antiguedad"),
        prob=numeros(puntuados, "prob_volver"),
        importe=neto * _DIAS_DE_UN_ANUAL / np.fmax(edad, _DIAS_DE_UN_ANUAL),
    )
