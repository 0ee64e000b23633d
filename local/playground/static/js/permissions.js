// Discord's permission bits. Source: https://discord.com/developers/docs/topics/permissions

const NAMES = [
  [0, "Create Invite"],
  [1, "Kick Members"],
  [2, "Ban Members"],
  [3, "Administrator"],
  [4, "Manage Channels"],
  [5, "Manage Server"],
  [6, "Add Reactions"],
  [7, "View Audit Log"],
  [10, "View Channel"],
  [11, "Send Messages"],
  [13, "Manage Messages"],
  [14, "Embed Links"],
  [15, "Attach Files"],
  [16, "Read Message History"],
  [17, "Mention Everyone"],
  [22, "Mute Members"],
  [24, "Move Members"],
  [27, "Manage Nicknames"],
  [28, "Manage Roles"],
  [29, "Manage Webhooks"],
  [30, "Manage Expressions"],
  [31, "Use Application Commands"],
  [33, "Manage Events"],
  [34, "Manage Threads"],
  [40, "Timeout Members"],
  [51, "Pin Messages"],
  [52, "Bypass Slowmode"],
];

export const Permission = Object.freeze({
  ADMINISTRATOR: 1n << 3n,
  VIEW_CHANNEL: 1n << 10n,
  SEND_MESSAGES: 1n << 11n,
  ADD_REACTIONS: 1n << 6n,
  USE_APPLICATION_COMMANDS: 1n << 31n,
});

/** What distinguishes those who look after a guild from those who are in it. */
const MODERATION = [1, 2, 4, 5, 7, 13, 28, 29, 34, 40];

export const has = (bits, permission) => (bits & permission) === permission;

/** The names of the bits that are set. */
export function names(bits) {
  return NAMES.filter(([bit]) => has(bits, 1n << BigInt(bit))).map(([, name]) => name);
}

/** The names of the moderating bits that are set. */
export function moderating(bits) {
  return NAMES.filter(([bit]) => MODERATION.includes(bit) && has(bits, 1n << BigInt(bit))).map(([, name]) => name);
}
