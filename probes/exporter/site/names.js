// Names for what the page shows. Something without a label is shown under its own name.

import { CHECKS, CIRCUITS, CIRCUIT_STATES, HOLDS, PROGRAM_STATES, REASONS, TO_DO } from "./labels.js";

export const checkName = (name) => CHECKS[name]?.name ?? name;
export const circuitName = (name) => CIRCUITS[name] ?? name;
export const reasonName = (reason) => REASONS[reason] ?? reason ?? "";
export const holdReason = ({ reason, crashes }) => (HOLDS[reason] ?? reason).replace("{count}", crashes);

/** {status, name}: of a program, of a circuit. */
export const programState = (state) => PROGRAM_STATES[state] ?? { status: "unknown", name: state };
export const circuitState = (state) => CIRCUIT_STATES[state] ?? { status: "unknown", name: state };

/** "check:database" -> "Database" */
export function subjectName(subject) {
  const [kind, name] = split(subject);
  if (kind === "ignis") return "Ignis as a whole";
  if (kind === "check") return checkName(name);
  if (kind === "circuit") return circuitName(name);
  return `Program ${name}`;
}

/** What is left for a person to do about an incident; null if it ends by itself. */
export function toDo({ kind, subject }) {
  return TO_DO[kind]?.replaceAll("{subject}", split(subject)[1]) ?? null;
}

/** A program that was never started is not in use, and not down either. */
export const inUse = ({ state, since }) => state !== "STOPPED" || since !== null;

/** "process:bot" -> ["process", "bot"] */
const split = (subject) => subject.split(/:(.*)/s);
