// What the page knows, and who wants to hear when it changes.

import { Permission, has } from "./permissions.js";

const listeners = new Map();
const TEXT_TYPES = new Set([0, 5, 10, 11, 12]);

export const store = {
  config: null,
  control: null,
  guild: null, // the answer of GET /state
  userId: null,
  channelId: null,
  directMessages: [],
  messages: [], // of the shown channel, oldest first, as this user sees them
  messagesKnown: false,
  met: new Map(), // user id -> user: who wrote or was mentioned, whether still a member or not
  unread: new Map(), // channel id -> number
  commandNames: new Map(), // interaction id -> "/message bulk_delete"
  dismissed: new Set(JSON.parse(sessionStorage.getItem("dismissed") ?? "[]")),
  picking: null, // {multiple, selected: Set, done} while messages are being selected
  link: "starting",
};

/** Call `listener` after each `emit(name)`. */
export function on(name, listener) {
  listeners.set(name, [...(listeners.get(name) ?? []), listener]);
}

export function emit(name, detail) {
  for (const listener of listeners.get(name) ?? []) listener(detail);
}

export const member = (userId) => store.guild?.members.find((found) => found.user.id === userId);
export const role = (roleId) => store.guild?.roles.find((found) => found.id === roleId);
export const channel = (channelId) =>
  store.guild?.channels.find((found) => found.id === channelId) ??
  store.directMessages.find((found) => found.id === channelId);

/** The contract's name of a user id: owner, moderator, member, newcomer. */
export const userName = (userId) => Object.entries(store.guild?.users ?? {}).find(([, id]) => id === userId)?.[0];

/** Everything that a person may write after an @ to mean this user; whoever reads the README writes @newcomer. */
export const calledBy = (user) => [displayName(user), user.username, userName(user.id)].filter(Boolean);

/** What a user may do in a channel, as bits. */
export function rights(userId, channelId) {
  return BigInt(store.guild?.permissions[userName(userId)]?.[channelId] ?? 0);
}

export const sees = (userId, found) => has(rights(userId, found.id), Permission.VIEW_CHANNEL);
export const holdsText = (found) => TEXT_TYPES.has(found.type);
export const isDirect = (channelId) => store.directMessages.some((found) => found.id === channelId);

/** Whether this user may write in the shown channel; direct messages are always open. */
export function maySpeak() {
  if (isDirect(store.channelId)) return true;
  const bits = rights(store.userId, store.channelId);
  return has(bits, Permission.SEND_MESSAGES) && !timedOutUntil(store.userId);
}

/** When a running timeout ends, else null. */
export function timedOutUntil(userId) {
  const until = member(userId)?.communication_disabled_until;
  return until && new Date(until) > new Date(store.guild.now) ? new Date(until) : null;
}

export function displayName(user) {
  if (!user) return "somebody";
  const found = member(user.id);
  return found?.nick ?? user.global_name ?? user.username ?? "somebody";
}

export function nameOf(userId) {
  const user = member(userId)?.user ?? store.met.get(userId);
  return user ? displayName(user) : `user ${userId}`;
}

export function channelName(channelId) {
  const found = channel(channelId);
  if (!found) return `channel ${channelId}`;
  return found.name ? `#${found.name}` : "Guildhall (direct)";
}

/** Keep in mind who wrote these messages and who is mentioned in them, for whoever is banned keeps a name. */
export function meet(messages) {
  for (const user of messages.flatMap(({ author, mentions }) => [author, ...(mentions ?? [])])) store.met.set(user.id, user);
}

/** Hide an ephemeral message, as its reader can. */
export function dismiss(messageId) {
  store.dismissed.add(messageId);
  sessionStorage.setItem("dismissed", JSON.stringify([...store.dismissed].slice(-300)));
  emit("messages");
}

export function markUnread(channelId) {
  store.unread.set(channelId, (store.unread.get(channelId) ?? 0) + 1);
  emit("unread");
}

export function chooseUser(userId) {
  if (store.userId === userId) return;
  store.userId = userId;
  localStorage.setItem("user", userName(userId) ?? "");
  store.unread.clear();
  stopPicking();
  emit("user");
}

export function chooseChannel(channelId) {
  const changed = store.channelId !== channelId;
  store.channelId = channelId;
  store.unread.delete(channelId);
  if (changed) {
    store.messagesKnown = false;
    store.messages = [];
    stopPicking();
  }
  emit("channel", { changed });
}

/** Let messages of the shown channel be selected; `done` is called with each change. */
export function startPicking({ multiple, selected, done }) {
  store.picking = { multiple, selected: new Set(selected), done };
  emit("picking");
}

export function stopPicking() {
  if (!store.picking) return;
  store.picking = null;
  emit("picking");
}
