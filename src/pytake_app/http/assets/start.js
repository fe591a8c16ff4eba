/* Starts whichever of the two is on the page: no inline script, so that the page's policy can forbid them. */
"use strict";
const documentUrl = "/api-docs/openapi.json";
window.addEventListener("load", () => {
  const place = document.getElementById("docs");
  if (place.dataset.kind === "swagger") {
    window.SwaggerUIBundle({ url: documentUrl, domNode: place, deepLinking: true, validatorUrl: null });
  } else {
    window.Redoc.init(documentUrl, { disableSearch: true, hideDownloadButton: false }, place);
  }
});
