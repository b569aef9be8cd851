// A bot as a user of discord.js writes it. Only `rest.api` is the sandbox's: the gateway's address comes from there.
import {
  ActionRowBuilder, AuditLogEvent, ButtonBuilder, ButtonStyle, Client, EmbedBuilder, Events,
  GatewayIntentBits, MessageFlags, ModalBuilder, SlashCommandBuilder, TextInputBuilder, TextInputStyle,
} from "discord.js";

const { SANDBOX, SANDBOX_TOKEN, SANDBOX_GUILD } = process.env;
const tell = (saw, details = {}) => console.log(JSON.stringify({ saw, ...details }));
const RANKS = ["captain", "castellan", "legionary"];

const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMembers, GatewayIntentBits.GuildModeration],
  rest: { api: SANDBOX + "/api", version: "10" },
});

const commands = [
  new SlashCommandBuilder().setName("hello").setDescription("Greets somebody")
    .addUserOption((option) => option.setName("member").setDescription("Whom").setRequired(true))
    .addIntegerOption((option) => option.setName("times").setDescription("How often").setMinValue(1).setMaxValue(5))
    .addBooleanOption((option) => option.setName("secret").setDescription("For you alone")),
  new SlashCommandBuilder().setName("slow").setDescription("Takes its time"),
  new SlashCommandBuilder().setName("panel").setDescription("Shows a button"),
  new SlashCommandBuilder().setName("form").setDescription("Shows a form"),
  new SlashCommandBuilder().setName("find").setDescription("Completes what you type")
    .addStringOption((option) => option.setName("rank").setDescription("Which").setRequired(true).setAutocomplete(true)),
  new SlashCommandBuilder().setName("rename").setDescription("Changes a nickname")
    .addUserOption((option) => option.setName("member").setDescription("Whose").setRequired(true))
    .addStringOption((option) => option.setName("nick").setDescription("The new one").setRequired(true)),
];

client.once(Events.ClientReady, async () => {
  const guild = await client.guilds.fetch(SANDBOX_GUILD);
  tell("ready", { user: client.user.id, guild: guild.name });
  await guild.commands.set(commands);
  const single = await guild.commands.create({ name: "single", description: "Not yet" });
  await guild.commands.edit(single, { description: "One by itself" });
  const spare = await guild.commands.create({ name: "spare", description: "One too many" });
  await guild.commands.delete(spare);
  const fetched = await guild.commands.fetch();
  tell("registered", { commands: fetched.map((command) => `${command.name}: ${command.description}`) });
});

client.on(Events.GuildMemberUpdate, (before, after) => tell("member", { nick: after.nickname }));
// What it missed, discord.js only writes into its cache while it resumes.
client.on(Events.ShardResume, () => {
  tell("resumed");
  const { members } = client.guilds.cache.get(SANDBOX_GUILD);
  for (const member of members.cache.values()) tell("member", { nick: member.nickname });
});

const handlers = {
  async hello(interaction) {
    const member = interaction.options.getMember("member");
    const times = interaction.options.getInteger("times") ?? 1;
    const secret = interaction.options.getBoolean("secret") ?? false;
    const content = Array(times).fill(`Hello, ${member.user.globalName}!`).join(" ");
    await interaction.reply({ content, flags: secret ? MessageFlags.Ephemeral : undefined });
  },
  async slow(interaction) {
    await interaction.deferReply();
    await interaction.editReply({ content: "Done.", embeds: [new EmbedBuilder().setTitle("Report")] });
    await interaction.followUp("One more thing.");
  },
  async panel(interaction) {
    const button = new ButtonBuilder().setCustomId("press").setLabel("Press").setStyle(ButtonStyle.Primary);
    await interaction.reply({ content: "Press it.", components: [new ActionRowBuilder().addComponents(button)] });
  },
  async form(interaction) {
    const text = new TextInputBuilder().setCustomId("text").setLabel("What is it?").setStyle(TextInputStyle.Short);
    const form = new ModalBuilder().setCustomId("form").setTitle("A form");
    await interaction.showModal(form.addComponents(new ActionRowBuilder().addComponents(text)));
  },
  async find(interaction) {
    await interaction.reply(`You chose ${interaction.options.getString("rank")}.`);
  },
  async rename(interaction) {
    const user = interaction.options.getUser("member");
    const member = await interaction.guild.members.fetch({ user, force: true });
    await member.setNickname(interaction.options.getString("nick"), `asked for by ${interaction.user.globalName}`);
    const entries = await interaction.guild.fetchAuditLogs({ type: AuditLogEvent.MemberUpdate, limit: 1 });
    const entry = entries.entries.first();
    const nick = entry.changes.find((change) => change.key === "nick").new;
    await interaction.reply(`${entry.target.globalName} is now ${nick}: ${entry.reason}`);
  },
  async single(interaction) {
    await interaction.reply("One by itself.");
  },
};

client.on(Events.InteractionCreate, async (interaction) => {
  if (interaction.isChatInputCommand()) {
    await handlers[interaction.commandName](interaction);
  } else if (interaction.isAutocomplete()) {
    const typed = interaction.options.getFocused();
    const found = RANKS.filter((rank) => rank.startsWith(typed));
    await interaction.respond(found.map((rank) => ({ name: rank, value: rank })));
  } else if (interaction.isButton()) {
    await interaction.update({ content: `Pressed by ${interaction.user.globalName}.`, components: [] });
  } else if (interaction.isModalSubmit()) {
    await interaction.reply(`You wrote: ${interaction.fields.getTextInputValue("text")}`);
  }
});

process.on("unhandledRejection", (error) => console.error(error));
client.on(Events.Debug, (line) => console.error(line));
await client.login(SANDBOX_TOKEN);
