// How often free text may be sent to one person, and how long: 5 in 48 hours after a message, 3 in a minute after a
// click, a follow or a scan. The one that ends first is used first.
import { ApiError } from "./errors.mjs";

const AFTER = { message: { ms: 48 * 3600_000, sends: 5 }, touch: { ms: 60_000, sends: 3 } };

export class Allowance {
  constructor(now) { Object.assign(this, { now, grants: {}, last: -Infinity }); }

  /** because: "message" or "touch". */
  open(because) {
    this.last = this.now();
    this.grants[because] = { until: this.now() + AFTER[because].ms, left: AFTER[because].sends };
  }
  close() { this.grants = {}; }

  spend() {
    const open = Object.values(this.grants).filter((g) => g.until > this.now()).sort((a, b) => a.until - b.until);
    if (open.length === 0) throw new ApiError(45015);
    const grant = open.find((g) => g.left > 0);
    if (!grant) throw new ApiError(45047);
    grant.left--;
  }
}
