// Components of messages: buttons and selects that work, and the layouts of Components V2.

import { h } from "./dom.js";
import { colour } from "./format.js";
import { interact } from "./interact.js";
import { markdown } from "./markdown.js";
import { selectOptions } from "./pickers.js";

const LINK = 5;
const STYLES = { 1: "primary", 2: "", 3: "good", 4: "danger", 5: "" };
const BUILD = {
  1: (part, message) => h("div", { class: "row" }, children(part, message)),
  2: button,
  3: select,
  5: select,
  6: select,
  7: select,
  8: select,
  9: (part, message) =>
    h(
      "div",
      { class: "with-side" },
      h("div", null, children(part, message)),
      part.accessory && component(part.accessory, message),
    ),
  10: (part) => h("div", { class: "md" }, markdown(part.content)),
  11: (part) => media(part.media, part.description),
  12: (part) =>
    h(
      "ul",
      { class: "gallery" },
      part.items.map((item) => h("li", null, media(item.media, item.description))),
    ),
  13: (part) => media(part.file, part.name),
  14: (part) => (part.divider === false ? h("div", { class: "space" }) : h("hr")),
  17: container,
};

const children = (part, message) => part.components.map((inner) => component(inner, message));

/** One component of a message as an element. */
export function component(part, message) {
  const build = BUILD[part.type];
  return build
    ? build(part, message)
    : h("p", { class: "hint" }, `This page does not show components of type ${part.type}.`);
}

function container(part, message) {
  const element = h("section", { class: "card" }, children(part, message));
  const accent = colour(part.accent_color);
  if (accent) element.style.setProperty("--side", accent);
  return element;
}

/** Pictures are not fetched: nothing on this page leaves the machine. */
const media = (found, words) => h("span", { class: "media" }, words || found.url.split("/").at(-1));

function button(part, message) {
  const label = [part.emoji?.name && `${part.emoji.name} `, part.label ?? ""];
  if (part.style === LINK)
    return h("a", { class: "button", href: part.url, target: "_blank", rel: "noreferrer noopener" }, label);
  const press = (event) =>
    use(event.currentTarget, { kind: "button", message_id: message.id, custom_id: part.custom_id });
  const props = {
    type: "button",
    class: STYLES[part.style] ?? "",
    disabled: part.disabled,
    onclick: press,
    dataset: { focus: part.custom_id },
  };
  return h("button", props, label);
}

function select(part, message) {
  const multiple = (part.max_values ?? 1) > 1;
  const pick = (event) => {
    const values = [...event.currentTarget.selectedOptions].map((option) => option.value).filter(Boolean);
    if (values.length >= (part.min_values ?? 1))
      use(event.currentTarget, {
        kind: "select",
        message_id: message.id,
        custom_id: part.custom_id,
        options: { values },
      });
  };
  const props = {
    multiple,
    disabled: part.disabled,
    "aria-label": part.placeholder ?? "Choose",
    onchange: pick,
    dataset: { focus: part.custom_id },
  };
  return h("select", props, selectOptions(part));
}

/** Send what was pressed; the pressed control is busy until it is answered, and a failure is told beside it. */
async function use(control, order) {
  const place = control.closest(".row") ?? control;
  place.parentElement?.querySelector(":scope > .problem")?.remove();
  control.setAttribute("aria-busy", "true");
  control.setAttribute("aria-disabled", "true");
  try {
    await interact(order);
  } catch (refused) {
    place.after(h("p", { class: "problem", role: "alert" }, refused.message));
  } finally {
    control.removeAttribute("aria-busy");
    control.removeAttribute("aria-disabled");
  }
}
