"""De celdas tal como vienen a columnas con tipo, más la lista de lo que no se entendió."""
