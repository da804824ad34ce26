"""cartera-xl: la cartera de clientes, puntuada y segmentada en su propio libro de Excel."""
