"""The provinces of Spain: the autonomous community of each, and the names by which people write them. Pure."""

from __future__ import annotations

import re

# The first two digits of the postal code of a province, its community as `holidays` names it, and its names: in
# Spanish, and in Catalan, Basque or Galician where it has others.
_PROVINCES = """
01 PV Álava, Araba
02 CM Albacete
03 VC Alicante, Alacant
04 AN Almería
05 CL Ávila
06 EX Badajoz
07 IB Baleares, Balears, Mallorca, Menorca, Ibiza, Eivissa, Formentera
08 CT Barcelona
09 CL Burgos
10 EX Cáceres
11 AN Cádiz
12 VC Castellón, Castelló
13 CM Ciudad Real
14 AN Córdoba
15 GA A Coruña, La Coruña, Coruña
16 CM Cuenca
17 CT Girona, Gerona
18 AN Granada
19 CM Guadalajara
20 PV Gipuzkoa, Guipúzcoa
21 AN Huelva
22 AR Huesca, Uesca
23 AN Jaén
24 CL León
25 CT Lleida, Lérida
26 RI La Rioja, Rioja, Errioxa, Logroño
27 GA Lugo
28 MD Madrid
29 AN Málaga
30 MC Murcia
31 NC Navarra, Nafarroa
32 GA Ourense, Orense
33 AS Asturias, Asturies, Oviedo
34 CL Palencia
35 CN Las Palmas, Gran Canaria, Lanzarote, Fuerteventura
36 GA Pontevedra
37 CL Salamanca
38 CN Santa Cruz de Tenerife, Tenerife, La Palma, La Gomera, El Hierro
39 CB Cantabria, Santander
40 CL Segovia
41 AN Sevilla
42 CL Soria
43 CT Tarragona
44 AR Teruel
45 CM Toledo
46 VC Valencia, València
47 CL Valladolid
48 PV Bizkaia, Vizcaya
49 CL Zamora
50 AR Zaragoza
51 CE Ceuta
52 ML Melilla
"""
# Communities have other names too, in their own languages and in short.
_COMMUNITIES = """
PV Euskadi, Euskal Herria, Euskal Autonomia Erkidegoa
VC Comunitat Valenciana, Comunidad Valenciana, País Valencià
IB Islas Baleares, Illes Balears
CN Islas Canarias, Canarias
CM Castilla-La Mancha
CL Castilla y León
GA Galiza
"""
_ENTRIES = [line.split(" ", 2) for line in _PROVINCES.strip().splitlines()]
_NAMES = [(code, names) for _digits, code, names in _ENTRIES]
_NAMES += [(code, names) for code, names in (line.split(" ", 1) for line in _COMMUNITIES.strip().splitlines())]

BY_POSTAL_CODE: dict[str, str] = {digits: code for digits, code, _names in _ENTRIES}
BY_NAME: dict[str, str] = {name: code for code, names in _NAMES for name in names.split(", ")}


def community_of(postal_code: str) -> str:
    """The community of a postal code («41001», «E-41001», «8001» of a spreadsheet that lost its nought), or ""."""
    found = re.fullmatch(r"\s*(?:ES?[-\s]?)?(\d[\d\s]{2,4}\d)\s*", postal_code, re.IGNORECASE | re.ASCII)
    digits = re.sub(r"\s", "", found[1]) if found else ""
    return BY_POSTAL_CODE.get(digits.zfill(5)[:2], "") if len(digits) in (4, 5) else ""
