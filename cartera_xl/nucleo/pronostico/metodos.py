"""Los métodos que compiten por pronosticar: los modelos y las reglas sencillas, todos con la misma cara."""

from typing import Protocol

from cartera_xl.nucleo.modelos.base import Ajuste
from cartera_xl.nucleo.pronostico.registro import Historia, Numeros, Registro


class MetodoDePronostico(Protocol):
    """Un método que se entrena con un registro y predice con la historia de cada cliente y nada más.

    `Ajuste` es todo lo que queda de entrenarlo: con él y una `Historia`, la predicción de un cliente es la misma, vaya
    solo o acompañado.
    """

    @property
    def id(self) -> str:
        """Corto y estable."""

    @property
    def nombre(self) -> str:
        """El que lee la persona."""

    @property
    def es_modelo(self) -> bool:
        """Falso en las reglas sencillas."""

    def entrenar(self, registro: Registro, corte: int, h: int, sigma: float | None) -> Ajuste:
        """Lo que se aprende de lo ocurrido hasta `corte`, para predecir los `h` días siguientes; nada posterior cuenta.

        `sigma` es la fuerza de la previa; las reglas sencillas no la usan.
        """

    def esperadas(self, ajuste: Ajuste, historia: Historia, h: float) -> Numeros:
        """Compras esperadas de cada cliente en los `h` días siguientes."""

    def prob_volver(self, ajuste: Ajuste, historia: Historia, h: float) -> Numeros:
        """P(alguna compra en los `h` días siguientes), sin recalibrar."""

    def prob_al_menos(self, ajuste: Ajuste, historia: Historia, h: float, m: int) -> Numeros | None:
        """P(al menos m compras); `None` si el método no tiene distribución y por tanto no da intervalos."""
