// One message: who, when, what, and what can be done with it.

import { component } from "./components.js";
import { h } from "./dom.js";
import { at, colour, plural } from "./format.js";
import { interact } from "./interact.js";
import { inline, markdown } from "./markdown.js";
import { has, Permission } from "./permissions.js";
import { avatar } from "./sidebar.js";
import { dismiss, displayName, emit, rights, store } from "./store.js";

const EPHEMERAL = 1 << 6,
  LOADING = 1 << 7;
const MESSAGE_MENU = 3;
const GROUP_MS = 6 * 60 * 1000;
const SYSTEM = { 6: "pinned a message", 7: "joined the guild", 18: "started a thread" };

/** Whether a message stands under the author line of the one before it. */
export function continues(message, before) {
  return Boolean(
    before &&
    before.author.id === message.author.id &&
    message.type === 0 &&
    !(message.flags & EPHEMERAL) &&
    !(before.flags & EPHEMERAL) &&
    new Date(message.timestamp) - new Date(before.timestamp) < GROUP_MS,
  );
}

/** A message as a list item. */
export function messageItem(message, { compact, picking }) {
  const kinds = [
    "message",
    compact && "compact",
    message.flags & EPHEMERAL && "ephemeral",
    mentionsMe(message) && "for-me",
  ];
  const side =
    picking && !(message.flags & EPHEMERAL)
      ? tick(message)
      : compact
        ? when(message, "side-time")
        : avatar(message.author);
  return h(
    "li",
    { class: kinds.filter(Boolean).join(" "), id: `m${message.id}` },
    origin(message),
    h("div", { class: "side" }, side),
    h("div", { class: "body" }, !compact && heading(message), content(message), reactions(message), ephemeral(message)),
    !picking && tools(message),
  );
}

const mentionsMe = (message) => message.mentions.some((user) => user.id === store.userId) || message.mention_everyone;

function tick(message) {
  const picked = store.picking;
  const toggle = (event) => {
    if (!picked.multiple) picked.selected.clear();
    picked.selected[event.target.checked ? "add" : "delete"](message.id);
    if (!picked.multiple)
      document
        .querySelectorAll("#messages input[type=checkbox]")
        .forEach((box) => (box.checked = picked.selected.has(box.value)));
    picked.done([...picked.selected]);
  };
  const said = at.full.format(new Date(message.timestamp));
  const label = `${displayName(message.author)}, ${said}: ${message.content.slice(0, 80)}`;
  const props = {
    type: "checkbox",
    value: message.id,
    checked: picked.selected.has(message.id),
    "aria-label": label,
    onchange: toggle,
  };
  return h("label", { class: "tick" }, h("input", { ...props, dataset: { focus: `tick-${message.id}` } }));
}

/** The line above: what it replies to, or which command it answers. */
function origin(message) {
  const reply = message.referenced_message;
  if (message.message_reference && message.type === 19) {
    const quoted = reply
      ? [
          h("strong", null, displayName(reply.author)),
          " ",
          h("span", null, inline(reply.content.split("\n")[0].slice(0, 120) || "a message")),
        ]
      : "a message that was deleted";
    return h("p", { class: "origin" }, "↱ ", quoted);
  }
  const asked = message.interaction_metadata;
  if (!asked) return null;
  const command = store.commandNames.get(asked.id);
  const used = command ? ["used ", h("code", null, command)] : asked.type === 3 ? "pressed a button" : "used a command";
  return h("p", { class: "origin" }, "↱ ", h("strong", null, displayName(asked.user)), " ", used);
}

function heading(message) {
  return h(
    "p",
    { class: "heading-line" },
    h("strong", { class: "author" }, displayName(message.author)),
    message.author.bot && h("span", { class: "tag" }, "app"),
    when(message, "time"),
    message.pinned && h("span", { class: "tag faint" }, "pinned"),
  );
}

function when(message, kind) {
  const date = new Date(message.timestamp);
  return h("time", { class: kind, datetime: message.timestamp, title: at.longest.format(date) }, at.clock.format(date));
}

function content(message) {
  if (message.flags & LOADING)
    return h(
      "p",
      { class: "thinking" },
      h("span", { class: "pulse", "aria-hidden": "true" }),
      `${displayName(message.author)} is thinking…`,
    );
  const edited =
    message.edited_timestamp &&
    !message.webhook_id &&
    h("span", { class: "edited", title: at.longest.format(new Date(message.edited_timestamp)) }, "edited");
  return [
    SYSTEM[message.type] && h("p", { class: "hint" }, SYSTEM[message.type]),
    message.content && h("div", { class: "md" }, markdown(message.content)),
    message.embeds.map(embed),
    message.attachments.map(attachment),
    message.components.map((part) => component(part, message)),
    edited,
  ];
}

function embed(found) {
  const title = found.title && h("p", { class: "embed-title" }, inline(found.title));
  const fields = (found.fields ?? []).map((field) =>
    h(
      "div",
      { class: field.inline ? "inline" : null },
      h("dt", null, inline(field.name)),
      h("dd", { class: "md" }, markdown(field.value)),
    ),
  );
  const element = h(
    "article",
    { class: "card embed" },
    found.author?.name && h("p", { class: "small" }, found.author.name),
    title,
    found.description && h("div", { class: "md" }, markdown(found.description)),
    fields.length > 0 && h("dl", { class: "fields" }, fields),
    found.footer?.text && h("p", { class: "small" }, found.footer.text),
  );
  const side = colour(found.color);
  if (side) element.style.setProperty("--side", side);
  return element;
}

const attachment = (file) =>
  h(
    "p",
    { class: "file" },
    h("a", { href: file.url, target: "_blank", rel: "noreferrer noopener" }, file.filename),
    ` ${plural(file.size, "byte")}`,
  );

function reactions(message) {
  if (!message.reactions?.length) return null;
  const may = has(rights(store.userId, store.channelId), Permission.ADD_REACTIONS);
  const toggle = ({ me, emoji }) =>
    act(
      store.control.react({
        channel_id: message.channel_id,
        message_id: message.id,
        user_id: store.userId,
        emoji: emoji.name,
        remove: me,
      }),
    );
  return h(
    "div",
    { class: "row reactions" },
    message.reactions.map((found) =>
      h(
        "button",
        {
          type: "button",
          "aria-pressed": String(found.me),
          disabled: !may,
          onclick: () => toggle(found),
          dataset: { focus: `r${message.id}${found.emoji.name}` },
        },
        `${found.emoji.name} ${found.count}`,
      ),
    ),
  );
}

function ephemeral(message) {
  if (!(message.flags & EPHEMERAL)) return null;
  return h(
    "p",
    { class: "only-you" },
    "Only you can see this · ",
    h("button", { type: "button", class: "link", onclick: () => dismiss(message.id) }, "Dismiss"),
  );
}

const act = (promise) => promise.catch((problem) => emit("trouble", problem));

function tools(message) {
  if (message.flags & EPHEMERAL) return null;
  const menus = store.guild.commands.filter((command) => command.type === MESSAGE_MENU);
  const ask = (command) => interact({ kind: "message_command", name: command.name, target_id: message.id });
  const use = (command) => act(ask(command).then(() => emit("acted"))); // the answer comes at the end
  const reply = () => emit("reply", message);
  return h(
    "div",
    { class: "tools" },
    h(
      "button",
      { type: "button", class: "quiet", onclick: reply, "aria-label": `Reply to ${displayName(message.author)}` },
      "Reply",
    ),
    menus.map((command) => h("button", { type: "button", class: "quiet", onclick: () => use(command) }, command.name)),
  );
}
