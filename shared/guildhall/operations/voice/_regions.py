"""Voice regions."""

from guildhall.operations.fields import OurText
from guildhall.operations.model import Model
from guildhall.operations.shown import At, Shown


class VoiceRegion(Shown):
    """A place of Discord's from which voice is served; `region` is what channel.edit takes."""

    region: OurText = At("id")
    name: OurText = ""
    optimal: bool = False
    deprecated: bool = False
    custom: bool = False


class VoiceRegions(Model):
    """Regions in Discord's order."""

    regions: list[VoiceRegion]
