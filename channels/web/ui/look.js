// Large type and dark colours. The choice is a cookie, so that the next page comes that way from the gate at once.
const html = document.documentElement;
const AGE_S = 180 * 24 * 3600;
const prefersDark = matchMedia("(prefers-color-scheme: dark)");

const isLarge = () => html.hasAttribute("data-large");
const theme = () => html.getAttribute("data-theme") || (prefersDark.matches ? "dark" : "light");

function keep() {
  const words = [html.getAttribute("data-theme"), isLarge() ? "large" : null].filter(Boolean);
  const site = location.protocol === "https:" && window.parent !== window ? "SameSite=None; Secure; Partitioned" : "SameSite=Lax";
  document.cookie = "yx_look=" + words.join("-") + "; Path=/; Max-Age=" + (words.length ? AGE_S : 0) + "; " + site;
}

function tell() {
  document.getElementById("large").setAttribute("aria-pressed", String(isLarge()));
  document.getElementById("dark").setAttribute("aria-pressed", String(theme() === "dark"));
}

export function startLook() {
  document.getElementById("large").addEventListener("click", () => {
    html.toggleAttribute("data-large");
    keep();
    tell();
  });
  document.getElementById("dark").addEventListener("click", () => {
    html.setAttribute("data-theme", theme() === "dark" ? "light" : "dark");
    keep();
    tell();
  });
  if (prefersDark.addListener) prefersDark.addListener(tell); // addEventListener came later
  tell();
}

/** Whether somebody has changed it; and back to what it was. */
export const isChosen = () => html.hasAttribute("data-theme") || isLarge();
export function resetLook() {
  html.removeAttribute("data-theme");
  html.removeAttribute("data-large");
  keep();
}
