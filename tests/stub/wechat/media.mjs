// Pictures and voices that citizens sent, three days each.
import { randomBytes } from "node:crypto";
import { ApiError } from "./errors.mjs";

const LIFE_MS = 3 * 86400_000;

// A grey square as JPEG, and half a second of silence as AMR: the smallest things that are what they say.
export const SAMPLE_JPEG = Buffer.from(
  "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////" +
  "////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q==", "base64");
const silentFrame = Buffer.from([0x3c, ...new Array(31).fill(0)]);
export const SAMPLE_AMR = Buffer.concat([Buffer.from("#!AMR\n"), ...new Array(25).fill(silentFrame)]);

export class Media {
  constructor(now) { Object.assign(this, { now, all: new Map() }); }

  put(bytes, type) {
    const id = randomBytes(48).toString("base64url");
    this.all.set(id, { bytes, type, until: this.now() + LIFE_MS });
    return id;
  }

  get(id) {
    const media = this.all.get(id);
    if (!media || media.until <= this.now()) throw new ApiError(40007);
    return media;
  }
}
