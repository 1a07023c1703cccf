// Small comforts for customers: chosen photos are shown, and a sent form waits quietly. Nothing needs this file.
const SIDE = 112;

const size = (bytes) => {
  const [unit, divisor] = bytes < 1e6 ? ["kilobyte", 1024] : ["megabyte", 1048576];
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumSignificantDigits: 2 }).format(bytes / divisor);
};

async function thumbnail(file) {
  const bitmap = await createImageBitmap(file);
  const cut = Math.min(bitmap.width, bitmap.height);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  canvas.setAttribute("aria-hidden", "true");
  canvas.getContext("2d").drawImage(bitmap, (bitmap.width - cut) / 2, (bitmap.height - cut) / 2, cut, cut, 0, 0, SIDE, SIDE);
  bitmap.close();
  return canvas;
}

document.addEventListener("change", (event) => {
  const input = event.target;
  if (!input.matches("input[type=file][data-photos]")) return;
  const list = document.createElement("ul");
  list.className = "chosen";
  list.setAttribute("aria-live", "polite");
  for (const file of input.files) {
    const item = document.createElement("li");
    const words = document.createElement("span");
    words.textContent = `${file.name} · ${size(file.size)}`;
    item.append(words);
    list.append(item);
    if (file.type.startsWith("image/")) thumbnail(file).then((canvas) => item.prepend(canvas), () => {});
  }
  input.parentElement.querySelector(".chosen")?.remove();
  input.after(list);
});

// A second click sends the same form again, which counts once; dimming the button only says that it is on its way.
document.addEventListener("submit", (event) => event.target.querySelector("[data-once]")?.setAttribute("aria-disabled", "true"));
window.addEventListener("pageshow", () => document.querySelector("[data-once]")?.removeAttribute("aria-disabled"));
