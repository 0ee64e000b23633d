// Building and updating the document. Text only ever becomes text nodes, so nothing that people write is run as markup.

/** Make an element: `h("p", {class: "x", onclick: f, "aria-label": "y"}, "text", child)`. */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(element.dataset, value);
    else if (name === "value" || name === "checked") element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** Show text, and hide the element while there is none. */
export function say(element, text) {
  element.textContent = text || "";
  element.hidden = !text;
}

const KEY = Symbol("key");
const VERSION = Symbol("version");

/**
 * Make `parent`'s children the given items, touching only what changed: nodes of unchanged items stay where and as they
 * are, with their focus, selection and open details.
 */
export function reconcile(parent, items, { key, version, build }) {
  const kept = new Map();
  for (const node of [...parent.children]) {
    if (node[KEY] === undefined) node.remove();
    else kept.set(node[KEY], node);
  }
  let place = parent.firstChild;
  for (const item of items) {
    const id = key(item);
    const stamp = version(item);
    let node = kept.get(id);
    kept.delete(id);
    if (!node || node[VERSION] !== stamp) {
      const fresh = build(item, node);
      fresh[KEY] = id;
      fresh[VERSION] = stamp;
      if (node) {
        if (place === node) place = node.nextSibling;
        swap(node, fresh);
      }
      node = fresh;
    }
    if (node === place) place = place.nextSibling;
    else parent.insertBefore(node, place);
  }
  for (const node of kept.values()) {
    if (node === place) place = place.nextSibling;
    node.remove();
  }
}

/** Replace a node; what was focused or opened in it is so again in its successor. */
function swap(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
  const wasInside = old.contains(document.activeElement);
  const open = [...old.querySelectorAll("details[open][data-focus]")].map((found) => found.dataset.focus);
  old.replaceWith(fresh);
  for (const name of open) {
    const again = fresh.querySelector(`details[data-focus="${CSS.escape(name)}"]`);
    if (again) again.open = true;
  }
  if (!wasInside) return;
  const again = focused && fresh.querySelector(`[data-focus="${CSS.escape(focused)}"]`);
  (again ?? fresh.closest("[tabindex]") ?? fresh).focus({ preventScroll: true });
}

/** Run `task` once, `wait` ms after the last call, yet at the latest `most` ms after the first one. */
export function settle(task, wait, most = wait * 5) {
  let timer = null;
  let first = 0;
  return () => {
    const now = performance.now();
    if (timer === null) first = now;
    clearTimeout(timer);
    timer = setTimeout(
      () => {
        timer = null;
        task();
      },
      Math.max(0, Math.min(wait, first + most - now)),
    );
  };
}

/** Let one run at a time of an asynchronous task; a call during a run causes exactly one more run after it. */
export function oneAtATime(task) {
  let running = null;
  let again = false;
  return function run() {
    if (running) {
      again = true;
      return running;
    }
    running = Promise.resolve()
      .then(task)
      .finally(() => {
        running = null;
        if (again) {
          again = false;
          run();
        }
      });
    return running;
  };
}
