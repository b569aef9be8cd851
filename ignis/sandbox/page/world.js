// What the page knows of the server at the moment: members, roles, channels. Filled by main.js, read by the others.

export const world = { members: [], channels: [], roles: [], botRoles: [], personas: [], alertLanguage: "en" };

const byName = (a, b) => a.name.localeCompare(b.name);
const labelOf = ({ name, nick }) => (nick && nick !== name ? `${name} (${nick})` : name);

/** [[id, label], ...] for a <select>. */
export const memberChoices = () => world.members.toSorted(byName).map((member) => [member.id, labelOf(member)]);
export const roleChoices = () => world.roles.map((name) => [name, name]);
export const channelChoices = () => world.channels.map((name) => [name, `#${name}`]);
export const people = () => world.members.filter((member) => !member.bot).toSorted(byName);
/** For mentions in messages. */
export const names = () => ({ users: new Map(world.members.map((member) => [member.id, member.nick ?? member.name])) });
