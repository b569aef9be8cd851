// A bot as a user of Eris writes it. Eris speaks HTTPS only: an agent of its own takes its requests to the sandbox.
import http from "node:http";
import net from "node:net";
import { Client, Constants } from "eris";

const { SANDBOX, SANDBOX_TOKEN, SANDBOX_GUILD } = process.env;
const sandbox = new URL(SANDBOX);
const tell = (saw, details = {}) => console.log(JSON.stringify({ saw, ...details }));
const RANKS = ["captain", "castellan", "legionary"];

class PlainAgent extends http.Agent {
  protocol = "https:"; // what Eris asks for; the connection is plain
  defaultPort = 443;
  createConnection = (_, done) => net.connect(sandbox.port, sandbox.hostname, done);
}

const { ApplicationCommandOptionTypes: Options, AuditLogActions, ButtonStyles, ComponentTypes, InteractionTypes,
  MessageFlags, TextInputStyles } = Constants;
const client = new Client(`Bot ${SANDBOX_TOKEN}`, {
  intents: ["guilds", "guildMembers", "guildBans"],
  restMode: true,
  rest: { domain: sandbox.host, baseURL: "/api/v10", agent: new PlainAgent() },
});

const slash = (name, description, ...options) => ({ type: 1, name, description, options });
const option = (type, name, description, more = { required: true }) => ({ type, name, description, ...more });
const commands = [
  slash("hello", "Greets somebody",
    option(Options.USER, "member", "Whom"),
    option(Options.INTEGER, "times", "How often", { min_value: 1, max_value: 5 }),
    option(Options.BOOLEAN, "secret", "For you alone", {})),
  slash("slow", "Takes its time"),
  slash("panel", "Shows a button"),
  slash("form", "Shows a form"),
  slash("find", "Completes what you type",
    option(Options.STRING, "rank", "Which", { required: true, autocomplete: true })),
  slash("rename", "Changes a nickname",
    option(Options.USER, "member", "Whose"), option(Options.STRING, "nick", "The new one")),
];

client.once("ready", async () => {
  const guild = client.guilds.get(SANDBOX_GUILD);
  tell("ready", { user: client.user.id, guild: guild.name });
  await client.bulkEditGuildCommands(guild.id, commands);
  const single = await client.createGuildCommand(guild.id, slash("single", "Not yet"));
  await client.editGuildCommand(guild.id, single.id, { description: "One by itself" });
  const spare = await client.createGuildCommand(guild.id, slash("spare", "One too many"));
  await client.deleteGuildCommand(guild.id, spare.id);
  const fetched = await client.getGuildCommands(guild.id);
  tell("registered", { commands: fetched.map((command) => `${command.name}: ${command.description}`) });
});

client.on("guildMemberUpdate", (guild, member) => tell("member", { nick: member.nick }));
client.on("shardResume", () => tell("resumed"));

const value = (interaction, name) => interaction.data.options?.find((each) => each.name === name)?.value;
const handlers = {
  async hello(interaction) {
    const user = interaction.data.resolved.users.get(value(interaction, "member"));
    const content = Array(value(interaction, "times") ?? 1).fill(`Hello, ${user.globalName}!`).join(" ");
    await interaction.createMessage({ content, flags: value(interaction, "secret") ? MessageFlags.EPHEMERAL : 0 });
  },
  async slow(interaction) {
    await interaction.defer();
    await interaction.editOriginalMessage({ content: "Done.", embeds: [{ title: "Report" }] });
    await interaction.createFollowup("One more thing.");
  },
  async panel(interaction) {
    const button = { type: ComponentTypes.BUTTON, style: ButtonStyles.PRIMARY, custom_id: "press", label: "Press" };
    const row = { type: ComponentTypes.ACTION_ROW, components: [button] };
    await interaction.createMessage({ content: "Press it.", components: [row] });
  },
  async form(interaction) {
    const text = {
      type: ComponentTypes.TEXT_INPUT, style: TextInputStyles.SHORT, custom_id: "text", label: "What is it?",
    };
    const row = { type: ComponentTypes.ACTION_ROW, components: [text] };
    await interaction.createModal({ title: "A form", custom_id: "form", components: [row] });
  },
  async find(interaction) {
    await interaction.createMessage(`You chose ${value(interaction, "rank")}.`);
  },
  async rename(interaction) {
    const member = await client.getRESTGuildMember(SANDBOX_GUILD, value(interaction, "member"));
    const reason = `asked for by ${interaction.member.user.globalName}`;
    await client.editGuildMember(SANDBOX_GUILD, member.id, { nick: value(interaction, "nick") }, reason);
    const actionType = AuditLogActions.MEMBER_UPDATE;
    const log = await client.getGuildAuditLog(SANDBOX_GUILD, { actionType, limit: 1 });
    const [entry] = log.entries;
    const target = log.users.find((each) => each.id === entry.targetID);
    await interaction.createMessage(`${target.globalName} is now ${entry.after.nick}: ${entry.reason}`);
  },
  async single(interaction) {
    await interaction.createMessage("One by itself.");
  },
};

client.on("interactionCreate", async (interaction) => {
  if (interaction.type === InteractionTypes.APPLICATION_COMMAND) {
    await handlers[interaction.data.name](interaction);
  } else if (interaction.type === InteractionTypes.APPLICATION_COMMAND_AUTOCOMPLETE) {
    const typed = interaction.data.options.find((each) => each.focused).value;
    const found = RANKS.filter((rank) => rank.startsWith(typed));
    await interaction.result(found.map((rank) => ({ name: rank, value: rank })));
  } else if (interaction.type === InteractionTypes.MESSAGE_COMPONENT) {
    await interaction.editParent({ content: `Pressed by ${interaction.member.user.globalName}.`, components: [] });
  } else if (interaction.type === InteractionTypes.MODAL_SUBMIT) {
    await interaction.createMessage(`You wrote: ${interaction.data.components[0].components[0].value}`);
  }
});

process.on("unhandledRejection", (error) => console.error(error));
client.on("error", (error) => console.error(error));
client.on("debug", (line) => console.error(line));
await client.connect();
