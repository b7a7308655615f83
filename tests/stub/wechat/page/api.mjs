// The stub's control API as this page uses it. The person is in the address: another tab may be somebody else.
export const person = new URLSearchParams(location.search).get("person") || "demo";

async function post(path, body) {
  const response = await fetch(`/_stub/${path}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

export const act = (what, more = {}) => post("do", { person, do: what, ...more });
export const happen = (event, what = {}) => act("event", { event, what });
export const fail = (path, faults) => post("fail", { path, faults });
export const set = (settings) => post("set", settings);

/** onState(whole state) at each connection, onEvent(type, what) after it, onLost() while there is none. */
export function follow({ onState, onEvent, onLost }) {
  const source = new EventSource("/_stub/stream");
  source.onopen = async () => {
    const response = await fetch(`/_stub/state?person=${encodeURIComponent(person)}`);
    onState(await response.json());
  };
  source.onerror = onLost;
  for (const type of ["screen", "wire", "menu", "faults", "typing", "account"])
    source.addEventListener(type, (event) => onEvent(type, JSON.parse(event.data)));
}
