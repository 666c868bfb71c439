/* 投诉、建议、表扬: write one, keep its two numbers, read the answer with both. Plain ECMAScript 5
   on purpose, as on the ticket's own page. */
(function () {
  "use strict";

  var phone = window.phonePage;
  var element = phone.element;
  var words = phone.words;
  var STATES = {
    registered: "state_registered",
    handed_over: "state_handed_over",
    handling: "state_handling",
    answered: "state_answered",
    archived: "state_archived"
  };
  var hall = null;
  var key = null; /* of what is being sent; a new one for new words */

  function say(name, id, values) {
    element(name).textContent = id
      ? phone.fill(words.zh[id], values || {}) + " " + phone.fill(words.en[id], values || {})
      : "";
  }

  function address(rest) {
    return "/api/v1/halls/" + hall.hall_id + rest;
  }

  /* As the hall's own clocks show it is not known to old phones: the day is enough. */
  function day(moment) {
    var at = new Date(moment);
    return at.getFullYear() + "-" + two(at.getMonth() + 1) + "-" + two(at.getDate());
  }

  function two(n) {
    return (n < 10 ? "0" : "") + n;
  }

  function option(list, value, text) {
    var one = document.createElement("option");
    one.value = value;
    one.textContent = text;
    list.appendChild(one);
  }

  function showHall(found) {
    var i;
    hall = found;
    element("hall").textContent = found.name;
    element("supervision").textContent = found.supervision_phone;
    element("supervision").href = "tel:" + found.supervision_phone.replace(/[^\d+-]/g, "");
    element("zone").textContent = "";
    option(element("zone"), "", words.zh.zone_any);
    for (i = 0; i < found.zones.length; i += 1) {
      option(element("zone"), found.zones[i].zone_id, found.zones[i].name);
    }
    element("which").hidden = true;
    element("write").hidden = false;
    element("look").hidden = false;
  }

  function readHall(hallId) {
    phone.request("GET", "/api/v1/halls/" + hallId, null, null, function (status, found) {
      if (status === 200 && found) showHall(found);
      else say("trouble", "failed");
    });
  }

  function chooseHall() {
    var wanted = document.body.getAttribute("data-hall-id");
    if (wanted) return readHall(wanted);
    phone.request("GET", "/api/v1/halls", null, null, function (status, found) {
      if (status !== 200 || !found) return say("trouble", "failed");
      if (found.halls.length === 1) return readHall(found.halls[0].hall_id);
      found.halls.forEach(function (each) {
        var link = document.createElement("a");
        link.href = "?hall=" + each.hall_id;
        link.textContent = each.name;
        element("halls").appendChild(link);
      });
      element("which").hidden = false;
    });
  }

  function chosenKind() {
    return document.querySelector('input[name="kind"]:checked').value;
  }

  function send(event) {
    event.preventDefault();
    if (!element("text").value.trim()) return say("trouble", "no_words");
    if (element("files").files.length > 3) return say("trouble", "too_many_files");
    busy(true);
    window.readPhotos(element("files").files, function (contents) {
      if (contents.indexOf(null) >= 0) {
        busy(false);
        say("trouble", "wrong_kind");
        return;
      }
      post(contents);
    });
  }

  function post(contents) {
    var body = {
      kind: chosenKind(),
      text: element("text").value,
      channel: document.body.getAttribute("data-channel"),
      attachments: contents
    };
    if (element("zone").value) body.zone_id = Number(element("zone").value);
    if (element("contact").value.trim()) body.contact = element("contact").value;
    key = key || phone.newKey();
    phone.request("POST", address("/feedback"), body, key, function (status, found) {
      busy(false);
      if (status === 201 && found) return received(found);
      if (status >= 400 && status < 500) key = null;
      say("trouble", why(status, found));
    });
  }

  function why(status, found) {
    if (status === 0) return "offline";
    if (status === 413) return "too_large";
    if (status === 429) return "too_many";
    if (found && found.what === "person") return "wrong_contact";
    if (found && found.what === "attachment") return found.reason;
    return "failed";
  }

  function received(found) {
    key = null;
    element("form").reset();
    element("receipt").textContent = found.receipt;
    element("code").textContent = found.code;
    say("due", "due", { day: day(found.due_at) });
    element("write").hidden = true;
    element("received").hidden = false;
    element("received-title").focus();
  }

  function lookUp(event) {
    event.preventDefault();
    busy(true);
    element("found").hidden = true;
    phone.request(
      "POST",
      address("/feedback/look-up"),
      { receipt: element("look-receipt").value.trim(), code: element("look-code").value.trim() },
      null,
      function (status, found) {
        busy(false);
        if (status === 200 && found) return show(found);
        if (status === 404 || status === 422) return say("trouble", "not_found");
        say("trouble", status === 429 ? "slowed" : "failed");
      }
    );
  }

  function show(found) {
    element("found").hidden = false;
    say("found-state", STATES[found.state]);
    element("found-answer").textContent = found.answer || "";
    say("found-hint", found.answer ? null : "due", { day: day(found.due_at) });
  }

  function busy(is) {
    if (is) say("trouble", null);
    element("send").disabled = is;
    element("look-send").disabled = is;
  }

  element("form").onsubmit = send;
  element("look-form").onsubmit = lookUp;
  element("again").onclick = function () {
    element("received").hidden = true;
    element("write").hidden = false;
  };
  chooseHall();
})();
