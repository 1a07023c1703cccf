// A photo of the conversation opens in a dialog; with a key held down, in a page of its own as any link does.
document.addEventListener("click", (event) => {
  const photo = event.target.closest("[data-photo]");
  const box = document.getElementById("lightbox");
  if (!photo || !box || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const picture = box.querySelector("img");
  picture.src = photo.href;
  picture.alt = photo.dataset.photo;
  box.showModal();
});
document.addEventListener("click", ({ target }) => target.matches("#lightbox") && target.close());
