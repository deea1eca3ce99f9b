// New since the last visit, and keys. The page works without.
"use strict";

// What was newest at the last visit is kept in this browser; a visit lasts as long as the tab.
function markFresh() {
  const cards = [...document.querySelectorAll("[data-seen]")];
  if (!cards.length) return;
  let before;
  try {
    before = sessionStorage.getItem("newsvane.before");
    if (before === null) {
      before = localStorage.getItem("newsvane.newest") || "";
      sessionStorage.setItem("newsvane.before", before);
    }
    const newest = cards.map((card) => card.dataset.seen).reduce((a, b) => (a > b ? a : b));
    if (newest > (localStorage.getItem("newsvane.newest") || "")) {
      localStorage.setItem("newsvane.newest", newest);
    }
  } catch {
    return; // the browser keeps nothing for us
  }
  if (!before) return;
  const fresh = cards.filter((card) => card.dataset.seen > before);
  for (const card of fresh) card.querySelector(".fresh").hidden = false;
  document.getElementById("fresh").textContent = fresh.length
    ? `${fresh.length} new since your last visit`
    : "Nothing new since your last visit";
}

// On a small window the filters would hide the news: they wait behind one word.
function foldFilters() {
  const box = document.querySelector(".choose:not([data-used])");
  if (box && matchMedia("(max-width: 40rem)").matches) box.open = false;
}

function move(step) {
  const links = [...document.querySelectorAll(".headline a")];
  if (!links.length) return;
  const at = links.indexOf(document.activeElement);
  const next = links[Math.min(links.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea")) return;
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("find").focus();
  } else if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
});

foldFilters();
markFresh();
