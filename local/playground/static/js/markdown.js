// A subset of Discord's Markdown, straight into nodes. Nothing is ever parsed as HTML.

import { h } from "./dom.js";
import { moment } from "./format.js";
import { chooseChannel, channel, channelName, nameOf, role, store } from "./store.js";

const DEPTH = 8;
const LINK = /^https?:\/\//i;
const HERE = /^https:\/\/(?:\w+\.)?discord\.com\/channels\/(?:@me|\d+)\/(\d+)(?:\/(\d+))?\/?$/;

/** The rules for text within a line, tried in this order at each place. */
const INLINE = [
  [/\\([^0-9A-Za-z\s])/y, (found) => found[1]],
  [/(`+)((?:[^`]|(?!\1)`)+?)\1(?!`)/y, (found) => h("code", null, found[2].trim() || found[2])],
  [
    /<@!?(\d{5,25})>/y,
    (found) => mention(`@${nameOf(found[1])}`, found[1] === store.userId || found[1] === store.guild?.bot_user_id),
  ],
  [/<@&(\d{5,25})>/y, (found) => mention(`@${role(found[1])?.name ?? "a role"}`)],
  [/<#(\d{5,25})>/y, (found) => channelLink(found[1])],
  [/<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y, (found) => h("time", { class: "moment" }, moment(Number(found[1]), found[2]))],
  [/<\/([^:>]{1,100}):\d+>/y, (found) => mention(`/${found[1]}`)],
  [/<a?:(\w{2,32}):\d+>/y, (found) => `:${found[1]}:`],
  [/@(everyone|here)\b/y, (found) => mention(found[0])],
  [
    /\[((?:\\[^]|[^\]\\])+)\]\((<?)(https?:\/\/[^\s)>]+)\2?>?\)/y,
    (found, depth) => link(found[3], inline(found[1], depth)),
  ],
  [/<(https?:\/\/[^\s>]+)>/y, (found) => link(found[1], [found[1]])],
  [/https?:\/\/[^\s<>"']*[^\s<>"'.,:;!?)\]]/y, (found) => link(found[0], [found[0]])],
  [/\*\*\*((?:\\[^]|[^\\])+?)\*\*\*/y, (found, depth) => h("strong", null, h("em", null, inline(found[1], depth)))],
  [/\*\*((?:\\[^]|[^\\])+?)\*\*(?!\*)/y, (found, depth) => h("strong", null, inline(found[1], depth))],
  [/__((?:\\[^]|[^\\])+?)__(?!_)/y, (found, depth) => h("u", null, inline(found[1], depth))],
  [/~~((?:\\[^]|[^\\])+?)~~/y, (found, depth) => h("s", null, inline(found[1], depth))],
  [
    /\|\|((?:\\[^]|[^\\])+?)\|\|/y,
    (found, depth) => h("span", { class: "spoiler", tabindex: 0 }, inline(found[1], depth)),
  ],
  [/\*(?![\s*])((?:\\[^]|\*\*|[^\\*])+?)\*(?!\*)/y, (found, depth) => h("em", null, inline(found[1], depth))],
  [/_(?![\s_])((?:\\[^]|__|[^\\_])+?)_(?![\w_])/y, (found, depth) => h("em", null, inline(found[1], depth))],
];
const PLAIN = /[^\\`<@[*_~|h]+/y;

/** Text within a line as nodes and strings. */
export function inline(text, depth = 0) {
  if (depth > DEPTH) return [text];
  const parts = [];
  let plain = "";
  let place = 0;
  while (place < text.length) {
    const hit = match(text, place);
    if (hit) {
      if (plain) parts.push(plain);
      plain = "";
      parts.push(hit.make(hit.found, depth + 1));
      place += hit.found[0].length;
      continue;
    }
    PLAIN.lastIndex = place;
    const run = PLAIN.exec(text)?.[0] ?? text[place];
    plain += run;
    place += run.length;
  }
  if (plain) parts.push(plain);
  return parts;
}

function match(text, place) {
  if (text[place] === "_" && place > 0 && /\w/.test(text[place - 1])) return null;
  for (const [rule, make] of INLINE) {
    rule.lastIndex = place;
    const found = rule.exec(text);
    if (found) return { found, make };
  }
  return null;
}

const mention = (text, own = false) => h("span", { class: own ? "mention own" : "mention" }, text);

function channelLink(channelId, label) {
  if (!channel(channelId)) return mention("#unknown");
  const go = (event) => {
    event.preventDefault();
    chooseChannel(channelId);
  };
  return h("a", { class: "mention", href: `#${channelId}`, onclick: go }, label ?? channelName(channelId));
}

function link(address, label) {
  const here = HERE.exec(address);
  if (here && channel(here[1])) return channelLink(here[1], label);
  if (!LINK.test(address)) return h("span", null, label);
  return h("a", { href: address, target: "_blank", rel: "noreferrer noopener", title: address }, label);
}

const FENCE = /```(?:([\w+-]{1,20})\n)?([^]*?)```/g;

/** Markdown as block nodes. */
export function markdown(text) {
  const blocks = [];
  let place = 0;
  for (const found of text.matchAll(FENCE)) {
    if (!found[2].trim()) continue;
    blocks.push(...lines(text.slice(place, found.index)));
    blocks.push(code(found[2].replace(/^\n|\n$/g, ""), found[1]));
    place = found.index + found[0].length;
  }
  blocks.push(...lines(text.slice(place)));
  return blocks;
}

function code(text, language) {
  if (language !== "diff") return h("pre", null, h("code", null, text));
  const rows = text
    .split("\n")
    .map((row) => h("span", { class: row[0] === "+" ? "added" : row[0] === "-" ? "removed" : null }, `${row}\n`));
  return h("pre", null, h("code", null, rows));
}

const LINE = [
  [/^(#{1,3})\s+(.+)$/, (found) => h("p", { class: `heading h${found[1].length}` }, inline(found[2]))],
  [/^-#\s+(.+)$/, (found) => h("p", { class: "small" }, inline(found[1]))],
];

function lines(text) {
  const blocks = [];
  const rows = text.replace(/^\n+|\n+$/g, "").split("\n");
  if (rows.length === 1 && !rows[0]) return blocks;
  while (rows.length) {
    const row = rows.shift();
    if (row.startsWith(">>> ")) blocks.push(h("blockquote", null, lines([row.slice(4), ...rows.splice(0)].join("\n"))));
    else if (/^> ?/.test(row))
      blocks.push(
        h(
          "blockquote",
          null,
          lines([row, ...take(rows, /^>(?!>>)/)].map((part) => part.replace(/^> ?/, "")).join("\n") || " "),
        ),
      );
    else if (/^\s*(?:[-*]|\d+\.)\s/.test(row)) blocks.push(list([row, ...take(rows, /^\s*(?:[-*]|\d+\.)\s|^> /)]));
    else
      blocks.push(special(row) ?? paragraph([row, ...take(rows, /^(?!> ?|>>> |\s*(?:[-*]|\d+\.)\s|#{1,3}\s|-#\s)/)]));
  }
  return blocks;
}

function special(row) {
  for (const [rule, make] of LINE) {
    const found = rule.exec(row);
    if (found) return make(found);
  }
  return null;
}

function take(rows, rule) {
  const taken = [];
  while (rows.length && rule.test(rows[0])) taken.push(rows.shift());
  return taken;
}

/** A list; a quote between two items belongs to the item above it. */
function list(rows) {
  const ordered = /^\s*\d/.test(rows[0]);
  const items = [];
  for (const row of rows) {
    if (row.startsWith("> ") && items.length)
      items.at(-1).append(h("blockquote", null, h("p", null, inline(row.slice(2)))));
    else {
      const deep = /^\s{2,}/.test(row);
      items.push(h("li", { class: deep ? "deep" : null }, inline(row.replace(/^\s*(?:[-*]|\d+\.)\s+/, ""))));
    }
  }
  return h(ordered ? "ol" : "ul", null, items);
}

function paragraph(rows) {
  const parts = rows.flatMap((row, place) => (place ? [h("br"), ...inline(row)] : inline(row)));
  return h("p", null, parts);
}
