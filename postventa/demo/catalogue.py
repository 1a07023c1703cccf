"""What the invented shop sells."""

from __future__ import annotations

from dataclasses import dataclass

WASHERS, FRIDGES, DISHES, OVENS = "Lavadoras", "Frigoríficos", "Lavavajillas", "Hornos y placas"
CLIMATE, SMALL = "Climatización", "Pequeño electrodoméstico"
TELEVISION, AUDIO, PHONES, LAPTOPS = "Televisores", "Audio", "Móviles", "Portátiles"

# Those that somebody brings upstairs and connects.
INSTALLED = {WASHERS, FRIDGES, DISHES, OVENS, CLIMATE}


@dataclass(frozen=True)
class Article:
    sku: str
    line: str
    brand: str
    name: str
    price: str
    weight: int = 3


ARTICLES = [
    Article("LAV-8K14", WASHERS, "Norvia", "Lavadora Norvia Calma 8 kg", "489.00", 6),
    Article("LAV-9K14", WASHERS, "Norvia", "Lavadora Norvia Calma 9 kg", "569.00", 4),
    Article("SEC-8BC", WASHERS, "Kaelis", "Secadora Kaelis Brisa con bomba de calor", "699.00", 3),
    Article("FRI-186C", FRIDGES, "Norvia", "Combi Norvia Nieve 186 cm", "749.00", 4),
    Article("FRI-AM4", FRIDGES, "Kaelis", "Frigorífico americano Kaelis 4 puertas", "1290.00", 2),
    Article("CON-V260", FRIDGES, "Bruma", "Congelador vertical Bruma 260 l", "529.00", 2),
    Article("LVV-14S", DISHES, "Norvia", "Lavavajillas Norvia 14 servicios", "529.00", 4),
    Article("LVV-45", DISHES, "Bruma", "Lavavajillas Bruma 45 cm", "379.00", 2),
    Article("HOR-PIR", OVENS, "Kaelis", "Horno pirolítico Kaelis 72 l", "459.00", 3),
    Article("PLA-IND3", OVENS, "Kaelis", "Placa de inducción Kaelis 3 zonas", "349.00", 3),
    Article("AIR-3000", CLIMATE, "Bruma", "Aire acondicionado Bruma 3.000 frigorías", "649.00", 3),
    Article("DES-20", CLIMATE, "Bruma", "Deshumidificador Bruma 20 l", "219.00", 2),
    Article("TEL-55O", TELEVISION, "Telgo", "Televisor Telgo OLED 55 pulgadas", "1099.00", 4),
    Article("TEL-43L", TELEVISION, "Telgo", "Televisor Telgo LED 43 pulgadas", "359.00", 5),
    Article("BAR-300", AUDIO, "Telgo", "Barra de sonido Telgo 300 W", "249.00", 3),
    Article("AUR-CX", AUDIO, "Sonalia", "Auriculares Sonalia CX con cancelación de ruido", "189.00", 6),
    Article("MOV-12", PHONES, "Zentia", "Móvil Zentia 12 128 GB", "429.00", 6),
    Article("MOV-12P", PHONES, "Zentia", "Móvil Zentia 12 Pro 256 GB", "729.00", 4),
    Article("POR-14", LAPTOPS, "Zentia", "Portátil Zentia Aire 14 pulgadas", "899.00", 4),
    Article("POR-16", LAPTOPS, "Zentia", "Portátil Zentia Taller 16 pulgadas", "1349.00", 2),
    Article("CAF-SA", SMALL, "Kaelis", "Cafetera superautomática Kaelis Alba", "379.00", 4),
    Article("ASP-V11", SMALL, "Bruma", "Aspiradora sin cable Bruma V11", "299.00", 4),
    Article("FRE-55", SMALL, "Bruma", "Freidora de aire Bruma 5,5 l", "119.00", 4),
]

# (name, guarantor, line, months, parts, labour, travel, what it leaves out)
GUARANTEES = [
    (
        "Garantía Norvia 5 años",
        "Norvia Hogar, S. L., calle de la Industria, 12, Zaragoza",
        WASHERS,
        60,
        (True, True, True),
        "Los daños por falta de nivelación o por transporte, y las gomas y filtros desde el tercer año.",
    ),
    (
        "Tranquilidad en pantallas 5 años",
        "Telgo Ibérica, S. A., avenida del Puerto, 40, Valencia",
        TELEVISION,
        60,
        (True, True, True),
        "Roturas por golpe o caída y marcas de imagen fija por uso comercial.",
    ),
    (
        "Garantía Norvia Frío 5 años",
        "Norvia Hogar, S. L., calle de la Industria, 12, Zaragoza",
        FRIDGES,
        60,
        (True, True, False),
        "Gomas de puerta, bombillas y bandejas.",
    ),
]
