"""Pictures as SVG, and their PNG: what the bot's pictures and the weekly digest share. Imported with the first."""
