"""Modelos de compra repetida, de gasto y de renovación: verosimilitud, ajuste y predicciones, con numpy y scipy."""
