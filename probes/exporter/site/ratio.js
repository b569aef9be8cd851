// Shares of uptime as text and as grades. They are never rounded up: 100 % means no downtime at all.

export function percent(ratio) {
  if (ratio == null) return "–";
  if (ratio >= 1) return "100 %";
  const floor = Math.floor(ratio * 10_000) / 100;
  return `${floor.toFixed(2)} %`;
}

/** From best to worst: the name of a bar of that grade, and its height in percent. Height and colour mean the same. */
export const GRADES = {
  up: ["up all day", 100],
  limited: ["up, with limits", 88],
  short: ["briefly down (99 % up or more)", 72],
  long: ["down for a while (90 % up or more)", 52],
  down: ["down for long (less than 90 % up)", 34],
  none: ["not observed", 10],
};

export function grade(ratio, status) {
  if (ratio == null) return "none";
  if (ratio >= 1) return status === "degraded" ? "limited" : "up";
  if (ratio >= 0.99) return "short";
  return ratio >= 0.9 ? "long" : "down";
}
