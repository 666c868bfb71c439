/* Rating a visit on the ticket's page: once, with labels and words; why, where a keypad could not
   ask; and 追评. Plain ECMAScript 5, as the ticket page itself.

   ticketRating({place, words, fill, send, labels, done}) gives a function that shows what a view
   leaves to be said. `send(path, body, answered)` posts below the ticket's address,
   `labels(heard)` asks for the national labels, `done()` has the page look again. */
window.ticketRating = function (about) {
  "use strict";

  var LEVELS = ["very_satisfied", "satisfied", "basic", "dissatisfied", "very_dissatisfied"];
  var BAD = { dissatisfied: 1, very_dissatisfied: 1 };
  var REFUSED = { already_rated: "rate_already", reason_not_asked: "rate_already", not_to_be_rated: "rate_too_late" };
  var words = about.words;
  var place = about.place;
  var drawn = ""; /* what the form is for: it is not drawn anew while somebody writes */
  var known = null; /* level -> its labels */
  var form = null; /* what was chosen so far */
  var last = null;

  function make(name, attributes, text) {
    var made = document.createElement(name);
    var key;
    for (key in attributes) made.setAttribute(key, attributes[key]);
    if (text) made.textContent = text;
    return made;
  }

  /* A sentence in both languages; `level` is the name of one, said in each language's own word. */
  function both(parent, key, level) {
    parent.textContent = about.fill(words.zh[key], { level: words.zh[level] }) + " ";
    parent.appendChild(
      make("small", { lang: "en" }, about.fill(words.en[key], { level: words.en[level] }))
    );
    return parent;
  }

  function button(key, pressed) {
    var made = both(make("button", { type: "button" }), key);
    made.onclick = pressed;
    return made;
  }

  /* "first": nothing was given yet; "why": a bad one lacks its reason; "again": 追评. */
  function begin(kind, chosen) {
    form = { kind: kind, level: chosen, labels: [], more: false, words: "", contact: "" };
    draw();
  }

  function draw() {
    place.textContent = "";
    place.hidden = false;
    if (!form) return thank();
    if (form.kind === "why") place.appendChild(both(make("h2"), "rate_why", form.level));
    else place.appendChild(both(make("h2"), form.kind === "again" ? "rate_again" : "rate_question"));
    if (form.kind !== "why") place.appendChild(levels());
    if (!form.level) return;
    if (known) place.appendChild(labels());
    else about.labels(learn);
    place.appendChild(field("rate_words", "words", make("textarea", { rows: "3", maxlength: "500" })));
    if (BAD[form.level]) {
      place.appendChild(
        field("rate_contact", "contact", make("input", { type: "tel", maxlength: "19", autocomplete: "tel" }))
      );
    }
    place.appendChild(make("p", { id: "rate-trouble", role: "alert" }));
    place.appendChild(sendButton());
  }

  function learn(levelsOfAll) {
    var i;
    known = {};
    for (i = 0; i < levelsOfAll.length; i += 1) known[levelsOfAll[i].level] = levelsOfAll[i].labels;
    if (form) draw();
  }

  function levels() {
    var list = make("div", { "class": "levels", role: "group" });
    LEVELS.forEach(function (name) {
      var one = button(name, function () {
        if (form.level !== name) form.labels = [];
        form.level = name;
        draw();
      });
      one.setAttribute("data-level", name);
      one.setAttribute("aria-pressed", form.level === name ? "true" : "false");
      list.appendChild(one);
    });
    return list;
  }

  function labels() {
    var list = make("div", { "class": "labels", role: "group" });
    known[form.level].forEach(function (label) {
      var one;
      var at = form.labels.indexOf(label.code);
      if (!label.is_first && !form.more) return;
      one = make("button", { type: "button", "data-label": label.code }, label.text);
      one.setAttribute("aria-pressed", at < 0 ? "false" : "true");
      one.onclick = function () {
        if (at < 0) form.labels.push(label.code);
        else form.labels.splice(at, 1);
        draw();
      };
      list.appendChild(one);
    });
    if (!form.more) {
      list.appendChild(
        button("rate_more", function () {
          form.more = true;
          draw();
        })
      );
    }
    return list;
  }

  function field(key, name, input) {
    var label = both(make("label"), key);
    input.value = form[name];
    input.oninput = function () {
      form[name] = input.value;
    };
    label.appendChild(input);
    return label;
  }

  function sendButton() {
    var made = button("rate_send", function () {
      var reason = { labels: form.labels, words: form.words };
      var isWhy = form.kind === "why";
      var contact = form.contact.replace(/^\s+|\s+$/g, "");
      if (contact && BAD[form.level]) reason.contact = contact;
      if (isWhy && !form.labels.length && !/\S/.test(form.words)) return trouble("rate_empty");
      if (!isWhy) {
        reason.level = form.level;
        reason.again = form.kind === "again";
      }
      made.disabled = true;
      about.send(isWhy ? "/rating-reason" : "/rating", reason, function (status, body) {
        made.disabled = false;
        if (status === 200) form = null;
        else if (status === 422) return trouble("rate_contact_wrong");
        else if (!body || !REFUSED[body.code]) return trouble("rate_failed");
        drawn = "";
        about.done(status === 200 ? "" : words.zh[REFUSED[body.code]]);
      });
    });
    made.id = "rate-send";
    return made;
  }

  function trouble(key) {
    both(document.getElementById("rate-trouble"), key);
  }

  function thank() {
    var again = last.state === "rated_again";
    place.appendChild(both(make("h2"), again ? "rated_again" : "rated", last.level));
    if (!again) {
      place.appendChild(
        button("rate_add", function () {
          begin("again", null);
        })
      );
    }
  }

  return function (rating) {
    var now = [rating.state, rating.level, rating.reason_missing].join();
    if (now === drawn) return;
    drawn = now;
    last = rating;
    if (rating.state === "none") {
      place.hidden = true;
      form = null;
    } else if (rating.state === "open") {
      begin("first", null);
    } else if (rating.reason_missing && rating.state === "rated") {
      begin("why", rating.level);
    } else {
      form = null;
      draw();
    }
  };
};
