// What assistive technology hears, and the keys that lists of choices share.

import { byId, h } from "./dom.js";
import { plural } from "./format.js";

/** Tell a change that is otherwise only seen. */
export function announce(text) {
  const line = h("p", null, text.slice(0, 240));
  byId("said").append(line);
  setTimeout(() => line.remove(), 8000);
}

/** Move focus among tabs with the arrow keys, Home and End. */
export function rovingTabs(tabs, choose) {
  for (const tab of tabs) {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (event) => {
      const now = tabs.indexOf(tab);
      const to = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const next = tabs[(to + tabs.length) % tabs.length];
      next.focus();
      choose(next);
    });
  }
}

let lists = 0;

/**
 * A list of choices under (or over) an input: the combobox pattern. The input keeps the focus; arrow keys move through
 * the list, Enter and Tab choose, Escape closes.
 *
 * A list that `floats` is not cut off by what scrolls around the input. `show(items, {empty})` opens it with items
 * `{label, detail, note, value}`; `choose(item)` is called with the chosen one.
 */
export class Choices {
  constructor(input, { label, choose, floats = false }) {
    this.input = input;
    this.chosen = choose;
    this.items = [];
    this.active = -1;
    this.floats = floats;
    const id = `choices-${++lists}`;
    this.element = h("ul", {
      id,
      class: "choices",
      role: "listbox",
      "aria-label": label,
      hidden: true,
      popover: floats ? "manual" : null,
    });
    this.line = input.tagName === "INPUT"; // a text area is no combobox to ARIA, so there the opening is told in words
    if (this.line) input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-haspopup", "listbox");
    input.setAttribute("aria-controls", id);
    this.#tell(false);
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => this.close());
    this.element.addEventListener("pointerdown", (event) => event.preventDefault());
  }

  get open() {
    return !this.element.hidden;
  }

  show(items, { empty = "" } = {}) {
    this.items = items;
    const rows = items.map((item, place) => {
      const words = [
        h("span", { class: "choice-name" }, item.label),
        item.detail && h("span", { class: "choice-detail" }, item.detail),
      ];
      const note = item.note && h("span", { class: "choice-note" }, item.note);
      const props = { role: "option", id: `${this.element.id}-${place}`, class: item.faint ? "faint" : null };
      return h(
        "li",
        { ...props, onclick: () => this.#choose(place), onpointermove: () => this.#mark(place) },
        words,
        note,
      );
    });
    this.element.replaceChildren(...(rows.length ? rows : empty ? [h("li", { class: "nothing" }, empty)] : []));
    if (!this.open && rows.length && !this.line)
      announce(`${plural(rows.length, "choice")}; arrow keys move, Enter chooses.`);
    this.element.hidden = !rows.length && !empty;
    if (this.open && this.floats) this.#float();
    this.#tell(this.open);
    this.#mark(rows.length ? 0 : -1);
  }

  /** Lie over everything, above the input, wherever that is scrolled to. */
  #float() {
    if (!this.element.isConnected) return;
    const place = this.input.getBoundingClientRect();
    this.element.style.setProperty("--left", `${place.left}px`);
    this.element.style.setProperty("--bottom", `${innerHeight - place.top + 6}px`);
    this.element.style.setProperty("--width", `${place.width}px`);
    this.element.showPopover();
  }

  close() {
    if (this.floats && this.open && this.element.isConnected) this.element.hidePopover();
    this.element.hidden = true;
    this.active = -1;
    this.#tell(false);
    this.input.removeAttribute("aria-activedescendant");
  }

  #tell(open) {
    if (this.line) this.input.setAttribute("aria-expanded", String(open));
  }

  #mark(place) {
    if (place === this.active && this.element.children[place]?.getAttribute("aria-selected") === "true") return;
    this.active = place;
    [...this.element.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === place)));
    const row = this.element.children[place];
    if (row?.id) {
      this.input.setAttribute("aria-activedescendant", row.id);
      row.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  #choose(place) {
    const item = this.items[place];
    if (!item) return;
    this.close();
    this.chosen(item);
  }

  #key(event) {
    if (!this.open || event.isComposing) return;
    const count = this.items.length;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6 }[event.key];
    if (step && count) {
      const wraps = Math.abs(step) === 1;
      const to = this.active + step;
      this.#mark(wraps ? (to + count) % count : Math.max(0, Math.min(count - 1, to)));
    } else if (event.key === "Escape") this.close();
    else if ((event.key === "Enter" || event.key === "Tab") && this.active >= 0 && !event.shiftKey)
      this.#choose(this.active);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}
