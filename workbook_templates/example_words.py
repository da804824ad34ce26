"""Invented words of the example portfolio. No name, address, tax id, e-mail or phone belongs to anyone.

Tax ids start with «B00», a province code that no Spanish company carries; e-mails end in example.com, reserved by
RFC 2606; phones repeat zeros.
"""

PLACES = (
    "Montefingido",
    "Villainventada",
    "Puertosoñado",
    "Valdequimera",
    "Peñaficticia",
    "Riofabulado",
    "Campoimaginario",
    "Torrequimérica",
    "Fuentefingida",
    "Altoinventado",
    "Mirasoñada",
    "Lagofabulado",
    "Sierraficticia",
    "Vegaimaginada",
    "Castrosoñado",
    "Ribafingida",
)
BUSINESSES: tuple[tuple[str, str], ...] = (
    ("Hotel", "Hostelería"),
    ("Restaurante", "Hostelería"),
    ("Cafetería", "Hostelería"),
    ("Catering", "Hostelería"),
    ("Panadería", "Alimentación"),
    ("Supermercados", "Alimentación"),
    ("Conservas", "Alimentación"),
    ("Clínica", "Sanidad"),
    ("Residencia", "Sanidad"),
    ("Colegio", "Educación"),
    ("Academia", "Educación"),
    ("Gestoría", "Oficinas"),
    ("Oficinas", "Oficinas"),
    ("Talleres", "Industria"),
    ("Metalúrgica", "Industria"),
    ("Lavandería", "Servicios"),
)
LEGAL_FORMS = ("S.L.", "S.L.", "S.L.", "S.A.", "S. Coop.")
CITIES: tuple[tuple[str, str, str, str], ...] = (
    ("Zaragoza", "Zaragoza", "500", "Equipo Norte"),
    ("Huesca", "Huesca", "220", "Equipo Norte"),
    ("Pamplona", "Navarra", "310", "Equipo Norte"),
    ("Logroño", "La Rioja", "260", "Equipo Norte"),
    ("Madrid", "Madrid", "280", "Equipo Centro"),
    ("Guadalajara", "Guadalajara", "190", "Equipo Centro"),
    ("Toledo", "Toledo", "450", "Equipo Centro"),
    ("Valencia", "Valencia", "460", "Equipo Este"),
    ("Castellón", "Castellón", "120", "Equipo Este"),
    ("Murcia", "Murcia", "300", "Equipo Este"),
    ("Sevilla", "Sevilla", "410", "Equipo Sur"),
    ("Málaga", "Málaga", "290", "Equipo Sur"),
)
STREETS = ("Calle Inventada", "Avenida Ficticia", "Plaza Imaginaria", "Polígono Quimera, nave")
PRODUCTS: tuple[tuple[str, str, float], ...] = (
    ("Papel", "Papel secamanos", 0.8),
    ("Papel", "Servilletas dos capas", 0.6),
    ("Limpieza", "Detergente lavavajillas", 1.1),
    ("Limpieza", "Desengrasante", 0.9),
    ("Limpieza", "Fregasuelos neutro", 0.7),
    ("Envases", "Envases para llevar", 1.2),
    ("Envases", "Film transparente", 0.8),
    ("Menaje", "Vajilla de porcelana", 1.5),
    ("Menaje", "Cristalería", 1.3),
    ("Maquinaria", "Repuestos de lavavajillas", 1.8),
)
POSITIONS = (("Compras", "Responsable de compras"), ("Administración", "Pagos y facturas"), ("Dirección", "Gerencia"))
