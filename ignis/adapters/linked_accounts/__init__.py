"""Bloxlink and Roblox: who a Discord member is on Roblox."""
