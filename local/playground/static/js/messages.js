// The middle: the shown channel's messages, kept at the bottom while the reader is at the bottom.

import { byId, h, reconcile, say } from "./dom.js";
import { at, sameDay } from "./format.js";
import { continues, messageItem } from "./message.js";
import { channel, channelName, isDirect, on, store } from "./store.js";

const PAGE = 150;
const NEAR_PX = 80;
let shown = PAGE;

export function startMessages() {
  byId("older").addEventListener("click", () => {
    shown += PAGE;
    draw();
  });
  on("messages", draw);
  on("picking", draw);
  on("guild", () => {
    title();
    if (store.messagesKnown) draw();
  });
  on("channel", ({ changed }) => {
    title();
    if (!changed) return;
    shown = PAGE;
    stuck = true;
    draw();
  });
  new ResizeObserver(() => stuck && toEnd()).observe(byId("log"));
  byId("log").addEventListener("scroll", () => (stuck = atEnd()), { passive: true });
}

let stuck = true;

function atEnd() {
  const log = byId("log");
  return log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;
}

function toEnd() {
  const log = byId("log");
  log.scrollTop = log.scrollHeight;
}

/** Bring the newest message into sight, e.g. after speaking. */
export function followEnd() {
  stuck = true;
  toEnd();
}

function title() {
  const found = channel(store.channelId);
  const name = found ? channelName(found.id) : "No channel";
  byId("channel-title").textContent = name;
  byId("channel-topic").textContent = found?.topic ?? (isDirect(store.channelId) ? "What the app tells you alone" : "");
  byId("log").setAttribute("aria-label", `Messages in ${name}`);
  document.title = `${name} · Guildhall playground`;
}

function draw() {
  const list = byId("messages");
  const follow = stuck || !store.messagesKnown;
  const all = store.messages.filter((message) => !store.dismissed.has(message.id));
  const rows = withDays(all.slice(-shown));
  byId("older").hidden = all.length <= shown;
  say(byId("log-empty"), emptiness(all));
  const picking = Boolean(store.picking);
  list.classList.toggle("picking", picking);
  reconcile(list, rows, {
    key: (row) => row.key,
    version: (row) =>
      row.day
        ? row.day
        : JSON.stringify([
            row.message,
            row.compact,
            picking,
            store.commandNames.get(row.message.interaction_metadata?.id),
            store.userId,
          ]),
    build: (row) =>
      row.day
        ? h("li", { class: "day" }, h("span", null, row.day))
        : messageItem(row.message, { compact: row.compact, picking }),
  });
  if (follow) toEnd();
}

function emptiness(all) {
  if (!store.channelId) return store.guild ? "This user sees no channel. Choose another user on the left." : "";
  if (!store.messagesKnown) return "Loading…";
  return all.length ? "" : "Nothing has been said here. Write something, or type / for a command.";
}

function withDays(messages) {
  const rows = [];
  let before = null;
  for (const message of messages) {
    if (!before || !sameDay(before.timestamp, message.timestamp)) {
      const day = at.day.format(new Date(message.timestamp));
      rows.push({ key: `day ${day}`, day });
      before = null;
    }
    rows.push({ key: message.id, message, compact: continues(message, before) });
    before = message;
  }
  return rows;
}
