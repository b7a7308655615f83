// Leaving nothing on this device: the visitor's cookie, the outbox, the draft. What is recorded stays with the house.
import { api } from "./api.js";
import { local, session } from "./keep.js";
import { say } from "./phrases.js";

/** True once the house has taken the cookie back; nothing here was kept then, either. */
export async function leave(outbox) {
  const answer = await api.leave();
  if (answer.status !== 204 && answer.status !== 200) return false;
  outbox.clear();
  local.clear();
  session.clear();
  return true;
}

/** The button below the notice on personal information. Words that were not sent are not thrown away unasked. */
export function startLeaveButton(outbox, compose) {
  const pressed = document.getElementById("leave");
  const note = document.getElementById("leave-note");
  let warned = false;
  pressed.addEventListener("click", async () => {
    if (outbox.size > 0 && !warned) {
      warned = true;
      note.textContent = say("leave_unsent");
      return;
    }
    note.textContent = say("leaving");
    if (!(await leave(outbox))) {
      note.textContent = say("leave_failed");
      return;
    }
    compose.set("");
    session.remove("draft");
    location.reload();
  });
}
