"""Where Roblox' services listen (https://create.roblox.com/docs/cloud). Bot and exporter ask the same ones."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RobloxHosts:
    open_cloud: str = "https://apis.roblox.com"
    users: str = "https://users.roblox.com"
    groups: str = "https://groups.roblox.com"
    thumbnails: str = "https://thumbnails.roblox.com"

    @classmethod
    def under(cls, url: str) -> "RobloxHosts":
        """For one address that serves them all, as the sandbox does."""
        return cls(url, f"{url}/users", f"{url}/groups", f"{url}/thumbnails")
