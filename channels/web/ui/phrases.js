// What the page says, from the catalogue: the gate has written it into the attributes of one hidden element.
const element = document.getElementById("phrases");

/** The phrase of that name, its {placeholders} filled in. */
export function say(name, fill) {
  const text = element.getAttribute("data-" + name) || "";
  return fill ? text.replace(/\{([a-z_]+)\}/g, (all, key) => (key in fill ? String(fill[key]) : all)) : text;
}
