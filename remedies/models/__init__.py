from remedies.models.slot import Slot

__all__ = ["Slot"]
