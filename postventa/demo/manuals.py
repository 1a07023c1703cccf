"""Short manuals of the demonstration's lines: what is true of any machine of the kind, and nothing invented."""

from __future__ import annotations

from dataclasses import dataclass

from postventa.demo.catalogue import (
    AUDIO,
    CLIMATE,
    DISHES,
    FRIDGES,
    LAPTOPS,
    OVENS,
    PHONES,
    SMALL,
    TELEVISION,
    WASHERS,
)

BEFORE, CARE, SAFETY, FAILS = "Antes de usarlo", "Cuidado", "Seguridad", "Si algo falla"
ALWAYS = [
    "Entre en la página del producto con el código QR de su certificado y toque «Tengo un problema».",
    "No lo abra: dentro hay piezas con tensión, y abrirlo puede ser peligroso.",
]
POWER = "Desenchúfelo antes de limpiarlo, y no tire del cable."


@dataclass(frozen=True)
class Manual:
    intro: str
    parts: list[tuple[str, list[str]]]


def _manual(intro: str, before: list[str], care: list[str], safety: list[str]) -> Manual:
    return Manual(intro, [(BEFORE, before), (CARE, care), (SAFETY, [*safety, POWER]), (FAILS, ALWAYS)])


MANUALS = {
    WASHERS: _manual(
        "Lo esencial para que la lavadora dure y no se mueva.",
        ["Quite los tornillos de transporte de la parte trasera.", "Nivélela con las patas: no debe cojear."],
        ["Limpie el filtro de la bomba cada dos meses.", "Deje la puerta entreabierta entre lavados."],
        ["Cierre el agua si va a estar fuera varios días."],
    ),
    FRIDGES: _manual(
        "Lo esencial para que enfríe bien y gaste poco.",
        ["Déjelo en pie unas horas antes de enchufarlo.", "Separe la trasera unos centímetros de la pared."],
        ["Limpie las gomas con agua tibia.", "Descongele cuando el hielo pase de medio centímetro."],
        ["No use objetos con punta para quitar el hielo."],
    ),
    DISHES: _manual(
        "Lo esencial para que los platos salgan limpios.",
        ["Ajuste la dureza del agua y llene la sal.", "Llene el abrillantador."],
        ["Enjuague el filtro cada semana.", "Revise que los brazos giran libres."],
        ["Los cuchillos, con la punta hacia abajo."],
    ),
    OVENS: _manual(
        "Lo esencial para cocinar con seguridad.",
        ["Caliéntelo vacío una vez, con la cocina ventilada.", "Retire todos los plásticos."],
        ["Limpie cuando esté frío.", "No forre el suelo del horno con papel de aluminio."],
        ["El cristal y la placa queman: aparte a los niños."],
    ),
    CLIMATE: _manual(
        "Lo esencial para un aire sano.",
        ["Deje libre la salida del aire.", "Compruebe que el desagüe tiene caída."],
        ["Lave los filtros cada mes de uso.", "Vacíe el depósito antes de guardarlo."],
        ["El gas refrigerante solo lo toca un técnico autorizado."],
    ),
    SMALL: _manual(
        "Lo esencial para los aparatos de cada día.",
        ["Lea la etiqueta: voltaje y potencia.", "Lave con agua lo que toca los alimentos."],
        ["Descalcifique cuando el aparato lo pida.", "Vacíe los depósitos después de usarlo."],
        ["No sumerja la base en agua."],
    ),
    TELEVISION: _manual(
        "Lo esencial para una imagen buena durante años.",
        ["Muévalo entre dos, sin apretar la pantalla.", "Deje diez centímetros libres alrededor."],
        ["Limpie con un paño seco y suave.", "Instale las actualizaciones cuando las ofrezca."],
        ["Fíjelo a la pared si hay niños."],
    ),
    AUDIO: _manual(
        "Lo esencial para oír bien y sin daño.",
        ["Cárguelos del todo la primera vez.", "Empareje desde los ajustes del teléfono."],
        ["Limpie las almohadillas con un paño húmedo.", "Guárdelos en su estuche."],
        ["Un volumen alto mucho tiempo daña el oído."],
    ),
    PHONES: _manual(
        "Lo esencial para el teléfono y su batería.",
        ["Ponga un código de desbloqueo.", "Active la copia de seguridad."],
        ["Cargue entre el veinte y el ochenta por ciento cuando pueda.", "Instale las actualizaciones."],
        ["No lo use si la batería se hincha: déjelo aparte y avísenos."],
    ),
    LAPTOPS: _manual(
        "Lo esencial para el portátil y sus datos.",
        ["Cree el disco de recuperación o la copia que ofrece el sistema.", "Registre su cuenta con su correo."],
        ["Deje libres las rejillas.", "Instale las actualizaciones."],
        ["No lo use si la batería se hincha: apáguelo y avísenos."],
    ),
}
