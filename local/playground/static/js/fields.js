// The inputs of a command's options: native where there is a native one.

import { announce, Choices } from "./a11y.js";
import { h, settle } from "./dom.js";
import { plural } from "./format.js";
import { suggest } from "./interact.js";
import { channelOptions, roleOptions, userOptions } from "./pickers.js";
import { channelName, on, startPicking, stopPicking, store } from "./store.js";

const STRING = 3,
  INTEGER = 4,
  BOOLEAN = 5,
  USER = 6,
  CHANNEL = 7,
  ROLE = 8,
  MENTIONABLE = 9,
  NUMBER = 10;
const SUGGEST_AFTER_MS = 180;
const MANY_IDS = /_ids$/,
  ONE_ID = /^(?:message_id|reply_to|before|after|around)$/;

let made = 0;

/** The field of one option: `{name, element, input, read()}`; `read` gives null for left out. */
export function optionField(option, form) {
  const id = `option-${++made}`;
  const common = {
    id,
    name: option.name,
    required: option.required,
    "aria-describedby": `${id}-hint`,
    autocomplete: "off",
  };
  const built = build(option, common, form);
  const label = h("label", { for: id }, option.name, option.required && h("span", { class: "required" }, " required"));
  const hint = h("p", { class: "hint", id: `${id}-hint` }, option.description);
  const element = h(
    "div",
    { class: "field" },
    label,
    h("div", { class: "field-input" }, built.input, built.beside),
    hint,
  );
  return { name: option.name, element, read: () => built.input.value || null, ...built };
}

function build(option, common, form) {
  if (option.choices)
    return picker(
      common,
      option,
      () => option.choices.map((one) => h("option", { value: one.value }, one.name)),
      numeric(option.type),
    );
  if (option.autocomplete) return suggested(option, common, form);
  if (option.type === BOOLEAN) return yesNo(common);
  if (option.type === USER) return picker(common, option, userOptions);
  if (option.type === ROLE) return picker(common, option, roleOptions);
  if (option.type === MENTIONABLE) return picker(common, option, () => [userOptions(), roleOptions()]);
  if (option.type === CHANNEL)
    return picker(common, option, () => channelOptions(option.channel_types, option.required ? store.channelId : null));
  if (option.type === STRING && isMessages(option)) return messages(option, common, form);
  return plain(option, common);
}

const isMessages = ({ name, description }) =>
  /message_ids?$/.test(name) ||
  ((MANY_IDS.test(name) || ONE_ID.test(name)) && /\bids? or (?:a )?links?/.test(description));
const numeric = (type) => (type === INTEGER || type === NUMBER ? Number : String);

function picker(common, option, options, convert = String) {
  const input = h("select", common, h("option", { value: "" }, option.required ? "Choose" : "Left out"), options());
  return { input, read: () => (input.value === "" ? null : convert(input.value)) };
}

function yesNo(common) {
  const input = h("select", common, h("option", { value: "true" }, "yes"), h("option", { value: "false" }, "no"));
  return { input, read: () => input.value === "true" };
}

function plain(option, common) {
  if (option.type === INTEGER || option.type === NUMBER) {
    const bounds = {
      type: "number",
      step: option.type === INTEGER ? 1 : "any",
      min: option.min_value,
      max: option.max_value,
    };
    const input = h("input", { ...common, ...bounds });
    return { input, read: () => (input.value === "" ? null : Number(input.value)) };
  }
  return { input: h("input", { ...common, type: "text", minlength: option.min_length, maxlength: option.max_length }) };
}

/** An input whose choices the application suggests while somebody types. */
function suggested(option, common, form) {
  const input = h("input", { ...common, type: "text", inputmode: numeric(option.type) === Number ? "numeric" : null });
  let chosen = null; // the value behind a chosen name
  const choices = new Choices(input, {
    label: `Suggestions for ${option.name}`,
    floats: true,
    choose: (item) => {
      chosen = item;
      input.value = item.label;
    },
  });
  let asked = 0;
  const askNow = async () => {
    const turn = ++asked;
    try {
      const found = await suggest(form.command.path, { ...form.values(), [option.name]: input.value }, option.name);
      if (turn !== asked || document.activeElement !== input) return;
      choices.show(
        found.map(({ name, value }) => ({ label: name, value, detail: String(value) === name ? "" : String(value) })),
        { empty: "No suggestion; the value is taken as it is" },
      );
    } catch (refused) {
      if (turn === asked) choices.show([], { empty: refused.message });
    }
  };
  const askSoon = settle(askNow, SUGGEST_AFTER_MS, 10_000);
  input.addEventListener("input", () => {
    chosen = null;
    askSoon();
  });
  input.addEventListener("focus", askSoon);
  const read = () =>
    chosen && chosen.label === input.value
      ? chosen.value
      : input.value === ""
        ? null
        : numeric(option.type)(input.value.trim());
  return { input, beside: choices.element, read };
}

/** Message ids: typed, pasted, or taken by ticking messages of the shown channel. */
function messages(option, common, form) {
  const multiple = MANY_IDS.test(option.name) || /\bids or links/.test(option.description);
  const input = h("input", {
    ...common,
    type: "text",
    inputmode: "numeric",
    placeholder: multiple ? "ids or links, or select below" : "id or link, or select below",
  });
  const button = h(
    "button",
    { type: "button", "aria-pressed": "false" },
    multiple ? "Select messages" : "Select a message",
  );
  const ids = () => input.value.split(/[\s,]+/).filter(Boolean);
  const done = (selected) => {
    const shown = store.messages.filter((message) => selected.includes(message.id)).map((message) => message.id);
    input.value = [
      ...new Set([...ids().filter((id) => multiple && !store.messages.some((message) => message.id === id)), ...shown]),
    ].join(" ");
    const where = form.field("channel_id");
    if (where && shown.length) where.input.value = store.channelId;
    announce(plural(shown.length, "message") + " selected");
    label();
  };
  const label = () => {
    const own = store.picking?.done === done;
    const count = own ? store.picking.selected.size : 0;
    button.setAttribute("aria-pressed", String(own));
    button.textContent = own ? `Done (${count} selected)` : multiple ? "Select messages" : "Select a message";
  };
  button.addEventListener("click", () => {
    if (store.picking?.done === done) stopPicking();
    else {
      startPicking({ multiple, selected: ids(), done });
      announce(`Tick the messages in ${channelName(store.channelId)}, then choose Done.`);
    }
  });
  on("picking", label);
  return { input, beside: button };
}
