// Runs before the page is drawn, so that a chosen theme never flashes. Without a choice the system decides.
"use strict";
{
  const chosen = localStorage.getItem("theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
}
