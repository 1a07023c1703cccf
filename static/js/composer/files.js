// Files that go with what is written: chosen, dropped on the composer or pasted into it, they go up at once.
import { chosen, form, post, say } from "./form.js";

const MOST = 20; // of a hundred some are enough for the server to say how many it takes
let uploading = 0;

// Whether some are still on their way.
export const busy = () => uploading > 0;

export const upload = async (files, input) => {
  if (!files.length) return;
  const body = new FormData();
  for (const file of [...files].slice(0, MOST)) body.append("files", file);
  const send = form().querySelector("button.primary");
  uploading += 1;
  send.setAttribute("aria-disabled", "true");
  try {
    const answer = await post(`drafts/${chosen().value}/files/`, body);
    if (answer.status === 401) say("signed-out");
    else if (!answer.ok) say("failed");
    else {
      show(await answer.text());
      if (input) { input.value = ""; input.closest("details").open = false; }
    }
  } catch {
    say("offline");
  } finally {
    uploading -= 1;
    if (!uploading) send.removeAttribute("aria-disabled");
  }
};
const show = (html) => {
  const list = new DOMParser().parseFromString(html, "text/html").getElementById("draft-files");
  document.getElementById("draft-files").replaceWith(list);
};
// Those of a sheet went out with it.
export const forgetFiles = (sheet) => {
  for (const file of form().querySelectorAll(`#draft-files [data-of="${sheet.value}"]`)) file.remove();
  form().querySelector(".attach").open = false;
  form().querySelector("input[type=file]").value = "";
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest("#draft-files [data-remove]");
  if (!button) return;
  event.preventDefault();
  try {
    const answer = await post(button.dataset.remove);
    if (answer.ok) show(await answer.text());
    else say(answer.status === 401 ? "signed-out" : "failed");
  } catch { say("offline"); }
});
const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files") && event.target.closest?.("#composer");
for (const name of ["dragover", "dragleave", "drop"])
  document.addEventListener(name, (event) => {
    const here = carries(event);
    if (!here || event.target.matches("input[type=file]")) return;
    event.preventDefault();
    here.classList.toggle("dropping", name === "dragover");
    if (name === "drop") upload(event.dataTransfer.files);
  });
document.addEventListener("paste", (event) => {
  if (!event.target.closest?.("#composer") || !event.clipboardData?.files.length) return;
  event.preventDefault();
  upload(event.clipboardData.files);
}, true);
