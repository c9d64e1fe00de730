// The words in a diagram are set in the typeface of the pages, which comes with them: as wide on every machine, so that a
// label that stands free where a diagram is checked stands free wherever it is read.
(() => {
  "use strict";

  const family = "Source Sans Pro Web";
  const within = { fontFamily: `"${family}", sans-serif`, fontSize: 12 };
  const beside = { ...within, fontSize: 11 };
  window.lettering = {
    textRenderer: { defaultStyle: within, externalStyle: beside },
    // words are measured when they are drawn: the typeface has to be there by then
    ready: () => document.fonts.load(`${within.fontSize}px "${family}"`),
  };
})();
