"""Los modelos de compra que hay, por su id: el que el baremo guarda."""

from collections.abc import Mapping
from types import MappingProxyType

from cartera_xl.nucleo.modelos.base import ModeloDeCompras
from cartera_xl.nucleo.modelos.bgnbd import BGNBD
from cartera_xl.nucleo.modelos.mbgcnbd import MBGCNBD2, MBGCNBD3, MBGCNBD4
from cartera_xl.nucleo.modelos.mbgnbd import MBGNBD
from cartera_xl.nucleo.modelos.nbd import NBD
from cartera_xl.nucleo.modelos.paretonbd import PARETONBD

_TODOS: tuple[ModeloDeCompras, ...] = (PARETONBD, BGNBD, MBGNBD, MBGCNBD2, MBGCNBD3, MBGCNBD4, NBD)

MODELOS: Mapping[str, ModeloDeCompras] = MappingProxyType({modelo.id: modelo for modelo in _TODOS})
