from warranties.models.commercial_guarantee import CommercialGuarantee

__all__ = ["CommercialGuarantee"]
