// What a select menu offers, in a message or in a modal: its own options, or members, roles and channels.

import { channelChoices, memberChoices, roleChoices } from "./world.js";

const OFFERS = { 5: memberChoices, 6: roleChoices, 7: () => [...memberChoices(), ...roleChoices()], 8: channelChoices };

/** [[value, label, chosen], ...] */
export const choicesOf = (control) =>
  OFFERS[control.type]?.() ?? (control.options ?? []).map(({ value, label, description, default: chosen }) => [value, description ? `${label} – ${description}` : label, chosen]);
