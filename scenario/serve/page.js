// Names for what ipywidgets leaves without one, and a word when a page's kernel has ended.
(function () {
  "use strict";

  function named() {
    document.querySelectorAll(".number-control").forEach(function (row) {
      var label = row.querySelector("label"), handle = row.querySelector(".noUi-handle"), box = row.querySelector("input");
      if (label && handle) handle.setAttribute("aria-label", label.textContent);
      if (handle && box) handle.setAttribute("aria-valuetext", box.value);
    });
    document.querySelectorAll(".progress-bar").forEach(function (bar) {
      var host = bar.parentElement;
      if (host && !host.getAttribute("role")) {
        host.setAttribute("role", "progressbar");
        host.setAttribute("aria-label", document.documentElement.lang === "zh" ? "进度" : "progress");
      }
    });
    document.querySelectorAll("select:not([aria-label])").forEach(function (menu) {
      var row = menu.closest(".widget-dropdown, .widget-select"), label = row && row.querySelector("label");
      if (label && label.textContent) menu.setAttribute("aria-label", label.textContent);
    });
  }

  // A file that was made at the press of a button is taken along without a second one.
  function taken() {
    document.querySelectorAll(".scenario-download a[download]:not([data-taken])").forEach(function (link) {
      link.setAttribute("data-taken", "");
      link.click();
    });
  }

  function ended() {
    if (document.querySelector(".scenario-ended")) return;
    var zh = document.documentElement.lang === "zh", bar = document.createElement("div");
    bar.className = "scenario-ended";
    bar.setAttribute("role", "alert");
    bar.textContent = zh ? "本页内核已停止，页面显示的是最后状态。" : "This page's kernel has ended; what stands here is its last state. ";
    var again = document.createElement("a");
    var state = document.querySelector("a.scenario-state");
    again.href = state ? state.href : location.href;
    again.textContent = zh ? "重新打开" : "Open it again";
    bar.appendChild(again);
    document.body.insertBefore(bar, document.body.firstChild);
  }

  // The server answers 404 for a kernel that is gone; a server that is gone answers nothing.
  function watch() {
    var config = document.getElementById("jupyter-config-data");
    if (!config) return;
    var told = JSON.parse(config.textContent);
    fetch(told.baseUrl + "alive/" + told.kernelId, { credentials: "same-origin" }).then(
      function (answer) { if (!answer.ok) ended(); }, ended);
  }

  document.documentElement.lang = new URLSearchParams(location.search).get("lang") === "zh" ? "zh" : "en";
  new MutationObserver(function () { named(); taken(); }).observe(document.documentElement, { childList: true, subtree: true });
  setInterval(watch, 5000);
  window.scenarioWatch = watch;
})();
