// A bot as a user of oceanic.js writes it. Only `rest.baseURL` is the sandbox's: the gateway's address comes from there.
import { ApplicationCommandOptionTypes as Options, AuditLogActionTypes, ButtonStyles, Client, ComponentTypes,
  InteractionTypes, MessageFlags, TextInputStyles } from "oceanic.js";

const { SANDBOX, SANDBOX_TOKEN, SANDBOX_GUILD } = process.env;
const tell = (saw, details = {}) => console.log(JSON.stringify({ saw, ...details }));
const RANKS = ["captain", "castellan", "legionary"];

const client = new Client({
  auth: `Bot ${SANDBOX_TOKEN}`,
  rest: { baseURL: SANDBOX + "/api/v10" },
  gateway: { intents: ["GUILDS", "GUILD_MEMBERS", "GUILD_MODERATION"] },
});

const slash = (name, description, ...options) => ({ type: 1, name, description, options });
const option = (type, name, description, more = { required: true }) => ({ type, name, description, ...more });
const commands = [
  slash("hello", "Greets somebody",
    option(Options.USER, "member", "Whom"),
    option(Options.INTEGER, "times", "How often", { minValue: 1, maxValue: 5 }),
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
  const application = client.application;
  await application.bulkEditGuildCommands(guild.id, commands);
  const single = await application.createGuildCommand(guild.id, slash("single", "Not yet"));
  await application.editGuildCommand(guild.id, single.id, { type: 1, description: "One by itself" });
  const spare = await application.createGuildCommand(guild.id, slash("spare", "One too many"));
  await application.deleteGuildCommand(guild.id, spare.id);
  const fetched = await application.getGuildCommands(guild.id);
  tell("registered", { commands: fetched.map((command) => `${command.name}: ${command.description}`) });
});

client.on("guildMemberUpdate", (member) => tell("member", { nick: member.nick }));
client.on("shardResume", () => tell("resumed"));

const handlers = {
  async hello(interaction) {
    const member = interaction.data.options.getMember("member", true);
    const times = interaction.data.options.getInteger("times") ?? 1;
    const secret = interaction.data.options.getBoolean("secret") ?? false;
    const content = Array(times).fill(`Hello, ${member.user.globalName}!`).join(" ");
    await interaction.createMessage({ content, flags: secret ? MessageFlags.EPHEMERAL : undefined });
  },
  async slow(interaction) {
    await interaction.defer();
    await interaction.editOriginal({ content: "Done.", embeds: [{ title: "Report" }] });
    await interaction.createFollowup({ content: "One more thing." });
  },
  async panel(interaction) {
    const button = { type: ComponentTypes.BUTTON, style: ButtonStyles.PRIMARY, customID: "press", label: "Press" };
    const row = { type: ComponentTypes.ACTION_ROW, components: [button] };
    await interaction.createMessage({ content: "Press it.", components: [row] });
  },
  async form(interaction) {
    const text = {
      type: ComponentTypes.TEXT_INPUT, style: TextInputStyles.SHORT, customID: "text", label: "What is it?",
    };
    const row = { type: ComponentTypes.ACTION_ROW, components: [text] };
    await interaction.createModal({ title: "A form", customID: "form", components: [row] });
  },
  async find(interaction) {
    await interaction.createMessage({ content: `You chose ${interaction.data.options.getString("rank", true)}.` });
  },
  async rename(interaction) {
    const user = interaction.data.options.getUser("member", true);
    const member = await client.rest.guilds.getMember(SANDBOX_GUILD, user.id);
    const reason = `asked for by ${interaction.user.globalName}`;
    await member.edit({ nick: interaction.data.options.getString("nick", true), reason });
    const actionType = AuditLogActionTypes.MEMBER_UPDATE;
    const log = await client.rest.guilds.getAuditLog(SANDBOX_GUILD, { actionType, limit: 1 });
    const [entry] = log.entries;
    const nick = entry.changes.find((change) => change.key === "nick").new_value;
    const target = log.users.find((each) => each.id === entry.targetID);
    await interaction.createMessage({ content: `${target.globalName} is now ${nick}: ${entry.reason}` });
  },
  async single(interaction) {
    await interaction.createMessage({ content: "One by itself." });
  },
};

client.on("interactionCreate", async (interaction) => {
  if (interaction.type === InteractionTypes.APPLICATION_COMMAND) {
    await handlers[interaction.data.name](interaction);
  } else if (interaction.type === InteractionTypes.APPLICATION_COMMAND_AUTOCOMPLETE) {
    const typed = interaction.data.options.getFocused(true).value;
    const found = RANKS.filter((rank) => rank.startsWith(typed));
    await interaction.result(found.map((rank) => ({ name: rank, value: rank })));
  } else if (interaction.type === InteractionTypes.MESSAGE_COMPONENT) {
    await interaction.editParent({ content: `Pressed by ${interaction.user.globalName}.`, components: [] });
  } else if (interaction.type === InteractionTypes.MODAL_SUBMIT) {
    const text = interaction.data.components.getTextInput("text", true);
    await interaction.createMessage({ content: `You wrote: ${text}` });
  }
});

process.on("unhandledRejection", (error) => console.error(error));
client.on("error", (error) => console.error(error));
client.on("warn", (line) => console.error(line));
client.on("debug", (line) => console.error(line));
await client.connect();
