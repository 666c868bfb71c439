/* Photographs for a complaint: made smaller in the telephone, which also leaves out where and
   when they were taken. PDF goes as it is. Plain ECMAScript 5, as all of the page. */
(function () {
  "use strict";

  var LONGEST_SIDE = 1600;
  var QUALITY = 0.8;

  function base64Of(dataUrl) {
    return dataUrl.slice(dataUrl.indexOf(",") + 1);
  }

  function smaller(dataUrl, done) {
    var picture = new Image();
    picture.onload = function () {
      var scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
      var canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      done(base64Of(canvas.toDataURL("image/jpeg", QUALITY)));
    };
    picture.onerror = function () {
      done(null);
    };
    picture.src = dataUrl;
  }

  function read(file, done) {
    var reader = new FileReader();
    reader.onload = function () {
      if (/^image\//.test(file.type)) smaller(reader.result, done);
      else done(base64Of(reader.result));
    };
    reader.onerror = function () {
      done(null);
    };
    reader.readAsDataURL(file);
  }

  /* All files in their order as base64; null for one that cannot be read. */
  window.readPhotos = function (files, done) {
    var found = [];
    var left = files.length;
    if (left === 0) return void done(found);
    Array.prototype.forEach.call(files, function (file, i) {
      read(file, function (content) {
        found[i] = content;
        left -= 1;
        if (left === 0) done(found);
      });
    });
  };
})();
