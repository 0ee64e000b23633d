// Who is typing in the shown channel, told below the messages until their message comes, or Discord's ten seconds pass.

import { byId } from "./dom.js";
import { nameOf, on, store } from "./store.js";

const LASTS_MS = 10_000;
const typing = new Map(); // "channel user" -> the timer that forgets it

export function startTyping() {
  on("typing", ({ channelId, userId }) => begin(`${channelId} ${userId}`));
  on("spoke", ({ channelId, userId }) => end(`${channelId} ${userId}`));
  on("channel", draw);
}

function begin(key) {
  clearTimeout(typing.get(key));
  typing.set(
    key,
    setTimeout(() => end(key), LASTS_MS),
  );
  draw();
}

function end(key) {
  clearTimeout(typing.get(key));
  if (typing.delete(key)) draw();
}

function draw() {
  const here = [...typing.keys()].map((key) => key.split(" ")).filter(([channelId]) => channelId === store.channelId);
  const names = here.map(([, userId]) => (userId === store.guild.bot_user_id ? "Guildhall" : nameOf(userId)));
  byId("typing").textContent = names.length ? `${names.join(", ")} ${names.length > 1 ? "are" : "is"} typing…` : "";
}
