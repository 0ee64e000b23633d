// Dialogs: the forms that an application opens, and questions of this page.

import { h } from "./dom.js";
import { markdown } from "./markdown.js";
import { selectOptions } from "./pickers.js";

const ROW = 1,
  STRING_SELECT = 3,
  TEXT_INPUT = 4,
  TEXT = 10,
  LABEL = 18;
const PARAGRAPH = 2;

let fields = 0;

/** Open an application's modal; `submit(values)` sends it and may throw, then the form stays. */
export function openModal(form, submit) {
  const read = new Map();
  const rows = form.components.map((part) => field(part, read));
  const send = () => submit(Object.fromEntries([...read].map(([id, value]) => [id, value()])));
  return dialog(form.title, rows, { yes: "Submit", no: "Cancel", send });
}

/** Ask before something that cannot be taken back. */
export const ask = (title, text, { yes, send }) => dialog(title, [h("p", null, text)], { yes, no: "Cancel", send });

function dialog(title, rows, { yes, no, send }) {
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const submit = h("button", { class: "primary" }, yes);
  const close = () => box.close();
  const go = async (event) => {
    event.preventDefault();
    submit.disabled = true;
    problem.hidden = true;
    try {
      await send();
      close();
    } catch (refused) {
      problem.textContent = refused.message;
      problem.hidden = false;
    }
    submit.disabled = false;
  };
  const id = `dialog-${++fields}`;
  const buttons = h("div", { class: "dialog-buttons" }, h("button", { type: "button", onclick: close }, no), submit);
  const content = h("form", { onsubmit: go }, h("h2", { id }, title), rows, problem, buttons);
  const box = h("dialog", { "aria-labelledby": id, onclose: () => box.remove() }, content);
  document.body.append(box);
  box.showModal();
  (content.querySelector("textarea, input, select") ?? submit).focus();
  return box;
}

function field(part, read) {
  if (part.type === TEXT) return h("div", { class: "md" }, markdown(part.content));
  if (part.type === ROW) return part.components.map((inner) => labelled(inner.label, "", inner, read));
  if (part.type === LABEL) return labelled(part.label, part.description, part.component, read);
  return h("p", { class: "hint" }, `This page does not show components of type ${part.type}.`);
}

function labelled(label, description, part, read) {
  const id = `field-${++fields}`;
  const control = input(part, id);
  if (!control) return h("p", { class: "hint" }, `${label}: this page does not show components of type ${part.type}.`);
  read.set(part.custom_id, () =>
    control.multiple ? [...control.selectedOptions].map((option) => option.value) : control.value,
  );
  const required = part.required !== false;
  if (description) control.setAttribute("aria-describedby", `${id}-hint`);
  return h(
    "div",
    { class: "field" },
    h("label", { for: id }, label, required && h("span", { class: "required" }, " required")),
    control,
    description && h("p", { class: "hint", id: `${id}-hint` }, description),
  );
}

function input(part, id) {
  const common = { id, name: part.custom_id, required: part.required !== false };
  if (part.type === TEXT_INPUT) {
    const bounds = {
      minlength: part.min_length,
      maxlength: part.max_length,
      placeholder: part.placeholder,
      value: part.value ?? "",
    };
    return part.style === PARAGRAPH
      ? h("textarea", { ...common, ...bounds, rows: 5 })
      : h("input", { ...common, ...bounds, autocomplete: "off" });
  }
  if (part.type < STRING_SELECT || part.type > 8) return null;
  const control = h("select", { ...common, multiple: (part.max_values ?? 1) > 1 }, selectOptions(part));
  return control;
}
