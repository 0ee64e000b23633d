// The page's start: addresses first, then the guild, then everything that moves.

import { rovingTabs } from "./a11y.js";
import { Control, readConfig } from "./api.js";
import { notice, startComposer } from "./composer.js";
import { byId, say } from "./dom.js";
import { firstChannel, listen, refreshDirect, refreshGuild, refreshMessages } from "./live.js";
import { startMessages } from "./messages.js";
import { ask } from "./modal.js";
import { startSidebar } from "./sidebar.js";
import { chooseChannel, emit, on, store } from "./store.js";
import { startTyping } from "./typing.js";

const RETRY_MS = 1000;
const LINKS = {
  starting: "Connecting",
  live: "Live",
  polling: "Polling: the event stream is down",
  lost: "Not running",
};
const PANES = {
  audit: () => import("./panes/audit.js"),
  requests: () => import("./panes/requests.js"),
  mcp: () => import("./panes/mcp.js"),
};

async function start() {
  startViews();
  startTabs();
  startSidebar();
  startMessages();
  startComposer();
  startTyping();
  on("link", drawLink);
  on("user", changeUser);
  on("channel", ({ changed }) => changed && remember());
  byId("reset").addEventListener("click", reset);
  await connect();
}

/** Wait for the run, then read everything once. */
async function connect() {
  try {
    store.config = await readConfig();
    if (!store.config) return setTimeout(connect, RETRY_MS);
    if (!store.config.discord?.control_url) return withoutSimulation();
    store.control = new Control(store.config.discord.control_url);
    await listen();
    store.guild = await store.control.state();
    store.userId = store.guild.users[localStorage.getItem("user")] ?? store.guild.users.moderator;
    store.directMessages = await store.control.directMessages(store.userId);
    emit("guild");
    chooseChannel(firstChannel());
    showPane(localStorage.getItem("pane") ?? "audit");
    notice("");
  } catch (problem) {
    notice(`${problem.message} Trying again.`);
    setTimeout(connect, RETRY_MS);
  }
}

/** With the real Discord, chat is in Discord's own client; MCP works here all the same. */
function withoutSimulation() {
  byId("channel-title").textContent = "Real Discord";
  byId("messages").replaceChildren();
  byId("channels").replaceChildren();
  byId("people-list").replaceChildren();
  say(
    byId("log-empty"),
    "This run speaks to the real Discord: people, channels and commands are there. The MCP pane works with a key of yours.",
  );
  byId("composer").hidden = true;
  byId("reset").hidden = true;
  showPane("mcp");
}

function changeUser() {
  refreshGuild()
    .then(refreshDirect)
    .then(refreshMessages)
    .catch((problem) => emit("trouble", problem));
}

function remember() {
  localStorage.setItem("channel", store.channelId ?? "");
  refreshMessages().catch((problem) => emit("trouble", problem));
}

function drawLink() {
  const line = byId("link-state");
  line.dataset.state = store.link;
  line.textContent = LINKS[store.link];
  notice(
    store.link === "lost" ? "The run is gone. Start it again with `make local`; this page picks up by itself." : "",
  );
}

function reset() {
  ask(
    "Reset the guild?",
    "Messages, channels, roles and the list of requests go back to how they were at the start. The audit trail stays.",
    { yes: "Reset", send: () => store.control.reset() },
  );
}

/** On narrow screens one of guild, chat and inspector is shown. */
function startViews() {
  const show = (name) => {
    document.body.dataset.view = name;
    for (const button of byId("views").children) {
      if (button.dataset.go === name) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    emit("viewed", name);
  };
  byId("views").addEventListener("click", (event) => {
    const button = event.target.closest("[data-go]");
    if (button) show(button.dataset.go);
  });
  on("view", show);
  on("channel", ({ changed }) => changed && store.messagesKnown === false && show("chat"));
}

const started = new Map();

/** Show a pane; its code is fetched when it is first opened. */
async function showPane(name) {
  for (const one of Object.keys(PANES)) {
    const own = one === name;
    byId(`pane-${one}`).hidden = !own;
    byId(`tab-${one}`).setAttribute("aria-selected", String(own));
    byId(`tab-${one}`).tabIndex = own ? 0 : -1;
  }
  localStorage.setItem("pane", name);
  if (!started.has(name))
    started.set(
      name,
      PANES[name]().then((pane) => pane.start(byId(`pane-${name}`))),
    );
  await started.get(name);
  emit("pane", name);
}

function startTabs() {
  const tabs = Object.keys(PANES).map((name) => byId(`tab-${name}`));
  rovingTabs(tabs, (tab) => showPane(tab.id.slice("tab-".length)).catch((problem) => emit("trouble", problem)));
}

start();
