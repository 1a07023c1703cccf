// The reply that can be taken back counts down, and then is gone.
export const count = (held) => {
  if (!held || held.dataset.counting !== undefined) return;
  held.dataset.counting = "";
  const end = performance.now() + held.dataset.held * 1000;
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1000);
    if (!held.isConnected) return;
    if (left > 0) {
      held.querySelector("[data-seconds]").textContent = left;
      setTimeout(tick, 250);
      return;
    }
    held.parentElement.replaceChildren();
    for (const sign of document.querySelectorAll("[data-held-sign]")) sign.remove();
  };
  tick();
};
