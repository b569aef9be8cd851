// The button that turns light into dark and back; the choice is kept in this browser.

import { byId } from "./dom.js";
import { tell } from "./texts.js";

const system = matchMedia("(prefers-color-scheme: light)");
const isLight = () => (document.documentElement.dataset.theme ?? (system.matches ? "light" : "dark")) === "light";

function show() {
  tell(byId("theme"), isLight() ? "theme.dark" : "theme.light");
}

export function start() {
  byId("theme").addEventListener("click", () => {
    const next = isLight() ? "dark" : "light";
    document.documentElement.dataset.theme = next;
    localStorage.setItem("ignis-theme", next);
    show();
  });
  system.addEventListener("change", show);
  show();
}
