/* 领办代办 for whoever holds a ticket: ask, see who comes, say whether it helped. Plain
   ECMAScript 5 on purpose, as on the ticket's own page. */
(function () {
  "use strict";

  var ASK_EVERY_MS = 3000;
  var phone = window.phonePage;
  var element = phone.element;
  var words = phone.words;
  var address =
    "/api/v1/tickets/" + encodeURIComponent(document.body.getAttribute("data-token")) + "/help";
  var justAsked = false; /* what is over may still be answered, until one asks again */

  function both(id, values) {
    return phone.fill(words.zh[id], values || {}) + " " + phone.fill(words.en[id], values || {});
  }

  function show(help) {
    var runs = Boolean(help) && (help.state === "asked" || help.state === "taken");
    var isDone = Boolean(help) && help.state === "done";
    element("trouble").textContent = "";
    element("running").hidden = !runs;
    element("ask").hidden = runs;
    element("over").hidden = !(isDone && help.has_helped === null);
    element("thanks").hidden = !(isDone && help.has_helped !== null && justAsked);
    if (runs) element("state").textContent = both(help.state, { helper: help.helper || "" });
  }

  function refresh() {
    phone.request("GET", address, null, null, function (status, found) {
      if (status === 200 && found) show(found.help);
      else element("trouble").textContent = both(status === 404 ? "no_ticket" : "failed");
    });
  }

  function send(path, body) {
    phone.request("POST", address + path, body, phone.newKey(), function (status, found) {
      if (status === 200 || status === 201) show(found);
      else element("trouble").textContent = both("failed");
    });
  }

  function answer(hasHelped) {
    justAsked = true;
    send("/feedback", { has_helped: hasHelped });
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-kind]"), function (button) {
    button.onclick = function () {
      send("", { kind: button.getAttribute("data-kind") });
    };
  });
  element("withdraw").onclick = function () {
    send("/withdraw", {});
  };
  element("helped").onclick = function () {
    answer(true);
  };
  element("not-helped").onclick = function () {
    answer(false);
  };
  setInterval(function () {
    if (!document.hidden) refresh();
  }, ASK_EVERY_MS);
  refresh();
})();
