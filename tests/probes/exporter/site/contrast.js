// () => what is too faint, as lines: visible text below 4.5:1 (3:1 when large), signs, bars and the edges of controls
// below 3:1 (WCAG 2.2 AA: 1.4.3, 1.4.11). A gradient counts as each of its colours.
() => {
  const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  function rgba(colour) {
    brush.clearRect(0, 0, 1, 1);
    brush.fillStyle = colour;
    brush.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = brush.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  }
  const over = ([r, g, b, a], below) => [r, g, b].map((part, place) => part * a + below[place] * (1 - a));
  const linear = (part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  function ratio(one, other) {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  }
  const chain = (node) => (node ? [...chain(node.parentElement), node] : []);

  function grounds(node) {
    let found = [[255, 255, 255]];
    for (const one of chain(node)) {
      const style = getComputedStyle(one);
      found = found.map((ground) => over(rgba(style.backgroundColor), ground));
      const blends = style.backgroundImage.includes("gradient") ? style.backgroundImage.match(/rgba?\([^)]*\)/g) ?? [] : [];
      found = [...found, ...blends.flatMap((blend) => found.map((ground) => over(rgba(blend), ground)))];
    }
    return found;
  }
  function least(node, colour, ground = node) {
    const opacity = chain(node).reduce((product, one) => product * Number(getComputedStyle(one).opacity), 1);
    const [r, g, b, a] = rgba(colour);
    return Math.min(...grounds(ground).map((below) => ratio(over([r, g, b, a * opacity], below), below)));
  }
  const faint = [];
  function demand(node, colour, wanted, what, ground) {
    const found = least(node, colour, ground);
    if (found < wanted) faint.push(`${found.toFixed(2)} < ${wanted}: ${what}`);
  }

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode.parentElement;
    const words = texts.currentNode.textContent.trim();
    if (!words || node.closest(".unseen, .skip, noscript, option") || !node.checkVisibility()) continue;
    const style = getComputedStyle(node);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    demand(node, style.color, large ? 3 : 4.5, `"${words.slice(0, 40)}" <${node.tagName.toLowerCase()} class="${node.className}">`);
  }
  for (const sign of document.querySelectorAll(".sign > :first-child")) {
    const style = getComputedStyle(sign);
    demand(sign, style.fill === "none" ? style.stroke : style.fill, 3, `sign in ${sign.closest("[id]").id}`);
  }
  for (const bar of document.querySelectorAll("rect.bar")) demand(bar, getComputedStyle(bar).fill, 3, `bar ${bar.classList}`);
  for (const control of document.querySelectorAll("button, .button, select, .windows span")) {
    if (!control.checkVisibility()) continue;
    demand(control, getComputedStyle(control).borderTopColor, 3, `edge of ${control.textContent.slice(0, 20)}`, control.parentElement);
  }
  return [...new Set(faint)];
}
