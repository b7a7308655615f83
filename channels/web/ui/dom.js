// Elements made by hand: what a citizen, an article or a member of staff wrote goes in as text, never as markup.

/** An element with attributes and children; a string becomes text. */
export function make(tag, attributes, children) {
  const element = document.createElement(tag);
  Object.keys(attributes || {}).forEach((name) => element.setAttribute(name, attributes[name]));
  [].concat(children === undefined ? [] : children).forEach((child) => element.append(child));
  return element;
}

export function button(label, press, attributes) {
  const made = make("button", Object.assign({ type: "button" }, attributes), label);
  made.addEventListener("click", press);
  return made;
}

/** Whether somebody writes with a real keyboard: there Enter sends, and the field may take the focus. */
export const hasKeyboard = () => matchMedia("(hover: hover) and (pointer: fine)").matches;
