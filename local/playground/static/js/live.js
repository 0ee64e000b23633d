// Keeping up: the control API's event stream says what changed, then it is read again. Without the stream, by polling.

import { announce } from "./a11y.js";
import { readConfig } from "./api.js";
import { oneAtATime, settle } from "./dom.js";
import { chooseChannel, displayName, emit, holdsText, isDirect, markUnread, meet, sees, store } from "./store.js";

const POLL_MS = 2000;
const GUILD_EVENTS = /^(?:CHANNEL|GUILD|THREAD|APPLICATION_COMMAND)/;
const LOADING = 1 << 7;

/** Read the guild again: channels, roles, members, commands, rights. */
export const refreshGuild = oneAtATime(async () => {
  store.guild = await store.control.state();
  emit("guild");
  if (!visible(store.channelId)) chooseChannel(firstChannel());
});

/** Read the shown channel's messages again. */
export const refreshMessages = oneAtATime(async () => {
  const { channelId, userId } = store;
  if (!channelId) return;
  const found = (await store.control.messages(channelId, userId)).reverse();
  if (channelId !== store.channelId || userId !== store.userId) return;
  const before = new Map(store.messages.map((message) => [message.id, message]));
  const known = store.messagesKnown;
  meet(found);
  store.messages = found;
  store.messagesKnown = true;
  emit("messages");
  if (known) tell(found, before);
});

/** Read the user's direct message channels again. */
export const refreshDirect = oneAtATime(async () => {
  store.directMessages = await store.control.directMessages(store.userId);
  emit("guild");
});

const soon = {
  guild: settle(() => quietly(refreshGuild), 60),
  messages: settle(() => quietly(refreshMessages), 25),
  direct: settle(() => quietly(refreshDirect), 60),
};

function visible(channelId) {
  const found = store.guild?.channels.find((one) => one.id === channelId);
  return found ? sees(store.userId, found) : isDirect(channelId);
}

/** The channel to open first: the one of the last visit, else the first that the user sees. */
export function firstChannel() {
  const kept = localStorage.getItem("channel");
  if (kept && visible(kept)) return kept;
  const texts = store.guild.channels.filter((found) => holdsText(found) && sees(store.userId, found));
  return texts.sort((one, other) => one.position - other.position)[0]?.id ?? null;
}

function tell(found, before) {
  for (const message of found) {
    const old = before.get(message.id);
    const answered = old && old.flags & LOADING && !(message.flags & LOADING);
    if ((old && !answered) || message.flags & LOADING || message.author.id === store.userId) continue;
    const texts = [
      message.content,
      ...message.embeds.flatMap((embed) => [embed.title, embed.description]),
      ...spoken(message.components),
    ];
    announce(`${displayName(message.author)}: ${texts.filter(Boolean).join(". ")}`);
  }
}

const spoken = (parts) => (parts ?? []).flatMap((part) => [part.content, ...spoken(part.components)]);

function quietly(task) {
  task().catch((problem) => emit("trouble", problem));
}

const HANDLERS = {
  gateway({ event, data, channel_id: where }) {
    if (GUILD_EVENTS.test(event)) soon.guild();
    if (event === "TYPING_START") emit("typing", { channelId: data.channel_id, userId: data.user_id });
    if (event === "MESSAGE_CREATE") emit("spoke", { channelId: where, userId: data.author.id });
    if (!event.startsWith("MESSAGE")) return;
    if (where === store.channelId) soon.messages();
    else if (event === "MESSAGE_CREATE" && data.author.id !== store.userId && where) {
      if (visible(where)) markUnread(where);
      else if (!data.guild_id) soon.direct();
    }
  },
  ephemeral({ user_id: userId }) {
    if (userId === store.userId) soon.messages();
  },
  interaction({ interaction_id: id, payload }) {
    if (payload?.type === 2) store.commandNames.set(id, commandName(payload.data));
    soon.messages();
    emit("activity");
  },
  request(entry) {
    emit("request");
    if (entry.method === "GET") return;
    soon.messages();
    emit("activity");
    if (entry.path.includes("/commands")) soon.guild();
  },
  reset() {
    store.unread.clear();
    emit("reset");
    refreshAll();
  },
};

function commandName(data) {
  const words = [data.name];
  for (let inner = data.options?.[0]; inner && inner.type <= 2; inner = inner.options?.[0]) words.push(inner.name);
  return `/${words.join(" ")}`;
}

export function refreshAll() {
  soon.guild();
  soon.direct();
  soon.messages();
  emit("request");
  emit("activity");
}

let polling = null;
let source = null;

/** Listen from now on; the promise is kept once the stream is open, or has failed for the first time. */
export function listen() {
  const { promise, resolve } = Promise.withResolvers();
  let known = Boolean(store.guild);
  source?.close();
  source = new EventSource(`${store.control.url}/events`);
  for (const [name, handle] of Object.entries(HANDLERS)) {
    source.addEventListener(name, (event) => store.guild && handle(JSON.parse(event.data)));
  }
  source.onopen = () => {
    clearInterval(polling);
    polling = null;
    setLink("live");
    if (known) refreshAll();
    known = true;
    resolve();
  };
  source.onerror = () => {
    known = true;
    polling ??= setInterval(poll, POLL_MS);
    resolve();
    poll();
  };
  return promise;
}

window.addEventListener("pagehide", () => source?.close());
window.addEventListener("pageshow", (event) => event.persisted && store.control && listen());
document.addEventListener("visibilitychange", () => document.hidden || !store.guild || refreshAll());

/** Ask once; a run that was started anew has new addresses, so the page begins anew too. */
async function poll() {
  if (!store.guild) return;
  try {
    await Promise.all([refreshGuild(), refreshMessages()]);
    emit("request");
    setLink("polling");
    if (source.readyState === EventSource.CLOSED) listen();
  } catch {
    setLink("lost");
    const config = await readConfig().catch(() => null);
    if (config && config.pid !== store.config.pid) location.reload();
  }
}

function setLink(state) {
  if (store.link === state) return;
  store.link = state;
  emit("link");
}
