"""La foto que cada recálculo deja en el diario."""

from cartera_xl.casos.calculo import Calculo
from cartera_xl.nucleo.causas.foto import Circunstancias, Foto, fotografiar
from cartera_xl.nucleo.corrida import Huellas


def foto_de(calculo: Calculo, huellas: Huellas) -> Foto:
    """Lo que hace falta para que la siguiente explique los cambios; `huellas`, una por cliente puntuado."""
    hechos = calculo.hechos
    circunstancias = Circunstancias(hechos.corte, hechos.movimientos is not None, calculo.baremo, calculo.ajustes)
    return fotografiar(calculo.puntuados, circunstancias, huellas)
