// Left: who you are and what you may do, and the channels that this user sees.

import { byId, h, reconcile } from "./dom.js";
import { at, initial, tone } from "./format.js";
import { moderating, Permission, has } from "./permissions.js";
import {
  chooseChannel,
  chooseUser,
  displayName,
  emit,
  holdsText,
  member,
  on,
  rights,
  role,
  sees,
  store,
  timedOutUntil,
} from "./store.js";

const CATEGORY = 4;
const VOICE = new Set([2, 13]);

export function startSidebar() {
  on("guild", draw);
  on("user", draw);
  on("channel", draw);
  on("unread", drawChannels);
}

function draw() {
  if (!store.guild) return;
  byId("guild-name").textContent = store.guild.guild.name;
  drawPeople();
  drawChannels();
}

export function avatar(user, { small = false } = {}) {
  const kind = small ? "avatar small" : "avatar";
  if (user.bot)
    return h("img", { class: kind, src: "icon.svg", alt: "", width: small ? 24 : 36, height: small ? 24 : 36 });
  const place = store.guild.members.findIndex((found) => found.user.id === user.id);
  return h("span", { class: `${kind} tone${tone(place)}`, "aria-hidden": "true" }, initial(displayName(user)));
}

function drawPeople() {
  const people = Object.entries(store.guild.users).filter(([, id]) => member(id));
  const list = byId("people-list");
  list.className = "people-list";
  reconcile(list, people, {
    key: ([name]) => name,
    version: ([, id]) => JSON.stringify([member(id), id === store.userId]),
    build: ([name, id]) => person(name, id),
  });
  byId("may").textContent = may(store.userId);
}

function person(name, id) {
  const found = member(id);
  const pick = () => chooseUser(id);
  return h(
    "label",
    { class: "person" },
    h("input", {
      type: "radio",
      name: "user",
      value: name,
      checked: id === store.userId,
      onchange: pick,
      dataset: { focus: name },
    }),
    avatar(found.user),
    h("span", { class: "person-text" }, h("strong", null, displayName(found.user)), h("span", null, name)),
  );
}

function may(userId) {
  const found = member(userId);
  if (!found) return "";
  if (store.guild.guild.owner_id === userId) return "Owns the guild: may do everything.";
  const until = timedOutUntil(userId);
  if (until) return `Timed out until ${at.full.format(until)}: may only read.`;
  const bits = everywhere(userId);
  const own = has(bits, Permission.ADMINISTRATOR) ? ["everything"] : moderating(bits);
  const roles = found.roles.map((id) => role(id)?.name).filter(Boolean);
  const worn = roles.length ? `${roles.join(", ")}: ` : "No role: ";
  return worn + (own.length ? `may ${own.join(", ")}.` : "may read and write in the open channels, moderate nothing.");
}

function everywhere(userId) {
  return store.guild.channels.reduce((sum, found) => sum | rights(userId, found.id), 0n);
}

function drawChannels() {
  const groups = grouped();
  const nav = byId("channels");
  reconcile(nav, groups, {
    key: (group) => group.id,
    version: (group) =>
      JSON.stringify([
        group.name,
        group.channels.map((found) => [
          found.id,
          found.name,
          found.type,
          store.unread.get(found.id),
          found.id === store.channelId,
          locked(found),
        ]),
      ]),
    build: section,
  });
  drawTotal();
}

function drawTotal() {
  const total = [...store.unread.values()].reduce((sum, count) => sum + count, 0);
  const badge = byId("unread-total");
  badge.hidden = !total;
  badge.textContent = total || "";
}

function grouped() {
  const shown = store.guild.channels.filter((found) => found.type !== CATEGORY && sees(store.userId, found));
  const byPosition = (one, other) => one.position - other.position || (BigInt(one.id) < BigInt(other.id) ? -1 : 1);
  const of = (parent) => {
    const own = shown.filter((found) => (found.parent_id ?? null) === parent && !found.thread_metadata);
    const kinds = [own.filter((found) => !VOICE.has(found.type)), own.filter((found) => VOICE.has(found.type))];
    return kinds
      .flatMap((kind) => kind.sort(byPosition))
      .flatMap((found) => [found, ...shown.filter((thread) => thread.parent_id === found.id)]);
  };
  const categories = store.guild.channels.filter((found) => found.type === CATEGORY).sort(byPosition);
  const groups = [
    { id: "top", name: "", channels: of(null) },
    ...categories.map((found) => ({ id: found.id, name: found.name, channels: of(found.id) })),
  ];
  if (store.directMessages.length)
    groups.push({ id: "direct", name: "Direct messages", channels: store.directMessages });
  return groups.filter((group) => group.channels.length);
}

const locked = (found) =>
  !has(rights(store.userId, found.id), Permission.SEND_MESSAGES) && !store.directMessages.includes(found);

function section(group) {
  return h(
    "section",
    { class: "category" },
    group.name && h("h2", { id: `category-${group.id}` }, group.name),
    h(
      "ul",
      { "aria-labelledby": group.name ? `category-${group.id}` : null },
      group.channels.map((found) => h("li", null, entry(found))),
    ),
  );
}

function entry(found) {
  const count = store.unread.get(found.id);
  const sign = VOICE.has(found.type) ? "♪" : found.thread_metadata ? "↳" : found.name ? "#" : "@";
  if (!holdsText(found) && found.type !== 1)
    return h("span", { class: "channel voice" }, h("span", { class: "sign", "aria-hidden": "true" }, sign), found.name);
  const go = () => {
    chooseChannel(found.id);
    emit("view", "chat");
  };
  return h(
    "button",
    {
      type: "button",
      class: "channel",
      "aria-current": found.id === store.channelId ? "page" : null,
      onclick: go,
      dataset: { focus: found.id },
    },
    h("span", { class: "sign", "aria-hidden": "true" }, sign),
    h("span", { class: "channel-name" }, found.name ?? "Guildhall"),
    locked(found) && h("span", { class: "lock" }, "read only"),
    count && h("span", { class: "count" }, String(count), h("span", { class: "sr" }, " unread")),
  );
}
