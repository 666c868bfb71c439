/* A citizen's own ticket on a phone. Plain ECMAScript 5 on purpose: no module, no promise, no
   fetch, so that the page works on the oldest phone somebody still carries. */
(function () {
  "use strict";

  var USUAL_MS = 5000;
  var NEAR_MS = 2000; /* when the turn may come any moment */
  var NEAR_AHEAD = 3;
  var UNSEEN_MS = 15000; /* while the page is hidden and somebody wants to be told */
  var TELL_AT = [1, 3, 5, 10];
  var LONGEST_PAUSE_MS = 60000;
  var ANSWER_WITHIN_MS = 8000;
  var ENDED = { done: 1, cancelled: 1, expired: 1, "void": 1 };
  var ofKiosk = /^kiosk-/; /* tokens that a kiosk has made by itself begin so */
  var MAY_LEAVE = { waiting: 1 };
  /* Where no display tells that one's turn has come. */
  var HEARD = { by_voice: "waiting_by_voice", at_window: "waiting_at_window" };

  var page = document.body;
  var address = "/api/v1/tickets/" + encodeURIComponent(page.getAttribute("data-token"));
  var words = {
    zh: JSON.parse(page.getAttribute("data-zh")),
    en: JSON.parse(page.getAttribute("data-en"))
  };
  var reminder = window.ticketReminder(page.getAttribute("data-token"));
  var drawFacts = window.ticketFacts({ words: words, fill: fill, clock: clock });
  var shown = null; /* the last view the server gave */
  var isFromSlip = false; /* opened when the ticket's life was over, not while it waited */
  var showRating = window.ticketRating({
    place: document.getElementById("rating"),
    words: words,
    fill: fill,
    send: function (path, body, answered) {
      body.channel = isFromSlip ? "qr" : "phone";
      request("POST", address + path, answered, body);
    },
    labels: function (heardLabels) {
      var path = "/api/v1/halls/" + shown.hall.hall_id + "/rating-labels";
      request("GET", path, function (status, body) {
        if (status === 200 && body) heardLabels(body.levels);
      });
    },
    done: function (trouble) {
      element("trouble").textContent = trouble;
      refresh();
    }
  });
  var failures = 0;
  var timer = null;
  var asking = false;

  function element(name) {
    return document.getElementById(name);
  }

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (whole, name) {
      return values[name] === undefined ? whole : values[name];
    });
  }

  function say(name, key, values) {
    element(name).textContent = key ? fill(words.zh[key], values || {}) : "";
    element(name + "-en").textContent = key ? fill(words.en[key], values || {}) : "";
  }

  function two(n) {
    return (n < 10 ? "0" : "") + n;
  }

  /* As the hall's own clocks show it: the phone's may be set to another zone. */
  function clock(moment, view) {
    var there = new Date(Date.parse(moment) + view.hall.utc_offset_s * 1000);
    return two(there.getUTCHours()) + ":" + two(there.getUTCMinutes());
  }

  /* "A007" -> "A 007": the letter set apart, never broken over a line */
  function spaced(number) {
    return number.replace(/^([A-Za-z]+)(\d+)$/, "$1\u00a0$2");
  }

  function request(method, path, answered, body) {
    var ask = new XMLHttpRequest();
    ask.open(method, path);
    ask.timeout = ANSWER_WITHIN_MS;
    ask.setRequestHeader("Accept", "application/json");
    if (method === "POST") {
      ask.setRequestHeader("Content-Type", "application/json");
      ask.setRequestHeader(
        "X-CSRFToken",
        document.querySelector('meta[name="csrf-token"]').getAttribute("content")
      );
    }
    ask.onload = function () {
      var body = null;
      try {
        body = JSON.parse(ask.responseText);
      } catch (unreadable) {
        body = null;
      }
      answered(ask.status, body);
    };
    ask.onerror = ask.ontimeout = function () {
      answered(0, null);
    };
    ask.send(method === "POST" ? JSON.stringify(body || {}) : null);
  }

  function refresh() {
    clearTimeout(timer);
    if (asking || isResting()) return;
    asking = true;
    request("GET", address, function (status, view) {
      asking = false;
      if (status === 200 && view) {
        failures = 0;
        heard(view);
      } else if (status === 404 && ofKiosk.test(page.getAttribute("data-token"))) {
        failures += 1;
        registering();
      } else if (status === 404) {
        missing();
        return;
      } else {
        failures += 1;
        lost();
      }
      schedule();
    });
  }

  function schedule() {
    clearTimeout(timer);
    if (isResting() || (shown && ENDED[shown.state] && !failures)) return;
    timer = setTimeout(refresh, pause());
  }

  /* Nobody looks, and nobody wants to be told. */
  function isResting() {
    return document.hidden && reminder.wish() === null;
  }

  function pause() {
    if (failures) return Math.min(USUAL_MS * Math.pow(2, failures - 1), LONGEST_PAUSE_MS);
    if (document.hidden) return UNSEEN_MS;
    var near = shown.state === "called" || (shown.state === "waiting" && isNear(shown));
    return near ? NEAR_MS : USUAL_MS;
  }

  function isNear(view) {
    return typeof view.ahead === "number" && view.ahead <= NEAR_AHEAD;
  }

  function heard(view) {
    /* An answer that was overtaken by a newer one must not turn the page back. */
    if (shown && view.day === shown.day && view.seq < shown.seq) return;
    var wasCalled = shown && shown.state === "called";
    if (!shown) isFromSlip = Boolean(ENDED[view.state]);
    shown = view;
    element("stale").hidden = true;
    draw(view);
    if (view.state === "called" && !wasCalled) reminder.ring(element("sentence").textContent);
    remind(view);
  }

  /* Rings once: then the wish is fulfilled. What was said stays until the ticket moves on. */
  function remind(view) {
    var wish = reminder.wish();
    var counted = view.state === "waiting" && typeof view.ahead === "number";
    var now = counted && wish !== null && view.ahead <= wish;
    var stays = counted && !element("told").hidden;
    if (now || view.state !== "waiting") reminder.choose(null);
    element("told").hidden = !(now || stays);
    element("told-zh").textContent = fill(words.zh.told, { n: view.ahead });
    element("told-en").textContent = fill(words.en.told, { n: view.ahead });
    if (now) reminder.ring(element("told-zh").textContent);
    choices(view);
  }

  /* How many people ahead one may choose: fewer than there are now. */
  function choices(view) {
    var list = element("tell-choices");
    var ahead = view.state === "waiting" && typeof view.ahead === "number" ? view.ahead : 0;
    var i;
    element("tell").hidden = ahead <= TELL_AT[0];
    list.textContent = "";
    for (i = 0; i < TELL_AT.length && TELL_AT[i] < ahead; i += 1) list.appendChild(choice(TELL_AT[i]));
    element("tell-hint").textContent = words.zh[reminder.wish() === null ? "tell_hint" : "tell_on"];
  }

  function choice(n) {
    var button = document.createElement("button");
    var chosen = reminder.wish() === n;
    button.type = "button";
    button.textContent = fill(words.zh.tell_at, { n: n });
    button.setAttribute("aria-pressed", chosen ? "true" : "false");
    button.onclick = function () {
      var again;
      reminder.choose(chosen ? null : n);
      choices(shown);
      again = element("tell-choices").children[TELL_AT.indexOf(n)];
      if (again) again.focus();
    };
    return button;
  }

  function lost() {
    if (!shown) {
      say("sentence", "loading");
      return;
    }
    var at = { time: clock(shown.now, shown) };
    element("stale").textContent = fill(words.zh.stale, at) + " " + fill(words.en.stale, at);
    element("stale").hidden = false;
  }

  /* A kiosk gave the number while it could not reach the server: it will come. */
  function registering() {
    page.setAttribute("data-state", "registering");
    say("sentence", "registering");
    say("next", "registering_next");
  }

  function missing() {
    page.setAttribute("data-state", "missing");
    say("sentence", "not_found");
    say("next", "not_found_next");
    element("leave").hidden = true;
    element("return").hidden = true;
    element("tell").hidden = true;
  }

  function draw(view) {
    var number = element("number");
    page.setAttribute("data-state", view.state);
    number.textContent = spaced(view.number);
    number.setAttribute("aria-label", view.number);
    element("hall").textContent = view.hall.name;
    element("queue").textContent = view.queue.name;
    say("sentence", sentenceOf(view), { n: view.ahead, window: view.window ? view.window.number : "" });
    sayNext(view);
    document.title = element("sentence").textContent + " · " + spaced(view.number);
    drawFacts(element("facts"), view);
    warn(view);
    element("updated").textContent = fill(words.zh.updated, { time: clock(view.now, view) });
    var mayLeave = Boolean(MAY_LEAVE[view.state]);
    element("leave").hidden = !mayLeave || !element("confirm").hidden;
    if (!mayLeave) element("confirm").hidden = true;
    element("return").hidden = !view.may_return;
    showRating(view.rating);
  }

  function sentenceOf(view) {
    if (view.state !== "waiting") return view.state;
    if (typeof view.ahead !== "number") return "waiting_unknown";
    return view.ahead === 0 ? "waiting_first" : "waiting";
  }

  function sayNext(view) {
    var key = view.state + "_next";
    if (view.state === "waiting" && HEARD[view.heard]) key = HEARD[view.heard];
    if (view.state === "waiting" && isNear(view)) key = "waiting_near";
    if (view.may_return) key = "may_return_next";
    say("next", key, { n: view.bring_back_after });
  }

  function warn(view) {
    var key = view.state === "waiting" && view.warning;
    element("warning").hidden = !key;
    element("warning-zh").textContent = key ? words.zh[key] : "";
    element("warning-en").textContent = key ? words.en[key] : "";
  }

  function askToLeave(asked) {
    element("confirm").hidden = !asked;
    element("leave").hidden = asked;
    element("trouble").textContent = "";
    element(asked ? "stay" : "leave").focus();
  }

  function leaveNow() {
    var button = element("leave-now");
    button.disabled = true;
    request("POST", address + "/cancel", function (status, view) {
      button.disabled = false;
      if (status === 200) {
        element("confirm").hidden = true;
        if (view && view.state && view.windows) heard(view);
      } else {
        var why = status === 409 ? "leave_too_late" : "leave_failed";
        element("trouble").textContent = words.zh[why] + " " + words.en[why];
      }
      refresh();
    });
  }

  function returnNow() {
    var button = element("return");
    button.disabled = true;
    element("trouble").textContent = "";
    request("POST", address + "/return", function (status, view) {
      button.disabled = false;
      if (status === 200) heard(view);
      else element("trouble").textContent = words.zh.return_failed + " " + words.en.return_failed;
      refresh();
    });
  }

  element("return").onclick = returnNow;
  element("leave").onclick = function () {
    askToLeave(true);
  };
  element("stay").onclick = function () {
    askToLeave(false);
  };
  element("leave-now").onclick = leaveNow;
  document.addEventListener("visibilitychange", refresh);
  window.addEventListener("online", refresh);
  window.addEventListener("pageshow", refresh);
  refresh();
})();
