"""An address shown so that its owner knows it and a passer-by does not."""


def masked(email: str) -> str:
    """«m•••@correo.example» of «marta@correo.example»; nothing of nothing."""
    name, _at, domain = email.rpartition("@")
    return f"{name[:1]}•••@{domain}" if domain else ""
