// Acting on the application as the chosen user: commands, buttons, selects, modals.

import { Refused } from "./api.js";
import { openModal } from "./modal.js";
import { store } from "./store.js";

const SHOW_MODAL = 9;

/**
 * Send an interaction and show the modal that may come back.
 *
 * Throws `Refused` when Discord's client would not send it, or when the application did not answer as it must.
 */
export async function interact(order) {
  const sent = { user_id: store.userId, channel_id: store.channelId, ...order };
  const result = await store.control.interact(sent);
  if (result.error) throw new Refused(`${result.error}: ${result.violations.join("; ")}`, result.status ?? 0);
  const form = result.body?.type === SHOW_MODAL ? result.body.data : await openedLater(result);
  if (form)
    openModal(form, (values) =>
      interact({ ...sent, kind: "modal", name: undefined, custom_id: form.custom_id, options: values }),
    );
  return result;
}

/** The modal of an application that calls back instead of answering. */
async function openedLater(result) {
  if (result.body) return null;
  const report = await store.control.interaction(result.interaction_id);
  return report.acknowledged === SHOW_MODAL ? report.modal : null;
}

/** What autocomplete offers for one option, as `{name, value}`. */
export async function suggest(name, options, focused) {
  const order = { kind: "autocomplete", user_id: store.userId, channel_id: store.channelId, name, options, focused };
  const result = await store.control.interact(order);
  if (result.error) throw new Refused(`${result.error}: ${result.violations.join("; ")}`);
  return result.body?.data?.choices ?? [];
}
