// Native pickers for what a guild holds: channels, members, roles; and the options of select menus.

import { h } from "./dom.js";
import { displayName, sees, store } from "./store.js";

const CATEGORY = 4;
const KINDS = { 0: "#", 2: "♪ ", 4: "▸ ", 5: "#", 10: "↳ ", 11: "↳ ", 12: "↳ ", 13: "♪ ", 15: "▤ " };

const option = (value, label, selected = false) => h("option", { value, selected }, label);

export function channelOptions(types, chosen) {
  const found = store.guild.channels.filter(
    (one) => (types ? types.includes(one.type) : true) && (one.type === CATEGORY || sees(store.userId, one)),
  );
  const sorted = found.sort(
    (one, other) => (one.type === CATEGORY) - (other.type === CATEGORY) || one.position - other.position,
  );
  return sorted.map((one) => option(one.id, `${KINDS[one.type] ?? ""}${one.name}`, one.id === chosen));
}

export const userOptions = () =>
  store.guild.members.map(({ user }) => option(user.id, `${displayName(user)} (${user.username})`));

export const roleOptions = () =>
  [...store.guild.roles]
    .reverse()
    .map((role) => option(role.id, role.name.startsWith("@") ? role.name : `@${role.name}`));

/** The options of a select component: its own, or what the guild holds of its kind. */
export function selectOptions(part) {
  const own = () => part.options.map((one) => option(one.value, one.label, one.default));
  const kinds = {
    3: own,
    5: userOptions,
    6: roleOptions,
    7: () => [...userOptions(), ...roleOptions()],
    8: () => channelOptions(part.channel_types),
  };
  const single = (part.max_values ?? 1) === 1;
  return [single && option("", part.placeholder ?? "Choose"), kinds[part.type]()];
}
