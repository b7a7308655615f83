// The house's routes below /api/desk, one function each; what they take and answer stands in api/openapi.yaml.
import { get, post } from "./http.js";

const at = "/api/desk";
const talk = (id) => `${at}/conversations/${encodeURIComponent(id)}`;
const query = (values) => {
  const set = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return set.length ? `?${new URLSearchParams(set)}` : "";
};
const byItself = { active: false };

export const eventsUrl = `${at}/events`;
export const boardCsvUrl = (from, to) => `${at}/board.csv${query({ from, to })}`;

// who I am; a 401 here is an answer, not an end
export const login = (name, password) => post(`${at}/login`, { name, password }, { quiet401: true });
export const sendCode = (code) => post(`${at}/totp`, { code }, { quiet401: true });
export const changePassword = (old, fresh) => post(`${at}/password`, { old, new: fresh });
export const logout = () => post(`${at}/logout`, {}, { quiet401: true });
export const fetchMe = (options) => get(`${at}/me`, options);
export const setPresent = (present) => post(`${at}/present`, { present });

// the queue and what is mine
export const fetchQueue = () => get(`${at}/queue`);
export const claim = (conversation) => post(`${at}/claim`, conversation ? { conversation } : { next: true });
export const heartbeat = (conversations) => post(`${at}/heartbeat`, { conversations }, byItself);
export const fetchColleagues = () => get(`${at}/colleagues`);

// one conversation
export const fetchTalk = (id, where = {}, options) => get(talk(id) + query(where), options);
export const reply = (id, form) => post(`${talk(id)}/reply`, form);
export const addNote = (id, form) => post(`${talk(id)}/note`, form);
export const handOver = (id, form) => post(`${talk(id)}/handover`, form);
export const close = (id, form) => post(`${talk(id)}/close`, form);
export const sayTyping = (id, on) => post(`${talk(id)}/typing`, { on });
export const reveal = (id) => post(`${talk(id)}/reveal`);

// to write with
export const fetchCanned = () => get(`${at}/canned`);
export const saveCanned = (form) => post(`${at}/canned`, form);
export const searchKnowledge = (q) => get(`${at}/kb${query({ q })}`, { active: true });

// to lead and to administer
export const fetchBoard = (from, to) => get(`${at}/board${query({ from, to })}`);
export const fetchStaff = () => get(`${at}/staff`);
export const addStaff = (form) => post(`${at}/staff`, form);
export const changeStaff = (id, form) => post(`${at}/staff/${encodeURIComponent(id)}`, form);
export const fetchTeams = () => get(`${at}/teams`);
export const saveUnit = (kind, form) => post(`${at}/${kind}`, form);
export const fetchHours = () => get(`${at}/hours`);
export const saveHours = (form) => post(`${at}/hours`, form);
export const fetchActs = (filter) => get(`${at}/acts${query(filter)}`, { active: true });
