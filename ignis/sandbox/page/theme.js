// The theme that was chosen here, set before the first paint: hence a classic script in <head>. Without a choice the
// system's is used.

(() => {
  const chosen = localStorage.getItem("ignis-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
