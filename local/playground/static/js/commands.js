// The registered slash commands, and the form that takes one's options.

import { announce } from "./a11y.js";
import { h, say } from "./dom.js";
import { optionField } from "./fields.js";
import { interact } from "./interact.js";
import { has, names } from "./permissions.js";
import { emit, on, rights, stopPicking, store } from "./store.js";

const CHAT_INPUT = 1,
  SUBCOMMAND = 1,
  GROUP = 2;

/** Every command that can be given, as `{path, description, options, needs}`; those that Discord hides last. */
export function commandList() {
  const made = store.guild.commands
    .filter((command) => command.type === CHAT_INPUT)
    .flatMap((command) => leaves(command, [command.name], needs(command)));
  return made.sort((one, other) => Boolean(one.needs) - Boolean(other.needs) || one.path.localeCompare(other.path));
}

function leaves(part, words, missing) {
  const inner = (part.options ?? []).filter((option) => option.type === SUBCOMMAND || option.type === GROUP);
  if (inner.length) return inner.flatMap((option) => leaves(option, [...words, option.name], missing));
  return [{ path: words.join(" "), description: part.description, options: part.options ?? [], needs: missing }];
}

/** What the user lacks to see the command in Discord, in words; empty when they see it. */
function needs(command) {
  const wanted = BigInt(command.default_member_permissions ?? 0);
  if (has(rights(store.userId, store.channelId), wanted)) return "";
  return names(wanted).join(", ") || "an administrator";
}

/** The commands that fit what is typed after the slash: those that begin with it first. */
export function matching(typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = commandList().filter((command) =>
    words.every((word) => `${command.path} ${command.description}`.toLowerCase().includes(word)),
  );
  const rank = (command) =>
    command.path.startsWith(words.join(" ")) ? 0 : words.every((word) => command.path.includes(word)) ? 1 : 2;
  return found.sort((one, other) => rank(one) - rank(other));
}

/** The form of one command: its required options, then those that were added. */
export class CommandForm {
  constructor(command, close) {
    this.command = command;
    this.close = close;
    this.fields = [];
    this.rows = h("div", { class: "option-rows" });
    this.more = h("div", { class: "option-more", role: "group", "aria-label": "Add an option" });
    this.problem = h("p", { class: "problem", role: "alert", hidden: true });
    this.run = h("button", { class: "primary" }, "Run");
    this.element = h(
      "form",
      {
        class: "command",
        "aria-label": `Command /${command.path}`,
        onsubmit: (event) => this.#send(event),
        onkeydown: (event) => this.#key(event),
      },
      this.#head(),
      this.rows,
      this.problem,
      h("div", { class: "option-end" }, this.more, this.run),
    );
    for (const option of command.options.filter((one) => one.required)) this.#add(option);
    this.#offer();
  }

  #head() {
    const { path, description, needs: missing } = this.command;
    return h(
      "div",
      { class: "command-head" },
      h("code", null, `/${path}`),
      h(
        "p",
        null,
        description,
        missing &&
          h(
            "span",
            { class: "warn" },
            ` Discord would hide this command from this user (needs ${missing}); here you can see how it is denied.`,
          ),
      ),
      h("button", { type: "button", class: "quiet", onclick: () => this.cancel() }, "Cancel"),
    );
  }

  focus() {
    (this.fields[0]?.input ?? this.run).focus();
  }

  cancel() {
    stopPicking();
    this.close();
  }

  #add(option, focus = false) {
    const field = optionField(option, this);
    this.fields.push(field);
    this.rows.append(field.element);
    if (focus) field.input.focus();
  }

  #offer() {
    const taken = new Set(this.fields.map((field) => field.name));
    const left = this.command.options.filter((option) => !taken.has(option.name));
    const add = (option) => {
      this.#add(option, true);
      this.#offer();
    };
    this.more.replaceChildren(
      ...left.map((option) =>
        h(
          "button",
          { type: "button", class: "chip", title: option.description, onclick: () => add(option) },
          `+ ${option.name}`,
        ),
      ),
    );
  }

  /** The options that have a value. */
  values() {
    return Object.fromEntries(
      this.fields.map((field) => [field.name, field.read()]).filter(([, value]) => value !== null && value !== ""),
    );
  }

  field(name) {
    return this.fields.find((found) => found.name === name);
  }

  async #send(event) {
    event.preventDefault();
    if (this.run.disabled) return;
    this.run.disabled = true;
    say(this.problem, "");
    try {
      await interact({ kind: "command", name: this.command.path, options: this.values() });
      announce(`/${this.command.path} was sent.`);
      stopPicking();
      this.close();
      emit("acted");
    } catch (refused) {
      say(this.problem, refused.message);
    }
    this.run.disabled = false;
  }

  #key(event) {
    if (event.key === "Escape") this.cancel();
    else if (event.key === "Enter" && event.ctrlKey) this.element.requestSubmit();
    else return;
    event.preventDefault();
  }
}

on("user", () => stopPicking());
