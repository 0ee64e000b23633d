// The bottom of the middle: plain words, `/` for commands, `@` for people.

import { Choices } from "./a11y.js";
import { CommandForm, matching } from "./commands.js";
import { byId, h, say } from "./dom.js";
import { at } from "./format.js";
import { followEnd } from "./messages.js";
import {
  calledBy,
  channelName,
  displayName,
  emit,
  isDirect,
  maySpeak,
  nameOf,
  on,
  store,
  timedOutUntil,
} from "./store.js";

let form = null; // the open command
let replyTo = null;

const banner = h("p", { class: "reply-banner", hidden: true });
const text = h("textarea", {
  id: "text",
  rows: 1,
  maxlength: 2000,
  "aria-describedby": "text-hint",
  autocomplete: "off",
});
const send = h("button", { class: "primary" }, "Send");
const hint = h("p", { class: "hint", id: "text-hint" });
const choices = new Choices(text, { label: "Commands and people", choose: (item) => item.take() });
const writing = h(
  "form",
  { class: "writing", onsubmit: speak },
  banner,
  h("div", { class: "writing-row" }, choices.element, text, send),
  hint,
);

export function startComposer() {
  byId("composer").append(writing);
  text.addEventListener("input", offer);
  text.addEventListener("click", offer);
  text.addEventListener("keydown", key);
  for (const name of ["guild", "channel", "user"]) on(name, adapt);
  on("user", () => closeForm(false));
  for (const name of ["user", "acted"]) on(name, () => notice(""));
  on("channel", ({ changed }) => changed && notice(""));
  byId("skip").addEventListener("click", (event) => {
    event.preventDefault();
    if (form) form.focus();
    else text.focus();
  });
  on("reply", reply);
  on("acted", followEnd);
  on("trouble", (problem) => notice(problem.message));
  adapt();
}

/** Tell that something failed, above the composer, until the next success. */
export function notice(words) {
  say(byId("notice"), words);
}

function adapt() {
  if (!store.guild) return;
  const may = maySpeak();
  const where = channelName(store.channelId);
  text.placeholder = may ? `Message ${where}: @ asks the app, / gives a command` : "Only commands here: type /";
  text.setAttribute("aria-label", `Message in ${where}`);
  const until = timedOutUntil(store.userId);
  const why = until
    ? `${nameOf(store.userId)} is timed out until ${at.full.format(until)}.`
    : `${nameOf(store.userId)} may not write in ${where}; commands work.`;
  hint.replaceChildren(
    ...(may
      ? ["@Guildhall list my channels · / for commands", h("span", { class: "keys" }, "· Shift+Enter for a new line")]
      : [why]),
  );
  hint.classList.toggle("warn", !may);
}

function offer() {
  const before = text.value.slice(0, text.selectionStart);
  const person = /(?:^|\s)@([\w.-]*)$/.exec(before);
  if (before.startsWith("/") && !before.includes("\n") && !isDirect(store.channelId)) {
    const found = matching(before.slice(1));
    choices.show(found.map(commandItem), {
      empty: store.guild.commands.length
        ? "No command fits; Enter sends it as text"
        : "No command is registered. The run registers them when it starts.",
    });
  } else if (person) {
    const people = store.guild.members.filter(({ user }) =>
      calledBy(user).join(" ").toLowerCase().includes(person[1].toLowerCase()),
    );
    const written = people.length === 1 && displayName(people[0].user).toLowerCase() === person[1].toLowerCase();
    people.sort((one, other) => Boolean(other.user.bot) - Boolean(one.user.bot));
    choices.show(written ? [] : people.map(({ user }) => personItem(user, person[1])));
  } else choices.close();
}

const commandItem = (command) => ({
  label: `/${command.path}`,
  detail: command.description,
  note: command.needs && `hidden in Discord: needs ${command.needs}`,
  faint: Boolean(command.needs),
  take: () => openForm(command),
});

const personItem = (user, typed) => ({
  label: `@${displayName(user)}`,
  detail: user.bot ? "the app" : user.username,
  take: () => {
    const end = text.selectionStart;
    text.setRangeText(`@${displayName(user)} `, end - typed.length - 1, end, "end");
  },
});

/** Open a command's form in place of the text. */
function openForm(command) {
  closeForm(false);
  form = new CommandForm(command, () => closeForm(true));
  writing.hidden = true;
  byId("composer").append(form.element);
  form.focus();
}

function closeForm(focus) {
  if (!form) return;
  form.element.remove();
  form = null;
  text.value = "";
  writing.hidden = false;
  if (focus) text.focus();
}

function reply(message) {
  if (!maySpeak()) return notice(`${nameOf(store.userId)} may not write here.`);
  replyTo = message;
  const stop = h("button", { type: "button", class: "link", onclick: () => endReply() }, "Cancel");
  banner.replaceChildren(`Replying to ${displayName(message.author)} · `, stop);
  banner.hidden = false;
  text.focus();
}

function endReply() {
  replyTo = null;
  banner.hidden = true;
}

function key(event) {
  if (event.isComposing) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    writing.requestSubmit();
  } else if (event.key === "Escape" && replyTo) endReply();
}

/** What a person types becomes what Discord's client would send: names become mentions. */
function sent(words) {
  const names = store.guild.members.flatMap(({ user }) => calledBy(user).map((name) => [name, user.id]));
  names.sort(([one], [other]) => other.length - one.length);
  let made = words;
  for (const [name, id] of names)
    made = made.replaceAll(new RegExp(`(?<![\\w<])@${escape(name)}(?!\\w)`, "gi"), `<@${id}>`);
  for (const found of store.guild.roles)
    made = made.replaceAll(new RegExp(`(?<![\\w<])@${escape(found.name)}(?!\\w)`, "g"), `<@&${found.id}>`);
  for (const found of store.guild.channels)
    made = made.replaceAll(new RegExp(`(?<![\\w<])#${escape(found.name)}(?![\\w-])`, "g"), `<#${found.id}>`);
  return made;
}

const escape = (name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

async function speak(event) {
  event.preventDefault();
  const words = text.value.trim();
  if (!words || send.disabled) return;
  if (!maySpeak())
    return notice(`${nameOf(store.userId)} may not write in ${channelName(store.channelId)}. Type / for a command.`);
  send.disabled = true;
  try {
    await store.control.speak({
      channel_id: store.channelId,
      author_id: store.userId,
      content: sent(words),
      reply_to: replyTo?.id,
    });
    text.value = "";
    endReply();
    notice("");
    emit("acted");
  } catch (problem) {
    notice(problem.message);
  }
  send.disabled = false;
}
