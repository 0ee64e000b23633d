// Times, initials and colours.

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const precise = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "long" });
const shortDay = new Intl.DateTimeFormat(undefined, { dateStyle: "short" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "short" });
const longest = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const UNITS = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];
const TONES = 6;

export const at = { clock, precise, day, shortDay, full, longest };

export function ago(date) {
  const seconds = (date - Date.now()) / 1000;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? UNITS[3];
  return relative.format(Math.round(seconds / size), unit);
}

/** A moment in one of the styles of Discord's `<t:unix:style>`. */
export function moment(unixS, style) {
  const date = new Date(unixS * 1000);
  if (Number.isNaN(date.getTime())) return "an unknown time";
  const formats = { t: clock, T: precise, d: shortDay, D: day, f: full, F: longest };
  return style === "R" ? ago(date) : (formats[style] ?? full).format(date);
}

export const sameDay = (one, other) => new Date(one).toDateString() === new Date(other).toDateString();

export const initial = (name) => [...(name.trim() || "?")][0].toUpperCase();

/** One of the avatar tones: by the place among the members, so that neighbours differ. */
export const tone = (place) => (place < 0 ? TONES - 1 : place % TONES);

/** Discord's integer colour as CSS, or null for none. */
export const colour = (value) => (value ? `#${Number(value).toString(16).padStart(6, "0")}` : null);

export const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
