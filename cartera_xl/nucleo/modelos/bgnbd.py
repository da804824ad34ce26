"""BG/NBD: el cliente compra al azar a su ritmo y, tras cada recompra, puede abandonar para siempre.

Quien solo ha comprado una vez no ha tenido ocasión de abandonar: su P(activo) es 1, sea cual sea su silencio. Por eso
P(activo) de este modelo no sirve para avisar de un riesgo; la probabilidad de volver, sí.

Fuente: Fader, Hardie y Lee (2005), «"Counting your customers" the easy way: an alternative to the Pareto/NBD model»,
Marketing Science 24(2), 275-284: verosimilitud, ec. 6; E[X(t)], ec. 9; E[Y(t) | x, t_x, T], ec. 10.
"""

from dataclasses import dataclass

from cartera_xl.nucleo.modelos.betageometrico import BetaGeometrico


@dataclass(frozen=True, slots=True)
class BgNbd(BetaGeometrico):
    """Abandono posible tras cada recompra, no tras la primera compra."""

    id: str = "bgnbd"
    nombre: str = "BG/NBD"
    ocasiones_iniciales: int = 0


BGNBD = BgNbd()
