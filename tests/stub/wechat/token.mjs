// stable_token: one token for everybody who asks, renewed in its last five minutes, the old one good five minutes more.
import { randomBytes } from "node:crypto";
import { ApiError } from "./errors.mjs";

const LIFE_MS = 7200_000;
const OVERLAP_MS = 300_000;
const FORCED_A_DAY = 20;
const FORCED_APART_MS = 30_000;

export class Tokens {
  /** now: () => ms, the platform's clock. */
  constructor(account, now) {
    Object.assign(this, { account, now, current: null, old: new Map(), forced: [], issued: 0 });
  }

  stable({ grant_type, appid, secret, force_refresh = false }) {
    if (grant_type !== "client_credential") throw new ApiError(40002, "invalid grant_type");
    if (appid !== this.account.appid) throw new ApiError(40013);
    if (secret !== this.account.secret) throw new ApiError(40125);
    const left = () => (this.current?.until ?? 0) - this.now();
    if (force_refresh) this.force();
    else if (left() <= OVERLAP_MS) this.renew(OVERLAP_MS);
    return { access_token: this.current.text, expires_in: Math.max(1, Math.floor(left() / 1000)) };
  }

  force() {
    this.forced = this.forced.filter((at) => at > this.now() - 86400_000);
    if (this.forced.length >= FORCED_A_DAY) throw new ApiError(45009);
    if (this.now() - (this.forced.at(-1) ?? -Infinity) < FORCED_APART_MS) throw new ApiError(45011);
    this.forced.push(this.now());
    this.renew(0);
  }

  renew(overlapMs) {
    if (this.current) this.old.set(this.current.text, { life: this.current.until, until: this.now() + overlapMs });
    this.issued++;
    this.current = { text: `${this.issued}_${randomBytes(60).toString("base64url")}`, until: this.now() + LIFE_MS };
  }

  /** Throws what a call with this token is told. */
  check(text) {
    if (!text) throw new ApiError(41001);
    const token = text === this.current?.text ? { life: this.current.until, until: this.current.until } : this.old.get(text);
    if (!token) throw new ApiError(40001);
    if (token.life <= this.now()) throw new ApiError(42001);
    if (token.until <= this.now()) throw new ApiError(40001);
  }

  /** As if its time were over. */
  expire() { if (this.current) this.current.until = this.now(); }
  /** As if somebody had fetched another one by force: the one we know is nobody's. */
  forget() { this.current = null; this.old.clear(); }
}
