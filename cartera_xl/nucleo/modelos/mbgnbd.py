"""MBG/NBD: como BG/NBD, pero el cliente también puede abandonar tras su primera compra.

Fuentes: Batislam, Denizel y Filiztekin (2007), «Empirical validation and comparison of models for customer base
analysis», International Journal of Research in Marketing 24(3), 201-209; Wagner y Hoppe (2008), «Erratum on the MBG/NBD
model», misma revista 25(3), 225-226.
"""

from dataclasses import dataclass

from cartera_xl.nucleo.modelos.betageometrico import BetaGeometrico


@dataclass(frozen=True, slots=True)
class MbgNbd(BetaGeometrico):
    """Abandono posible tras cada compra, la primera incluida."""

    id: str = "mbgnbd"
    nombre: str = "MBG/NBD"
    ocasiones_iniciales: int = 1


MBGNBD = MbgNbd()
