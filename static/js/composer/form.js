// The form of the composer as a page has it now: its sheets (reply, note, phone note), its words, and its way to the
// server. It is asked for each time, because htmx may have put another in its place.
export const form = () => document.getElementById("composer");
export const area = () => form()?.querySelector("[data-composer]");
export const sheets = () => form().querySelectorAll('[name="kind"]');
export const tab = (kind) => form()?.querySelector(`[name="kind"][value="${kind}"]`);
export const chosen = () => form()?.querySelector('[name="kind"]:checked');
export const words = () => (window.richtext && area() ? richtext.get(area()) : (area()?.value ?? "").trim());

const cookie = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
const token = () => cookie("csrftoken") ?? form().querySelector('[name="csrfmiddlewaretoken"]').value;
const home = () => `/desk/tickets/${form().dataset.case}/`;

// A path of the case, or a whole one.
export const post = (path, body, keepalive = false) =>
  fetch(path.startsWith("/") ? path : home() + path, {
    method: "POST", body, keepalive, headers: { "x-csrftoken": token(), "hx-request": "true" },
  });

// What a page says that its server could not: the words came with it.
export const say = (name) => {
  const said = document.querySelector(`template[data-say="${name}"]`);
  document.getElementById("notice")?.replaceChildren(...(said ? [said.content.cloneNode(true)] : []));
};
