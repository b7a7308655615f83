// Who is signed in. step: "unknown" until the house has said, "out", "in"; "lost": was in, must sign in again.
import { computed, reactive } from "vue";
import * as desk from "../api/desk.js";
import { get, whenSignedOut } from "../api/http.js";
import { takeTexts } from "../words/texts.js";
import { forgetDrafts } from "./drafts.js";

export const session = reactive({ step: "unknown", me: null, house: {} });

export const myId = computed(() => session.me?.id ?? null);
export const has = (...roles) => roles.some((role) => session.me?.roles.includes(role));

export function takeMe({ me, texts, house }) {
  // Somebody else at the same page: nothing of the one before may stay on it.
  if (session.me && session.me.id !== me.id) return location.reload();
  if (texts) takeTexts(texts);
  Object.assign(session, { me, step: "in", house: house ?? session.house });
}

export async function learnTexts() {
  const { texts, house } = await get("/api/desk/texts");
  takeTexts(texts);
  session.house = house;
}

/** Ask who I am; signed out is an answer. Other failures are thrown. */
export async function learnMe() {
  try {
    takeMe(await desk.fetchMe({ quiet401: true }));
  } catch (error) {
    if (error.status !== 401) throw error;
    ended();
  }
}

let leaving = false; // by oneself: the end of the session is no loss to be told

function ended() {
  if (!leaving) session.step = session.me ? "lost" : "out";
}

export async function signOut() {
  const id = myId.value;
  leaving = true;
  try {
    await desk.logout();
  } catch (error) {
    leaving = false;
    throw error;
  }
  forgetDrafts(id);
  location.hash = "#/";
  location.reload();
}

whenSignedOut(ended);
