// A terminal that the next person uses, too: after a minute of quiet it forgets who was here, and says so before.
import { button, make } from "./dom.js";
import { resetLook, isChosen } from "./look.js";
import { leave } from "./leave.js";
import { say } from "./phrases.js";

const QUIET_S = 60;
const SHOWN_S = 20; // the countdown is in sight so long
const AGAIN_MS = 3000;

export class Kiosk {
  constructor(outbox, compose, talk) {
    Object.assign(this, { outbox, compose, talk, left: QUIET_S, bar: null, leaving: false });
    ["pointerdown", "touchstart", "keydown", "input", "wheel", "scroll"].forEach((kind) => {
      document.addEventListener(kind, () => this.stay(), { passive: true, capture: true });
    });
    setInterval(() => this.second(), 1000);
  }

  /** Whether there is anything to forget. */
  get used() { return !this.talk.empty || this.compose.text !== "" || this.outbox.size > 0 || isChosen() || document.querySelector("details[open]") !== null; }

  stay() {
    if (this.leaving) return;
    this.left = QUIET_S;
    if (this.bar) this.bar.remove();
    this.bar = null;
  }

  second() {
    if (this.leaving || !this.used) return;
    this.left--;
    if (this.left <= 0) this.forget();
    else if (this.left <= SHOWN_S) this.show();
  }

  show() {
    if (!this.bar) {
      this.bar = make("div", { class: "countdown", role: "alert" }, [make("span"), button(say("kiosk_stay"), () => this.stay())]);
      document.querySelector(".compose").prepend(this.bar);
    }
    this.bar.firstChild.textContent = say("kiosk_count", { seconds: this.left });
  }

  /** Nobody sees the old conversation meanwhile; without the house's word it is not over. */
  async forget() {
    this.leaving = true;
    const curtain = make("div", { class: "curtain", role: "alert" }, say("leaving"));
    document.body.append(curtain);
    while (!(await leave(this.outbox))) {
      curtain.textContent = say("kiosk_stuck");
      await new Promise((done) => setTimeout(done, AGAIN_MS));
    }
    this.compose.set("");
    resetLook();
    location.replace(location.pathname + "?kiosk");
  }
}
