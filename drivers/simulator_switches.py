"""The switches on the page of every simulated device."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from drivers.simulator import Simulator


class Switches(BaseModel):
    """The cable, and faults by their names; each device has more of them. None stays as it is."""

    model_config = ConfigDict(extra="forbid")

    plugged: bool | None = None
    silent: bool | None = None
    slow_s: Annotated[float, Field(ge=0, le=60)] | None = None

    @property
    def faults(self) -> dict[str, Any]:
        """The faults that change."""
        return self.model_dump(exclude_none=True, exclude={"plugged"})

    def move_cable(self, simulator: Simulator) -> None:
        """Plug in or out, as the switch says."""
        if self.plugged is True:
            simulator.plug()
        elif self.plugged is False:
            simulator.unplug()
